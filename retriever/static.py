"""Search by static embeddings: a vector for each word and pair of words, summed; nothing but numpy at query time.

Trained in-domain (`retriever.static_training`, five minutes of one core) they beat transformers on catalogs whose APIs
all have training queries, and memorize: an API that no training query asked for is found by its words alone.

A folder holds `vectors.npy` (float16, [features, dimension]), `features.json` (the features in that order) and
`static.json` (where they come from).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import ValidationError

from apis.errors import ConfigError
from apis.model import Value
from retriever.bags import Bags, Matrix, phrases, unit, words
from retriever.base import Among, Document, Hit
from retriever.dataset import By
from retriever.scoring import FloatArray, hits


class StaticRecipe(Value):
    """The settings of a training; what they mean is `retriever.static_training`."""

    dimension: int = 256
    epochs: int = 7
    batch: int = 256
    rate: float = 5e-3
    """Of Adam, falling to zero in a line."""
    scale: float = 20.0
    """Cosines are multiplied by this before the softmax."""
    dropout: float = 0.4
    """Share of a query's features that a step does not see."""
    candidates: int = 1024
    """Documents a step compares with; all where there are no more."""
    patience: int = 4
    """Epochs without a better dev score after which it ends."""
    dev_share: float = 0.05
    dev_by: By = "query"


class StaticCard(Value):
    """Where static embeddings come from; `static.json`."""

    schema_version: Literal[1] = 1
    data: str
    """The data set or catalog they were trained on."""
    queries: int
    documents: int
    """Of the corpus; those without any training query are no negatives."""
    seed: int
    recipe: StaticRecipe
    dev_ndcg_at_5: float | None
    """Of what was kept, on the dev split carved from the training queries."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """A vector for each feature."""

    vocabulary: Mapping[str, int]
    vectors: Matrix
    """[features, dimension]"""

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Encode what is asked: words and pairs of words. Returns [texts, dimension], rows of length 1."""
        return unit(Bags.of(map(phrases, texts), self.vocabulary).times(self.vectors))[0]

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Encode what is searched: words. Returns [texts, dimension], rows of length 1."""
        return unit(Bags.of(map(words, texts), self.vocabulary).times(self.vectors))[0]

    @property
    def identity(self) -> str:
        """Changes when their vectors do."""
        digest = hashlib.sha256("\n".join(self.vocabulary).encode())
        digest.update(np.ascontiguousarray(self.vectors).tobytes())
        return digest.hexdigest()

    def save(self, folder: Path, card: StaticCard) -> None:
        """Write a folder that `open` reads."""
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "vectors.npy", self.vectors.astype(np.float16))
        ordered = sorted(self.vocabulary, key=lambda feature: self.vocabulary[feature])
        (folder / "features.json").write_text(json.dumps(ordered, ensure_ascii=False), "utf-8")
        (folder / "static.json").write_text(card.model_dump_json(indent=2), "utf-8")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read a folder.

        Raises:
            ConfigError: it is none, or its files do not fit together.
        """
        read_card(folder)
        try:
            features: list[str] = json.loads((folder / "features.json").read_text("utf-8"))
            vectors = np.load(folder / "vectors.npy", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise ConfigError(f"static embeddings {str(folder)!r} are damaged ({error}): train them again") from error
        if vectors.ndim != 2 or len(features) != len(vectors):
            raise ConfigError(
                f"static embeddings {str(folder)!r} are damaged ({len(features)} features, {len(vectors)} vectors): "
                "train them again"
            )
        return cls({feature: place for place, feature in enumerate(features)}, vectors.astype(np.float32))


def read_card(folder: Path) -> StaticCard:
    """Read where static embeddings come from.

    Raises:
        ConfigError: the folder holds none.
    """
    try:
        return StaticCard.model_validate_json((folder / "static.json").read_bytes())
    except OSError as error:
        raise ConfigError(
            f"{str(folder)!r} holds no static embeddings: make them with `toolsearch retriever train DATASET "
            f"--kind static --out {folder}`"
        ) from error
    except ValidationError as error:
        raise ConfigError(f"{str(folder / 'static.json')!r} is damaged: train again") from error


@dataclass(frozen=True, slots=True)
class Static:
    """Documents in memory, encoded by static embeddings."""

    ids: tuple[str, ...]
    vectors: Matrix
    """[documents, dimension]"""
    embeddings: Embeddings

    @classmethod
    def over(cls, documents: Iterable[Document], embeddings: Embeddings) -> Self:
        """Encode documents; where an id comes twice, the last one counts."""
        texts = {document.id: document.text for document in documents}
        ids = tuple(sorted(texts))
        return cls(ids, embeddings.documents([texts[id_] for id_ in ids]), embeddings)

    def changed(self, documents: Iterable[Document], *, gone: Iterable[str] = ()) -> Self:
        """Return the same with documents added or replaced, and without those of `gone`."""
        new = type(self).over(documents, self.embeddings)
        rows = dict(zip(self.ids, self.vectors, strict=True)) | dict(zip(new.ids, new.vectors, strict=True))
        for id_ in gone:
            rows.pop(id_, None)
        ids = tuple(sorted(rows))
        vectors = np.asarray([rows[id_] for id_ in ids], dtype=np.float32).reshape(len(ids), self.vectors.shape[1])
        return type(self)(ids, vectors, self.embeddings)

    def save(self, folder: Path) -> None:
        """Write the documents' vectors into an empty folder."""
        np.save(folder / "documents.npy", self.vectors)
        (folder / "ids.json").write_text(json.dumps(self.ids, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path, embeddings: Embeddings) -> Self:
        """Map documents' vectors from their folder.

        Raises:
            OSError, ValueError: it is not what `save` wrote.
        """
        ids = tuple(json.loads((folder / "ids.json").read_text("utf-8")))
        vectors = np.load(folder / "documents.npy", mmap_mode="r", allow_pickle=False)
        if vectors.shape != (len(ids), embeddings.vectors.shape[1]):
            raise ValueError(f"the index in {str(folder)!r} is cut off")
        return cls(ids, vectors, embeddings)

    def scores(self, query: str) -> FloatArray:
        """Return the cosine of each document with the query, in the order of `ids`."""
        return np.asarray(self.vectors @ self.embeddings.queries([query])[0], dtype=np.float32)

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first; none where the query has no known word."""
        scores = self.scores(query)
        return hits(self.ids, scores, k, among=among) if scores.any() else []
