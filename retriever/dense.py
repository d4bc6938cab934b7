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
from retriever.scoring import FloatArray, hits

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
        return np.asarray(self.vectors @ self.embedder.queries([query])[0], dtype=np.float32)

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first."""
        return hits(self.ids, self.scores(query), k, among=among)


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
