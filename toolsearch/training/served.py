"""The loss of samples under a model behind a server that tells the log-probabilities of a prompt: vLLM, SGLang.

A sample is written and cut into tokens by the model's own tokenizer, as in training; the server gets the token ids and
says how likely each was. So what counts is exactly what counts in training. Knows transformers' tokenizers, no weights.
"""

from pathlib import Path
from typing import Any, Self

from transformers import AutoTokenizer

from apis.errors import ConfigError
from toolsearch.errors import ContextOverflow
from toolsearch.llm.openai import OpenAI
from toolsearch.records import Sample
from toolsearch.training.tokens import IGNORED, sample_tokens


class ServedLosses:
    """Measures samples under one model of a server."""

    at_once = 16

    def __init__(self, server: OpenAI, tokenizer: Any) -> None:
        self._server, self._tokenizer = server, tokenizer

    @classmethod
    def open(cls, server: OpenAI, tokenizer: Path) -> Self:
        """Load the tokenizer from a folder; nothing is sent.

        Raises:
            ConfigError: the folder holds no tokenizer with a chat template.
        """
        try:
            loaded = AutoTokenizer.from_pretrained(tokenizer)
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(f"{str(tokenizer)!r} holds no tokenizer: {' '.join(str(error).split())[:200]}") from error
        if not loaded.chat_template:
            raise ConfigError(f"{str(tokenizer)!r} has no chat template: save one with its tokenizer")
        return cls(server, loaded)

    async def loss(self, sample: Sample) -> float | None:
        """Return the mean negative log-likelihood, in nats, of the assistant's tokens; None where it is too long.

        Raises:
            ModelError: the server cannot be reached, refuses, or tells no log-probabilities of a prompt.
        """
        tokens = sample_tokens(sample, self._tokenizer)
        if tokens is None:
            return None
        try:
            told = await self._server.prompt_logprobs(tokens.input_ids)
        except ContextOverflow:
            return None
        said = [each for each, label in zip(told, tokens.labels, strict=True) if label != IGNORED and each is not None]
        return round(-sum(said) / len(said), 6) if said else None

    async def aclose(self) -> None:
        """Close connections."""
        await self._server.aclose()
