from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from apis.model import Schema
from apis.soundness import DEEPEST, at, sound


@pytest.mark.parametrize(
    ("schema", "left"),
    [
        ({"type": "strng", "minimum": 1}, {"minimum": 1}),
        ({"properties": []}, {}),
        ({"properties": {"a": {"required": True, "type": "string"}}}, {"properties": {"a": {"type": "string"}}}),
        ({"required": ["a", 5]}, {}),
        ({"pattern": "(", "minLength": 1}, {"minLength": 1}),
        ({"allOf": [{"type": "string"}, 5]}, {}),
        ({"anyOf": [{"type": "odd"}, {"type": "string"}]}, {"anyOf": [{}, {"type": "string"}]}),
        ({"enum": []}, {}),
        ({"enum": [1, {"$ref": "#/none", "type": "odd"}]}, {"enum": [1, {"$ref": "#/none", "type": "odd"}]}),
        ({"properties": {"enum": {}, "type": {}, "$ref": {}}}, {"properties": {"enum": {}, "type": {}, "$ref": {}}}),
        ({"$id": "http://127.0.0.1:9/a", "$dynamicRef": "#b", "$anchor": "b"}, {}),
        ({"$ref": "http://127.0.0.1:9/a.json", "type": "string"}, {"type": "string"}),
        ({"$ref": "#b", "$defs": {"b": {}}}, {"$defs": {"b": {}}}),
    ],
)
def test_what_makes_no_sense_is_left_out_and_the_rest_stays(schema: Schema, left: Schema) -> None:
    assert sound(schema) == left


def test_a_sound_schema_stays_as_it_is_and_is_not_touched() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}, "value": {"$ref": "#/$defs/value"}}}
    schema = {"$ref": "#/$defs/node", "$defs": {"node": node, "value": {"anyOf": [{"type": "integer"}, {"const": 1}]}}}
    assert sound(schema) == schema
    assert sound(schema) is not schema


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"not": {"$ref": "#"}},
        {"if": {"$ref": "#/$defs/a"}, "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"anyOf": [{"$ref": "#"}]}}},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"dependentSchemas": {"a": {"$ref": "#"}}},
    ],
)
def test_a_circle_without_a_step_into_the_value_is_opened(schema: Schema) -> None:
    assert refs(sound(schema)) < refs(schema)


def refs(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (isinstance(value, dict) and "$ref" in value) + sum(map(refs, inner))


def chained(count: int, link: Schema) -> Schema:
    """Make `count` definitions, each of which is `link` to the next one, written as N."""
    ends = {f"d{number}": with_name(link, f"#/$defs/d{number + 1}") for number in range(count)}
    return {"$ref": "#/$defs/d0", "$defs": ends | {f"d{count}": {"type": "string"}}}


def with_name(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: with_name(inner, name) for key, inner in value.items()}
    return [with_name(inner, name) for inner in value] if isinstance(value, list) else name


def test_branches_upon_branches_are_cut_before_they_run_away() -> None:
    twice = {"allOf": [{"$ref": "N"}, {"$ref": "N"}]}
    assert sound(chained(6, twice)) == chained(6, twice)
    assert refs(sound(chained(60, twice))) < refs(chained(60, twice))


def test_a_chain_too_long_for_the_stack_is_cut() -> None:
    assert sound(chained(10, {"$ref": "N"})) == chained(10, {"$ref": "N"})
    assert refs(sound(chained(50, {"$ref": "N"}))) < refs(chained(50, {"$ref": "N"}))
    assert sound(chained(1000, {"$ref": "N"})) == {}


@pytest.mark.parametrize("count", [25, 100, 300])
def test_chains_of_any_length_can_be_checked_with(count: int) -> None:
    validator = Draft202012Validator(sound(chained(count, {"allOf": [{"$ref": "N"}]})), registry=Registry())
    assert {error.validator for error in validator.iter_errors(5)} <= {"type"}


def test_a_schema_too_deep_for_the_stack_checks_nothing() -> None:
    deep: Schema = {"type": "string"}
    for _ in range(DEEPEST):
        deep = {"items": deep}
    assert sound(deep) == {}
    assert sound(deep["items"]) == deep["items"]


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("#", True),
        ("#/$defs/a~1b", True),
        ("#/$defs/a%20c", True),
        ("#/properties/x/items", True),
        ("#/anyOf/1", True),
        ("#/additionalProperties", True),
        ("#/properties", False),
        ("#/required", False),
        ("#/const", False),
        ("#/anyOf/2", False),
        ("#/anyOf/x", False),
        ("#/$defs/none", False),
        ("#/$defs/none/items", False),
        ("#name", False),
        ("", False),
        ("other.json", False),
    ],
)
def test_a_reference_leads_to_schemas_and_to_nothing_else(ref: str, found: bool) -> None:
    root = {
        "$defs": {"a/b": {}, "a c": {}},
        "properties": {"x": {"items": {}}},
        "anyOf": [{}, True],
        "additionalProperties": False,
        "required": ["x"],
        "const": {},
    }
    assert (at(ref, root) is not None) is found
