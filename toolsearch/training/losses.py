"""The loss of samples under a local model: how hard they are for the one that is to be tuned.

A sample is written as the model would be trained on it, and only what the assistant says counts. Knows transformers;
what a loss means for the making of dialogs is `toolsearch.synthesis.complexity`.
"""

from pathlib import Path
from typing import Any, Self

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from apis.errors import ConfigError
from toolsearch.records import Sample
from toolsearch.training.formats.resolve import open_format
from toolsearch.training.tokens import IGNORED, tokenize


class Losses:
    """Measures samples under one model."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load a model from a folder; on a GPU where there is one.

        Raises:
            ConfigError: the folder holds no model with a chat template.
        """
        try:
            tokenizer = AutoTokenizer.from_pretrained(path)
            model = AutoModelForCausalLM.from_pretrained(path, dtype="auto")
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(f"{str(path)!r} cannot be loaded: {' '.join(str(error).split())[:200]}") from error
        if not tokenizer.chat_template:
            raise ConfigError(f"{str(path)!r} has no chat template: save one with its tokenizer")
        return cls(model.to("cuda" if torch.cuda.is_available() else "cpu").eval(), tokenizer)

    def loss(self, sample: Sample) -> float | None:
        """Return the mean negative log-likelihood, in nats, of the assistant's tokens; None where it is too long."""
        row = open_format("openai-objects").write(sample)
        messages = [{key: value for key, value in message.items() if key != "weight"} for message in row["messages"]]
        room = getattr(self._model.config, "max_position_embeddings", None) or 1 << 30
        rows = [{"messages": messages, "tools": row["tools"] or None}]
        tokenized = tokenize(rows, self._tokenizer, length=room, loss="assistant").samples
        if not tokenized or all(label == IGNORED for label in tokenized[0].labels):
            return None
        ids, labels = (
            torch.tensor([part], device=self._model.device) for part in (tokenized[0].input_ids, tokenized[0].labels)
        )
        with torch.inference_mode():
            return round(float(self._model(input_ids=ids, labels=labels).loss), 6)
