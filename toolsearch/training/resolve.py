"""What needs the `train` extra, loaded when it is asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from apis.errors import MissingExtra
from toolsearch.records import Sample
from toolsearch.training.formats.base import Row

if TYPE_CHECKING:
    from toolsearch.training.job import Job, Trained
    from toolsearch.training.losses import Losses


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


def open_losses(path: Path) -> "Losses":
    """Load a model to measure samples under.

    Raises:
        MissingExtra: the libraries are not installed.
    """
    try:
        from toolsearch.training.losses import Losses
    except ModuleNotFoundError as error:
        raise MissingExtra("measuring losses", "train") from error
    return Losses.load(path)


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
