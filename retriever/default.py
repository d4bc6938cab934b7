"""The default retriever: the lexical scorer fused with a small encoder that ships with the package.

Both score every document for the query and for each of its sentences. Words are brought to 1 for the best document,
meaning to mean 0 and deviation 1 over the whole corpus, then both are added, in shares that follow from how well the
query is met (`retriever.balance`). Where onnxruntime is missing it is the lexical scorer alone, and says so
(`Search.complete`). Knows no catalog; where indexes are kept between searches is `retriever.shelf`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from retriever import embedder
from retriever.balance import Balance, Met
from retriever.base import Among, Document, Hit, Search
from retriever.confidence import Confidence, Signs
from retriever.embedder import Embedder, Vectors
from retriever.examples import Beside, Examples
from retriever.lexical import Lexical, together
from retriever.requests import RequestWords, clauses
from retriever.scoring import FloatArray, best, kept

WORDS = 8.0
"""What the best document by words counts, in deviations of meaning over the corpus."""
COVER = 1.0
"""What a sentence that no chosen document suits yet counts beside the whole query (`covering`)."""
READ = 1200
"""The most characters of a document that are given to the encoder."""


def text_of(document: Document) -> str:
    """Return what the encoder reads of a document: what tells most comes first, since the end may be cut.

    >>> text_of(Document("a", "get Weather", "Meteo", "", "Weather now", "city Where", "wind"))
    'get Weather. Weather now. city Where'
    """
    fields = (document.name, document.description, document.parameters)
    return ". ".join(field for field in fields if field)[:READ]


@dataclass(frozen=True, slots=True)
class Weights:
    """What ships: the encoder, how usual words are in requests, and what is made of the scores of both."""

    requests: RequestWords
    balance: Balance
    confidence: Confidence
    embedder: Embedder | None
    """None where onnxruntime is missing."""

    @classmethod
    def load(cls, folder: Path, *, threads: int = 0) -> Self:
        """Read a folder that `toolsearch retriever distill` made.

        Raises:
            OSError, ValueError: something is missing, or is not what it must be.
        """
        requests, balance, confidence = RequestWords.load(folder), Balance.load(folder), Confidence.load(folder)
        return cls(requests, balance, confidence, Embedder(folder, threads=threads) if embedder.available else None)


@dataclass(frozen=True, slots=True)
class Compared:
    """What each part says of all documents, for a query and for each of its sentences."""

    rows: FloatArray
    """[texts, documents]: of words, for each text by itself; the first is the whole query."""
    said: FloatArray
    """[documents]: of words, for all texts together."""
    cosines: FloatArray | None
    """[texts, documents], with the help of examples; None without an encoder."""
    met: Met
    """Without it."""


@dataclass(frozen=True, slots=True)
class Look:
    """All scores of one query."""

    scores: FloatArray
    """[documents]; minus infinity for those that are not searched."""
    sentences: FloatArray
    """[sentences, documents]; no rows where the query is one sentence."""
    signs: Signs


@dataclass(frozen=True, slots=True)
class Default:
    """Documents with both indexes; searching changes nothing, so threads may share it."""

    lexical: Lexical
    vectors: Vectors | None
    """In the order of `lexical.ids`; None without an encoder."""
    weights: Weights
    examples: Beside | None = None
    """Of documents in the order of `lexical.ids`, where an encoder is there."""

    @classmethod
    def over(cls, documents: Iterable[Document], weights: Weights) -> Self:
        """Index documents; where an id comes twice, the last one counts."""
        given = {document.id: document for document in documents}
        lexical = Lexical.over(given.values(), weights.requests)
        if weights.embedder is None:
            return cls(lexical, None, weights)
        texts = [text_of(given[id_]) for id_ in lexical.ids]
        return cls(lexical, Vectors.of(weights.embedder.encode(texts, tokens=embedder.DOCUMENT_TOKENS)), weights)

    def only(self, ids: Collection[str]) -> Self:
        """Return the retriever over some of its documents."""
        wanted = np.asarray([id_ in ids for id_ in self.ids], dtype=np.bool_)
        lexical = self.lexical.changed((), gone=[id_ for id_, keep in zip(self.ids, wanted, strict=True) if not keep])
        vectors = self.vectors
        if vectors is not None:
            vectors = Vectors(vectors.codes[wanted], vectors.scales[wanted])
        examples = self.examples and Beside.of(self.examples.examples.among(lexical.ids), lexical.ids)
        return type(self)(lexical, vectors, self.weights, examples)

    def told(self, examples: Examples, document: Callable[[str], Document]) -> Self:
        """Return the retriever with the help of examples.

        Args:
            examples: of documents by `text_of`; those that have changed, or are not there, have none.
            document: one of its documents, by its id.
        """
        known = examples.still_of(self.ids, lambda id_: text_of(document(id_)))
        return replace(self, examples=Beside.of(known, self.ids))

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the documents, sorted."""
        return self.lexical.ids

    def scores(self, query: str) -> FloatArray:
        """Return a score for each document, in the order of `ids`: the higher the better."""
        return self.look(query).scores

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents, best first; fewer where only words are compared and fewer share any."""
        return self.find(query, k, among=among).hits

    def find(self, query: str, k: int = 5, *, cover: bool = False, among: Among = None) -> Search:
        """Return the best `k` documents, and how likely it is that one of them fits.

        Args:
            query: what is wanted.
            k: how many documents.
            cover: choose them together, so that each sentence of the query gets a document of its own (`covering`).
            among: search only these; all where None.
        """
        complete = self.vectors is not None
        if not query.strip() or not any(among is None or id_ in among for id_ in self.ids):
            return Search((), 0.0, False, complete=complete)
        look = self.look(query, among)
        scale = self.weights.confidence.fused if complete else self.weights.confidence.words_only
        chance = scale.chance(look.signs)
        places = covering(look, k) if cover else best(look.scores, k)
        scored = [(at, float(look.scores[at])) for at in places]
        found = tuple(Hit(self.ids[at], score) for at, score in scored if complete or score > 0)
        unmatched = tuple(self.lexical.unmatched(query))
        return Search(found, chance, bool(found) and chance >= scale.threshold, unmatched, complete=complete)

    def look(self, query: str, among: Among = None) -> Look:
        """Score every document that is searched for the query and for each of its sentences."""
        compared = self.compare(query)
        rows, cosines = compared.rows, compared.cosines
        if cosines is None:
            said = kept(self.ids, compared.said, among)
            return Look(said, rows[1:], _signs(said, compared))
        share = self.weights.balance.share(compared.met, told=self.examples.coverage if self.examples else 0.0)
        scores = kept(self.ids, fused(compared.said, cosines.max(axis=0), share), among)
        sentences = [fused(row, near, share) for row, near in zip(rows[1:], cosines[1:], strict=True)]
        return Look(scores, np.asarray(sentences).reshape(-1, len(scores)), _signs(scores, compared))

    def compare(self, query: str) -> Compared:
        """Compare a query and each of its sentences with every document, by words and by meaning."""
        parts = [query, *clauses(query)]
        rows = self.lexical.rows(parts)
        cosines, nearest = None, 0.0
        if self.weights.embedder is not None and self.vectors is not None:
            encoded = self.weights.embedder.encode(parts)
            cosines = self.weights.embedder.match(encoded, self.vectors)
            nearest = float(cosines.max(initial=0.0))
            if self.examples is not None:
                pairs = zip(cosines, encoded, strict=True)
                cosines = np.stack([self.examples.blended(row, vector) for row, vector in pairs])
        return Compared(rows, together(rows), cosines, Met.by(rows[0], self.lexical.most(query), nearest))


def _signs(scores: FloatArray, compared: Compared) -> Signs:
    places = best(scores, 5)
    first, last = places[0], places[-1]
    return Signs(
        cosine=float(compared.cosines[:, first].max()) if compared.cosines is not None else 0.0,
        words=float(compared.rows[0, first]) / compared.met.said,
        margin=float((scores[first] - scores[last]) / max(scores[np.isfinite(scores)].std(), 1e-6)),
    )


def fused(said: FloatArray, meant: FloatArray, share: float) -> FloatArray:
    """Add the scores of words and of meaning, [documents] each; `share` of it is meaning."""
    return np.asarray((1 - share) * WORDS * relative(said) + share * standard(meant))


def relative(scores: FloatArray) -> FloatArray:
    """Bring scores, none below 0, to 1 for the best; zeros where all are 0.

    >>> relative(np.asarray([4, 2], dtype=np.float32)).tolist()
    [1.0, 0.5]
    """
    return np.asarray(scores / max(float(scores.max(initial=0.0)), 1e-9))


def standard(scores: FloatArray) -> FloatArray:
    """Bring scores to mean 0 and deviation 1; zeros where all are equal.

    >>> standard(np.asarray([1, 3], dtype=np.float32)).tolist(), standard(np.ones(2, dtype=np.float32)).tolist()
    ([-1.0, 1.0], [0.0, 0.0])
    """
    deviation = scores.std()
    return np.asarray((scores - scores.mean()) / deviation if deviation > 1e-9 else np.zeros_like(scores))


def covering(look: Look, k: int) -> list[int]:
    """Choose `k` documents one after another, each for its score and for the sentences that it suits best so far.

    A document is worth its score and, for each sentence, what it adds to the best score that a chosen document has
    there: greedy maximisation of a facility-location objective (Lin and Bilmes, ACL 2011).

    >>> scores, sentences = np.asarray([3, 2.8, 2.5]), np.asarray([[3, 2.9, 0], [0, 0, 2.0]])
    >>> covering(Look(scores, sentences, Signs(0, 0, 0)), 2)
    [0, 2]
    """
    chosen: list[int] = []
    reached = np.zeros((len(look.sentences), 1))
    for _ in range(min(k, int(np.isfinite(look.scores).sum()))):
        worth = look.scores + COVER * np.maximum(look.sentences - reached, 0).sum(axis=0)
        worth[chosen] = -np.inf
        chosen.append(int(np.argmax(worth)))
        reached = np.maximum(reached, look.sentences[:, chosen[-1:]])
    return chosen
