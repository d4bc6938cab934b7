"""The floor of any trained retriever: look up the most similar training queries, and answer what was right for them.

Nothing is learned and documents are never read, so a document without training queries is never found. A trained model
that scores below this uses its training set worse than a look-up does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from retriever.base import Among, Document, Hit
from retriever.bm25 import BM25
from retriever.dataset import Query
from retriever.scoring import FloatArray, best, hits

NEIGHBOURS = 20
POWER = 4
"""Votes are BM25 scores to this power, so that a near twin outvotes many distant cousins."""


@dataclass(frozen=True, slots=True)
class NearestQueries:
    """Training queries by BM25, voting for their documents."""

    ids: tuple[str, ...]
    queries: BM25
    relevant: tuple[tuple[int, ...], ...]
    """For each query of `queries`, in the order of its ids, the places in `ids` of what is right."""

    @classmethod
    def over(cls, documents: Iterable[Document], training: Sequence[Query]) -> Self:
        """Remember training queries; those documents that the corpus does not have are forgotten."""
        ids = tuple(sorted({document.id for document in documents}))
        place = {id_: number for number, id_ in enumerate(ids)}
        known = {query.id: tuple(place[id_] for id_ in query.relevant if id_ in place) for query in training}
        queries = BM25.over(Document(query.id, "", "", "", query.text, "", "") for query in training)
        return cls(ids, queries, tuple(known[id_] for id_ in queries.ids))

    def scores(self, query: str) -> FloatArray:
        """Return the votes for each document, in the order of `ids`."""
        near = self.queries.scores(query)
        votes = np.zeros(len(self.ids), dtype=np.float32)
        for neighbour in best(near, NEIGHBOURS, above=0):
            votes[list(self.relevant[neighbour])] += near[neighbour] ** POWER
        return votes

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents that got a vote, best first."""
        return hits(self.ids, self.scores(query), k, above=0, among=among)
