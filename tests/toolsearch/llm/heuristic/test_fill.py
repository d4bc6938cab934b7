"""Arguments are filled from the text, in the form that is asked for, each value once."""

from typing import Any

import pytest

from apis.model import Json
from apis.schema import Function
from toolsearch.llm.heuristic.analysis import Analysis
from toolsearch.llm.heuristic.fill import Filled, fill
from toolsearch.llm.heuristic.history import Past
from toolsearch.llm.heuristic.match import Offered, offer_of
from toolsearch.llm.heuristic.plan import Planner

TEXT = {"type": "string"}


def filled(text: str, required: bool = True, **properties: Any) -> Filled:
    parameters = {"type": "object", "properties": properties, "required": list(properties) if required else []}
    offer = offer_of(Function(name="do_it", description="Do it.", parameters=parameters))
    analysis = Analysis.of(text, Offered.of([offer]))
    planner = Planner(analysis, Past((), ()))
    return fill(offer, planner.pool(analysis.goals[0]))


@pytest.mark.parametrize(
    ("text", "schema", "value"),
    [
        (
            "Look at Germany",
            {"type": "string", "description": "ISO 3166-1 alpha-2 country code", "example": "FR"},
            "DE",
        ),
        (
            "Look at Germany",
            {"type": "string", "description": "Country code of three letters", "example": "FRA"},
            "DEU",
        ),
        ("Look at Germany", {"type": "string", "description": "Name of the country"}, "Germany"),
        ("Say it in Danish", {"type": "string", "description": "Language code", "example": "en"}, "da"),
        ("Pay 5 US dollars", {"type": "string", "description": "Currency", "example": "EUR"}, "USD"),
        ("On May 3rd, 2026", {"type": "string", "format": "date"}, "2026-05-03"),
        ("On May 3rd, 2026", {"type": "string", "description": "Date", "example": "31/12/2024"}, "03/05/2026"),
        ("On May 3rd, 2026", {"type": "integer", "description": "Year"}, None),
        ("Use the metric system", {"type": "string", "enum": ["imperial", "metric"]}, "metric"),
        ("Show it in miles", {"type": "string", "enum": ["km", "mi"], "description": "mi (miles) or km"}, "mi"),
        ("Take 3, 4 and 5", {"type": "array", "items": {"type": "integer"}}, [3, 4, 5]),
        ("Take [1.5, 2]", {"type": "array", "items": {"type": "number"}}, [1.5, 2]),
        ("The code is 04438", {"type": "string", "description": "Five-digit code"}, "04438"),
    ],
)
def test_a_value_takes_the_form_that_is_asked_for(text: str, schema: dict[str, Any], value: Json) -> None:
    name = "year" if value is None else "it"
    expected = 2026 if value is None else value
    assert filled(text, **{name: schema}).arguments == {name: expected}


def test_two_values_of_one_kind_go_to_the_slots_that_their_prepositions_name() -> None:
    schema = {"type": "string", "description": "Currency", "example": "CHF"}
    assert filled("Change 80 euros to yen", source=schema, target=schema).arguments == {
        "source": "EUR",
        "target": "JPY",
    }
    assert filled("Fly to Oslo from Rome", from_town=TEXT, to_town=TEXT).arguments == {
        "from_town": "Rome",
        "to_town": "Oslo",
    }


def test_numbers_go_where_their_units_and_words_point() -> None:
    number = {"type": "number"}
    arguments = filled("A loan of $9,000 at 4.5% for 12 years", years=number, rate=number, principal=number).arguments
    assert arguments == {"years": 12, "rate": 4.5, "principal": 9000}


def test_a_percentage_becomes_a_fraction_where_a_fraction_is_wanted() -> None:
    assert filled("at 5%", rate={"type": "number", "maximum": 1}).arguments == {"rate": 0.05}


def test_a_code_is_not_made_of_a_name() -> None:
    found = filled("Tell me about Lisbon", airport_code={"type": "string", "example": "CDG"})
    assert [slot.name for slot in found.missing] == ["airport_code"]


def test_a_value_is_used_once() -> None:
    found = filled("Compare Oslo", a=TEXT, b=TEXT)
    assert len(found.arguments) == 1
    assert len(found.missing) == 1


def test_what_the_text_does_not_speak_of_is_left_out() -> None:
    arguments = filled(
        "Weather in Oslo",
        required=False,
        town=TEXT,
        days={"type": "integer", "default": 3},
        verbose={"type": "boolean"},
    ).arguments
    assert arguments == {"town": "Oslo"}


@pytest.mark.parametrize(("text", "value"), [("with tax included", True), ("without tax", False)])
def test_booleans_follow_the_wording(text: str, value: bool) -> None:
    assert filled(f"Price {text}", include_tax={"type": "boolean"}).arguments == {"include_tax": value}


def test_nested_objects_are_built() -> None:
    place = {"type": "object", "properties": {"town": TEXT, "days": {"type": "integer"}}, "required": ["town"]}
    assert filled("Go to Oslo for 5 days", place=place).arguments == {"place": {"town": "Oslo", "days": 5}}


STEPS = {"type": "integer", "description": "Steps up, or down if negative"}


@pytest.mark.parametrize(
    ("text", "schema", "value"),
    [
        ("Go 3 floors down", STEPS, -3),
        ("Go 3 floors up", STEPS, 3),
        ("Sort by date instead of price", {"type": "string", "enum": ["price", "date"]}, "date"),
        ("Evaluate it where x is 7", {"type": "number", "description": "The point"}, 7),
        ('Say "144th" aloud', {"type": "integer", "description": "The number"}, 144),
        ("Is a woman at risk?", {"type": "string", "enum": ["male", "female"]}, "female"),
        ("Take the third derivative", {"type": "integer", "description": "Order of the derivative"}, 3),
        ("A score (0 to 4) for 7", {"type": "integer", "description": "The number"}, 7),
        ("Ask for a 32-year-old man", {"type": "integer", "description": "Age in years"}, 32),
        ("It took 38 minutes and 59 seconds", {"type": "number", "description": "Minutes"}, 38 + 59 / 60),
        ("It took 1 h 5 min", {"type": "string", "example": "0:48:30", "description": "Time it took"}, "1:05:00"),
    ],
)
def test_the_words_around_a_value_say_how_it_is_meant(text: str, schema: dict[str, Any], value: Json) -> None:
    name = next((told for told in ("order", "time") if told in str(schema.get("description")).lower()), "it")
    assert filled(text, **{name: schema}).arguments == {name: value}


def test_a_percentage_is_no_value_of_another_unit() -> None:
    pulse = {"type": "integer", "description": "Heart rate at rest in beats per minute"}
    assert filled("Train at 70% with a pulse of 48 at rest", resting_heart_rate_bpm=pulse).arguments == {
        "resting_heart_rate_bpm": 48
    }


def test_like_values_go_to_first_and_second_in_the_order_in_which_they_are_said() -> None:
    number = {"type": "number", "description": "Height of the post"}
    heights = filled("The posts are 25.8 m and 18.5 m high", second_height=number, first_height=number).arguments
    assert heights == {"first_height": 25.8, "second_height": 18.5}
