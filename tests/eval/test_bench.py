from collections.abc import Callable
from itertools import count

import pytest

from apis.errors import ConfigError
from eval.bench import Gate, Row, Said, System, measure
from retriever.dataset import Query


def query(id_: str, *relevant: str, group: str = "answerable") -> Query:
    return Query(id_, f"Query {id_}", frozenset(relevant), group)


QUERIES = [query("1", "a"), query("2", "b", "c"), query("3", "d", group="foreign"), query("4"), query("5")]
ANSWERS = {
    "Query 1": Said(("a", "x"), True),
    "Query 2": Said(("x", "b"), True),
    "Query 3": Said(("x", "d"), False),
    "Query 4": Said((), False),
    "Query 5": Said(("x",), True),
}


def measured(answer: Callable[[str, int], Said], queries: list[Query] = QUERIES) -> Row:
    ticks = count(step=0.5)
    return measure(System("s", answer), queries, tokens=lambda ids: 10 + len(ids), k=1, clock=lambda: next(ticks))


def test_recall_is_told_over_all_answerable_queries_and_by_kind() -> None:
    scores = measured(lambda text, k: ANSWERS[text]).scores
    assert scores["recall@1"] == pytest.approx(1 / 3)
    assert scores["recall@5"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert scores["recall@1.answerable"] == 0.5
    assert scores["recall@5.foreign"] == 1


def test_abstention_counts_what_was_said_to_fit_nothing_against_what_fits_nothing() -> None:
    scores = measured(lambda text, k: ANSWERS[text]).scores
    assert scores["abstention_precision"] == 0.5  # query 4 rightly, query 3 wrongly
    assert scores["abstention_recall"] == 0.5  # of queries 4 and 5


def test_tokens_are_those_of_the_first_k_and_times_those_of_single_searches() -> None:
    row = measured(lambda text, k: ANSWERS[text])
    assert row.tokens == pytest.approx((4 * 11 + 10) / 5)
    assert row.ms_per_query_p50 == 500


def test_what_was_not_asked_has_no_score() -> None:
    only = measured(lambda text, k: Said((), False), [query("4")])
    assert only.scores == {"abstention_precision": 1, "abstention_recall": 1}
    assert only.recall_at_5_interval is None
    never = measured(lambda text, k: Said(("a",), True), [query("1", "a")])
    assert "abstention_precision" not in never.scores
    assert never.scores["recall@1.answerable"] == 1


def test_a_gate_holds_from_its_score_on_and_not_without_one() -> None:
    gate = Gate.parse("recall@5=0.8")
    assert gate.holds({"recall@5": 0.8})
    assert not gate.holds({"recall@5": 0.79})
    assert not gate.holds({})


@pytest.mark.parametrize(
    "text", ["recall@5", "recall@5=eighty", "recall@7=0.5", "recall@5=80", "tokens=3", "recall@5=1.2.3"]
)
def test_what_is_no_gate_is_refused_with_one_that_is(text: str) -> None:
    with pytest.raises(ConfigError, match=r"recall@5=0\.8"):
        Gate.parse(text)
