"""A second look: the best that a first retriever found, ordered by a judge that reads query and text together.

Knows a first retriever and a judge, no library of either. The judge is made at the first search, since it is large and
many commands never search.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from retriever.base import Among, Hit, Search, Searcher, searched

DEPTH = 50
"""The first of the first retriever that are read again; more where more are asked for."""


class Judge(Protocol):
    """Something that reads a query and texts together."""

    def judge(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return how well each text fits the query: the higher the better."""


@dataclass(frozen=True, slots=True)
class Reranked:
    """A retriever whose best are ordered by a judge."""

    first: Searcher
    judge: Callable[[], Judge]
    """Makes it, or returns what it made before."""
    text_of: Callable[[str], str]
    """The text of a document, by its id."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, sorted."""
        return self.first.ids

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first."""
        return self.find(query, k, among=among).hits

    def find(self, query: str, k: int = 5, *, cover: bool = False, among: Among = None) -> Search:
        """Return the best `k` documents, with what the first retriever thinks of the whole search.

        Args:
            query: what is wanted.
            k: how many.
            cover: passed on to the first retriever: what it chose to be read again.
            among: search only these.
        """
        found = searched(self.first, query, max(k, DEPTH), cover=cover, among=among)
        if not found.hits:
            return found
        scores = self.judge().judge(query, [self.text_of(hit.id) for hit in found.hits])
        judged = [Hit(hit.id, float(score)) for hit, score in zip(found.hits, scores, strict=True)]
        judged.sort(key=lambda hit: -hit.score)  # ties stay as the first retriever had them
        return replace(found, hits=tuple(judged[:k]))
