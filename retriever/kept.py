"""The retrievers that need no library of their own, over a catalog, with what they index kept on its shelf.

`default` (words and the vectors of the small encoder), `lexical` (its words), `bm25` and `static`. Knows how each is
read, built from what changed, and written; where that stands is `retriever.shelf`.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever import embedder
from retriever.base import Document
from retriever.bm25 import BM25
from retriever.bm25f import FIELDS, K1, B
from retriever.default import Default, Weights, text_of
from retriever.embedder import Embedder, Vectors
from retriever.lexical import Lexical
from retriever.requests import RequestWords
from retriever.shelf import Change, OnIndexed, Shelf
from retriever.static import Embeddings, Static
from retriever.vector_store import VectorStore

FORMAT = f"2 {FIELDS} {K1} {B} {embedder.DOCUMENT_TOKENS}"
"""Whatever changes what is kept for the same catalog."""


def open_default(catalog: Catalog, weights: Weights, *, on_indexed: OnIndexed | None = None) -> Default:
    """Open the default retriever over a catalog as it is now.

    Args:
        catalog: read only.
        weights: what scores.
        on_indexed: is told of texts being encoded.

    Raises:
        CatalogError: the catalog cannot be read.
        ConfigError: what is kept is damaged beyond repair.
    """
    shelf = Shelf(catalog)
    try:
        return shelf.open(_DefaultKind(shelf, weights, on_indexed or (lambda done, total: None)))
    except sqlite3.DatabaseError as error:
        raise unusable(shelf.vectors, error) from error


def open_lexical(catalog: Catalog, requests: RequestWords) -> Lexical:
    """Open the lexical scorer over a catalog as it is now; raises as `open_default` does."""
    return Shelf(catalog).open(_LexicalKind(requests))


def open_bm25(catalog: Catalog) -> BM25:
    """Open plain BM25 over a catalog as it is now; it is built anew whenever the catalog has changed."""
    return Shelf(catalog).open(_BM25Kind())


def open_static(catalog: Catalog, embeddings: Embeddings) -> Static:
    """Open static embeddings over a catalog as it is now."""
    return Shelf(catalog).open(_StaticKind(embeddings))


def unusable(vectors: Path, error: sqlite3.DatabaseError) -> ConfigError:
    """Say that a file of vectors is damaged."""
    return ConfigError(f"{str(vectors)!r} cannot be used ({error}): delete it, it is made anew")


def _named(what: str, *parts: str) -> str:
    return f"{what}-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class _LexicalKind:
    requests: RequestWords

    @property
    def name(self) -> str:
        return _named("lexical", FORMAT)

    def load(self, folder: Path, *, mapped: bool) -> Lexical:
        return Lexical.load(folder, self.requests)

    def build(self, change: Change[Lexical]) -> Lexical:
        if change.earlier is None:
            return Lexical.over(change.changed, self.requests)
        return change.earlier.changed(change.changed, gone=change.gone)

    def save(self, index: Lexical, folder: Path) -> None:
        index.save(folder)


@dataclass(frozen=True, slots=True)
class _BM25Kind:
    name: str = _named("bm25", FORMAT)

    def load(self, folder: Path, *, mapped: bool) -> BM25:
        return BM25.load(folder)

    def build(self, change: Change[BM25]) -> BM25:
        """Build it of everything: what a word weighs depends on all documents."""
        return BM25.over(change.changed)

    def save(self, index: BM25, folder: Path) -> None:
        index.save(folder)


@dataclass(frozen=True, slots=True)
class _StaticKind:
    embeddings: Embeddings

    @property
    def name(self) -> str:
        return _named("static", self.embeddings.identity)

    def load(self, folder: Path, *, mapped: bool) -> Static:
        return Static.load(folder, self.embeddings)

    def build(self, change: Change[Static]) -> Static:
        if change.earlier is None:
            return Static.over(change.changed, self.embeddings)
        return change.earlier.changed(change.changed, gone=change.gone)

    def save(self, index: Static, folder: Path) -> None:
        index.save(folder)


@dataclass(frozen=True, slots=True)
class _DefaultKind:
    shelf: Shelf
    weights: Weights
    on_indexed: OnIndexed

    @property
    def name(self) -> str:
        return _named("default", FORMAT, self.weights.embedder.identity if self.weights.embedder else "words")

    def load(self, folder: Path, *, mapped: bool) -> Default:
        lexical = Lexical.load(folder, self.weights.requests)
        if self.weights.embedder is None:
            return Default(lexical, None, self.weights)
        vectors = Vectors(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("codes", "scales")))
        if len(vectors) != len(lexical.ids):
            raise ValueError(f"the index in {str(folder)!r} is cut off")
        return Default(lexical, vectors, self.weights)

    def build(self, change: Change[Default]) -> Default:
        earlier = change.earlier
        words = _LexicalKind(self.weights.requests)
        lexical = words.build(Change(earlier.lexical if earlier else None, change.changed, change.gone))
        if self.weights.embedder is None:
            return Default(lexical, None, self.weights)
        made = self._encoded(self.weights.embedder, list(map(text_of, change.changed)))
        return Default(lexical, _merged(lexical.ids, earlier, change.changed, made), self.weights)

    def save(self, index: Default, folder: Path) -> None:
        index.lexical.save(folder)
        if index.vectors is not None:
            np.save(folder / "codes.npy", index.vectors.codes)
            np.save(folder / "scales.npy", index.vectors.scales)

    def _encoded(self, encoder: Embedder, texts: Sequence[str]) -> Vectors:
        def make(some: Sequence[str]) -> list[bytes]:
            made = Vectors.of(encoder.encode(some, tokens=embedder.DOCUMENT_TOKENS))
            return [scale.tobytes() + codes.tobytes() for scale, codes in zip(made.scales, made.codes, strict=True)]

        if not self.shelf.writable:
            return Vectors.of(encoder.encode(texts, tokens=embedder.DOCUMENT_TOKENS))
        maker = f"{encoder.identity} {embedder.DOCUMENT_TOKENS}"
        with VectorStore.open(self.shelf.vectors, maker, make) as store:
            missing = store.missing(texts)
            for done in store.fill(missing):
                self.on_indexed(done + len(texts) - len(missing), len(texts))
            return _unpacked(store.read(texts), encoder.dimension)


def _unpacked(rows: Sequence[bytes], dimensions: int) -> Vectors:
    """Read rows of four bytes of scale and one for each dimension."""
    table = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), 4 + dimensions)
    scales = np.ascontiguousarray(table[:, :4]).view(np.float32)[:, 0]
    return Vectors(np.ascontiguousarray(table[:, 4:]), scales)


def _merged(ids: Sequence[str], earlier: Default | None, new: Sequence[Document], made: Vectors) -> Vectors:
    """Put kept and new vectors into the order of `ids`."""
    old = earlier.vectors if earlier and earlier.vectors is not None else Vectors(made.codes[:0], made.scales[:0])
    places = {id_: place for place, id_ in enumerate(earlier.ids)} if earlier else {}
    places |= {document.id: len(old) + place for place, document in enumerate(new)}
    order = np.asarray([places[id_] for id_ in ids], dtype=np.int64)
    codes, scales = np.concatenate([old.codes, made.codes]), np.concatenate([old.scales, made.scales])
    return Vectors(codes[order], scales[order])
