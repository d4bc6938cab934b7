"""Scores of a query against every document, and the best of them: arrays and pure functions.

A `Scorer` is what retrievers are fused from: it gives one number for each of its documents. Knows nothing of text.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from retriever.base import Among, Hit, Searcher

FloatArray = NDArray[np.float32]
"""[documents], the higher the better."""


@runtime_checkable
class Scorer(Searcher, Protocol):
    """Something that scores all of its documents at once."""

    def scores(self, query: str) -> FloatArray:
        """Return a score for each document, in the order of `ids`."""


def hits(ids: Sequence[str], scores: FloatArray, k: int, *, above: float = -np.inf, among: Among = None) -> list[Hit]:
    """Return the best `k` documents as hits, best first; see `best` and `kept`."""
    return [Hit(ids[place], float(scores[place])) for place in best(kept(ids, scores, among), k, above=above)]


def kept(ids: Sequence[str], scores: FloatArray, among: Among) -> FloatArray:
    """Return the scores, with minus infinity for every document that is not searched.

    >>> kept(["a", "b"], np.asarray([2, 1], dtype=np.float32), {"b"}).tolist()
    [-inf, 1.0]
    """
    if among is None:
        return scores
    inside = np.fromiter((id_ in among for id_ in ids), dtype=np.bool_, count=len(ids))
    return np.where(inside, scores, np.float32(-np.inf))


def best(scores: FloatArray, k: int, *, above: float = -np.inf) -> list[int]:
    """Return the places of the `k` highest scores above a bound, ties in the order of their places.

    >>> best(np.asarray([0.5, 2, 0, 2], dtype=np.float32), 3)
    [1, 3, 0]
    >>> best(np.asarray([0.5, 0], dtype=np.float32), 3, above=0)
    [0]
    """
    if k < 1:
        return []
    places = np.flatnonzero(scores > above)
    if len(places) > k:
        some = scores if len(places) == len(scores) else scores[places]
        places = places[some >= np.partition(some, -k)[-k]]
    order = np.argsort(-scores[places], kind="stable")[:k]
    return [int(place) for place in places[order]]
