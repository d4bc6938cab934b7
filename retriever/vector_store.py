"""What was made of texts, kept by what made it and by their content, in one SQLite file: only new texts cost.

Knows bytes and hashes, and nothing of vectors or of what makes them. Written as it goes, so that an interruption loses
one step; several processes may fill one file at once.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

STEP = 64
"""Texts made between two writes: what an interruption loses."""
PATIENCE = 60.0
"""Seconds that a process waits for another one's write."""

_SELECT = "SELECT value FROM made WHERE key = ?"


@dataclass(frozen=True, slots=True)
class VectorStore:
    """A table of what one maker made; other makers' rows stand beside it."""

    connection: sqlite3.Connection
    maker: str
    """Changes when what it makes would."""
    make: Callable[[Sequence[str]], Sequence[bytes]]
    step: int = STEP

    @classmethod
    @contextmanager
    def open(
        cls, path: Path, maker: str, make: Callable[[Sequence[str]], Sequence[bytes]], *, step: int = STEP
    ) -> Iterator[Self]:
        """Open a file, made where it is missing; its folder must exist.

        Raises:
            sqlite3.DatabaseError: it is no database, or cannot be written.
        """
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
            with connection:
                connection.execute("CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
            yield cls(connection, maker, make, step)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Return the texts that nothing was made of yet, each once, the short ones first."""
        return sorted((text for text in dict.fromkeys(texts) if self._get(text) is None), key=len)

    def fill(self, missing: Sequence[str]) -> Iterator[int]:
        """Make what is missing; yields how many of the texts are done, each time that some are written."""
        for at in range(0, len(missing), self.step):
            some = missing[at : at + self.step]  # texts of like length, which are quicker together
            rows = list(zip(map(self._key, some), self.make(some), strict=True))
            with self.connection:
                self.connection.executemany("INSERT OR IGNORE INTO made VALUES (?, ?)", rows)
            yield at + len(some)

    def read(self, texts: Sequence[str]) -> list[bytes]:
        """Return what was made of texts that are all there.

        Raises:
            KeyError: nothing was made of one.
        """
        found = list(map(self._get, texts))
        if None in found:
            raise KeyError(texts[found.index(None)])
        return [value for value in found if value is not None]

    def _get(self, text: str) -> bytes | None:
        row = self.connection.execute(_SELECT, (self._key(text),)).fetchone()
        return row[0] if row else None

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.maker} {text}".encode()).digest()[:20]
