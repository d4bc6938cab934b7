"""Nearest vectors among many, by FAISS: exact, by a graph, or compressed, as the number of vectors asks for.

    up to EXACT (50,000)      flat: every vector is compared; exact
    up to GRAPH (2,000,000)   HNSW over int8 vectors
    above                     IVF-PQ: lists of near vectors, each vector in a few bytes

Knows vectors, ids and files; nothing of texts or models. A folder holds `index.faiss`, `ids.json` and `index.json`,
which says what encoder and which corpus it was made of. Needs the extra `faiss-cpu`, or `faiss-gpu`, which puts exact
and IVF indexes on all GPUs there are.
"""

import json
import math
import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from apis.errors import ConfigError
from apis.model import Value
from retriever.dense import Matrix

Kind = Literal["flat", "hnsw", "ivfpq"]
Storage = Literal["float32", "float16", "int8"]

EXACT = 50_000
GRAPH = 2_000_000
LINKS = 32
BUILD_DEPTH = 200
SEARCH_DEPTH = 128
TRAINED_ON = 100_000
"""The most vectors that quantizers are trained on."""

LIBRARY: Any = faiss  # its stubs know less than it does
_QUANTIZERS = {"float16": LIBRARY.ScalarQuantizer.QT_fp16, "int8": LIBRARY.ScalarQuantizer.QT_8bit}


class IndexCard(Value):
    """What an index is; `index.json`."""

    schema_version: Literal[1] = 1
    kind: Kind
    storage: Storage
    dimension: int
    vectors: int
    encoder: str
    """The identity of what made the vectors."""
    corpus: str
    """The identity of what they were made of, such as a catalog's content hash."""


@dataclass(frozen=True, slots=True)
class Found:
    """One vector near to a query's."""

    id: str
    score: float
    """The cosine, or nearly so where vectors are compressed."""


