"""What needs the `train` extra, loaded when it is asked for."""

from collections.abc import Sequence
from typing import IO

from apis.errors import MissingExtra
from toolsearch.training.formats.base import Row


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
