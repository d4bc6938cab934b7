from collections.abc import Sequence
from itertools import count

import pytest

from eval.retrieval import METRICS, difference, evaluate, row
from retriever.base import Hit
from retriever.dataset import Query

QUERIES = tuple(
    Query(
        str(number), f"query {number}", frozenset({"a", "b"} if number % 2 else {"a"}), "odd" if number % 2 else "even"
    )
    for number in range(8)
)


class Fixed:
    def __init__(self, *ids: str) -> None:
        self.ids = ids

    def search(self, query: str, k: int = 5) -> Sequence[Hit]:
        return [Hit(id_, -rank) for rank, id_ in enumerate(self.ids[:k])]


def ticking() -> float:
    return next(ticks)


ticks = count(step=0.002)


def test_a_split_is_searched_query_by_query_and_summed_up() -> None:
    done: list[None] = []
    evaluated = evaluate(
        Fixed("a", "c", "b"), QUERIES, name="f", split="test", clock=ticking, on_query=lambda: done.append(None)
    )
    assert len(done) == 8
    summed = row(evaluated)
    assert summed.scores["ndcg@1"] == 1.0
    assert summed.scores["comp@3"] == 1.0
    assert summed.scores["recall@5"] == 1.0
    assert summed.ms_per_query_p50 == pytest.approx(2.0)
    assert list(summed.flat()) == ["retriever", "split", "queries", *METRICS, "ms_per_query_p50"]


def test_groups_are_scored_apart() -> None:
    groups = evaluate(Fixed("a", "c"), QUERIES, name="f", split="test", clock=ticking).groups()
    assert {name: part.mean("comp@3") for name, part in groups.items()} == {"even": 1.0, "odd": 0.0}
    assert groups["even"].groups() == {}


def test_two_retrievers_are_compared_pair_by_pair() -> None:
    first = evaluate(Fixed("a", "b"), QUERIES, name="f", split="test", clock=ticking)
    second = evaluate(Fixed("a", "c"), QUERIES, name="g", split="test", clock=ticking)
    assert (second.interval("comp@3")[0], second.interval("comp@3")[1]) == (0.125, 0.875)
    against = difference(first, second, "comp@3")
    assert (against.difference, against.wins, against.losses) == (0.5, 4, 0)
    with pytest.raises(ValueError, match="different queries"):
        difference(first, evaluate(Fixed("a"), QUERIES[:2], name="g", split="test", clock=ticking))
