"""Nearest vectors among many, by FAISS: exact, by a graph, or compressed, as the number of vectors asks for.

    up to EXACT (50,000)      flat: every vector is compared; exact
    up to GRAPH (2,000,000)   HNSW over int8 vectors
    above                     IVF-PQ: lists of near vectors, each vector in a few bytes

Knows vectors, ids and files; nothing of texts or models. A folder holds `index.faiss`, `ids.json` and `index.json`,
which says what encoder and which corpus it was made of. Needs the extra `faiss-cpu`, or `faiss-gpu`, which puts exact
and IVF indexes on all GPUs there are.

What is added later is put beside what is there, and what is removed is taken out. A graph forgets nothing: there it is
passed over, and once that is a third of all, the graph is built again from the vectors that it holds.
"""

import json
import math
import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
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
COMPRESSED = 256
"""The fewest vectors that quantizers can be trained on."""
LINKS = 32
BUILD_DEPTH = 80
SEARCH_DEPTH = 256
TRAINED_ON = 100_000
"""The most vectors that quantizers are trained on."""
FORGOTTEN = 1 / 3
"""The share of a graph's vectors that may be passed over before it is built again."""
FEW = 20_000
"""So many ids or fewer are searched by comparing each of them; a graph loses its way among what is left out."""

ALL_LISTS = 2**20

LIBRARY: Any = faiss  # its stubs know less than it does
_MAPPED_LISTS = LIBRARY.IO_FLAG_MMAP  # of an IVF index; of others it reads the whole
_MAPPED_CODES = LIBRARY.IO_FLAG_MMAP_IFC
_QUANTIZERS = {"float16": LIBRARY.ScalarQuantizer.QT_fp16, "int8": LIBRARY.ScalarQuantizer.QT_8bit}


class IndexCard(Value):
    """What an index is; `index.json`."""

    schema_version: Literal[1] = 1
    kind: Kind
    storage: Storage
    dimension: int
    vectors: int
    """Those that are searched: without what a graph passes over."""
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


