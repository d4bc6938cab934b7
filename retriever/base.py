"""The seam of search: documents in, hits out.

Knows nothing of Apis: `retriever.documents` turns an Api into a `Document`. `search` is plain, since it computes;
async callers run it in a worker thread.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from apis.model import Api


@dataclass(frozen=True, slots=True)
class Document:
    """The searchable text of one Api, by field; the same for every retriever."""

    id: str
    name: str
    """Split at camelCase and underscores."""
    tool: str
    category: str
    description: str
    parameters: str
    """Names and descriptions of the parameters."""
    returns: str
    """Keys of the response."""

    @property
    def text(self) -> str:
        """All fields in one string, for retrievers that read one."""
        fields = (self.category, self.tool, self.name, self.description, self.parameters, self.returns)
        return ". ".join(field for field in fields if field)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: the higher the score the better; scores compare within one search only."""

    id: str
    score: float
    api: Api | None = None
    """The Api itself, where the retriever was opened on a catalog."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found for a query, and whether it is likely to be what was wanted."""

    hits: tuple[Hit, ...]
    confidence: float | None = None
    """The chance, 0..1, that something searched does what the query asks; None where the retriever cannot tell."""
    answerable: bool | None = None
    """Whether the confidence reaches the threshold that was set on unanswerable queries."""
    unmatched: tuple[str, ...] = ()
    """Words of the query that stand in nothing that was searched."""
    complete: bool = True
    """False where only words were compared, since the encoder could not be run."""


Among = Collection[str] | None
"""The ids of the documents that are searched, quick to ask whether they hold one; None: all. Scores stay what they are
without it: what a document is worth does not change with what stands beside it in a search."""


class Retriever(Protocol):
    """Something that finds documents for a query, best first."""

    def search(self, query: str, k: int = 5) -> Sequence[Hit]: ...


class Searcher(Protocol):
    """A retriever that is known to search among its documents, and can be kept to some of them."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, sorted: ties go to the smaller id."""

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` of those that are searched, best first."""


@runtime_checkable
class Finder(Protocol):
    """A searcher that also tells what it thinks of what it found."""

    def find(self, query: str, k: int = 5, *, cover: bool = False, among: Among = None) -> Search:
        """Return the best `k`; chosen together where `cover` is true, so that each sentence gets one of its own."""


def searched(searcher: Searcher, query: str, k: int = 5, *, cover: bool = False, among: Among = None) -> Search:
    """Search with any retriever; one that is no `Finder` leaves open whether anything fits, and cannot cover."""
    if isinstance(searcher, Finder):
        return searcher.find(query, k, cover=cover, among=among)
    return Search(tuple(searcher.search(query, k, among=among)))
