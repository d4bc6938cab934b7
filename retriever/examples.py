"""Example queries beside the vectors of documents: what was asked before also tells what is asked now.

A document says what an API does, its examples how people ask for it. Of a document with n examples the score is

    (1 - w) cosine(query, document) + w (cosine(query, nearest example) - shift),     w = MOST n / (n + HALF)

and of any other it is the cosine. `shift` is by how much, on average, an example is nearer to the nearest other one of
its document than to the document, so that what has examples gets no lead over what has none. They make their document
stricter, too: a query like none of the many that it was asked by is less likely to be meant for it, so documents that
nobody has asked for yet are found more often (`benchmarks/results/retrieval_examples_toole-unseen.md`).

Kept in the folder `examples` beside an encoder, as vectors: the texts of the queries are not in it. Knows no model.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from apis.errors import ConfigError
from apis.model import Value
from retriever.base import Among, Hit
from retriever.dataset import Query
from retriever.dense import Embedder, Matrix, Vectors, cosines
from retriever.scoring import FloatArray, best, hits
from retriever.synthetic import GROUP

FOLDER = "examples"
MOST, HALF = 0.7, 10
"""The weight that very many examples come to, and how many have half of it. Chosen on the training queries of ToolE,
cross-validated by tools."""
EACH = 64
"""The examples of a document that are kept, where nothing else is asked for: 128 gained unseen tools nothing."""
IN_ALL = 50_000
"""The most examples that are kept; a search compares the query with each of them."""
REACH = 200
"""Where a search does not look at all documents, it looks at so many more than are asked for, by either measure."""


class Known(Value):
    """A document that has examples."""

    id: str
    text: str
    """The sha256 of its text: one that has changed since may be another API."""
    examples: int


class ExamplesCard(Value):
    """What stands in `examples.json`."""

    schema_version: Literal[1] = 1
    encoder: str
    """The identity of what made the vectors."""
    shift: float
    documents: tuple[Known, ...]
    """In the order of the vectors."""


@dataclass(frozen=True)
class Examples:
    """Vectors of examples, one document after the other."""

    card: ExamplesCard
    vectors: Matrix
    """[examples, dimension]"""

    @classmethod
    def of(cls, queries: Iterable[Query], texts: Mapping[str, str], embedder: Embedder, *, each: int) -> Self:
        """Encode examples; those that templates wrote are no way to ask, and left out.

        Args:
            queries: with what is right for them.
            texts: of the documents, by id; those that no query asks for get none.
            embedder: of queries and documents.
            each: the most for one document; fewer where that came to more than `IN_ALL`. Which are kept follows from
                their texts.
        """
        queries = [query for query in queries if query.group != GROUP]
        asked: dict[str, list[str]] = {}
        for text, id_ in sorted({(query.text, id_) for query in queries for id_ in query.relevant}, key=_drawn):
            if id_ in texts:
                asked.setdefault(id_, []).append(text)
        most = _most([len(found) for found in asked.values()], each)
        kept = {id_: asked[id_][:most] for id_ in sorted(asked) if most}
        distinct = sorted({text for found in kept.values() for text in found})
        place = {text: number for number, text in enumerate(distinct)}
        places = np.asarray([place[text] for found in kept.values() for text in found], dtype=np.int64)
        vectors = embedder.queries(distinct)[places]
        known = tuple(Known(id=id_, text=_digest(texts[id_]), examples=len(found)) for id_, found in kept.items())
        shift = _shift(vectors, [one.examples for one in known], embedder.documents([texts[one.id] for one in known]))
        return cls(ExamplesCard(encoder=embedder.identity, shift=shift, documents=known), vectors)

    def __bool__(self) -> bool:
        """Tell whether any document has one."""
        return bool(self.card.documents)

    def nearest(self, query: NDArray[np.float32]) -> FloatArray:
        """Return how near the nearest example of each document is, as a cosine of the document would be.

        Args:
            query: [dimension]
        """
        near = np.maximum.reduceat(cosines(self.vectors, query), self._starts)
        return np.asarray(near - self.card.shift, dtype=np.float32)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, in the order of `nearest`."""
        return tuple(known.id for known in self.card.documents)

    @cached_property
    def weights(self) -> FloatArray:
        """What `nearest` counts, of 1, in its order."""
        counts = self._counts
        return np.asarray(MOST * counts / (counts + HALF), dtype=np.float32)

    def still_of(self, ids: Iterable[str], text_of: Callable[[str], str]) -> Self:
        """Return the examples of those documents that are there and say what they said.

        Args:
            ids: of what is there.
            text_of: the text of one of them.
        """
        there = set(ids)
        return self._where(lambda known: known.id in there and _digest(text_of(known.id)) == known.text)

    def among(self, ids: Iterable[str]) -> Self:
        """Return the examples of some documents."""
        there = set(ids)
        return self._where(lambda known: known.id in there)

    def _where(self, holds: Callable[[Known], bool]) -> Self:
        kept = [holds(known) for known in self.card.documents]
        if all(kept):
            return self
        documents = tuple(each for each, keep in zip(self.card.documents, kept, strict=True) if keep)
        inside = np.repeat(np.asarray(kept, dtype=np.bool_), self._counts)
        return type(self)(self.card.model_copy(update={"documents": documents}), self.vectors[inside])

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        return np.asarray([known.examples for known in self.card.documents], dtype=np.int64)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.cumsum(self._counts) - self._counts

    def save(self, folder: Path) -> None:
        """Write what `open` reads into the folder of an encoder."""
        folder = folder / FOLDER
        folder.mkdir(exist_ok=True)
        np.save(folder / "vectors.npy", self.vectors.astype(np.float16))
        (folder / "examples.json").write_text(self.card.model_dump_json(indent=1), "utf-8")

    @classmethod
    def open(cls, folder: Path, encoder: Embedder) -> Self | None:
        """Read the examples beside an encoder; None where there are none.

        Args:
            folder: of the encoder.
            encoder: what is in it now.

        Raises:
            ConfigError: they are damaged, or of another encoder.
        """
        folder = folder / FOLDER
        if not folder.is_dir():
            return None
        mend = "train again, or do without them: delete that folder"
        try:
            card = ExamplesCard.model_validate_json((folder / "examples.json").read_bytes())
            vectors = np.load(folder / "vectors.npy", allow_pickle=False).astype(np.float32)
        except (OSError, ValueError, EOFError) as error:
            raise ConfigError(f"the example queries in {str(folder)!r} are damaged: {mend}") from error
        if vectors.ndim != 2 or len(vectors) != sum(known.examples for known in card.documents):
            raise ConfigError(f"the example queries in {str(folder)!r} are damaged, they do not fit together: {mend}")
        if card.encoder != encoder.identity:
            raise ConfigError(f"the example queries in {str(folder)!r} were encoded by another model: {mend}")
        return cls(card, vectors)


