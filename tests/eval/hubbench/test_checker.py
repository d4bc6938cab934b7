"""How often the checker decides as a person does, on answers written by hand: right, wrong and almost right."""

import json
from collections import Counter
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from eval.hubbench.check import check
from eval.hubbench.facts import Fact
from eval.refusal import refuses

HERE = Path(__file__).parent
ENOUGH = 0.99
"""Share of the decisions that must be right."""
FACTS = TypeAdapter(tuple[Fact, ...])


@pytest.fixture(scope="module")
def answers() -> list[dict[str, object]]:
    return [json.loads(line) for line in (HERE / "answers.jsonl").read_text("utf-8").splitlines()]


def test_the_answers_are_many_of_every_kind_right_and_wrong(answers: list[dict[str, object]]) -> None:
    assert len(answers) >= 200
    assert len({(str(each["facts"]), each["answer"]) for each in answers}) == len(answers)
    counts = Counter((each["kind"], each["right"]) for each in answers)
    kinds = {"number", "unit", "date", "time", "name", "list", "yes-no", "code", "currency", "negation", "wording"}
    assert all(counts[kind, right] >= 5 for kind in kinds for right in (True, False)), counts


def test_of_the_answers_written_by_hand_99_in_100_are_decided_as_a_person_does(
    answers: list[dict[str, object]],
) -> None:
    wrong = [
        each for each in answers if check(FACTS.validate_python(each["facts"]), each["answer"]).passed != each["right"]
    ]
    assert len(wrong) <= (1 - ENOUGH) * len(answers), wrong


def test_of_the_answers_that_do_or_do_not_refuse_99_in_100_are_told_apart() -> None:
    told = [json.loads(line) for line in (HERE.parent / "refusals.jsonl").read_text("utf-8").splitlines()]
    assert min(Counter(each["refuses"] for each in told).values()) >= 30
    wrong = [each for each in told if refuses(each["answer"]) != each["refuses"]]
    assert len(wrong) <= (1 - ENOUGH) * len(told), wrong
