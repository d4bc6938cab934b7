"""What an argument wants is read from its schema and its words."""

from typing import Any

import pytest

from toolsearch.llm.heuristic.slots import Slot, Want, slots_of


def slots(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Slot]:
    found = slots_of({"type": "object", "properties": properties, "required": list(required)})
    return {slot.name: slot for slot in found}


@pytest.mark.parametrize(
    ("name", "schema", "want"),
    [
        ("when", {"type": "string", "format": "date"}, "date"),
        ("start_date", {"type": "string"}, "date"),
        ("lat", {"type": "number"}, "latitude"),
        ("originLongitude", {"type": "number"}, "longitude"),
        ("country_code", {"type": "string"}, "country"),
        ("to", {"type": "string", "description": "Target currency"}, "currency"),
        ("mail", {"type": "string"}, "email"),
        ("x", {"type": "string", "example": "Europe/Rome"}, "zone"),
        ("q", {"type": "string", "description": "Name of the town"}, "name"),
        ("formula", {"type": "string"}, "expression"),
    ],
)
def test_wants_are_read_from_names_formats_examples_and_prose(name: str, schema: dict[str, Any], want: Want) -> None:
    assert want in slots(**{name: schema})[name].wants


@pytest.mark.parametrize(
    ("description", "examples"),
    [
        ("Code, e.g. CDG.", ("CDG",)),
        ("City, for example 'New York'", ("New York",)),
        ("A colour such as 'red' or 'dark blue'", ("red", "dark blue")),
        ("No hint at all.", ()),
    ],
)
def test_examples_are_read_from_descriptions(description: str, examples: tuple[str, ...]) -> None:
    assert slots(x={"type": "string", "description": description})["x"].examples == examples


def test_a_pair_of_arguments_has_a_first_and_a_second() -> None:
    found = slots(from_town={"type": "string"}, to_town={"type": "string"}, target={"type": "string"})
    assert (found["from_town"].ordinal, found["to_town"].ordinal) == (0, 1)
    assert slots(target={"type": "string"})["target"].ordinal is None


def test_objects_are_opened_and_only_what_is_required_all_the_way_is_required() -> None:
    inner = {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}
    assert slots(("place",), place=inner)["place.town"].required
    assert not slots(place=inner)["place.town"].required


def test_references_and_unions_are_followed() -> None:
    found = slots_of(
        {
            "properties": {"a": {"$ref": "#/$defs/code"}, "b": {"anyOf": [{"type": "null"}, {"type": "integer"}]}},
            "$defs": {"code": {"type": "string", "pattern": "^[A-Z]+$"}},
        }
    )
    assert [(slot.type, slot.pattern is not None) for slot in found] == [("string", True), ("integer", False)]


def test_a_schema_that_turns_in_a_circle_is_read() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}, "id": {"type": "string"}}}
    assert slots_of({"properties": {"root": {"$ref": "#/$defs/node"}}, "$defs": {"node": node}})


def test_options_and_separators_are_read_from_prose() -> None:
    found = slots(
        u={"type": "string", "description": "Unit. Options are 'metric' and 'imperial'."},
        stops={"type": "string", "example": "OSL,CDG,JFK"},
    )
    assert found["u"].options == ("metric", "imperial")
    assert found["stops"].separator == ","
