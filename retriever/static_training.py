"""Train static embeddings on queries and what is right for them: plain numpy, one core, minutes.

The loss is that of `retriever.train`: every right document counts as right, and what no training query asks for is
never a negative. Knows queries as data, from wherever they come.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apis.errors import ConfigError
from retriever.bags import Bags, Matrix, Places, joined, phrases, unit, words
from retriever.base import Document
from retriever.dataset import Carved, Query
from retriever.evaluate import DEPTH, mean
from retriever.static import Embeddings, Static, StaticRecipe

METRIC = "ndcg@5"


@dataclass(frozen=True, slots=True)
class Epoch:
    """What a training says of itself after each epoch."""

    number: int
    loss: float
    dev: float | None


@dataclass(slots=True)
class _Adam:
    """Adam (arXiv:1412.6980) on the rows of a matrix that a step touches."""

    matrix: Matrix
    mean: Matrix = field(init=False)
    square: Matrix = field(init=False)
    steps: int = 0

    def __post_init__(self) -> None:
        self.mean, self.square = np.zeros_like(self.matrix), np.zeros_like(self.matrix)

    def step(self, rows: Places, gradient: Matrix, rate: float) -> None:
        self.steps += 1
        mean = 0.9 * self.mean[rows] + 0.1 * gradient
        square = 0.999 * self.square[rows] + 0.001 * gradient * gradient
        self.mean[rows], self.square[rows] = mean, square
        bias = math.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        self.matrix[rows] -= np.float32(rate * bias) * mean / (np.sqrt(square) + 1e-8)


def train(
    documents: Sequence[Document],
    queries: Carved,
    recipe: StaticRecipe,
    *,
    seed: int = 0,
    on_epoch: Callable[[Epoch], None] = lambda _: None,
    over: Callable[[], bool] = lambda: False,
) -> Embeddings:
    """Train embeddings; those of the epoch that did best on dev are returned, or the last where there is no dev.

    Args:
        documents: the whole corpus.
        queries: those to train on, and those to choose the epoch by.
        recipe: the settings.
        seed: everything random follows from it.
        on_epoch: told after each.
        over: asked after each step whether the time is over.

    Raises:
        ConfigError: there is no training query.
    """
    if not queries.train:
        raise ConfigError("there is no training query: train on a data set with a split 'train', or on a catalog")
    rng = np.random.default_rng(seed)
    texts = [words(document.text) for document in documents]
    asked = [phrases(query.text) for query in queries.train]
    embeddings = _begin(texts, asked, recipe.dimension, rng)
    steps = _Steps.over(documents, Bags.of(texts, embeddings.vocabulary), asked, queries.train, embeddings, recipe)
    best, best_score, waited = embeddings.vectors.copy(), -1.0, 0
    for number in range(1, recipe.epochs + 1):
        loss = steps.epoch(number, rng, over)
        dev = score(embeddings, documents, queries.dev) if queries.dev else None
        on_epoch(Epoch(number, loss, dev))
        if dev is None or dev > best_score:
            best, best_score, waited = embeddings.vectors.copy(), dev or 0.0, 0
        else:
            waited += 1
        if over() or waited >= recipe.patience:
            break
    return Embeddings(embeddings.vocabulary, best)


def score(embeddings: Embeddings, documents: Sequence[Document], queries: Sequence[Query]) -> float:
    """Return the mean NDCG@5 of embeddings over queries."""
    static = Static.over(documents, embeddings)
    scores = embeddings.queries([query.text for query in queries]) @ static.vectors.T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    ranked = [[static.ids[place] for place in row] for row in order]
    return mean(METRIC, ranked, [query.relevant for query in queries])


def _begin(
    texts: Sequence[Sequence[str]], asked: Sequence[Sequence[str]], dimension: int, rng: np.random.Generator
) -> Embeddings:
    """Give each feature a random direction, as long as it is rare: cosines begin near those of TF-IDF.

    A pair of words that only one training query has is no feature: it could tell that query alone.
    """
    frequency = Counter(feature for text in (*texts, *asked) for feature in set(text))
    features = sorted(each for each, count in frequency.items() if count > 1 or " " not in each)
    total = len(texts) + len(asked)
    rarity = np.asarray([math.log(1 + total / (1 + frequency[each])) for each in features], dtype=np.float32)
    vectors = rng.standard_normal((len(features), dimension), dtype=np.float32)
    vectors *= rarity[:, None] / (5 * math.sqrt(dimension))
    return Embeddings({feature: place for place, feature in enumerate(features)}, vectors)


@dataclass(slots=True)
class _Steps:
    """The steps of a training: which queries, which documents, what changes."""

    documents: Bags
    """Those with training queries, the only ones that may be negatives."""
    asked: Bags
    right: Mapping[int, Places]
    """For each query, the places of its documents in `documents`."""
    adam: _Adam
    recipe: StaticRecipe

    @classmethod
    def over(
        cls,
        documents: Sequence[Document],
        bags: Bags,
        asked: Sequence[Sequence[str]],
        queries: Sequence[Query],
        embeddings: Embeddings,
        recipe: StaticRecipe,
    ) -> "_Steps":
        trained = {id_ for query in queries for id_ in query.relevant}
        rows = np.asarray([row for row, document in enumerate(documents) if document.id in trained], dtype=np.int64)
        place = {documents[row].id: number for number, row in enumerate(rows)}
        right = {
            number: np.asarray(sorted(place[id_] for id_ in query.relevant), dtype=np.int64)
            for number, query in enumerate(queries)
        }
        return cls(bags.take(rows), Bags.of(asked, embeddings.vocabulary), right, _Adam(embeddings.vectors), recipe)

    def epoch(self, number: int, rng: np.random.Generator, over: Callable[[], bool]) -> float:
        """See every query once; return the mean loss."""
        order = rng.permutation(len(self.asked))
        pieces = np.array_split(order, max(1, round(len(order) / self.recipe.batch)))
        losses: list[float] = []
        for step, piece in enumerate(pieces):
            done = (number - 1 + step / len(pieces)) / self.recipe.epochs
            warm = min(1.0, (self.adam.steps + 1) / 20)
            losses.append(self._step(piece, self.recipe.rate * warm * (1 - done), rng))
            if over():
                break
        return float(np.mean(losses))

    def _step(self, chosen: Places, rate: float, rng: np.random.Generator) -> float:
        places, right = self._candidates(chosen, rng)
        asked = self.asked.take(chosen)
        asked = asked.without(rng.random(len(asked.features)) < self.recipe.dropout)
        documents = self.documents.take(places)
        q, q_length = unit(asked.times(self.adam.matrix))
        d, d_length = unit(documents.times(self.adam.matrix))
        loss, slope = multi_positive(np.float32(self.recipe.scale) * (q @ d.T), right)
        slope *= self.recipe.scale
        of_q = _through_unit(slope @ d, q, q_length)
        of_d = _through_unit(slope.T @ q, d, d_length)
        rows, gradient = joined(asked, documents).gradient(np.concatenate([of_q, of_d]))
        self.adam.step(rows, gradient, rate)
        return loss

    def _candidates(self, chosen: Places, rng: np.random.Generator) -> tuple[Places, NDArray[np.bool_]]:
        """Choose the documents of a step, those right for its queries first of all; tell which belong together."""
        count = len(self.documents)
        if count <= self.recipe.candidates:
            places = np.arange(count)
        else:
            needed = np.unique(np.concatenate([self.right[int(query)] for query in chosen]))
            others = np.setdiff1d(np.arange(count), needed)
            more = min(len(others), max(0, self.recipe.candidates - len(needed)))
            places = np.sort(np.concatenate([needed, rng.choice(others, more, replace=False)]))
        right = np.zeros((len(chosen), len(places)), dtype=np.bool_)
        for row, query in enumerate(chosen):
            right[row, np.searchsorted(places, self.right[int(query)])] = True
        return places, right


def multi_positive(scores: Matrix, right: NDArray[np.bool_]) -> tuple[float, Matrix]:
    """Return the loss of `retriever.train.MultiPositiveLoss` and its gradient by the scores.

    Args:
        scores: [queries, documents], already scaled.
        right: of the same shape; at least one in each row.
    """
    positives = right / right.sum(axis=1, keepdims=True)
    top = scores.max(axis=1, keepdims=True)
    raised = np.exp(scores - top)
    negatives = np.where(right, 0, raised).sum(axis=1, keepdims=True)
    share = raised / (raised + negatives)  # of each right document against all negatives
    loss = -(np.log(np.where(right, share, 1)) * positives).sum(axis=1).mean()
    weight = (positives / (raised + negatives)).sum(axis=1, keepdims=True)
    slope = np.where(right, (share - 1) * positives, raised * weight) / len(scores)
    return float(loss), slope.astype(np.float32)


def _through_unit(gradient: Matrix, units: Matrix, lengths: Matrix) -> Matrix:
    """Pass a gradient back through the scaling to length 1."""
    inside = (gradient * units).sum(axis=1, keepdims=True)
    return np.asarray((gradient - units * inside) / lengths, dtype=np.float32)
