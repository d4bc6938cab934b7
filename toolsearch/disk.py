"""Files that are there whole or not at all, and what a disk refuses, told as one line.

Knows nothing of what the files mean.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolsearch.errors import RunError


def replace(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Write a file in one step; its folders are made.

    Args:
        path: the file, there or not.
        data: all that it will hold.
        sync: wait until it is on disk, so that a power cut cannot undo it.

    Raises:
        RunError: the disk refuses; the file is as it was.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fill(part, data, sync)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        if sync:
            sync_folder(path.parent)


def _fill(path: Path, data: bytes, sync: bool) -> None:
    with path.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def refusals(path: Path, *, doing: str = "write") -> Iterator[None]:
    """Turn what the disk refuses into a `RunError` that names the file."""
    try:
        yield
    except OSError as error:
        raise RunError(f"cannot {doing} {str(path)!r}: {error.strerror}") from error
