"""What needs the `train` extra, loaded when it is asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from apis.errors import ConfigError, MissingExtra
from toolsearch.llm.resolve import open_server
from toolsearch.records import Sample
from toolsearch.training.formats.base import Row

if TYPE_CHECKING:
    from toolsearch.training.job import Job, Trained


def write_parquet(rows: Sequence[Row], file: IO[bytes]) -> None:
    """Write rows as one Parquet table.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        raise MissingExtra("writing Parquet", "train") from error
    pq.write_table(pa.Table.from_pylist(list(rows)), file)


def train(job: "Job", *, stop_after: int | None = None) -> "Trained | None":
    """Fine-tune a model; see `toolsearch.training.sft.train`.

    Raises:
        MissingExtra: the libraries are not installed.
    """
    try:
        from toolsearch.training import sft
    except ModuleNotFoundError as error:
        raise MissingExtra("fine-tuning", "train") from error
    return sft.train(job, stop_after=stop_after)


class Measuring(Protocol):
    """Tells how hard samples are for a model."""

    at_once: int
    """How many may be asked for at the same time."""

    async def loss(self, sample: Sample) -> float | None: ...

    async def aclose(self) -> None: ...


def open_losses(model: str, tokenizer: Path | None = None) -> Measuring:
    """Open a model to measure samples under.

    Args:
        model: a folder that transformers reads, or `openai:NAME@URL` of a server that echoes prompts.
        tokenizer: for a server, the folder that holds the model's tokenizer.

    Raises:
        ConfigError: there is no such model, or a server's tokenizer is missing.
        MissingExtra: the libraries are not installed.
    """
    served = model.startswith("openai:")
    if served and tokenizer is None:
        raise ConfigError(f"{model!r} is measured in its own tokens: name the folder of its tokenizer with --tokenizer")
    try:
        if served and tokenizer:
            from toolsearch.training.served import ServedLosses

            return ServedLosses.open(open_server(model), tokenizer)
        from toolsearch.training.losses import Losses
    except ModuleNotFoundError as error:
        raise MissingExtra("measuring losses", "train") from error
    return Losses.load(Path(model))


def draw(samples: Sequence[Sample], path: Path) -> None:
    """Draw loss against what it is said to rise with.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        from toolsearch.training.plots import draw_correlates
    except ModuleNotFoundError as error:
        raise MissingExtra("drawing", "train") from error
    draw_correlates(samples, path)
