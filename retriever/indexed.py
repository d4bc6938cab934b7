"""Search of a catalog by vectors on FAISS: an index kept on its shelf, opened mapped, changed where that is cheap.

An index by another encoder is never used. Where APIs of the catalog changed, they are encoded and put into the index,
up to as many as `Encoding` permits; more are refused with the command that indexes. Importing this needs FAISS.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apis.errors import ConfigError
from retriever.base import Among, Document, Hit
from retriever.corpus import Indexing
from retriever.dense import Embedder
from retriever.encoding import Encoding
from retriever.index import Index
from retriever.scoring import FloatArray
from retriever.shelf import Change


@dataclass(frozen=True)
class Indexed:
    """An index of vectors and what encodes queries."""

    index: Index
    embedder: Embedder

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, sorted."""
        return tuple(sorted(id_ for id_ in self.index.ids if id_))

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first; nearly so where the index is a graph or compressed."""
        return self.near(self.embedder.queries([query])[0], k, among=among)

    def scores(self, query: str) -> FloatArray:
        """Return the cosine of each document with the query, in the order of `ids`; decodes every vector."""
        return self.compared(self.embedder.queries([query])[0])

    def near(self, query: NDArray[np.float32], k: int, *, among: Among = None) -> Sequence[Hit]:
        """Return the `k` documents nearest to a vector, best first; nearly so, as `search`."""
        found = self.index.search(query, k, among=among)
        return [Hit(each.id, each.score) for each in sorted(found, key=lambda each: (-each.score, each.id))]

    def compared(self, query: NDArray[np.float32]) -> FloatArray:
        """Return the cosine of each document with a vector, in the order of `ids`; decodes every vector."""
        return self.index.scores(query)


@dataclass(frozen=True, slots=True)
class IndexKind:
    """How an index of a catalog is read, built from what changed, and written."""

    encoding: Encoding
    indexing: Indexing

    @property
    def name(self) -> str:
        return f"dense-{hashlib.sha256(self.encoding.spec.encode()).hexdigest()[:12]}"

    def load(self, folder: Path, *, mapped: bool) -> Indexed:
        try:
            index = Index.open(folder, encoder=self.encoding.embedder.identity, mapped=mapped)
        except ConfigError as error:  # another encoder's, or damaged: it is built again
            raise ValueError(str(error)) from error
        return Indexed(index, self.encoding.embedder)

    def build(self, change: Change[Indexed]) -> Indexed:
        documents = sorted(change.changed, key=_id)
        ids, vectors = [document.id for document in documents], self.encoding.of(documents)
        corpus = self.encoding.shelf.catalog.content_hash()
        if change.earlier is not None:
            index = change.earlier.index.changed(ids, vectors, gone=change.gone, corpus=corpus)
        else:
            encoder = self.encoding.embedder.identity
            index = Index.build(
                ids, vectors, encoder=encoder, corpus=corpus, kind=self.indexing.kind, storage=self.indexing.storage
            )
        return Indexed(index, self.encoding.embedder)

    def save(self, index: Indexed, folder: Path) -> None:
        index.index.write(folder)


def open_indexed(encoding: Encoding, indexing: Indexing | None) -> Indexed:
    """Open the index of a catalog as it is now, on the GPUs there are.

    Args:
        encoding: of its documents.
        indexing: build it anew, so; None: use what is kept, and change it where the catalog has changed.

    Raises:
        ConfigError: too many APIs are not encoded yet.
    """
    kind = IndexKind(encoding, indexing or Indexing())
    opened = encoding.shelf.open(kind, anew=indexing is not None)
    return Indexed(opened.index.on_gpus(), opened.embedder)


def _id(document: Document) -> str:
    return document.id
