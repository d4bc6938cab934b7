"""How good rankings are: NDCG, recall, reciprocal rank and completeness, as pure functions on arrays.

Knows no retriever and no file. `found` is [queries, depth] of bool: whether the document at each rank is relevant;
`relevant` is [queries] of int: how many documents are. Gains are binary. Every function returns one score in 0..1 for
each query, float64; a query with nothing relevant scores nan, which no mean should hide.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Scores = NDArray[np.float64]

DEPTH = 10
"""The ranks that are looked at."""


def judge(ranked: Sequence[Sequence[str]], relevant: Sequence[Collection[str]], depth: int = DEPTH) -> BoolArray:
    """Tell of each rank whether what stands there is relevant.

    Args:
        ranked: for each query the ids found, best first, each once.
        relevant: for each query the ids that are right.
        depth: ranks kept; where fewer were found, nothing relevant stands.

    Returns:
        [queries, depth]

    >>> judge([["a", "b"]], [{"b"}], depth=3).tolist()
    [[False, True, False]]
    """
    found = np.zeros((len(ranked), depth), dtype=np.bool_)
    for row, (ids, right) in enumerate(zip(ranked, relevant, strict=True)):
        found[row, : len(ids)] = [id_ in right for id_ in ids[:depth]]
    return found


def ndcg(found: BoolArray, relevant: IntArray, k: int) -> Scores:
    """Return the normalised discounted cumulative gain of the first k ranks.

    Source: Järvelin and Kekäläinen, ACM Transactions on Information Systems 20 (2002); discount log2(rank + 1), the
    ideal ranking has as many relevant documents as there are, at most k.

    >>> ndcg(np.asarray([[False, True]]), np.asarray([1]), 2).round(3).tolist()
    [0.631]
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[np.nan], np.cumsum(discounts)])[np.minimum(relevant, k)]
    return np.asarray(found[:, :k] @ discounts[: found.shape[1]] / ideal)


def recall(found: BoolArray, relevant: IntArray, k: int) -> Scores:
    """Return the share of the relevant documents that stand in the first k ranks.

    >>> recall(np.asarray([[False, True]]), np.asarray([2]), 2).tolist()
    [0.5]
    """
    return np.asarray(found[:, :k].sum(axis=1) / _or_nan(relevant))


def completeness(found: BoolArray, relevant: IntArray, k: int) -> Scores:
    """Return 1 where all relevant documents stand in the first k ranks, else 0: COMP@k of COLT (arXiv:2405.16089).

    >>> completeness(np.asarray([[True, True], [True, False]]), np.asarray([2, 2]), 2).tolist()
    [1.0, 0.0]
    """
    return np.where(relevant > 0, found[:, :k].sum(axis=1) >= relevant, np.nan)


def reciprocal_rank(found: BoolArray, relevant: IntArray, k: int) -> Scores:
    """Return 1 / the first rank, of k, at which something relevant stands; 0 where none does.

    >>> reciprocal_rank(np.asarray([[False, True], [False, False]]), np.asarray([1, 1]), 2).tolist()
    [0.5, 0.0]
    """
    ranks = np.arange(1, found[:, :k].shape[1] + 1)
    return np.where(relevant > 0, np.max(found[:, :k] / ranks, axis=1, initial=0.0), np.nan)


MEASURES = {"ndcg": ndcg, "recall": recall, "comp": completeness, "mrr": reciprocal_rank}


def measure(metric: str, found: BoolArray, relevant: IntArray) -> Scores:
    """Compute a metric by its name, such as ndcg@5, recall@10, comp@3 or mrr@10.

    >>> measure("mrr@2", np.asarray([[False, True]]), np.asarray([1])).tolist()
    [0.5]
    """
    name, _, k = metric.partition("@")
    return MEASURES[name](found, relevant, int(k))


def mean(metric: str, ranked: Sequence[Sequence[str]], relevant: Sequence[Collection[str]]) -> float:
    """Return the mean of a measure over queries; see `judge` for both lists.

    >>> mean("mrr@2", [["a", "b"], ["b"]], [{"b"}, {"b"}])
    0.75
    """
    return float(measure(metric, judge(ranked, relevant), np.asarray([len(right) for right in relevant])).mean())


def _or_nan(counts: IntArray) -> Scores:
    return np.where(counts > 0, counts, np.nan)
