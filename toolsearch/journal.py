"""Append-only JSONL: one record a line, on disk before `append` returns.

Knows lines, files and what may happen to them: a process killed in the middle of a line, a full disk. Knows nothing of
what the records mean. A line that was never finished is not there for a reader, and the next writer removes it; a line
that was finished is never touched again.
"""

import asyncio
import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

from pydantic import BaseModel, ValidationError

from toolsearch.disk import sync_folder
from toolsearch.errors import RecordError, RunError

Record = TypeVar("Record", bound=BaseModel)

BLOCK = 1 << 16
"""Bytes read at a time from a file's end, in search of its last newline."""


def read(path: Path, model: type[Record], *, torn: bool = True) -> Iterator[Record]:
    """Yield the records of a file in order; blank lines do not count.

    Args:
        path: one JSON object a line.
        model: what each line must be.
        torn: skip a last line that breaks off, as a killed writer leaves it; False where a person wrote the file.

    Raises:
        RecordError: names the file, the line number and what is wrong with it.
    """
    try:
        with path.open("rb") as file:
            yield from _records(file, path, model, torn)
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from error


def _records(file: BinaryIO, path: Path, model: type[Record], torn: bool) -> Iterator[Record]:
    for number, line in enumerate(file, start=1):
        if not line.strip() or (torn and not line.endswith(b"\n") and not _is_whole(line)):
            continue
        try:
            yield model.model_validate_json(line)
        except ValidationError as error:
            raise RecordError(f"{path}, line {number}: {_reason(error)}") from error


def _is_whole(line: bytes) -> bool:
    """Tell whether a line without its newline is a whole JSON value: no part of an object is one."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    text = first["msg"].replace(" at line 1 column ", " at column ")  # the line number is the file's
    return f"{place}: {text}" if place else text


class Journal:
    """A file that grows by whole records. One writer at a time: who opens it sees to that (`toolsearch.runs`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._lock = threading.Lock()
        self._turn = asyncio.Lock()
        self._batch: list[bytes] = []
        self._next: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            _mend_tail(self._file)
            sync_folder(self.path.parent)
        except OSError as error:
            self.close()
            raise RunError(f"cannot write {str(self.path)!r}: {error.strerror}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._next:  # what `put` took is written, even where its caller was cancelled
            await asyncio.wait([self._next])
        async with self._turn:
            self.close()

    def close(self) -> None:
        """Close the file; calling it twice is fine."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def append(self, record: BaseModel) -> None:
        """Write one record and wait until it is on disk.

        Raises:
            RunError: the disk is full or failing; names the file. All records before this one are kept.
        """
        self._write(_line(record))

    def extend(self, records: Sequence[BaseModel]) -> None:
        """Write several records as `append` does, waiting for the disk once; all of them or none."""
        if records:
            self._write(b"".join(map(_line, records)))

    async def put(self, record: BaseModel) -> None:
        """Write one record as `append` does, sharing one wait for the disk with all tasks that write meanwhile."""
        self._batch.append(_line(record))
        if self._next is None:
            self._next = asyncio.create_task(self._flush())
            self._next.add_done_callback(_take_note)
        await asyncio.shield(self._next)

    async def _flush(self) -> None:
        async with self._turn:  # while one batch is being written, the next one gathers
            lines, self._batch, self._next = self._batch, [], None
            await asyncio.to_thread(self._write, b"".join(lines))

    def _write(self, data: bytes) -> None:
        with self._lock:
            if self._file is None:
                raise RunError(f"{str(self.path)!r} is not open for writing")
            size = os.fstat(self._file).st_size
            try:
                _write_all(self._file, data)
                os.fsync(self._file)
            except OSError as error:
                with suppress(
                    OSError
                ):  # shrinking works on a full disk; where not, the torn line is skipped by readers
                    os.ftruncate(self._file, size)
                reason = f"cannot write {str(self.path)!r}: {error.strerror}; all records before this one are kept"
                raise RunError(reason) from error


def _take_note(flush: asyncio.Task[None]) -> None:
    """Mark the error of a flush as seen: its callers get it, unless all of them were cancelled meanwhile."""
    if not flush.cancelled():
        flush.exception()


def _line(record: BaseModel) -> bytes:
    return record.model_dump_json().encode() + b"\n"


def _write_all(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _mend_tail(file: int) -> None:
    """End the file with a newline: add it to a last line that is whole, remove one that breaks off."""
    start, tail = os.fstat(file).st_size, b""
    while start and b"\n" not in tail:
        size = min(BLOCK, start)
        start -= size
        tail = os.pread(file, size, start) + tail
    last = tail.rpartition(b"\n")[2]
    if last and _is_whole(last):
        _write_all(file, b"\n")
    elif last:
        os.ftruncate(file, start + len(tail) - len(last))
