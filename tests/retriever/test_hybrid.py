from collections.abc import Sequence

import numpy as np
import pytest

from retriever.base import Hit
from retriever.dataset import Query
from retriever.hybrid import Hybrid, Part, RankFusion, tuned
from retriever.scoring import FloatArray, hits

IDS = ("a", "b", "c", "d")


class Says:
    """Scores documents by the letters of the query, or always the same."""

    ids = IDS

    def __init__(self, *fixed: float) -> None:
        self.fixed = fixed

    def scores(self, query: str) -> FloatArray:
        return np.asarray(self.fixed or [query.count(id_) for id_ in IDS], dtype=np.float32)

    def search(self, query: str, k: int = 5) -> Sequence[Hit]:
        return hits(IDS, self.scores(query), k)


QUERIES = tuple(Query(id_, id_, frozenset({id_}), "") for id_ in IDS)
RIGHT, WRONG = Part("right", Says()), Part("wrong", Says(4, 3, 2, 1))


def test_scores_are_standardised_before_they_are_added() -> None:
    loud = Hybrid((Part("a", Says(1000, 0, 0, 0), 0.4), Part("b", Says(0, 0.001, 0, 0), 0.6)))
    assert next(hit.id for hit in loud.search("")) == "b"
    assert loud.spec == "hybrid:0.4*a+0.6*b"
    assert loud.ids == IDS


def test_a_part_that_tells_nothing_apart_adds_nothing() -> None:
    flat = Part("flat", Says(7, 7, 7, 7), 0.9)
    assert next(hit.id for hit in Hybrid((flat, Part("a", Says(0, 0, 1, 0), 0.1))).search("")) == "c"
    assert Hybrid((flat, flat)).search("") == []


def test_weights_are_those_that_do_best_on_queries() -> None:
    weights = [part.weight for part in tuned((RIGHT, WRONG), QUERIES)]
    assert weights[0] > weights[1]
    three = tuned((RIGHT, WRONG, WRONG), QUERIES)
    assert sum(part.weight for part in three) == pytest.approx(1)


def test_without_queries_the_parts_are_equal() -> None:
    assert [part.weight for part in tuned((RIGHT, WRONG), ())] == [0.5, 0.5]


def test_rank_fusion_adds_reciprocal_ranks() -> None:
    fused = RankFusion((Part("a", Says(0, 3, 2, 1)), Part("b", Says(0, 1, 0, 2))))
    found = {hit.id: hit.score for hit in fused.search("")}
    assert list(found) == ["b", "d", "c"]
    assert found == pytest.approx({"b": 1 / 61 + 1 / 62, "d": 1 / 63 + 1 / 61, "c": 1 / 62})
    assert fused.ids == IDS
