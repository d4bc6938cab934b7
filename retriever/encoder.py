"""Texts to vectors by a sentence-transformers model: any hub id, or a folder that `retriever train` or others wrote.

Knows no documents and no index. Needs the `dense` extra. Prompts (instruction prefixes) and the length at which texts
are cut are the model's own, as its folder says; vectors have length 1, so that their product is the cosine. On a GPU
the model computes in bfloat16 where the GPU can.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from apis.errors import ConfigError
from retriever.dense import Matrix

BATCH = 64


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded model."""

    name: str
    """The path or hub id it was loaded from."""
    model: SentenceTransformer

    @classmethod
    def open(cls, name: str, *, device: str | None = None, dimensions: int | None = None) -> Self:
        """Load a model.

        Args:
            name: a folder or a hub id.
            device: such as cpu or cuda:0; the best there is where None.
            dimensions: keep only so many of each vector (Matryoshka); all where None.

        Raises:
            ConfigError: there is no such model, or it cannot be loaded.
        """
        if Path(name).is_absolute() and not is_model(name):
            raise ConfigError(f"model {name!r} cannot be loaded: the folder has no modules.json")
        with loading(f"model {name!r}"):
            return cls(name, SentenceTransformer(name, device=device, truncate_dim=dimensions))

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return int(self.model.get_embedding_dimension() or 0)

    @property
    def identity(self) -> str:
        """A hash that changes when the model does, so that an index made by another is known for stale."""
        length = self.model.max_seq_length
        digest = hashlib.sha256(f"{self.dimension} {length} {sorted(self.model.prompts.items())}".encode())
        for name, weight in sorted(self.model.state_dict().items()):
            digest.update(name.encode())
            digest.update(weight.detach().float().cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Encode what is asked. Returns [texts, dimension]."""
        return self._encoded(self.model.encode_query, texts)

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Encode what is searched. Returns [texts, dimension]."""
        return self._encoded(self.model.encode_document, texts)

    def _encoded(self, encode: object, texts: Sequence[str]) -> Matrix:
        device = self.model.device.type
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda" and torch.cuda.is_bf16_supported()):
            vectors = encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)  # type: ignore[operator]  # overloaded on what comes in
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)


@contextmanager
def loading(what: str) -> Iterator[None]:
    """Load a model without drawing anything, and say in one line why it cannot be loaded.

    Raises:
        ConfigError: it cannot.
    """
    try:
        with without_bars():
            yield
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ConfigError(f"{what} cannot be loaded: {reason}") from error


@contextmanager
def without_bars() -> Iterator[None]:
    """Keep transformers from drawing bars, which it does on terminals and into files alike."""
    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if bars:
            logging.enable_progress_bar()


def is_model(name: str) -> bool:
    """Tell whether a path holds a sentence-transformers model."""
    return (Path(name) / "modules.json").is_file()