@dataclass(frozen=True, slots=True)
class Beside:
    """Examples of documents that stand in an order of their own."""

    examples: Examples
    places: NDArray[np.int64]
    """Of the documents that have some, in that order."""
    coverage: float
    """The mean weight of examples over all documents, 0..`MOST`."""

    @classmethod
    def of(cls, examples: Examples, ids: Sequence[str]) -> Self | None:
        """Put examples beside documents, all of theirs being among `ids`; None where there are none."""
        if not examples:
            return None
        place = {id_: number for number, id_ in enumerate(ids)}
        places = np.asarray([place[id_] for id_ in examples.ids], dtype=np.int64)
        return cls(examples, places, float(examples.weights.sum()) / len(ids))

    def blended(self, cosines: FloatArray, query: NDArray[np.float32]) -> FloatArray:
        """Return the score of each document.

        Args:
            cosines: [documents], of each with the query.
            query: [dimension]
        """
        scores = cosines.copy()
        scores[self.places] = _blended(scores[self.places], self.examples.nearest(query), self.examples.weights)
        return scores


@dataclass(frozen=True)
class WithExamples:
    """Documents by vectors, some of which have examples; see `Examples.still_of`."""

    vectors: Vectors
    examples: Examples

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, sorted."""
        return self.vectors.ids

    def scores(self, query: str) -> FloatArray:
        """Return a score for each document, in the order of `ids`."""
        return self.compared(self.vectors.embedder.queries([query])[0])

    def compared(self, query: NDArray[np.float32]) -> FloatArray:
        """Return a score for each document, in the order of `ids`.

        Args:
            query: [dimension]
        """
        cosines = self.vectors.compared(query)
        return self._beside.blended(cosines, query) if self._beside else cosines

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first, of those near by themselves and those near by an example."""
        vector = self.vectors.embedder.queries([query])[0]
        nearest = self.examples.nearest(vector)
        near = {hit.id: hit.score for hit in self.vectors.near(vector, k + REACH, among=among)}
        told = {self.examples.ids[place] for place in best(nearest, k + REACH)}
        further = {id_ for id_ in told - near.keys() if among is None or id_ in among}
        if further:
            near |= {hit.id: hit.score for hit in self.vectors.near(vector, len(further), among=further)}
        ids = sorted(near)
        scores = np.asarray([near[id_] for id_ in ids], dtype=np.float32)
        rows = np.asarray([row for row, id_ in enumerate(ids) if id_ in self._told], dtype=np.int64)
        places = np.asarray([self._told[ids[row]] for row in rows], dtype=np.int64)
        scores[rows] = _blended(scores[rows], nearest[places], self.examples.weights[places])
        return hits(ids, scores, k)

    @cached_property
    def _told(self) -> dict[str, int]:
        return {id_: place for place, id_ in enumerate(self.examples.ids)}

    @cached_property
    def _beside(self) -> Beside | None:
        return Beside.of(self.examples, self.ids)


def _blended(cosines: FloatArray, nearest: FloatArray, weights: FloatArray) -> FloatArray:
    return np.asarray((1 - weights) * cosines + weights * nearest)


def _shift(vectors: Matrix, counts: Sequence[int], documents: Matrix) -> float:
    """Return by how much examples are nearer to the nearest other one of their document than to the document.

    Args:
        vectors: [examples, dimension], one document after the other.
        counts: [documents], of the examples of each.
        documents: [documents, dimension]
    """
    nearer: list[float] = []
    for document, end, count in zip(documents, np.cumsum(counts), counts, strict=True):
        examples = vectors[end - count : end]
        if count > 1:
            alike = examples @ examples.T
            np.fill_diagonal(alike, -1)
            nearer.extend(alike.max(axis=1) - examples @ document)
    return float(np.mean(nearer)) if nearer else 0.0


def _drawn(asked: tuple[str, str]) -> bytes:
    return hashlib.sha256(asked[0].encode()).digest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _most(counts: Sequence[int], each: int) -> int:
    """Return how many of each document may be kept, so that they are not more than `each`, nor than `IN_ALL` together.

    >>> _most([3, 100], 64)
    64
    """
    return max(most for most in range(each + 1) if most == 0 or sum(min(most, count) for count in counts) <= IN_ALL)
