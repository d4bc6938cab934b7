"""What one training step sees: queries, documents, and which belong together. Pure functions on texts and ids.

Knows no library that trains. The documents of a batch are drawn by the batch's own queries and the seed, so that a
training that was killed sees after its resumption what it would have seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retriever.dataset import Query

Labels = NDArray[np.int8]
"""[queries, documents]: 1 where right, 0 where a negative."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The texts of one step."""

    queries: tuple[str, ...]
    documents: tuple[str, ...]
    labels: Labels

    def by_length(self) -> "Batch":
        """Return the same batch, short texts first: pieces of it hold texts of like length, so little is padded.

        >>> Batch(("long query", "query"), ("text",), np.asarray([[1], [0]], dtype=np.int8)).by_length().queries
        ('query', 'long query')
        """
        rows, columns = _shortest_first(self.queries), _shortest_first(self.documents)
        return Batch(
            tuple(self.queries[row] for row in rows),
            tuple(self.documents[column] for column in columns),
            self.labels[np.ix_(rows, columns)],
        )


def masked_batch(
    queries: Sequence[Query],
    texts: Mapping[str, str],
    *,
    negatives: Mapping[str, Sequence[str]],
    count: int,
    rng: np.random.Generator,
) -> Batch:
    """Put all right documents of all queries into a batch, each once, and `count` hard negatives of each query.

    A document that is right for one query and mined or right for another is a negative of that other one only where
    it is not right for it too.

    >>> one, two = Query("1", "x", frozenset({"a", "b"}), ""), Query("2", "y", frozenset({"b"}), "")
    >>> masked_batch(
    ...     [one, two], {"a": "A", "b": "B"}, negatives={}, count=0, rng=np.random.default_rng(0)
    ... ).labels.tolist()
    [[1, 1], [0, 1]]
    """
    chosen = {id_ for query in queries for id_ in query.relevant}
    for query in queries:
        hard = negatives.get(query.id, ())
        chosen.update(hard[place] for place in rng.permutation(len(hard))[:count])
    ids = sorted(chosen)
    labels = np.asarray([[id_ in query.relevant for id_ in ids] for query in queries], dtype=np.int8)
    return Batch(tuple(query.text for query in queries), tuple(texts[id_] for id_ in ids), labels)


def paired_batch(pairs: Sequence[tuple[Query, str]], texts: Mapping[str, str]) -> Batch:
    """Put one document beside each query and count all the others as negatives, as ToolBench's training does."""
    queries, ids = zip(*pairs, strict=True)
    return Batch(
        tuple(query.text for query in queries), tuple(texts[id_] for id_ in ids), np.eye(len(pairs), dtype=np.int8)
    )


def _shortest_first(texts: Sequence[str]) -> list[int]:
    return sorted(range(len(texts)), key=lambda place: len(texts[place]))
