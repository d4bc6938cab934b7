"""What a retriever is opened over: documents as they are given, or a catalog, beside which it keeps what it indexes."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from apis.catalog import Catalog
from retriever.base import Document
from retriever.dataset import Query
from retriever.documents import document_of
from retriever.shelf import OnIndexed


@dataclass(frozen=True, slots=True)
class Indexing:
    """How a catalog is to be indexed."""

    kind: Literal["flat", "hnsw", "ivfpq"] | None = None
    """Of the FAISS index (`retriever.index`); chosen by the number of Apis where None."""
    storage: Literal["float32", "float16", "int8"] | None = None
    """Of its numbers; chosen by the kind where None."""


@dataclass(frozen=True)
class Corpus:
    """Documents by id; of a catalog they are read when they are wanted."""

    given: tuple[Document, ...] = ()
    training: tuple[Query, ...] = ()
    """Queries whose answers are known, where there are any."""
    catalog: Catalog | None = None
    """Where it is there, nothing is given."""
    on_indexed: OnIndexed = lambda done, total: None
    indexing: Indexing | None = None
    """Encode all that is not encoded yet, and index it anew; None: use what is kept."""

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All of them; of a large catalog that takes seconds."""
        return self.given if self.catalog is None else tuple(map(document_of, self.catalog))

    def document(self, id_: str) -> Document:
        """Return one document."""
        return self._by_id[id_] if self.catalog is None else document_of(self.catalog.get(id_))

    def text_of(self, id_: str) -> str:
        """Return the text of one document."""
        return self.document(id_).text

    @cached_property
    def _by_id(self) -> dict[str, Document]:
        return {document.id: document for document in self.given}
