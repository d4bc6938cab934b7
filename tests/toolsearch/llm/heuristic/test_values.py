"""Values are found as people write them, with the words around them."""

import pytest

from apis.model import Json
from toolsearch.llm.heuristic.span import PAIR, Kind
from toolsearch.llm.heuristic.values import find_values


def found(text: str, kind: Kind) -> list[str]:
    return [span.text for span in find_values(text) if span.kind == kind and not span.doubtful]


@pytest.mark.parametrize(
    ("text", "kind", "texts"),
    [
        ('Say "good day" and `x = 1`', "quoted", ["good day", "x = 1"]),
        ("It's Ann's 'old' car", "quoted", ["old"]),
        ("write to ann.lee@post.example today", "email", ["ann.lee@post.example"]),
        ("see https://a.example/b?c=1.", "url", ["https://a.example/b?c=1"]),
        ("ping 10.0.0.1/24 now", "ip", ["10.0.0.1/24"]),
        ("call +47 22 33 44 55 or 555-123-4567", "phone", ["+47 22 33 44 55", "555-123-4567"]),
        ("in Europe/Oslo, not in UTC+2", "zone", ["Europe/Oslo", "UTC+2"]),
        ("flight LH-4021 from OSL", "code", ["LH-4021", "OSL"]),
        ("the ISBN 978-0-306-40615-7", "code", ["ISBN", "978-0-306-40615-7"]),
        ("open plans/may.txt, at 3 km/h and/or on foot", "code", ["plans/may.txt"]),
        ("Ann Lee from the Bank of Norway", "name", ["Ann Lee", "Bank of Norway"]),
        ("On 3 May 2026 at 14:30", "date", ["3 May 2026"]),
        ("On 3 May 2026 at 14:30", "time", ["14:30"]),
        ("solve x^2 - 4 = 0 for x", "expression", ["x^2 - 4 = 0"]),
        ("the word happy in Danish", "phrase", ["word happy"]),
        ("from Trinidad and Tobago", "entry", ["Trinidad and Tobago"]),
        ("Hungary's rivers", "entry", ["Hungary"]),
    ],
)
def test_values_are_found_by_kind(text: str, kind: Kind, texts: list[str]) -> None:
    assert found(text, kind) == texts


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 miles", 5, "mi"),
        ("10kg", 10, "kg"),
        ("-3.5 °C", -3.5, "C"),
        ("1,250,000 people", 1250000, ""),
        ("two hundred and fifty grams", 250, "g"),
        ("three", 3, ""),
        ("60 miles per hour", 60, "mph"),
        ("2027 in Oslo", 2027, ""),
    ],
)
def test_numbers_have_values_and_units(text: str, value: float, unit: str) -> None:
    span = next(span for span in find_values(text) if span.kind == "number")
    assert (span.value, span.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("$250,000", 250000, "USD"), ("80 Swiss francs", 80, "CHF"), ("€1.5 million", 1500000, "EUR")],
)
def test_money_has_an_amount_and_a_currency(text: str, value: float, unit: str) -> None:
    span = next(span for span in find_values(text) if span.kind == "money")
    assert (span.value, span.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("at 48.8566, 2.3522", [48.8566, 2.3522]),
        ("at 40.7128° N, 74.0060° W", [40.7128, -74.006]),
        ("latitude -33.9, longitude 18.4", [-33.9, 18.4]),
        ("44.0 degrees north and 12.02 degrees of longitude", [44.0, 12.02]),
    ],
)
def test_coordinates_are_pairs(text: str, pair: Json) -> None:
    assert [span.value for span in find_values(text) if span.kind == "coordinates"] == [pair]


def test_the_markers_of_a_list_are_no_numbers() -> None:
    assert found("Two things:\n1. Weigh 5 apples\n2. Count them", "number") == ["5"]


def test_members_of_an_enumeration_share_a_group_and_the_words_before_it() -> None:
    spans = [span for span in find_values("the ages of Ann, Bob and Eve") if span.kind == "name"]
    assert len({span.group for span in spans}) == 1
    assert [span.place for span in spans] == [0, 1, 2]
    assert {span.before[0] for span in spans} == {"of"}


def test_two_things_between_which_something_lies_are_a_pair_and_no_enumeration() -> None:
    spans = [span for span in find_values("the way between Ulm and Graz") if span.kind == "name"]
    assert [(span.text, span.group, span.place) for span in spans] == [("Ulm", PAIR, 0), ("Graz", PAIR, 1)]


def test_a_country_after_a_town_only_says_where_it_lies() -> None:
    spans = [span for span in find_values("a room in Paris, France") if span.kind == "name"]
    assert {span.group for span in spans} == {-1}


def test_a_capital_letter_that_opens_a_sentence_is_doubted() -> None:
    assert [span.doubtful for span in find_values("Sunrise tomorrow?") if span.kind == "name"] == [True]


def test_a_text_that_is_quoted_as_a_whole_is_read_like_any_other() -> None:
    assert found('"Call Ann at noon."', "name") == ["Ann"]
