"""Schemas of OpenAPI 2.0, 3.0 and 3.1 as JSON Schema 2020-12."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from apis.sources.openapi.library import Library
from apis.sources.openapi.problems import Problems
from apis.sources.openapi.schemas import Direction, Schemas

URI = "file:///openapi.json"
Shared = dict[str, Any]


class Reading:
    """One schema converted within a document of shared schemas."""

    def __init__(self, shared: Shared, *, direction: Direction = "request", siblings: bool = True) -> None:
        library = Library(URI, {URI: {"components": {"schemas": shared}}}, {})
        self.problems = Problems(URI)
        self.root = library.root.child("components").child("schemas")
        self.schemas = Schemas(library, self.problems, direction, siblings=siblings, limit=10_000)

    def of(self, name: str) -> dict[str, Any]:
        schema, _ = self.schemas.definitions.bundled(self.schemas.convert(self.root.child(name)))
        Draft202012Validator.check_schema(schema)
        return schema

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(problem.place.removeprefix("/components/schemas"), problem.text) for problem in self.problems.all()]


def convert(schema: Any, **shared: Any) -> dict[str, Any]:
    reading = Reading({"it": schema, **shared})
    converted = reading.of("it")
    assert reading.said == []
    return converted


def mended(schema: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    reading = Reading({"it": schema})
    return reading.of("it"), reading.said


def test_a_schema_of_2020_12_stays_what_it_is() -> None:
    schema = {
        "type": ["object", "null"],
        "title": "It",
        "properties": {"a": {"const": 5}, "b": {"type": "array", "prefixItems": [{"type": "string"}], "items": False}},
        "patternProperties": {"^x-": {"type": "string", "minLength": 1, "pattern": "^a+$", "format": "uuid"}},
        "propertyNames": {"maxLength": 9},
        "dependentRequired": {"a": ["b"]},
        "if": {"required": ["a"]},
        "then": {"minProperties": 2},
        "unevaluatedProperties": False,
        "examples": [{"a": 5}],
    }
    expected = {**schema, "properties": {**schema["properties"]}}  # type: ignore[dict-item]  # it is an object
    expected["properties"]["b"] = {**schema["properties"]["b"], "items": {"not": {}}}  # type: ignore[index]  # as above
    assert convert(schema) == expected


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"enum": ["a"], "nullable": True}, {"enum": ["a", None]}),
        (
            {"nullable": True, "oneOf": [{"type": "string"}, {"type": "integer"}]},
            {"anyOf": [{"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "null"}]},
        ),
        (
            {"nullable": True, "anyOf": [{"type": "string"}, {"type": "integer"}], "title": "x"},
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "title": "x"},
        ),
        ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 0}),
        ({"maximum": 5, "exclusiveMaximum": False}, {"maximum": 5}),
        ({"exclusiveMinimum": True}, {}),
        ({"exclusiveMaximum": 3}, {"exclusiveMaximum": 3}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"type": "string", "example": "cat"}, {"type": "string", "examples": ["cat"]}),
        ({"type": "string", "x-example": "cat"}, {"type": "string", "examples": ["cat"]}),
        ({"type": "integer", "example": "7"}, {"type": "integer", "examples": [7]}),
        ({"example": "cat", "examples": ["dog", "cat"]}, {"examples": ["cat", "dog"]}),
        ({"example": None}, {}),
        (
            {"type": "array", "items": [{"type": "string"}, {}]},
            {"type": "array", "prefixItems": [{"type": "string"}, {}]},
        ),
        ({"allOf": [{"type": "string"}], "description": "x"}, {"type": "string", "description": "x"}),
        ({"oneOf": [{"type": "string"}]}, {"type": "string"}),
        ({"allOf": [{"minLength": 1}], "maxLength": 2}, {"allOf": [{"minLength": 1}], "maxLength": 2}),
        (
            {"type": "object", "xml": {"name": "x"}, "x-internal": 1, "externalDocs": {}, "discriminator": {}},
            {"type": "object"},
        ),
        ({"description": "<p>A <b>b</b></p>"}, {"description": "A b"}),
        (
            {"type": "object", "additionalProperties": {"type": "string"}},
            {"type": "object", "additionalProperties": {"type": "string"}},
        ),
        ({"description": None, "type": "string", "default": None}, {"type": "string"}),
        (True, {}),
        (False, {"not": {}}),
        ({}, {}),
    ],
    ids=str,
)
def test_older_words_are_said_in_new_ones(older: Any, newer: dict[str, Any]) -> None:
    assert convert(older) == newer


@pytest.mark.parametrize(
    ("wrong", "right", "problem"),
    [
        ({"type": "int"}, {"type": "integer"}, ("/it/type", "type is 'int': read as 'integer'")),
        ({"type": "String"}, {"type": "string"}, ("/it/type", "type is 'String': read as 'string'")),
        ({"type": "thing"}, {}, ("/it/type", "type is 'thing', not a type that JSON has: left out")),
        ({"type": ["string", None]}, {"type": ["string", "null"]},
         ("/it/type", "type is a list of 2: read as a list of 2")),
        ({"required": "false"}, {}, ("/it/required", "required is 'false', not a list of names: left out")),
        ({"required": ["a", "a"]}, {"required": ["a"]},
         ("/it/required", "required is a list of 2: read as a list of 1")),
        ({"minLength": "3"}, {"minLength": 3}, ("/it/minLength", "minLength is '3': read as 3")),
        ({"maxItems": -1}, {}, ("/it/maxItems", "maxItems is -1, not a whole number from zero up: left out")),
        ({"multipleOf": 0}, {}, ("/it/multipleOf", "multipleOf is 0, not above zero: left out")),
        ({"minimum": "low"}, {}, ("/it/minimum", "minimum is 'low', not a number: left out")),
        ({"uniqueItems": "true"}, {"uniqueItems": True}, ("/it/uniqueItems", "uniqueItems is 'true': read as True")),
        ({"enum": []}, {}, ("/it/enum", "enum is a list of 0, not a list of values: left out")),
        ({"pattern": "[a"}, {},
         ("/it/pattern", "pattern is '[a', not a regular expression that Python can read: left out")),
        ({"title": 5}, {"title": "5"}, ("/it/title", "title is 5: read as '5'")),
        ({"description": ["x"]}, {}, ("/it/description", "description is a list of 1, not a text: left out")),
        ({"properties": ["a"]}, {},
         ("/it/properties", "properties is a list of 1, not an object of schemas: left out")),
        ({"allOf": {}}, {}, ("/it/allOf", "allOf is an object of 0, not a list of schemas: left out")),
        ({"items": "string"}, {"items": {}}, ("/it/items", "a schema is 'string': read as anything")),
        ({"additionalProperties": "false"}, {"additionalProperties": False}, None),
        ({"additionalProperties": "x"}, {}, ("/it/additionalProperties", "additionalProperties is 'x': left out")),
        ({"type": "string", "enum": [1, True]}, {"type": "string", "enum": ["1", "true"]},
         ("/it/enum", "enum is a list of 2, not of type string: read as a list of 2")),
        ({"type": "boolean", "default": "true"}, {"type": "boolean", "default": True},
         ("/it/default", "default is 'true', not of type boolean: read as True")),
        ({"properties": {"a": {"type": "string", "required": True}}},
         {"properties": {"a": {"type": "string"}}, "required": ["a"]},
         ("/it/properties/a", "required: true belongs to the object: read so")),
        ({"patternProperties": {"[": {}}}, {"patternProperties": {}},
         ("/it/patternProperties", "'[' is no regular expression that Python can read: left out")),
        (["x"], {}, ("/it", "a schema is a list of 1: read as anything")),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_mended_and_said(wrong: Any, right: dict[str, Any], problem: tuple[str, str] | None) -> None:
    schema, said = mended(wrong)
    assert schema == right
    assert (problem in said) if problem else (said == [])


def test_examples_stay_few_and_short() -> None:
    assert convert({"examples": ["x" * 600, 1, 2, 3, 4]}) == {"examples": [1, 2, 3]}


def test_a_reference_becomes_a_definition_that_goes_along() -> None:
    pet = {"type": "object", "properties": {"tag": {"$ref": "#/components/schemas/Tag"}}}
    assert convert(
        {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}, Pet=pet, Tag={"type": "string"}, Other={}
    ) == {
        "type": "array",
        "items": {"$ref": "#/$defs/Pet"},
        "$defs": {
            "Pet": {"type": "object", "properties": {"tag": {"$ref": "#/$defs/Tag"}}},
            "Tag": {"type": "string"},
        },
    }


def test_a_schema_may_hold_itself() -> None:
    node = {
        "type": "object",
        "properties": {"next": {"$ref": "#/components/schemas/Node"}},
        "additionalProperties": False,
    }
    schema = convert({"$ref": "#/components/schemas/Node"}, Node=node)
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"next": {"next": {}}})
    assert not validator.is_valid({"next": {"next": {"last": 1}}})


def test_a_pointer_into_a_schema_is_a_definition_of_its_own() -> None:
    pet = {"properties": {"na/me": {"type": "string"}}}
    schema = convert({"items": {"$ref": "#/components/schemas/Pet/properties/na~1me"}}, Pet=pet)
    assert schema == {"items": {"$ref": "#/$defs/na_1me"}, "$defs": {"na_1me": {"type": "string"}}}


def test_definitions_of_one_name_are_told_apart() -> None:
    shared = {"A": {"properties": {"x": {"type": "string"}}}, "B": {"properties": {"x": {"type": "integer"}}}}
    refs = [{"$ref": f"#/components/schemas/{name}/properties/x"} for name in "AB"]
    assert convert({"anyOf": refs}, **shared) == {
        "anyOf": [{"$ref": "#/$defs/x"}, {"$ref": "#/$defs/x_2"}],
        "$defs": {"x": {"type": "string"}, "x_2": {"type": "integer"}},
    }


def test_a_dangling_reference_is_anything_and_keeps_its_description() -> None:
    schema, said = mended({"properties": {"a": {"$ref": "#/nowhere", "description": "An a"}}})
    assert schema == {"properties": {"a": {"description": "An a"}}}
    assert said == [("/it/properties/a", "$ref '#/nowhere' leads nowhere: read as anything")]


def test_before_3_1_only_notes_count_beside_a_reference() -> None:
    schema = {"$ref": "#/components/schemas/A", "description": "An a", "minLength": 3}
    shared = {"it": schema, "A": {"type": "string"}}
    assert Reading(shared, siblings=True).of("it")["minLength"] == 3
    assert Reading(shared, siblings=False).of("it") == {
        "$ref": "#/$defs/A",
        "description": "An a",
        "$defs": {"A": {"type": "string"}},
    }


def test_a_nullable_reference_lets_null_in() -> None:
    validator = Draft202012Validator(
        convert({"$ref": "#/components/schemas/A", "nullable": True}, A={"type": "string"})
    )
    assert [validator.is_valid(value) for value in (None, "x", 1)] == [True, True, False]


def test_requests_leave_out_what_is_read_only_and_responses_what_is_write_only() -> None:
    shared: Shared = {
        "it": {
            "properties": {
                "id": {"type": "integer", "readOnly": True},
                "made": {"$ref": "#/components/schemas/Time"},
                "password": {"type": "string", "writeOnly": True},
                "name": {"type": "string"},
            },
            "required": ["id", "made", "password", "name", "elsewhere"],
        },
        "Time": {"type": "string", "readOnly": "true"},
    }
    asked, given = Reading(shared).of("it"), Reading(shared, direction="response").of("it")
    assert (list(asked["properties"]), asked["required"]) == (["password", "name"], ["password", "name", "elsewhere"])
    assert (list(given["properties"]), given["required"]) == (
        ["id", "made", "name"],
        ["id", "made", "name", "elsewhere"],
    )


CIRCLES: list[Shared] = [
    {"A": {"allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object"}]}},
    {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}},
    {"A": {"allOf": [{"$ref": "#/components/schemas/B"}]}, "B": {"anyOf": [{"$ref": "#/components/schemas/A"}, {}]}},
    {"A": {"not": {"$ref": "#/components/schemas/A"}}},
    {"A": {"dependentSchemas": {"x": {"$ref": "#/components/schemas/A"}}}},
    {"A": {"if": {"allOf": [{"title": "x", "oneOf": [{"$ref": "#/components/schemas/A"}, {}]}]}}},
]


@pytest.mark.parametrize("shared", CIRCLES, ids=str)
def test_schemas_that_look_at_one_value_in_a_circle_are_opened(shared: Shared) -> None:
    reading = Reading({"it": {"$ref": "#/components/schemas/A"}, **shared})
    assert Draft202012Validator(reading.of("it")).is_valid({"x": 1})  # and not a RecursionError
    assert any(place in ("/A", "/B") and "looks at one value in a circle" in text for place, text in reading.said)


def test_a_parent_that_lists_its_children_keeps_both_their_rules() -> None:
    shared: Shared = {
        "Pet": {
            "type": "object",
            "required": ["kind"],
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind"},
        },
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"kind": {"const": "cat"}}}]},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"kind": {"const": "dog"}}}]},
    }
    validator = Draft202012Validator(Reading({"it": {"$ref": "#/components/schemas/Pet"}, **shared}).of("it"))
    assert [validator.is_valid({"kind": kind}) for kind in ("cat", "dog", "cow")] == [True, True, False]
    assert not validator.is_valid({})


def test_a_chain_of_a_thousand_schemas_is_read_without_running_out_of_stack() -> None:
    chain = {f"S{n}": {"properties": {"next": {"$ref": f"#/components/schemas/S{n + 1}"}}} for n in range(3000)}
    reading = Reading({"it": {"$ref": "#/components/schemas/S0"}, **chain, "S3000": {}})
    reading.of("it")
    assert len(reading.schemas.definitions.schemas) == 3001


def test_what_is_shared_is_converted_once() -> None:
    reading = Reading(
        {"it": {"$ref": "#/components/schemas/A"}, "other": {"items": {"$ref": "#/components/schemas/A"}}, "A": {}}
    )
    first, second = reading.of("it")["$defs"]["A"], reading.of("other")["$defs"]["A"]
    assert first is second
    assert reading.of("it") is not None
    assert reading.schemas.convert(reading.root.child("it")) is reading.schemas.convert(reading.root.child("it"))


def test_beyond_the_limit_definitions_are_outlines_that_refuse_nothing_good() -> None:
    shared: Shared = {
        f"S{n}": {
            "type": "object",
            "title": f"Schema {n}",
            "description": "x" * 1000,
            "properties": {"next": {"$ref": f"#/components/schemas/S{n + 1}"}},
        }
        for n in range(20)
    }
    reading = Reading({**shared, "S20": {"type": "string"}})
    schema, outlined = reading.schemas.definitions.bundled(reading.schemas.convert(reading.root.child("S0")))
    assert outlined == 1
    assert 5 < len(schema["$defs"]) < 15
    assert list(schema["$defs"].values())[-1].keys() == {"type", "title", "description"}
    Draft202012Validator.check_schema(schema)