@dataclass(frozen=True)
class Index:
    """Vectors by id. Searching changes nothing, so threads may share it."""

    card: IndexCard
    ids: list[str]
    """By the number that FAISS knows a vector by; empty where it was removed."""
    faiss: Any
    gpu: Any = None
    """The same on GPUs, for searches among all; None where there are none."""

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
            ConfigError: ids and vectors do not fit, an id comes twice, or the kind is not for so few.
        """
        if vectors.ndim != 2 or len(ids) != len(vectors) or len(set(ids)) != len(ids):
            raise ConfigError(
                f"an index needs one id for each vector, each once: {len(ids)} ids, {len(vectors)} vectors"
            )
        kind = (kind or kind_for(len(ids))) if len(ids) else "flat"
        if kind == "ivfpq" and (len(ids) < COMPRESSED or storage is not None):
            why = "a storage of its own" if storage is not None else f"{COMPRESSED} vectors or more, not {len(ids)}"
            raise ConfigError(f"an ivfpq index has {why}: leave the storage out, or take flat or hnsw")
        storage = storage or ("float32" if kind == "flat" else "int8")
        dimension = vectors.shape[1]
        made = _empty(kind, storage, dimension, len(ids))
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
        self._check(query)
        query = np.ascontiguousarray(query[None], dtype=np.float32)
        if among is None and self.gpu is not None:
            return self._found(*self.gpu.search(query, k))
        chosen = None if among is None else np.asarray([self._numbers[id_] for id_ in among if id_ in self._numbers])
        if chosen is not None and self.card.kind == "hnsw" and len(chosen) <= FEW:
            scores = self._decoded(chosen) @ query[0]
            order = np.argsort(-scores, kind="stable")[:k]
            return self._found(scores[None, order], chosen[None, order])
        return self._found(*self.faiss.search(query, k, params=self._parameters(chosen)))

    def scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the score of every vector, in the order of the sorted ids; all are decoded, or all lists looked at.

        Args:
            query: [dimension]
        """
        numbers = np.asarray([self._numbers[id_] for id_ in sorted(self._numbers)], dtype=np.int64)
        if self.card.kind != "ivfpq":
            return np.asarray(self._decoded(numbers) @ query, dtype=np.float32)
        parameters = LIBRARY.SearchParametersIVF(nprobe=ALL_LISTS)
        scores, found = self.faiss.search(query[None].astype(np.float32), len(numbers), params=parameters)
        by_number = np.full(len(self.ids), -1, dtype=np.float32)
        by_number[found[0][found[0] >= 0]] = scores[0][found[0] >= 0]
        return by_number[numbers]

    def changed(
        self, ids: Sequence[str], vectors: Matrix, *, gone: Collection[str] = (), corpus: str | None = None
    ) -> "Index":
        """Return the index with vectors added or replaced, and without those of `gone`.

        What is opened to be changed must not be mapped (`open(mapped=False)`).

        Raises:
            ConfigError: the vectors have other dimensions.
        """
        self._check(vectors)
        out = {*gone, *ids}
        removed = [number for number, id_ in enumerate(self.ids) if id_ in out]
        kept = ["" if id_ in out else id_ for id_ in self.ids]
        live = len(kept) - kept.count("")
        card = self.card.model_copy(update={"vectors": live + len(ids), "corpus": corpus or self.card.corpus})
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if self.card.kind == "hnsw" and len(kept) - live > FORGOTTEN * len(kept):
            return self._built_again([id_ for id_ in kept if id_], ids, vectors, card)
        made = LIBRARY.clone_index(self.faiss)
        if removed and self.card.kind != "hnsw":
            made.remove_ids(LIBRARY.IDSelectorBatch(np.asarray(removed, dtype=np.int64)))
        if len(ids):
            made.add_with_ids(vectors, np.arange(len(kept), len(kept) + len(ids)))
        return Index(card, [*kept, *ids], made)

    def _built_again(self, kept: list[str], ids: Sequence[str], vectors: Matrix, card: IndexCard) -> "Index":
        old = self._decoded(np.asarray([self._numbers[id_] for id_ in kept], dtype=np.int64))
        return Index.build(
            [*kept, *ids],
            np.concatenate([old, vectors]),
            encoder=card.encoder,
            corpus=card.corpus,
            kind=card.kind,
            storage=card.storage,
        )

    def save(self, folder: Path) -> None:
        """Write a folder that `open` reads; it is there whole or as it was before."""
        part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            self.write(part)
            old = folder.with_name(f"{folder.name}.{os.getpid()}.old")
            if folder.exists():
                folder.replace(old)
            part.replace(folder)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def write(self, folder: Path) -> None:
        """Write what `open` reads into an empty folder."""
        LIBRARY.write_index(self.faiss, str(folder / "index.faiss"))
        (folder / "ids.json").write_text(json.dumps(self.ids, ensure_ascii=False), "utf-8")
        (folder / "index.json").write_text(self.card.model_dump_json(indent=2), "utf-8")

    @classmethod
    def open(cls, folder: Path, *, encoder: str | None = None, corpus: str | None = None, mapped: bool = True) -> Self:
        """Map an index into memory; pages are read when they are needed.

        Args:
            folder: what `save` wrote.
            encoder: the identity of what encodes queries; None accepts any.
            corpus: the identity of what is searched now; None accepts any.
            mapped: False reads the whole, to change it.

        Raises:
            ConfigError: there is none, it is damaged, or it was made by another encoder or of another corpus.
        """
        mend = "make it again with `toolsearch retriever index`"
        try:
            card = IndexCard.model_validate_json((folder / "index.json").read_bytes())
            ids: list[str] = json.loads((folder / "ids.json").read_text("utf-8"))
            flag = (_MAPPED_LISTS if card.kind == "ivfpq" else _MAPPED_CODES) if mapped else 0
            made = LIBRARY.read_index(str(folder / "index.faiss"), flag)
        except FileNotFoundError as error:
            raise ConfigError(f"there is no index in {str(folder)!r}: {mend}") from error
        except (OSError, ValueError, ValidationError, RuntimeError) as error:
            raise ConfigError(f"the index in {str(folder)!r} is damaged: {mend}") from error
        live = len(ids) - ids.count("")
        total = len(ids) if card.kind == "hnsw" else live
        if made.ntotal != total or made.d != card.dimension or live != card.vectors:
            raise ConfigError(f"the index in {str(folder)!r} is damaged: its files do not fit together; {mend}")
        for what, now, then in (("encoder", encoder, card.encoder), ("catalog", corpus, card.corpus)):
            if now is not None and now != then:
                raise ConfigError(f"the index in {str(folder)!r} is stale, it was made with another {what}: {mend}")
        return cls(card, ids, made)

    def on_gpus(self) -> "Index":
        """Return the index with a copy on all GPUs there are; itself where there are none, or FAISS has no kind for it.

        GPUs know exact search over float32 and IVF-PQ. A search among some ids stays on the CPU.
        """
        known = self.card.kind == "ivfpq" or (self.card.kind, self.card.storage) == ("flat", "float32")
        if not known or not gpus():
            return self
        if self.card.kind == "ivfpq":  # the copy takes this from what it is a copy of
            self.faiss.nprobe = probes(self.card.vectors)
        return replace(self, gpu=LIBRARY.index_cpu_to_all_gpus(self.faiss))

    def _check(self, vectors: NDArray[np.float32]) -> None:
        if vectors.shape[-1] != self.card.dimension:
            raise ConfigError(
                f"the index holds vectors of {self.card.dimension} dimensions and the encoder gives "
                f"{vectors.shape[-1]}: index again with `toolsearch retriever index`"
            )

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {id_: number for number, id_ in enumerate(self.ids) if id_}

    @cached_property
    def _gone(self) -> NDArray[np.int64]:
        return np.asarray([number for number, id_ in enumerate(self.ids) if not id_], dtype=np.int64)

    def _decoded(self, numbers: NDArray[np.int64]) -> Matrix:
        if not len(numbers):
            return np.zeros((0, self.card.dimension), dtype=np.float32)
        return np.asarray(self.faiss.reconstruct_batch(numbers), dtype=np.float32)

    def _found(self, scores: NDArray[np.float32], numbers: NDArray[np.int64]) -> list[Found]:
        pairs = zip(scores[0].tolist(), numbers[0].tolist(), strict=True)
        return [Found(self.ids[number], score) for score, number in pairs if number >= 0]

    def _parameters(self, chosen: NDArray[np.int64] | None) -> Any:
        """Say how to search among some numbers: all lists are looked at then, so that none is missed."""
        selector = None if chosen is None else LIBRARY.IDSelectorBatch(chosen.astype(np.int64))
        if self.card.kind == "hnsw":
            if selector is None and len(self._gone):
                selector = LIBRARY.IDSelectorNot(LIBRARY.IDSelectorBatch(self._gone))
            return LIBRARY.SearchParametersHNSW(efSearch=SEARCH_DEPTH, sel=selector)
        if self.card.kind == "ivfpq":
            looked_at = probes(self.card.vectors) if chosen is None else ALL_LISTS
            return LIBRARY.SearchParametersIVF(nprobe=looked_at, sel=selector)
        return LIBRARY.SearchParameters(sel=selector)


