"""How likely it is that anything fits: a few signs of a search to one calibrated chance, and a threshold.

A logistic regression on three numbers, fitted on searches of which it is known whether the right document was there
(`fitted`), by Newton's method. Knows no text, no documents and no file but its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from apis.model import Value
from retriever.table import Table

STEPS = 30
RIDGE = 1e-2
"""Keeps the fit finite where the signs part the searches without error."""


DOUBTED = 0.05
"""The share of searches with an answer that may be doubted: whoever is told that nothing fits looks no further."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a search tells of itself."""

    cosine: float
    """Of the best document with the query, or with its best sentence; 0 without an encoder."""
    words: float
    """The share of what the query's words could score that the best document scores, 0..1."""
    margin: float
    """How far the best score stands above the fifth, in deviations of the corpus."""

    # The number of documents is no sign: a fit draws few documents and many, fewer queries have an answer among few,
    # and its coefficient would learn that and nothing else.


class Scale(Value):
    """The coefficients of one regression."""

    bias: float = 0.0
    cosine: float = 0.0
    words: float = 0.0
    margin: float = 0.0
    threshold: float = 0.0
    """The chance from which on a query counts as answerable."""

    def chance(self, signs: Signs) -> float:
        """Return the chance, 0..1, that the right document is there."""
        total = self.bias + self.cosine * signs.cosine + self.words * signs.words
        total += self.margin * signs.margin
        return float(1 / (1 + np.exp(-np.clip(total, -50, 50))))


class Confidence(Table):
    """The regressions that ship beside an encoder: one with it, one for words alone.

    By default every query counts as answerable, at a chance of one half.
    """

    FILE: ClassVar[str] = "confidence.json"

    schema_version: Literal[1] = 1
    fused: Scale = Scale()
    words_only: Scale = Scale()


def fitted(signs: Sequence[Signs], answerable: Sequence[bool]) -> Scale:
    """Fit a regression, and set the threshold so that few answerable queries are doubted (`DOUBTED`).

    In the fit both kinds count alike, however many there are of each.

    >>> low, high = Signs(0.2, 0.1, 1), Signs(0.8, 0.6, 3)
    >>> scale = fitted([low, high, low, high], [False, True, False, True])
    >>> scale.chance(low) < scale.threshold <= scale.chance(high)
    True
    """
    if not signs:
        return Scale()
    right = np.asarray(answerable, dtype=np.float64)
    inputs = np.asarray([[1.0, sign.cosine, sign.words, sign.margin] for sign in signs])
    weights = np.where(right > 0, 0.5 / max(right.mean(), 1e-9), 0.5 / max(1 - right.mean(), 1e-9))
    found = _newton(inputs, right, weights)
    chances = 1 / (1 + np.exp(-np.clip(inputs @ found, -50, 50)))
    bias, cosine, words, margin = (round(float(number), 4) for number in found)
    return Scale(bias=bias, cosine=cosine, words=words, margin=margin, threshold=_threshold(chances, right > 0))


def _newton(
    inputs: NDArray[np.float64], right: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    found = np.zeros(inputs.shape[1])
    ridge = RIDGE * np.eye(len(found))
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ found, -50, 50)))
        slope = inputs.T @ (weights * (right - chances)) - ridge @ found
        bend = (inputs * (weights * chances * (1 - chances))[:, None]).T @ inputs + ridge
        found = found + np.linalg.solve(bend, slope)
    return found


def _threshold(chances: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the chance below which few of the searches lie that do have an answer."""
    return round(float(np.quantile(chances[right], DOUBTED)), 4) if right.any() else 0.0
