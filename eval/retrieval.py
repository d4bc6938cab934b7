"""A retriever on a split: scores with intervals, by group, and two retrievers compared query by query.

Knows queries, rankings and `eval.stats`; the metrics themselves are `retriever.evaluate`. Scores are fractions.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from apis.model import Value
from eval.stats import Difference, Interval, bootstrap, compare
from retriever.base import Retriever
from retriever.dataset import Query
from retriever.evaluate import DEPTH, BoolArray, IntArray, judge, measure

METRICS = (
    "ndcg@1", "ndcg@3", "ndcg@5", "ndcg@10", "recall@5", "recall@10", "comp@3", "comp@5", "comp@10",
)  # fmt: skip
"""What is reported; with up to three right APIs to a query, COMP@1 says nothing."""

RankingScores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What one retriever found for the queries of one split."""

    retriever: str
    split: str
    queries: tuple[Query, ...]
    found: BoolArray
    """[queries, DEPTH]"""
    seconds: tuple[float, ...]
    """Of each search, one after another."""

    def scores(self, metric: str) -> list[float]:
        """Return a metric's score of each query."""
        return [float(score) for score in measure(metric, self.found, self._relevant)]

    def mean(self, metric: str) -> float:
        """Return a metric's mean over the queries."""
        return statistics.fmean(self.scores(metric))

    def interval(self, metric: str, *, seed: int = 0) -> Interval:
        """Return the 95 % bootstrap interval of a metric's mean."""
        return bootstrap(self.scores(metric), seed=seed)

    def groups(self) -> "dict[str, Evaluated]":
        """Return the same for each group of queries, where there are several."""
        names = sorted({query.group for query in self.queries})
        return {name: self._only(name) for name in names} if len(names) > 1 else {}

    @property
    def ms_per_query_p50(self) -> float:
        """The median time of a search in milliseconds."""
        return 1000 * statistics.median(self.seconds)

    @property
    def _relevant(self) -> IntArray:
        return np.asarray([len(query.relevant) for query in self.queries], dtype=np.int64)

    def _only(self, group: str) -> "Evaluated":
        chosen = [place for place, query in enumerate(self.queries) if query.group == group]
        return Evaluated(
            self.retriever,
            self.split,
            tuple(self.queries[place] for place in chosen),
            self.found[chosen],
            tuple(self.seconds[place] for place in chosen),
        )


class Row(Value):
    """One line of a table of retrievers."""

    retriever: str
    split: str
    queries: int
    scores: RankingScores
    ms_per_query_p50: float

    def flat(self) -> dict[str, str | int | float]:
        """Return all in one object, as `retriever evaluate --json` prints it."""
        return {
            "retriever": self.retriever,
            "split": self.split,
            "queries": self.queries,
            **self.scores,
            "ms_per_query_p50": self.ms_per_query_p50,
        }


def row(evaluated: Evaluated) -> Row:
    """Sum up one retriever on one split."""
    return Row(
        retriever=evaluated.retriever,
        split=evaluated.split,
        queries=len(evaluated.queries),
        scores={metric: evaluated.mean(metric) for metric in METRICS},
        ms_per_query_p50=evaluated.ms_per_query_p50,
    )


def evaluate(
    retriever: Retriever,
    queries: Sequence[Query],
    *,
    name: str,
    split: str,
    clock: Callable[[], float],
    on_query: Callable[[], None] = lambda: None,
) -> Evaluated:
    """Search for every query of a split, one after another.

    Args:
        retriever: over the corpus that the queries were made for.
        queries: each with at least one relevant document.
        name: of the retriever, for its row.
        split: of the queries, for its row.
        clock: seconds, such as `time.perf_counter`.
        on_query: called after each.
    """
    ranked: list[list[str]] = []
    seconds: list[float] = []
    for query in queries:
        begun = clock()
        hits = retriever.search(query.text, DEPTH)
        seconds.append(clock() - begun)
        ranked.append([hit.id for hit in hits])
        on_query()
    found = judge(ranked, [query.relevant for query in queries])
    return Evaluated(name, split, tuple(queries), found, tuple(seconds))


def difference(a: Evaluated, b: Evaluated, metric: str = "ndcg@5", *, seed: int = 0) -> Difference:
    """Compare two retrievers on the same queries, pair by pair.

    Raises:
        ValueError: they were given other queries.
    """
    if [query.id for query in a.queries] != [query.id for query in b.queries]:
        raise ValueError(f"{a.retriever!r} and {b.retriever!r} were given different queries")
    return compare(a.scores(metric), b.scores(metric), seed=seed)
