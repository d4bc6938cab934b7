"""BM25 over fields (BM25F): postings as arrays that are built, joined, cut, saved and mapped into memory.

Source: Zaragoza, Craswell, Taylor, Saria and Robertson, TREC 2004: a term's counts in the fields of a document are
weighted, normalised by each field's length, added and only then saturated. The lengths are normalised by fixed usual
lengths rather than by the averages of one corpus, so that a document's postings never change when others come or go:
indexes of two parts join into exactly the index of the whole.

Knows `Document`s and `words`, and nothing of requests, catalogs or encoders.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retriever.base import Document
from retriever.scoring import FloatArray
from retriever.words import TermTable

IntArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Field:
    """How much the words of one field count."""

    weight: float
    length: float
    """The number of terms at which a field is of usual length."""


FIELDS = {
    "name": Field(3.0, 4),
    "tool": Field(1.0, 3),
    "category": Field(1.0, 2),
    "description": Field(1.0, 15),
    "parameters": Field(1.0, 20),
    "returns": Field(1.0, 15),
}
K1 = 2.5
B = 0.25

ARRAYS = ("starts", "places", "weights", "name_starts", "name_places")


@dataclass(frozen=True, slots=True)
class Postings:
    """Which documents hold which terms; arrays in memory or mapped from files, never changed."""

    ids: tuple[str, ...]
    """Of the documents, sorted."""
    vocabulary: dict[str, int]
    starts: NDArray[np.int64]
    """[terms + 1]: where each term's postings begin."""
    places: IntArray
    """[postings]: the documents, ascending within a term."""
    weights: FloatArray
    """[postings]: the saturated weight of the term in the document, in 0..1, before its rarity is known."""
    name_starts: NDArray[np.int64]
    """[terms + 1]: the same for the terms of the name field alone."""
    name_places: IntArray

    @classmethod
    def over(cls, documents: Iterable[Document], fields: Mapping[str, Field] = FIELDS, *, k1: float = K1) -> Self:
        """Index documents; where an id comes twice, the last one counts.

        Args:
            documents: in any order.
            fields: how much each counts, by its name in `Document`.
            k1: the weight at which a term is half saturated.
        """
        given = {document.id: document for document in documents}
        ids = tuple(sorted(given))
        table = TermTable()
        said = {name: _occurrences([getattr(given[id_], name) for id_ in ids], table) for name in fields}
        size = max(len(ids), 1)
        found = [_weighted(keys, size, fields[name]) for name, keys in said.items()]
        keys, weights = _summed(np.concatenate([k for k, _ in found]), np.concatenate([w for _, w in found]))
        terms = len(table.vocabulary)
        starts, places = _grouped(keys, size, terms)
        name_starts, name_places = _grouped(np.unique(said["name"]), size, terms)
        saturated = (weights / (weights + k1)).astype(np.float32)
        return cls(ids, table.vocabulary, starts, places, saturated, name_starts, name_places)

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """[terms]: how many documents hold each term."""
        return np.diff(self.starts)

    def holds(self, term: str) -> bool:
        """Tell whether any document holds a term."""
        number = self.vocabulary.get(term)
        return number is not None and bool(self.starts[number] < self.starts[number + 1])

    def joined(self, other: Self) -> Self:
        """Return the index of the documents of both; an id that both have counts as `other` has it."""
        kept = self.without(other.ids)
        ids = tuple(sorted((*kept.ids, *other.ids)))
        vocabulary = dict(kept.vocabulary)
        for term in other.vocabulary:
            vocabulary.setdefault(term, len(vocabulary))
        rank = {id_: place for place, id_ in enumerate(ids)}
        parts = [part._keys(vocabulary, rank) for part in (kept, other)]
        size, terms = max(len(ids), 1), len(vocabulary)
        keys = np.concatenate([keys for keys, _, _ in parts])
        order = np.argsort(keys, kind="stable")
        weights = np.concatenate([weights for _, weights, _ in parts])[order]
        starts, places = _grouped(keys[order], size, terms)
        name_starts, name_places = _grouped(np.sort(np.concatenate([names for _, _, names in parts])), size, terms)
        return type(self)(ids, vocabulary, starts, places, weights, name_starts, name_places)

    def without(self, ids: Iterable[str]) -> Self:
        """Return the index without some documents; ids it does not have are passed over."""
        gone = set(ids).intersection(self.ids)
        if not gone:
            return self
        live = np.asarray([id_ not in gone for id_ in self.ids], dtype=np.bool_)
        moved = (np.cumsum(live) - 1).astype(np.int32)
        kept, named = live[self.places], live[self.name_places]
        return type(self)(
            tuple(id_ for id_ in self.ids if id_ not in gone),
            self.vocabulary,
            _recounted(self.starts, kept),
            moved[self.places[kept]],
            self.weights[kept],
            _recounted(self.name_starts, named),
            moved[self.name_places[named]],
        )

    def save(self, folder: Path) -> None:
        """Write the index into an empty folder."""
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        text = json.dumps({"ids": self.ids, "terms": list(self.vocabulary)}, ensure_ascii=False)
        (folder / "index.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map an index from its folder; only what a query touches is read.

        Raises:
            OSError, ValueError, KeyError: it is not what `save` wrote.
        """
        texts = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
        if len(arrays["starts"]) != len(texts["terms"]) + 1 or len(arrays["places"]) != len(arrays["weights"]):
            raise ValueError(f"the index in {str(folder)!r} is cut off")
        vocabulary = {term: number for number, term in enumerate(texts["terms"])}
        return cls(tuple(texts["ids"]), vocabulary, **arrays)

    def _keys(
        self, vocabulary: dict[str, int], rank: dict[str, int]
    ) -> tuple[NDArray[np.int64], FloatArray, NDArray[np.int64]]:
        """Number the postings, and those of names, as in an index of other terms and documents."""
        size = max(len(rank), 1)
        terms = np.asarray([vocabulary[term] for term in self.vocabulary], dtype=np.int64)
        moved = np.asarray([rank[id_] for id_ in self.ids], dtype=np.int64)
        keys = np.repeat(terms, self.frequencies) * size + moved[self.places]
        names = np.repeat(terms, np.diff(self.name_starts)) * size + moved[self.name_places]
        return keys, np.asarray(self.weights), names


def _occurrences(texts: Sequence[str], table: TermTable) -> NDArray[np.int64]:
    """Return one number for each occurrence of a term, term * len(texts) + text, sorted."""
    numbers = [table.numbers(text) for text in texts]
    lengths = np.fromiter(map(len, numbers), dtype=np.int64, count=len(numbers))
    terms = np.fromiter(chain.from_iterable(numbers), dtype=np.int64, count=int(lengths.sum()))
    return np.sort(terms * max(len(texts), 1) + np.repeat(np.arange(len(texts)), lengths))


def _weighted(keys: NDArray[np.int64], size: int, field: Field) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Count each term of each document in one field, weighted and normalised by the field's length."""
    lengths = np.bincount(keys % size, minlength=size)
    unique, counts = np.unique(keys, return_counts=True)
    return unique, field.weight * counts / (1 - B + B * lengths[unique % size] / field.length)


def _summed(keys: NDArray[np.int64], weights: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    order = np.argsort(keys, kind="stable")
    unique, first = np.unique(keys[order], return_index=True)
    return unique, np.add.reduceat(weights[order], first) if len(first) else weights


def _grouped(keys: NDArray[np.int64], size: int, terms: int) -> tuple[NDArray[np.int64], IntArray]:
    """Turn sorted keys into where each term begins and the documents."""
    starts = np.searchsorted(keys, np.arange(terms + 1, dtype=np.int64) * size)
    return starts.astype(np.int64), (keys % size).astype(np.int32)


def _recounted(starts: NDArray[np.int64], kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return where each term begins once only some postings are kept."""
    return np.concatenate([[0], np.cumsum(kept)])[starts].astype(np.int64)
