"""Texts as bags of features, and their products with a matrix of feature vectors: all that static embeddings compute.

Knows words and arrays. Words stand as they are, in lower case and with names split: on a closed catalog the words of
requests, function words included, tell which of a thousand phrasings was meant. Queries have pairs of neighbouring
words beside them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retriever.words import split_name

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]

PIECE = 512
"""Texts multiplied at once, so that memory stays small."""


def words(text: str) -> list[str]:
    """Return the words of a text, in its order.

    >>> words("Get the iPhone's getPrice_v2")
    ['get', 'the', 'i', 'phone', 's', 'get', 'price', 'v', '2']
    """
    return split_name(text).casefold().split()


def phrases(text: str) -> list[str]:
    """Return the words of a text and its pairs of neighbouring words.

    >>> phrases("find me one")
    ['find', 'me', 'one', 'find me', 'me one']
    """
    found = words(text)
    return found + [f"{left} {right}" for left, right in pairwise(found)]


@dataclass(frozen=True, slots=True)
class Bags:
    """A sparse matrix, row by row: text i has `features[starts[i]:starts[i + 1]]` with their `weights`."""

    starts: Places
    """[texts + 1]"""
    features: Places
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], vocabulary: Mapping[str, int]) -> Self:
        """Count the known features of texts; a feature that comes n times weighs the root of n."""
        lengths = [0]
        features: list[int] = []
        counts: list[int] = []
        for text in texts:
            known = Counter(place for word in text if (place := vocabulary.get(word)) is not None)
            features.extend(known)
            counts.extend(known.values())
            lengths.append(len(known))
        return cls(
            np.cumsum(np.asarray(lengths, dtype=np.int64)),
            np.asarray(features, dtype=np.int64),
            np.sqrt(np.asarray(counts, dtype=np.float32)),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Places) -> "Bags":
        """Return some of the texts, in the order given."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        places = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Bags(starts, self.features[places], self.weights[places])

    def without(self, drop: NDArray[np.bool_]) -> "Bags":
        """Return the same with some of the features weighing nothing. `drop`: [features]."""
        return Bags(self.starts, self.features, np.where(drop, np.float32(0), self.weights))

    def times(self, matrix: Matrix) -> Matrix:
        """Return the weighted sum of the features' rows for each text: [texts, dimension]."""
        result = np.zeros((len(self), matrix.shape[1]), dtype=np.float32)
        for first in range(0, len(self), PIECE):
            starts = self.starts[first : first + PIECE + 1]
            part = slice(starts[0], starts[-1])
            filled = np.flatnonzero(np.diff(starts))  # reduceat knows no empty sums
            if len(filled):
                rows = matrix[self.features[part]] * self.weights[part, None]
                result[first + filled] = np.add.reduceat(rows, starts[filled] - starts[0])
        return result

    def gradient(self, of_product: Matrix) -> tuple[Places, Matrix]:
        """Return what `times` passes back: the features concerned, each once, and the gradient of their rows."""
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))
        order = np.argsort(self.features, kind="stable")
        features, first = np.unique(self.features[order], return_index=True)
        if not len(features):
            return features, np.zeros((0, of_product.shape[1]), dtype=np.float32)
        rows = of_product[owners[order]] * self.weights[order, None]
        return features, np.asarray(np.add.reduceat(rows, first), dtype=np.float32)


def joined(above: Bags, below: Bags) -> Bags:
    """Put the texts of two sets of bags one after the other."""
    return Bags(
        np.concatenate([above.starts, below.starts[1:] + above.starts[-1]]),
        np.concatenate([above.features, below.features]),
        np.concatenate([above.weights, below.weights]),
    )


def unit(matrix: Matrix) -> tuple[Matrix, Matrix]:
    """Return the rows at length 1, and their lengths ([rows, 1]); a row of zeros stays one."""
    lengths = np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-6)
    return matrix / lengths, lengths
