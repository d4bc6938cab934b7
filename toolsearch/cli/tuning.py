"""Fine-tuning from the command line: mistakes are found before a library is loaded, Ctrl-C says how to go on."""

from pathlib import Path

from apis.errors import ConfigError
from toolsearch.cli.loop import Interrupted
from toolsearch.training.job import Job, Trained
from toolsearch.training.recipe import Recipe
from toolsearch.training.resolve import train


def tune(data: Path, model: Path, out: Path, recipe: Recipe, stop_after: int | None) -> Trained | None:
    """Train, or go on.

    Raises:
        ConfigError: data or model are not there, or something else stands at `out`.
        Interrupted: says how to go on.
    """
    if not data.is_file():
        raise ConfigError(f"there is no file {str(data)!r}: make one with `toolsearch train export`")
    if not (model / "config.json").is_file():
        raise ConfigError(f"--model {str(model)!r} is no folder with a config.json: name one that transformers saved")
    job = Job(data, model, out, recipe)
    try:
        return train(job, stop_after=stop_after)
    except KeyboardInterrupt:
        raise Interrupted(
            "interrupted; the same command goes on from the last checkpoint (--save-steps says how often one is made)"
        ) from None
