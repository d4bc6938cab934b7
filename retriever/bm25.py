"""BM25 over the whole text of a document (Lucene's form, k1 1.5, b 0.75), scored by bm25s.

Knows documents and nothing of Apis or catalogs. Needs nothing but numpy, opens in seconds on tens of thousands of
documents, and is the floor that every other retriever is measured against.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import bm25s
import numpy as np

from retriever.base import Among, Document, Hit
from retriever.scoring import FloatArray, hits
from retriever.words import terms


@dataclass(frozen=True, slots=True)
class BM25:
    """A BM25 index in memory; searching it changes nothing, so threads may share it."""

    ids: tuple[str, ...]
    """Of the documents, sorted: ties go to the smaller id."""
    vocabulary: dict[str, int]
    index: bm25s.BM25 | None
    """None where no document has any term."""

    @classmethod
    def over(cls, documents: Iterable[Document], *, k1: float = 1.5, b: float = 0.75) -> Self:
        """Index documents; where an id comes twice, the last one counts."""
        texts = {document.id: document.text for document in documents}
        ids = tuple(sorted(texts))
        vocabulary: dict[str, int] = {}
        numbers = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms(texts[id_])] for id_ in ids]
        if not vocabulary:
            return cls(ids, vocabulary, None)
        index = bm25s.BM25(k1=k1, b=b, method="lucene")
        index.index((numbers, vocabulary), show_progress=False, create_empty_token=False)
        return cls(ids, vocabulary, index)

    def save(self, folder: Path) -> None:
        """Write the index into an empty folder."""
        if self.index is not None:
            self.index.save(folder, show_progress=False)
        texts = {"ids": self.ids, "terms": list(self.vocabulary)}
        (folder / "ids.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map an index from its folder; only what a query touches is read.

        Raises:
            OSError, ValueError, KeyError, TypeError: it is not what `save` wrote.
        """
        texts = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        vocabulary = {term: number for number, term in enumerate(texts["terms"])}
        index = bm25s.BM25.load(folder, mmap=True, load_corpus=False) if vocabulary else None
        return cls(tuple(texts["ids"]), vocabulary, index)

    def scores(self, query: str) -> FloatArray:
        """Return the BM25 score of each document, in the order of `ids`; 0 where none of its terms is in the query."""
        known = [self.vocabulary[term] for term in terms(query) if term in self.vocabulary]
        if not known or self.index is None:
            return np.zeros(len(self.ids), dtype=np.float32)
        return np.asarray(self.index.get_scores_from_ids(known), dtype=np.float32)

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents that share a term with the query, best first; fewer where fewer do."""
        return hits(self.ids, self.scores(query), k, above=0, among=among)
