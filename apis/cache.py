"""JSON values by key in one folder: written by many processes at once, never lost to make room, never a pickle.

Knows diskcache and nothing of what is kept. All stands in one SQLite file (`cache.db`), each value compressed in its
row, so that whatever a process had written is there whole when it is killed. A folder may come from a stranger: nothing
in it is unpickled, run, or read from anywhere but that file.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import diskcache
from diskcache.core import DBNAME, MODE_RAW

from apis.errors import CacheError, ConfigError
from apis.model import Json

LARGEST = 256_000_000
"""Bytes of one value unpacked: far above what is ever stored, far below what memory holds."""

KEPT = {"eviction_policy": "none", "cull_limit": 0, "statistics": 0, "tag_index": 0, "sqlite_mmap_size": 0}
"""Nothing is ever evicted, reading writes nothing, and a file cut short by someone else is an error, not a signal."""


class JsonDisk(diskcache.Disk):  # type: ignore[misc] # diskcache has no types
    """Writes values as compressed JSON into their row; keys are texts."""

    def __init__(self, directory: str, **_: object) -> None:  # a file may hold settings of another kind of disk
        super().__init__(directory)

    def store(self, value: Json, read: bool, key: object = None) -> tuple[int, int, None, memoryview]:
        packed = zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)
        return 0, MODE_RAW, None, memoryview(packed)

    def fetch(self, mode: object, filename: object, value: object, read: bool) -> Json:
        """Read what `store` wrote.

        Raises:
            ValueError: it is something else, such as a pickle or the name of a file.
        """
        if mode != MODE_RAW or filename is not None or not isinstance(value, bytes):
            raise ValueError("a value is not compressed JSON")
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(value, LARGEST)
        if not unpacking.eof:
            raise ValueError("a value is cut short, or larger than any that is stored")
        return json.loads(text)


class JsonCache:
    """JSON by key. Used from several threads, each has a connection of its own and closes it with `close`."""

    def __init__(self, folder: Path, cache: Any) -> None:
        self.folder = folder
        self._cache = cache

    @classmethod
    def open(cls, folder: Path, *, create: bool = True) -> Self:
        """Open the cache in a folder; nothing stays open in this thread.

        Args:
            folder: a folder of its own.
            create: whether it is made where there is none.

        Raises:
            ConfigError: there is none, or the folder holds something else.
            CacheError: it is damaged, or the disk refuses.
        """
        _check(folder, create)
        with _told(folder, "open"):
            cache = diskcache.Cache(str(folder.absolute()), disk=JsonDisk, **KEPT)
            cache.close()
        return cls(folder, cache)

    def get(self, key: str) -> Json:
        """Return a value; None where there is none.

        Raises:
            CacheError: it is damaged.
        """
        with self._told("read"):
            return self._cache.get(key)

    def add(self, key: str, value: Json) -> bool:
        """Keep a value unless there is one of this key; say whether it was kept.

        Raises:
            CacheError: the disk refuses; what was kept before is as it was.
        """
        with self._told("write"):
            return bool(self._cache.add(key, value))

    def set(self, key: str, value: Json) -> None:
        """Keep a value in place of any other of this key.

        Raises:
            CacheError: the disk refuses; what was kept before is as it was.
        """
        with self._told("write"):
            self._cache.set(key, value)

    @contextmanager
    def transact(self) -> Iterator[None]:
        """Let what is written within be written together or not at all, with no other writer between."""
        with self._told("write"), self._cache.transact():
            yield

    def close(self) -> None:
        """Close the connection of this thread; the next use makes another."""
        self._cache.close()

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            with _told(self.folder, doing):
                yield
        except CacheError:
            self._cache.close()  # a commit that failed leaves its transaction open: closing undoes it
            raise


def _check(folder: Path, create: bool) -> None:
    """Refuse a folder that is no cache, before anything is written into it."""
    with _told(folder, "open"):
        if (folder / DBNAME).is_file():
            return
        if not create:
            raise ConfigError(f"{str(folder)!r} holds no {DBNAME}: name a folder that was recorded into")
        if folder.exists() and any(not path.name.startswith(DBNAME) for path in folder.iterdir()):
            raise ConfigError(f"{str(folder)!r} holds something else and no {DBNAME}: name a folder of its own")


@contextmanager
def _told(folder: Path, doing: str) -> Iterator[None]:
    """Turn what SQLite, the disk and a damaged file say into one line."""
    place = f"{str(folder)!r}"
    try:
        yield
    except diskcache.Timeout as error:
        raise CacheError(f"cannot {doing} {place}: another process holds it, or it is read-only") from error
    except (sqlite3.OperationalError, OSError) as error:
        raise CacheError(f"cannot {doing} {place}: {error}; free some room, or see who may write there") from error
    except (sqlite3.Error, zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CacheError(f"{place} is damaged ({error}): restore it, or use another folder") from error
