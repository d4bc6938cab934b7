"""Fits the balance of words and meaning (`retriever.balance`) on queries whose right documents are known.

The share of each query follows from how well it is met; it is fitted so that what is right scores above what is not
(softmax over a query's first documents by either part), every catalog counting alike. Knows torch; no text, no files.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from retriever.balance import Balance, Met
from retriever.default import WORDS
from retriever.scoring import FloatArray, best
from retriever.softmax import multi_positive

FIRST = 60
"""Documents of each part that a query's right ones are compared with."""
STEPS = 250
RATE = 0.05
RIDGE = 0.02
"""Holds the coefficients, of inputs brought to deviation 1, near to 0: few catalogs must do for all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: what each part says of the documents that matter."""

    met: Met
    said: FloatArray
    """[documents], 0..1"""
    meant: FloatArray
    """[documents], deviations"""
    right: NDArray[np.bool_]
    """[documents]"""

    @classmethod
    def of(cls, met: Met, said: FloatArray, meant: FloatArray, right: NDArray[np.bool_]) -> "Asked":
        """Keep the first documents by either part, and those that are right."""
        chosen = sorted({*best(said, FIRST), *best(meant, FIRST), *np.flatnonzero(right).tolist()})
        return cls(met, said[chosen], meant[chosen], right[chosen])


def fitted(catalogs: Sequence[Sequence[Asked]]) -> Balance:
    """Fit a balance; the default one where there is nothing to fit it on."""
    groups = [_Group.of(asked) for asked in catalogs if asked]
    if not groups:
        return Balance()
    inputs = torch.cat([group.inputs for group in groups])
    mean, deviation = inputs.mean(dim=0), inputs.std(dim=0, correction=0).clamp(min=1e-6)
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64, requires_grad=True)
    bias, scale = (torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.Adam([weights, bias, scale], lr=RATE)
    for _ in range(STEPS):
        losses = [
            group.loss(torch.sigmoid((group.inputs - mean) / deviation @ weights + bias), scale.exp())
            for group in groups
        ]
        optimizer.zero_grad()
        (torch.stack(losses).mean() + RIDGE * weights.square().sum()).backward()
        optimizer.step()
    slopes = (weights / deviation).detach()
    covered, said, cosine = (round(float(slope), 4) for slope in slopes)
    return Balance(bias=round(float(bias.detach() - slopes @ mean), 4), covered=covered, said=said, cosine=cosine)


@dataclass(frozen=True, slots=True)
class _Group:
    """The queries of one catalog, padded."""

    inputs: Tensor
    """[queries, 3]"""
    said: Tensor
    """[queries, documents], in deviations of meaning"""
    meant: Tensor
    right: Tensor
    there: Tensor
    """[queries, documents]: False for padding"""

    @classmethod
    def of(cls, asked: Sequence[Asked]) -> "_Group":
        return cls(
            torch.tensor([each.met.inputs for each in asked], dtype=torch.float64),
            WORDS * _padded([each.said for each in asked]),
            _padded([each.meant for each in asked]),
            _padded([each.right for each in asked]) > 0,
            _padded([np.ones_like(each.right) for each in asked]) > 0,
        )

    def loss(self, shares: Tensor, scale: Tensor) -> Tensor:
        """Return the mean over right documents of -log softmax, each against the documents that are not right."""
        scores = scale * ((1 - shares)[:, None] * self.said + shares[:, None] * self.meant)
        return multi_positive(scores.masked_fill(~self.there, -torch.inf), self.right)


def _padded(rows: Sequence[NDArray[np.generic]]) -> Tensor:
    size = max(map(len, rows))
    return torch.from_numpy(np.stack([np.pad(row.astype(np.float64), (0, size - len(row))) for row in rows]))
