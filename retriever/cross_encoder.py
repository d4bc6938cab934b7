"""A judge for re-ranking: a sentence-transformers cross-encoder, any hub id or folder. Needs the `dense` extra."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sentence_transformers import CrossEncoder

from retriever.encoder import loading

BATCH = 32


@dataclass(frozen=True, slots=True)
class CrossEncoderJudge:
    """A loaded model."""

    model: CrossEncoder

    @classmethod
    def open(cls, name: str, *, device: str | None = None) -> Self:
        """Load a model.

        Raises:
            ConfigError: there is no such model, or it cannot be loaded.
        """
        with loading(f"cross-encoder {name!r}"):
            return cls(CrossEncoder(name, num_labels=1, device=device))

    def judge(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return how well each text fits the query."""
        pairs = [(query, text) for text in texts]
        return [float(score) for score in self.model.predict(pairs, batch_size=BATCH, show_progress_bar=False)]
