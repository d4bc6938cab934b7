"""An encoder whose vectors of many queries were made beforehand, in batches."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retriever.dense import Embedder, Matrix


@dataclass(frozen=True, slots=True)
class Ahead:
    """An embedder that encodes only those queries that it was not prepared for."""

    encoder: Embedder
    made: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.encoder.name

    @property
    def dimension(self) -> int:
        return self.encoder.dimension

    @property
    def identity(self) -> str:
        return self.encoder.identity

    def queries(self, texts: Sequence[str]) -> Matrix:
        known = [self.made[text] for text in texts if text in self.made]
        return np.stack(known) if known and len(known) == len(texts) else self.encoder.queries(texts)

    def documents(self, texts: Sequence[str]) -> Matrix:
        return self.encoder.documents(texts)

    def prepare(self, texts: Sequence[str]) -> None:
        self.made.update(zip(texts, self.encoder.queries(texts), strict=True))
