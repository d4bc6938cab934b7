"""How much meaning counts beside words, query by query: what each is worth shows in how well a query was met.

Where a document holds the words that say most of a query, words find what is right; where none does, meaning must. A
logistic regression on three numbers, fitted on catalogs whose answers are known (`retriever.balancing`). Knows no text,
no documents and no file but its own.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from retriever.table import Table

TOLD = 2.0
"""What examples add to the logarithm of the odds of meaning, times their mean weight over documents. The least of 2, 3
and 4, which did alike on training queries of ToolE and ToolLens with tools held out, and better than 0."""
LEAST = 0.02
"""Added to a share before its logarithm is taken."""


@dataclass(frozen=True, slots=True)
class Met:
    """How well a query is met by the best document there is."""

    covered: float
    """The share of what the query's words could score that the best document by words scores, 0..1."""
    said: float
    """What a document would score that is all about the query: how much its words say, without an upper bound."""
    cosine: float
    """Of the nearest document with the query, or with one of its sentences."""

    @classmethod
    def by(cls, whole: NDArray[np.float32], said: float, cosine: float) -> Self:
        """Tell how well a query is met by documents of which words give the whole query these scores: [documents]."""
        said = max(said, 1e-6)
        return cls(float(whole.max(initial=0.0)) / said, said, cosine)

    @property
    def inputs(self) -> tuple[float, float, float]:
        """What the regression reads."""
        return float(np.log(self.covered + LEAST)), float(np.log1p(self.said)), self.cosine


class Balance(Table):
    """The coefficients; by default every query has the same share."""

    FILE: ClassVar[str] = "balance.json"

    schema_version: Literal[1] = 1
    bias: float = 0.4
    covered: float = 0.0
    said: float = 0.0
    cosine: float = 0.0

    def share(self, met: Met, *, told: float = 0.0) -> float:
        """Return the share of meaning in a score, 0..1.

        Args:
            met: how well the query is met.
            told: how much example queries help meaning, as a mean over documents (`retriever.examples`).

        >>> Balance(covered=-1).share(Met(0.9, 20, 0.5)) < Balance(covered=-1).share(Met(0.1, 20, 0.5))
        True
        """
        covered, said, cosine = met.inputs
        total = self.bias + self.covered * covered + self.said * said + self.cosine * cosine + TOLD * told
        return float(1 / (1 + np.exp(-total)))