def gpus() -> int:
    """Count the GPUs that FAISS can use; 0 with `faiss-cpu`."""
    return int(LIBRARY.get_num_gpus()) if hasattr(LIBRARY, "StandardGpuResources") else 0


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
    """Make an index that knows vectors by the numbers they are given; lists do so by themselves."""
    product = LIBRARY.METRIC_INNER_PRODUCT
    if kind == "ivfpq":
        pieces = next(size for size in (dimension // 4, dimension // 2, dimension) if size and dimension % size == 0)
        bits = 8 if count >= 39 * 256 else 4
        return LIBRARY.index_factory(dimension, f"IVF{lists(count)},PQ{pieces}x{bits}", product)
    if kind == "hnsw":
        graph = (
            LIBRARY.IndexHNSWFlat(dimension, LINKS, product)
            if storage == "float32"
            else LIBRARY.IndexHNSWSQ(dimension, _QUANTIZERS[storage], LINKS, product)
        )
        graph.hnsw.efConstruction = BUILD_DEPTH
        return LIBRARY.IndexIDMap2(graph)
    if storage == "float32":
        return LIBRARY.IndexIDMap2(LIBRARY.IndexFlatIP(dimension))
    return LIBRARY.IndexIDMap2(LIBRARY.IndexScalarQuantizer(dimension, _QUANTIZERS[storage], product))
