"""The lexical scorer: BM25 over fields, weighted by the language of requests, sentence by sentence.

Three things beside BM25F (`retriever.bm25f`): a word that stands in requests for anything counts less
(`retriever.requests`); a document counts more the more of its name the query says, since the name tells best what an
API does; and each sentence of a query is looked at on its own as well, since requests often want several APIs. Knows
no encoder. What comes later goes into a second, small index beside the first, until both are saved as one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retriever.base import Among, Document, Hit
from retriever.bm25f import Postings
from retriever.requests import RequestWords, clauses
from retriever.scoring import FloatArray, hits
from retriever.words import terms, values, words

NAMED = 0.5
"""How much more a document counts whose whole name the query says."""


@dataclass(frozen=True)
class Lexical:
    """A lexical index; searching it changes nothing, so threads may share it."""

    first: Postings
    later: Postings
    """What came after `first` was built; no id is in both."""
    requests: RequestWords
    named: float = NAMED
    """What a name said in full adds to a score, as a share of it."""

    @classmethod
    def over(cls, documents: Iterable[Document], requests: RequestWords) -> Self:
        """Index documents; where an id comes twice, the last one counts."""
        return cls(Postings.over(documents), Postings.over(()), requests)

    @classmethod
    def load(cls, folder: Path, requests: RequestWords) -> Self:
        """Map an index from a folder; see `Postings.load`."""
        return cls(Postings.load(folder), Postings.over(()), requests)

    def save(self, folder: Path) -> None:
        """Write both indexes into an empty folder, as one."""
        whole = self.first.joined(self.later) if self.later.ids else self.first
        whole.save(folder)

    def changed(self, documents: Iterable[Document], *, gone: Iterable[str] = ()) -> Self:
        """Return the index with documents added or replaced, and without those of `gone`."""
        new = Postings.over(documents)
        out = {*gone, *new.ids}
        return replace(self, first=self.first.without(out), later=self.later.without(out).joined(new))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, sorted."""
        return tuple(sorted(self.first.ids + self.later.ids)) if self.later.ids else self.first.ids

    def scores(self, query: str) -> FloatArray:
        """Return a score for each document, in the order of `ids`; 0 where it shares no word with the query."""
        return together(self.rows([query, *clauses(query)]))

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents that share a word with the query, best first; fewer where fewer do."""
        return hits(self.ids, self.scores(query), k, above=0, among=among)

    def rows(self, texts: Sequence[str]) -> FloatArray:
        """Score each text by itself: [texts, documents], 0 where nothing is shared, no upper bound."""
        rows = np.stack([self._row(list(dict.fromkeys(terms(text)))) for text in texts])
        return rows if self._order is None else rows[:, self._order]

    def most(self, query: str) -> float:
        """Return what a document would score that is all about the query: a bound of the first of its `rows`.

        Names and numbers that no document holds do not count: they are what a call is made with, not what it does.
        """
        given = {term for value in values(query) for term in terms(value) if not self._known(term)}
        asked = [term for term in dict.fromkeys(terms(query)) if term not in given]
        return (1 + self.named) * sum(self._rarity(term) * self.requests.weight(term) for term in asked)

    def _rarity(self, term: str) -> float:
        for part, rarities in zip(self._parts, self._rarities, strict=True):
            if term in part.vocabulary:
                return float(rarities[part.vocabulary[term]])
        return float(np.log1p(2 * len(self.ids) + 1))  # in no document

    def unmatched(self, query: str) -> list[str]:
        """Return the words of a query that no document holds, as they stand in it, each once.

        Words that are usual in requests for anything are left out: they were never looked for.
        """
        missing: dict[str, str] = {}
        for word in words(query):
            found = terms(word)
            if found and not any(map(self._known, found)):
                missing.setdefault(word.casefold(), word)
        return list(missing.values())

    def _known(self, term: str) -> bool:
        return term in self.requests.shares or any(part.holds(term) for part in self._parts)

    def _row(self, query: Sequence[str]) -> FloatArray:
        usual = np.asarray([self.requests.weight(term) for term in query])
        found = [_scored(part, query, usual, rare) for part, rare in zip(self._parts, self._rarities, strict=True)]
        said, named = (np.concatenate(kind) for kind in zip(*found, strict=True))
        return np.asarray(said * (1 + self.named * named / self._name_totals), dtype=np.float32)

    @property
    def _parts(self) -> tuple[Postings, ...]:
        return (self.first, self.later) if self.later.ids else (self.first,)

    @cached_property
    def _rarities(self) -> list[NDArray[np.float64]]:
        """By part [terms]: Lucene's inverse document frequency over both parts."""
        frequencies = [part.frequencies for part in self._parts]
        for term in self.first.vocabulary.keys() & self.later.vocabulary.keys():
            places = [part.vocabulary[term] for part in self._parts]
            both = sum(counts[place] for counts, place in zip(frequencies, places, strict=True))
            for counts, place in zip(frequencies, places, strict=True):
                counts[place] = both
        return [np.log1p((len(self.ids) - counts + 0.5) / (counts + 0.5)) for counts in frequencies]

    @cached_property
    def _name_totals(self) -> NDArray[np.float64]:
        """[documents]: the rarities of all terms of a name, together."""
        totals = [
            np.bincount(part.name_places, np.repeat(rare, np.diff(part.name_starts)), minlength=len(part.ids))
            for part, rare in zip(self._parts, self._rarities, strict=True)
        ]
        return np.maximum(np.concatenate(totals), 1e-6)

    @cached_property
    def _order(self) -> NDArray[np.int64] | None:
        """Where each of `ids` stands in the rows; None where they are in that order already."""
        return np.argsort(np.asarray(self.first.ids + self.later.ids)) if self.later.ids else None


def _scored(
    part: Postings, query: Sequence[str], usual: NDArray[np.float64], rarities: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each document of a part its BM25F, and how rare what its name shares with the query is."""
    known = [place for place, term in enumerate(query) if term in part.vocabulary]
    numbers = np.asarray([part.vocabulary[query[place]] for place in known], dtype=np.int64)
    rare = rarities[numbers]
    places, counts = _slices(part.starts, part.places, numbers)
    weights, _ = _slices(part.starts, part.weights, numbers)
    named, named_counts = _slices(part.name_starts, part.name_places, numbers)
    size = len(part.ids)
    said = np.bincount(places, weights * np.repeat(rare * usual[known], counts), minlength=size)
    return said.astype(np.float64), np.bincount(named, np.repeat(rare, named_counts), minlength=size).astype(np.float64)


def _slices(
    starts: NDArray[np.int64], values: NDArray[Any], numbers: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return what stands under some terms, one term after another, and how much under each."""
    begins, ends = starts[numbers], starts[numbers + 1]
    slices = [values[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    return np.concatenate(slices) if slices else values[:0], ends - begins


def together(rows: FloatArray) -> FloatArray:
    """Make one score of those for a whole query (the first row) and for its sentences (the rest).

    The whole and the sentence that suits a document best count alike, each against its best document.

    >>> together(np.asarray([[4, 2, 0], [1, 0, 0], [0, 0, 3]], dtype=np.float32)).tolist()
    [2.0, 0.5, 1.0]
    """
    if len(rows) == 1:
        return np.asarray(rows[0])
    tops = rows.max(axis=1, keepdims=True, initial=0.0)
    shares = rows / np.where(tops > 0, tops, 1)
    return np.asarray(shares[0] + shares[1:].max(axis=0))
