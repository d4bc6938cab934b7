"""The loss of samples under a local model: how hard they are for the one that is to be tuned.

A sample is written as the model would be trained on it, and only what the assistant says counts. Knows transformers;
what a loss means for the making of dialogs is `toolsearch.synthesis.complexity`.
"""

import asyncio
from pathlib import Path
from typing import Any, Self

import torch

from toolsearch.llm import pretrained
from toolsearch.records import Sample
from toolsearch.training.tokens import Tokens, sample_tokens


class Losses:
    """Measures samples under one model."""

    at_once = 1

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load a model from a folder; on a GPU where there is one.

        Raises:
            ConfigError: the folder holds no model with a chat template.
        """
        tokenizer, model = pretrained.load(path, repr(str(path)))
        return cls(model.to("cuda" if torch.cuda.is_available() else "cpu").eval(), tokenizer)

    async def loss(self, sample: Sample) -> float | None:
        """Return the mean negative log-likelihood, in nats, of the assistant's tokens; None where it is too long."""
        tokens = sample_tokens(sample, self._tokenizer)
        room = getattr(self._model.config, "max_position_embeddings", None) or 1 << 30
        if tokens is None or len(tokens.input_ids) > room:
            return None
        return await asyncio.to_thread(self._mean, tokens)

    async def aclose(self) -> None:
        """There is nothing to close."""

    def _mean(self, tokens: Tokens) -> float:
        ids, labels = (torch.tensor([part], device=self._model.device) for part in (tokens.input_ids, tokens.labels))
        with torch.inference_mode():
            return round(float(self._model(input_ids=ids, labels=labels).loss), 6)
