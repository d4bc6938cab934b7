"""Texts to vectors by a server that speaks OpenAI's embeddings API: the public one, vLLM, Ollama, TEI.

Knows the wire and its errors; no environment (key and server are given), no documents and nothing of where vectors are
kept. The SDK's retries are the only ones: connection errors, time-outs, 408, 409, 429 and 5xx.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import openai

from apis.errors import ToolSearchError
from retriever.bags import unit
from retriever.dense import Matrix

PUBLIC = "https://api.openai.com/v1"
BATCH = 128
"""Texts of one request; servers take up to 2,048, and 300,000 tokens together."""
LONGEST = 24_000
"""Characters of a text that are sent: about 6,000 tokens, below the 8,191 that the public server takes."""
TIMEOUT = 120.0
RETRIES = 3
PROBE = "dimension"
"""Encoded once to learn how long vectors are."""


class EmbeddingsRefused(ToolSearchError):
    """A server of embeddings cannot be reached, says no, or answers something else."""


@dataclass(frozen=True)
class OpenAIEmbedder:
    """One model on one server; threads may share it."""

    model: str
    server: str
    client: openai.OpenAI

    @classmethod
    def open(cls, model: str, *, server: str = PUBLIC, key: str | None = None, retries: int = RETRIES) -> Self:
        """Prepare the client; nothing is sent.

        Args:
            model: the name the server knows it by.
            server: base URL up to and including `/v1`.
            key: API key, never shown again.
            retries: attempts after the first one.
        """
        client = openai.OpenAI(base_url=server, api_key=key or "none", max_retries=retries, timeout=TIMEOUT)
        return cls(model, server.rstrip("/"), client)

    @property
    def name(self) -> str:
        return f"openai-embedding:{self.model}@{self.server}"

    @cached_property
    def dimension(self) -> int:
        """Of the vectors; asks the server, once.

        Raises:
            EmbeddingsRefused: see `documents`.
        """
        return int(self._asked([PROBE]).shape[1])

    @property
    def identity(self) -> str:
        """Of the model by its name and server: a server that changes a model under its name cannot be told."""
        return hashlib.sha256(f"openai {self.server} {self.model} {LONGEST}".encode()).hexdigest()

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Encode what is asked. Returns [texts, dimension]; raises as `documents` does."""
        return self.documents(texts)

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Encode what is searched. Returns [texts, dimension].

        Raises:
            EmbeddingsRefused: no connection, still failing after all retries, refused, or no vectors came back.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.concatenate([self._asked(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])

    def _asked(self, texts: Sequence[str]) -> Matrix:
        given = [text[:LONGEST] or " " for text in texts]  # an empty text is refused
        try:
            answer = self.client.embeddings.create(model=self.model, input=given, encoding_format="float")
            rows = sorted(answer.data, key=lambda row: row.index)
            vectors = np.asarray([row.embedding for row in rows], dtype=np.float32)
        except openai.APIStatusError as error:
            raise self._refused(f"refuses (HTTP {error.status_code}): {_said(error)}", _mend(error)) from error
        except openai.APIConnectionError as error:
            raise self._refused(f"cannot be reached ({error.__cause__ or error})", "is it running there?") from error
        except (openai.OpenAIError, AttributeError, TypeError, ValueError) as error:
            raise self._refused("answers with something else than embeddings", "does the URL end in /v1?") from error
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise self._refused(f"gave {len(vectors)} vectors for {len(texts)} texts", "is it an embedding model?")
        return unit(vectors)[0]

    def _refused(self, what: str, mend: str) -> EmbeddingsRefused:
        text = f"embedding model {self.model!r}: {self.server} {what}: {mend}"
        return EmbeddingsRefused(" ".join(text.split()).replace(self.client.api_key, "***"))


def _said(error: openai.APIStatusError) -> str:
    """Return the server's own words."""
    body = error.body
    while isinstance(body, dict):
        body = next((body[key] for key in ("message", "error", "detail") if body.get(key)), "")
    return body[:300] if isinstance(body, str) and body else "no reason given"


def _mend(error: openai.APIStatusError) -> str:
    if error.status_code in (401, 403):
        return "set OPENAI_API_KEY to a key it takes"
    if error.status_code == 404:
        return "check the model's name, and that the URL ends in /v1"
    return "wait, or look at its log" if error.status_code == 429 or error.status_code >= 500 else "check the model"
