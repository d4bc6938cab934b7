"""The seam of search: documents in, hits out.

Knows nothing of Apis: `retriever.documents` turns an Api into a `Document`. `search` is plain, since it computes;
async callers run it in a worker thread.
"""

from collections.abc import Sequence
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


class Retriever(Protocol):
    """Something that finds documents for a query, best first."""

    def search(self, query: str, k: int = 5) -> Sequence[Hit]: ...


@runtime_checkable
class Finder(Protocol):
    """A retriever that also tells what it thinks of what it found."""

    def find(self, query: str, k: int = 5) -> Search: ...


def searched(retriever: Retriever, query: str, k: int = 5) -> Search:
    """Search with any retriever; one that is no `Finder` leaves open whether anything fits."""
    if isinstance(retriever, Finder):
        return retriever.find(query, k)
    return Search(tuple(retriever.search(query, k)))
