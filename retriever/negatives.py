"""Hard negatives: documents that a retriever ranks high for a query and that are not right for it.

Knows scores, not how they come about: BM25 mines for the first round of training, the model itself for later ones.
A document without training queries is never a negative: it would only ever be pushed away, and an API nobody asked for
in training must still be found (on ToolE's unseen tools the whole corpus as negatives cost a static model 20 points of
NDCG@5).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from retriever.dataset import Query
from retriever.scoring import Scorer, best

MARGIN = 0.95
"""A negative scores below this share of the least score of what is right: above it may stand what is right unsaid.
Source: the relative margin of NV-Retriever (arXiv:2407.15831), section 4."""


def trainable(queries: Iterable[Query]) -> frozenset[str]:
    """Return the ids of the documents that are right for some query."""
    return frozenset(id_ for query in queries for id_ in query.relevant)


def mine(
    scorer: Scorer, queries: Sequence[Query], *, allowed: frozenset[str], count: int, margin: float | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Return for each query, by its id, up to `count` negatives, hardest first.

    Args:
        scorer: over the corpus.
        queries: with what is right for them.
        allowed: the ids that may be negatives, see `trainable`.
        count: of negatives wanted for a query.
        margin: leave out what scores above this share of the least score of what is right; None leaves out nothing,
            which is right for scores whose zero means nothing.
    """
    barred = np.asarray([id_ not in allowed for id_ in scorer.ids], dtype=np.bool_)
    place = {id_: number for number, id_ in enumerate(scorer.ids)}
    mined: dict[str, tuple[str, ...]] = {}
    for query in queries:
        scores = scorer.scores(query.text).copy()
        right = [place[id_] for id_ in query.relevant if id_ in place]
        bound = margin * scores[right].min() if margin is not None and right else np.inf
        scores[barred | (scores > bound)] = -np.inf
        scores[right] = -np.inf
        mined[query.id] = tuple(scorer.ids[number] for number in best(scores, count))
    return mined
