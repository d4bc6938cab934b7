"""What needs the `train` extra, loaded when it is asked for."""

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from apis.errors import MissingExtra
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
