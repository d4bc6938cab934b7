"""Vectors by any `Embedder`, each text encoded once: those of a catalog's documents are kept on its shelf.

Encoding thousands of texts takes minutes, or money at a server, so a search encodes a few by itself and no more:
beyond `BY_ITSELF` texts it refuses, naming the command that does it. Kept in 16 bits a number. Knows no index.
"""

import shlex
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from apis.errors import ConfigError
from retriever.base import Document
from retriever.dense import Dense, Embedder, Matrix, checked
from retriever.kept import unusable
from retriever.shelf import OnIndexed, Shelf
from retriever.vector_store import VectorStore

STEP = 256
"""Texts encoded between two writes."""
BY_ITSELF = 500
"""Texts that a search encodes without being asked to: about 20 seconds of a MiniLM on one core."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the documents of a catalog become vectors."""

    shelf: Shelf
    embedder: Embedder
    spec: str
    """By which the user knows the retriever."""
    on_indexed: OnIndexed
    most: int | None = BY_ITSELF
    """Texts that may be encoded now; None: any number."""

    def of(self, documents: Sequence[Document]) -> Matrix:
        """Return the vector of each document, [documents, dimension]; what was encoded before is read.

        Raises:
            ConfigError: too many are to be encoded, what is kept is damaged, or the encoder gives other dimensions now.
        """
        texts = [document.text for document in documents]
        if not self.shelf.writable:
            return checked(self.embedder.documents(texts), len(texts), self.embedder)
        with _store(self.shelf.vectors, self.embedder, self.embedder.documents) as store:
            missing = store.missing(texts)
            if self.most is not None and len(missing) > self.most:
                raise ConfigError(self._refusal(len(missing)))
            for done in store.fill(missing):
                self.on_indexed(done + len(texts) - len(missing), len(texts))
            return _unpacked(store, texts, self.embedder)

    def _refusal(self, missing: int) -> str:
        path = str(self.shelf.catalog.path)
        command = shlex.join(["toolsearch", "retriever", "index", "--retriever", self.spec, "--catalog", path])
        return (
            f"{missing:,} APIs of {path!r} are not encoded by {self.spec!r} as it is now, and a search encodes "
            f"{self.most:,} at most: run `{command}`"
        )


def open_exact(encoding: Encoding, documents: Iterable[Document]) -> Dense:
    """Compare a query with each vector of a catalog; for machines without FAISS."""
    given = {document.id: document for document in documents}
    ids = tuple(sorted(given))
    return Dense(ids, encoding.of([given[id_] for id_ in ids]), encoding.embedder)


@dataclass(frozen=True, slots=True)
class Remembering:
    """An embedder that encodes no text twice: what it made stands in a file. For those that cost money."""

    embedder: Embedder
    path: Path
    """Of a `VectorStore`."""

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def dimension(self) -> int:
        return self.embedder.dimension

    @property
    def identity(self) -> str:
        return self.embedder.identity

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Encode what is asked, or read it."""
        return self._remembered(texts, self.embedder.queries)

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Encode what is searched, or read it."""
        return self._remembered(texts, self.embedder.documents)

    def _remembered(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Matrix]) -> Matrix:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _store(self.path, self.embedder, encode) as store:
            for _ in store.fill(store.missing(texts)):
                pass
            return _unpacked(store, texts, self.embedder)


@contextmanager
def _store(path: Path, embedder: Embedder, encode: Callable[[Sequence[str]], Matrix]) -> Iterator[VectorStore]:
    def make(texts: Sequence[str]) -> list[bytes]:
        return [row.tobytes() for row in checked(encode(texts), len(texts), embedder).astype("<f2")]

    try:
        maker = f"{embedder.identity} {embedder.dimension} {encode.__name__}"
        with VectorStore.open(path, maker, make, step=STEP) as store:
            yield store
    except sqlite3.DatabaseError as error:
        raise unusable(path, error) from error


def _unpacked(store: VectorStore, texts: Sequence[str], embedder: Embedder) -> Matrix:
    packed = np.frombuffer(b"".join(store.read(texts)), dtype="<f2")
    return packed.astype(np.float32).reshape(len(texts), embedder.dimension)
