"""Scores of a query against every document, and the best of them: arrays and pure functions.

A `Scorer` is what retrievers are fused from: it gives one number for each of its documents. Knows nothing of text.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retriever.base import Hit

FloatArray = NDArray[np.float32]
"""[documents], the higher the better."""


class Scorer(Protocol):
    """Something that scores all of its documents at once."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, sorted: ties go to the smaller id."""

    def scores(self, query: str) -> FloatArray:
        """Return a score for each document, in the order of `ids`."""

    def search(self, query: str, k: int = 5) -> Sequence[Hit]:
        """Return the best `k`, best first."""


def hits(ids: Sequence[str], scores: FloatArray, k: int, *, above: float = -np.inf) -> list[Hit]:
    """Return the best `k` documents as hits, best first."""
    return [Hit(ids[place], float(scores[place])) for place in best(scores, k, above=above)]


def best(scores: FloatArray, k: int, *, above: float = -np.inf) -> list[int]:
    """Return the places of the `k` highest scores above a bound, ties in the order of their places.

    >>> best(np.asarray([0.5, 2, 0, 2], dtype=np.float32), 3)
    [1, 3, 0]
    >>> best(np.asarray([0.5, 0], dtype=np.float32), 3, above=0)
    [0]
    """
    places = np.flatnonzero(scores > above)
    if k < 1:
        return []
    if len(places) > k:
        least = np.partition(scores[places], -k)[-k]
        places = places[scores[places] >= least]
    order = np.argsort(-scores[places], kind="stable")[:k]
    return [int(place) for place in places[order]]
