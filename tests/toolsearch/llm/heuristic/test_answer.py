"""Answers say what was asked for in few words, and do not repeat the question."""

import json

from apis.model import Json, Status, ToolCall
from toolsearch.llm.heuristic.answer import answer
from toolsearch.llm.heuristic.goals import goals_of
from toolsearch.llm.heuristic.reading import Reading, read
from toolsearch.llm.heuristic.values import find_values


def reading(data: Json, status: Status = Status.OK, **arguments: Json) -> Reading:
    content = data if isinstance(data, str) else json.dumps(data)
    return read(ToolCall(id="c", name="f", arguments=arguments), status, content, 0)


def tell(text: str, data: Json, **arguments: Json) -> str:
    goal = goals_of(text, find_values(text))[0]
    return answer([(goal, [reading(data, **arguments)])])


def test_the_leaf_that_is_asked_for_comes_first() -> None:
    data = {"name": "K2", "height_m": 8611, "range": "Karakoram"}
    assert tell("How tall is K2?", data, name="K2").startswith("For K2: height m: 8611")


def test_question_words_stand_for_keys() -> None:
    assert "distance km: 12" in tell("How far is it?", {"id": 3, "distance_km": 12, "x": {"y": [1]}})


def test_a_row_that_is_named_is_told_alone() -> None:
    rows = {"teams": [{"team": "Kiel", "points": 51}, {"team": "Aalborg", "points": 47}]}
    told = tell("How many points has Aalborg?", rows)
    assert "47" in told
    assert "51" not in told


def test_a_superlative_picks_a_row() -> None:
    rows = [{"inn": "Mill", "price": 88}, {"inn": "Ox", "price": 64}, {"inn": "Grand", "price": 210}]
    assert "Ox" in tell("Which is the cheapest inn?", rows)
    assert "Grand" not in tell("Which is the cheapest inn?", rows)


def test_a_list_is_told_by_its_names_and_not_whole() -> None:
    rows = {"towns": [{"name": f"Town {n}", "zone": "x", "size": n} for n in range(40)]}
    told = tell("List the towns.", rows)
    assert "Town 3" in told
    assert "and 28 more" in told
    assert len(told) < 500


def test_a_list_is_counted_where_a_number_is_asked_for() -> None:
    assert "countries: 3 in number" in tell("How many countries use it?", {"code": "X", "countries": ["A", "B", "C"]})


def test_yes_and_no_are_said() -> None:
    assert "valid: no" in tell("Is 123 valid?", {"valid": False, "reason": "checksum"})


def test_what_was_asked_is_not_repeated_as_an_answer() -> None:
    assert "town: Oslo" not in tell("What is the area of Oslo?", {"town": "Oslo", "area_km2": 454}, town="Oslo")


def test_empty_and_erroneous_results_are_no_results() -> None:
    for data in ({}, [], {"items": [], "total": 0}, {"error": "x", "message": "y"}, {"a": None}, "<html></html>", ""):
        assert not reading(data).ok, data
    assert not reading({"a": 1}, Status.NOT_FOUND).ok
    for fine in ({"total": 0}, {"a": 0}, [1], "plain text", {"items": [1]}):
        assert reading(fine).ok, fine
