"""Scoring samples under a model, from the command line; a plot of what loss goes with."""

from pathlib import Path

from apis.errors import ConfigError
from toolsearch.cli.loop import Interrupted
from toolsearch.cli.output import progress
from toolsearch.errors import RecordError
from toolsearch.journal import Journal, read
from toolsearch.records import Sample
from toolsearch.training.resolve import open_losses


def score(source: Path, model: Path, out: Path) -> list[Sample]:
    """Write each sample of a file with its loss; what is there already stays.

    Raises:
        ConfigError: the source or the model cannot be read, or `out` is of another source.
        Interrupted: says how to go on.
    """
    try:
        samples = list(read(source, Sample))
        done = list(read(out, Sample)) if out.exists() else []
    except RecordError as error:
        raise ConfigError(str(error)) from error
    if source.resolve() == out.resolve() or [s.id for s in done] != [s.id for s in samples[: len(done)]]:
        raise ConfigError(f"{str(out)!r} holds other samples than {str(source)!r}, or is the same file: choose another")
    out.parent.mkdir(parents=True, exist_ok=True)
    losses = open_losses(model)
    try:
        with Journal(out) as journal, progress() as bars:
            bar = bars.add_task("samples", total=len(samples), completed=len(done), note="")
            for sample in samples[len(done) :]:
                scores = sample.scores.model_copy(update={"loss": losses.loss(sample)})
                done.append(sample.model_copy(update={"scores": scores}))
                journal.append(done[-1])
                bars.update(bar, advance=1)
    except KeyboardInterrupt:
        raise Interrupted(
            f"interrupted: {len(done):,} of {len(samples):,} are scored; the same command goes on"
        ) from None
    return done
