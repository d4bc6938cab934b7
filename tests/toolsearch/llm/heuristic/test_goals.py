"""Requests are split where another thing is asked, and only there."""

import pytest

from toolsearch.llm.heuristic.goals import Goal, goals_of
from toolsearch.llm.heuristic.values import find_values


def goals(text: str) -> tuple[Goal, ...]:
    return goals_of(text, find_values(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is the weather in Trinidad and Tobago?", ["What is the weather in Trinidad and Tobago?"]),
        ("Translate 'bread and tell me' to German.", ["Translate 'bread and tell me' to German."]),
        ("How far is it between Ulm and Graz?", ["How far is it between Ulm and Graz?"]),
        ("Convert 5 miles to km and find the time in Oslo.", ["Convert 5 miles to km", "find the time in Oslo."]),
        ("Who wrote Emma? Also, when was it printed?", ["Who wrote Emma?", "when was it printed?"]),
        ("Buy milk; then call Ann.", ["Buy milk", "then call Ann."]),
        ("After 3 May, when is the moon full?", ["After 3 May, when is the moon full?"]),
        ("Starting at OSL, how far can I go?", ["Starting at OSL, how far can I go?"]),
        ("One more thing: what is pi?", ["what is pi?"]),
        ("Is 28 perfect? For that I need its divisors.", ["Is 28 perfect? For that I need its divisors."]),
        ("We row 8 km. How fast is our boat over 9 km?", ["We row 8 km. How fast is our boat over 9 km?"]),
        ("I have a book by Dr. Lee. How old is he?", ["I have a book by Dr. Lee. How old is he?"]),
    ],
)
def test_a_request_is_split_into_goals(text: str, parts: list[str]) -> None:
    assert [goal.text for goal in goals(text)] == parts


def test_items_of_a_list_are_goals() -> None:
    assert len(goals("Two things:\n1. What is the capital of Peru?\n2. How high is K2?")) == 2


def test_a_sentence_that_asks_nothing_is_part_of_the_one_that_leans_on_it() -> None:
    (goal,) = goals("I weigh 68 kg and am 172 cm tall. What is my body mass index?")
    assert "68 kg" in goal.text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which county is Kent in?", {"counti"}),
        ("Tell me the height of K2.", {"height"}),
        ("And the area of Oslo?", {"area"}),
        ("Give the height of the mountain Etna.", {"height"}),
    ],
)
def test_what_is_wanted_is_told_from_what_it_is_about(text: str, wanted: set[str]) -> None:
    assert goals(text)[0].wanted == wanted


@pytest.mark.parametrize(
    ("text", "refers"), [("When is it?", True), ("What is there?", True), ("Find a cat that sings", False)]
)
def test_pronouns_point_back(text: str, refers: bool) -> None:
    assert goals(text)[0].refers is refers