@dataclass(frozen=True, slots=True)
class Index:
    """Vectors by id. Searching changes nothing, so threads may share it; `add` and `remove` want it for themselves."""

    card: IndexCard
    ids: list[str]
    """By the number that FAISS knows a vector by; empty where it was removed."""
    faiss: Any

    @classmethod
    def build(
        cls,
        ids: Sequence[str],
        vectors: Matrix,
        *,
        encoder: str,
        corpus: str,
        kind: Kind | None = None,
        storage: Storage | None = None,
    ) -> Self:
        """Index vectors of length 1.

        Args:
            ids: one for each vector, each once.
            vectors: [ids, dimension]
            encoder: the identity of what made them.
            corpus: the identity of what they were made of.
            kind: chosen by their number where None.
            storage: of each number, for flat and HNSW; float32 for flat and int8 for HNSW where None.

        Raises:
            ConfigError: ids and vectors do not fit, or an id comes twice.
        """
        if vectors.ndim != 2 or len(ids) != len(vectors) or len(set(ids)) != len(ids):
            raise ConfigError(
                f"an index needs one id for each vector, each once: {len(ids)} ids, {len(vectors)} vectors"
            )
        kind = kind or kind_for(len(ids))
        storage = storage or ("float32" if kind == "flat" else "int8")
        dimension = vectors.shape[1]
        made = LIBRARY.IndexIDMap2(_empty(kind, storage, dimension, len(ids)))
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if not made.is_trained:
            step = max(1, len(vectors) // TRAINED_ON)
            made.train(np.ascontiguousarray(vectors[::step]))
        made.add_with_ids(vectors, np.arange(len(ids)))
        card = IndexCard(
            kind=kind, storage=storage, dimension=dimension, vectors=len(ids), encoder=encoder, corpus=corpus
        )
        return cls(card, list(ids), made)

    def search(self, query: NDArray[np.float32], k: int, *, among: Collection[str] | None = None) -> list[Found]:
        """Return the `k` nearest, best first.

        Args:
            query: [dimension]
            k: how many.
            among: only these ids, such as those of a category, or the healthy ones; all where None.

        Raises:
            ConfigError: the query has another dimension.
        """
        if query.shape != (self.card.dimension,):
            raise ConfigError(
                f"the index holds vectors of {self.card.dimension} dimensions and the encoder gives {query.shape[-1]}: "
                "index again with `toolsearch retriever index`"
            )
        scores, numbers = self.faiss.search(
            np.ascontiguousarray(query[None], dtype=np.float32), k, params=self._parameters(among)
        )
        return [
            Found(self.ids[number], float(score))
            for score, number in zip(scores[0], numbers[0], strict=True)
            if number >= 0 and self.ids[number]
        ][:k]

    def changed(
        self, ids: Sequence[str], vectors: Matrix, *, gone: Collection[str] = (), corpus: str | None = None
    ) -> "Index":
        """Return the index with vectors added or replaced, and without those of `gone`.

        A graph cannot forget: HNSW is built again without what is gone, from what it holds.
        """
        out = {*gone, *ids}
        kept = [number for number, id_ in enumerate(self.ids) if id_ and id_ not in out]
        old = (
            np.stack([self.faiss.reconstruct(number) for number in kept])
            if kept
            else np.zeros((0, self.card.dimension))
        )
        return Index.build(
            [*(self.ids[number] for number in kept), *ids],
            np.concatenate([old, vectors.reshape(len(ids), self.card.dimension)]).astype(np.float32),
            encoder=self.card.encoder,
            corpus=corpus or self.card.corpus,
            kind=self.card.kind,
            storage=self.card.storage,
        )

    def save(self, folder: Path) -> None:
        """Write a folder that `open` reads; it is there whole or as it was before."""
        part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            LIBRARY.write_index(self.faiss, str(part / "index.faiss"))
            (part / "ids.json").write_text(json.dumps(self.ids, ensure_ascii=False), "utf-8")
            (part / "index.json").write_text(self.card.model_dump_json(indent=2), "utf-8")
            old = folder.with_name(f"{folder.name}.{os.getpid()}.old")
            if folder.exists():
                folder.replace(old)
            part.replace(folder)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    @classmethod
    def open(cls, folder: Path, *, encoder: str | None = None, corpus: str | None = None) -> Self:
        """Map an index into memory; pages are read when they are needed.

        Args:
            folder: what `save` wrote.
            encoder: the identity of what encodes queries; None accepts any.
            corpus: the identity of what is searched now; None accepts any.

        Raises:
            ConfigError: there is none, it is damaged, or it was made by another encoder or of another corpus.
        """
        mend = "make it again with `toolsearch retriever index`"
        try:
            card = IndexCard.model_validate_json((folder / "index.json").read_bytes())
            ids: list[str] = json.loads((folder / "ids.json").read_text("utf-8"))
            made = LIBRARY.read_index(str(folder / "index.faiss"), LIBRARY.IO_FLAG_MMAP)
        except FileNotFoundError as error:
            raise ConfigError(f"there is no index in {str(folder)!r}: {mend}") from error
        except (OSError, ValueError, ValidationError, RuntimeError) as error:
            raise ConfigError(f"the index in {str(folder)!r} is damaged: {mend}") from error
        if made.ntotal != card.vectors or made.d != card.dimension or len(ids) != card.vectors:
            raise ConfigError(f"the index in {str(folder)!r} is damaged: its files do not fit together; {mend}")
        for what, now, then in (("encoder", encoder, card.encoder), ("catalog", corpus, card.corpus)):
            if now is not None and now != then:
                raise ConfigError(f"the index in {str(folder)!r} is stale, it was made with another {what}: {mend}")
        return cls(card, ids, made)

    def on_gpus(self) -> "Index":
        """Return the index on all GPUs there are; itself where there are none, or where it is a graph."""
        if self.card.kind == "hnsw" or not hasattr(LIBRARY, "StandardGpuResources") or not LIBRARY.get_num_gpus():
            return self
        return Index(self.card, self.ids, LIBRARY.index_cpu_to_all_gpus(self.faiss))

    def _parameters(self, among: Collection[str] | None) -> Any:
        selector = None
        if among is not None:
            chosen = set(among)
            numbers = np.asarray([number for number, id_ in enumerate(self.ids) if id_ in chosen], dtype=np.int64)
            selector = LIBRARY.IDSelectorBatch(numbers)
        if self.card.kind == "hnsw":
            return LIBRARY.SearchParametersHNSW(efSearch=SEARCH_DEPTH, sel=selector)
        if self.card.kind == "ivfpq":
            return LIBRARY.SearchParametersIVF(nprobe=probes(self.card.vectors), sel=selector)
        return LIBRARY.SearchParameters(sel=selector)


def kind_for(count: int) -> Kind:
    """Choose the kind of index for a number of vectors.

    >>> kind_for(5_000), kind_for(1_000_000), kind_for(10_000_000)
    ('flat', 'hnsw', 'ivfpq')
    """
    return "flat" if count <= EXACT else "hnsw" if count <= GRAPH else "ivfpq"


def lists(count: int) -> int:
    """Say how many lists an IVF index of so many vectors has: four times the root, as FAISS' guidelines advise."""
    return max(1, min(4 * round(math.sqrt(count)), count // 39 or 1))


def probes(count: int) -> int:
    """Say how many lists a search of an IVF index looks at."""
    return max(1, lists(count) // 32)


def _empty(kind: Kind, storage: Storage, dimension: int, count: int) -> Any:
    product = LIBRARY.METRIC_INNER_PRODUCT
    if kind == "flat":
        if storage == "float32":
            return LIBRARY.IndexFlatIP(dimension)
        return LIBRARY.IndexScalarQuantizer(dimension, _QUANTIZERS[storage], product)
    if kind == "hnsw":
        if storage == "float32":
            graph = LIBRARY.IndexHNSWFlat(dimension, LINKS, product)
        else:
            graph = LIBRARY.IndexHNSWSQ(dimension, _QUANTIZERS[storage], LINKS, product)
        graph.hnsw.efConstruction = BUILD_DEPTH
        return graph
    pieces = next(size for size in (dimension // 4, dimension // 2, dimension) if size and dimension % size == 0)
    bits = 8 if count >= 39 * 256 else 4
    return LIBRARY.index_factory(dimension, f"IVF{lists(count)},PQ{pieces}x{bits}", product)
