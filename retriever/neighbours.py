"""How alike documents are in what they say they do: the cosine of name and description, rare words counting more.

Knows no query and no retriever; it tells which documents are near-duplicates, independently of any score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retriever.base import Document
from retriever.scoring import FloatArray
from retriever.words import terms

READ = 400
"""The most characters of a description that are compared: what an Api does is said at the beginning."""


@dataclass(frozen=True)
class Neighbours:
    """Documents as sets of terms, each weighted by its rarity."""

    ids: tuple[str, ...]
    texts: tuple[tuple[int, ...], ...]
    """The terms of each document, each once."""

    @classmethod
    def over(cls, documents: Iterable[Document]) -> Self:
        """Compare these documents."""
        vocabulary: dict[str, int] = {}
        said = {each.id: terms(f"{each.name} {each.description[:READ]}") for each in documents}
        numbers = (tuple({vocabulary.setdefault(term, len(vocabulary)) for term in text}) for text in said.values())
        return cls(tuple(said), tuple(numbers))

    def likeness(self, id_: str) -> FloatArray:
        """Return how alike each document is to one of them, 0..1, in the order of `ids`; 0 for itself.

        >>> hello, bye = (Document(name, name, "", "", f"Say {name}", "", "") for name in ("hello", "bye"))
        >>> [round(float(number), 2) for number in Neighbours.over([hello, bye]).likeness("hello")]
        [0.0, 0.06]
        """
        place = self._places[id_]
        likeness = np.zeros(len(self.ids))
        for term in self.texts[place]:
            likeness[self._holders[term]] += self._rarities[term] ** 2
        likeness /= self._lengths * self._lengths[place]
        likeness[place] = 0
        return np.asarray(likeness, dtype=np.float32)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {id_: place for place, id_ in enumerate(self.ids)}

    @cached_property
    def _holders(self) -> list[NDArray[np.int64]]:
        """The documents that hold each term."""
        held: list[list[int]] = []
        for place, text in enumerate(self.texts):
            held += ([] for _ in range(max(text, default=-1) + 1 - len(held)))
            for term in text:
                held[term].append(place)
        return [np.asarray(places, dtype=np.int64) for places in held]

    @cached_property
    def _rarities(self) -> NDArray[np.float64]:
        counts = np.asarray([len(places) for places in self._holders])
        return np.log1p((len(self.ids) - counts + 0.5) / (counts + 0.5))

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        squares = [float((self._rarities[list(text)] ** 2).sum()) if text else 0.0 for text in self.texts]
        return np.maximum(np.sqrt(squares), 1e-9)
