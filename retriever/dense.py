"""Search by vectors: documents whose vector has the highest cosine with the query's.

Knows vectors and whatever makes them (`Embedder`: a model in process, an embedding server), no library of either.
Exact: every document is scored; `retriever.index` is for corpora where that is too slow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from apis.errors import ConfigError
from retriever.base import Among, Document, Hit
from retriever.scoring import FloatArray, Scorer, hits

Matrix = NDArray[np.float32]
"""[texts, dimension], each row of length 1."""


class Embedder(Protocol):
    """Something that turns texts into vectors of length 1."""

    @property
    def name(self) -> str:
        """By which the user knows it."""

    @property
    def dimension(self) -> int:
        """Of its vectors."""

    @property
    def identity(self) -> str:
        """Changes when its vectors would."""

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Encode what is asked."""

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Encode what is searched."""


class Vectors(Scorer, Protocol):
    """Documents by vectors: all compared, or an index of them."""

    @property
    def embedder(self) -> Embedder:
        """What encodes queries."""

    def near(self, query: NDArray[np.float32], k: int, *, among: Among = None) -> Sequence[Hit]:
        """Return the `k` documents of the highest cosine with a vector."""

    def compared(self, query: NDArray[np.float32]) -> FloatArray:
        """Return the cosine of each document with a vector, in the order of `ids`."""


@dataclass(frozen=True, slots=True)
class Dense:
    """Vectors of documents in memory, and what encodes queries."""

    ids: tuple[str, ...]
    vectors: Matrix
    embedder: Embedder

    @classmethod
    def over(cls, documents: Iterable[Document], embedder: Embedder) -> Self:
        """Encode documents; where an id comes twice, the last one counts."""
        texts = {document.id: document.text for document in documents}
        ids = tuple(sorted(texts))
        return cls(ids, checked(embedder.documents([texts[id_] for id_ in ids]), len(ids), embedder), embedder)

    def scores(self, query: str) -> FloatArray:
        """Return the cosine of each document with the query, in the order of `ids`."""
        return self.compared(self.embedder.queries([query])[0])

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first."""
        return self.near(self.embedder.queries([query])[0], k, among=among)

    def compared(self, query: NDArray[np.float32]) -> FloatArray:
        """Return the cosine of each document with a vector, in the order of `ids`."""
        return cosines(self.vectors, query)

    def near(self, query: NDArray[np.float32], k: int, *, among: Among = None) -> Sequence[Hit]:
        """Return the `k` documents nearest to a vector, best first."""
        return hits(self.ids, self.compared(query), k, among=among)


def cosines(vectors: Matrix, query: NDArray[np.float32]) -> FloatArray:
    """Return the product of each vector with one of a query, on one thread.

    A BLAS shares that out among threads, which then wait for more while the encoder's own threads want the cores: with
    8,683 vectors the next query took 23 ms to encode, not 9.
    """
    return np.asarray(np.vecdot(vectors, query), dtype=np.float32)


def checked(vectors: Matrix, texts: int, embedder: Embedder) -> Matrix:
    """Return the vectors of so many texts, if that is what they are.

    Raises:
        ConfigError: there are others, or they have other dimensions than the embedder says.
    """
    if vectors.shape != (texts, embedder.dimension):
        raise ConfigError(
            f"{embedder.name!r} gave vectors of {vectors.shape[-1]} dimensions, not {embedder.dimension}: "
            "was it replaced? index again"
        )
    return vectors
