"""Several retrievers as one: their scores standardised over the corpus and added with weights, or their ranks.

Knows scorers and nothing of what they are. Weights are tuned on queries whose answers are known and that no part was
trained on; that one part does best alone is a possible outcome. Standardising over the whole corpus, not over the top,
keeps how far ahead a document is, which ranks throw away.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retriever.base import Among, Hit
from retriever.dataset import Query
from retriever.evaluate import DEPTH, measure
from retriever.scoring import FloatArray, Scorer, best, hits, kept

METRIC = "ndcg@5"
RANK = 60
"""The constant of reciprocal rank fusion. Source: Cormack et al., SIGIR 2009."""
RANKS = 100
PORTIONS = 20
"""Of which a weight has a whole number."""
TUNED_ON = 500
"""The most queries that weights are tuned on."""


@dataclass(frozen=True, slots=True)
class Part:
    """One retriever of several."""

    spec: str
    scorer: Scorer
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hybrid:
    """The weighted sum of its parts' standardised scores."""

    parts: tuple[Part, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, which are the same for every part."""
        return self.parts[0].scorer.ids

    @property
    def spec(self) -> str:
        """Under which the same is opened again.

        >>> Hybrid((Part("bm25", None, 0.3), Part("knn", None, 0.7))).spec
        'hybrid:0.3*bm25+0.7*knn'
        """
        return "hybrid:" + "+".join(f"{part.weight:g}*{part.spec}" for part in self.parts)

    def scores(self, query: str) -> FloatArray:
        """Return the score of each document, in the order of `ids`."""
        total = np.zeros(len(self.ids), dtype=np.float32)
        for part in self.parts:
            if part.weight:
                total += np.float32(part.weight) * standardised(part.scorer.scores(query))
        return total

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first; none where no part tells documents apart."""
        scores = self.scores(query)
        return hits(self.ids, scores, k, among=among) if scores.any() else []


@dataclass(frozen=True, slots=True)
class RankFusion:
    """The sum of 1 / (60 + rank) over its parts, each part's first hundred."""

    parts: tuple[Part, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, which are the same for every part."""
        return self.parts[0].scorer.ids

    def scores(self, query: str, *, among: Among = None) -> FloatArray:
        """Return the score of each document, in the order of `ids`; ranks are those among what is searched."""
        total = np.zeros(len(self.ids), dtype=np.float32)
        for part in self.parts:
            scores = part.scorer.scores(query)
            least = float(scores.min(initial=0))
            for rank, place in enumerate(best(kept(self.ids, scores, among), RANKS, above=least), 1):
                total[place] += part.weight / (RANK + rank)
        return total

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents that any part found, best first."""
        return hits(self.ids, self.scores(query, among=among), k, above=0)


def standardised(scores: FloatArray) -> FloatArray:
    """Shift and scale scores to mean 0 and deviation 1; to 0 where they are all the same.

    >>> standardised(np.asarray([1, 3], dtype=np.float32)).tolist()
    [-1.0, 1.0]
    """
    deviation = scores.std()
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros_like(scores)


def tuned(parts: Sequence[Part], queries: Sequence[Query]) -> tuple[Part, ...]:
    """Give the parts the weights, in twentieths, that do best on queries; equal ones where there are no queries.

    Where several do equally well, the more equal ones are taken.
    """
    if not queries:
        return tuple(Part(part.spec, part.scorer, 1 / len(parts)) for part in parts)
    queries = queries[:: max(1, len(queries) // TUNED_ON)]
    ids = parts[0].scorer.ids
    scores = np.stack([[standardised(part.scorer.scores(query.text)) for query in queries] for part in parts])
    right = np.asarray([[id_ in query.relevant for id_ in ids] for query in queries])
    counts = right.sum(axis=1)

    def score(weights: tuple[float, ...]) -> tuple[float, float]:
        found = _found(np.tensordot(np.asarray(weights, dtype=np.float32), scores, axes=1), right)
        return (round(float(np.nanmean(measure(METRIC, found, counts))), 6), -max(weights))

    weights = max(_shares(len(parts)), key=score)
    return tuple(Part(part.spec, part.scorer, weight) for part, weight in zip(parts, weights, strict=True))


def _found(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell what stands at the first ranks: [queries, DEPTH]."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    return np.take_along_axis(right, order, axis=1)


def _shares(parts: int) -> Iterator[tuple[float, ...]]:
    """Yield every way to give out the portions.

    >>> list(_shares(2))[:3]
    [(1.0, 0.0), (0.95, 0.05), (0.9, 0.1)]
    """
    for given in itertools.product(range(PORTIONS, -1, -1), repeat=parts - 1):
        if sum(given) <= PORTIONS:
            yield (*(each / PORTIONS for each in given), (PORTIONS - sum(given)) / PORTIONS)
