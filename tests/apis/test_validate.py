import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.model import Api, Effect, FunctionBinding, Schema, Source
from apis.validate import check, mend


def api(*, required: tuple[str, ...] = (), closed: bool = True, defs: Schema | None = None, **properties: Any) -> Api:
    schema = {"type": "object", "properties": properties, "required": list(required), "$defs": defs or {}}
    return with_schema(schema | ({"additionalProperties": False} if closed else {}))


def with_schema(schema: Schema) -> Api:
    return Api(
        id="demo/act",
        tool="Demo",
        category="Tools",
        name="act",
        description="Acts.",
        parameters=schema,
        effect=Effect.READ,
        binding=FunctionBinding(module="demo", function="act"),
        source=Source(kind="functions", location="demo"),
    )


def test_arguments_that_fit_bring_no_problem() -> None:
    assert check({"a": 1}, api(a={"type": "integer"}, b={"type": "string"})) == []


def test_a_missing_argument_is_named_also_inside_an_object() -> None:
    address = {"type": "object", "properties": {"city": {}}, "required": ["city", "street"]}
    asked = api(address=address, country={}, required=("country", "address"))
    assert check({"address": {"city": "Oslo"}}, asked) == [
        "missing required `country`",
        "missing required `address.street`",
    ]


def test_an_unknown_argument_gets_the_nearest_names() -> None:
    asked = api(country={}, county={}, date={})
    assert check({"contry": "NO"}, asked) == ["unknown argument `contry`: did you mean `country` or `county`?"]
    assert check({"x": 1}, api()) == ["unknown argument `x`: there are none to give"]


def test_an_unknown_argument_of_an_open_schema_is_let_through() -> None:
    assert check({"more": 1}, api(closed=False, a={})) == []


@pytest.mark.parametrize(
    ("schema", "value", "problem"),
    [
        ({"type": "integer"}, "five", "`x` must be integer, not string: 'five'"),
        ({"type": ["integer", "null"]}, [], "`x` must be integer or null, not array: []"),
        ({"type": "string"}, None, "`x` must be string, not null: None"),
        ({"enum": ["metric", "imperial"]}, "si", "`x` must be 'metric' or 'imperial': 'si'"),
        ({"type": "string", "format": "date"}, "2026-13-01", "`x` must match format date: '2026-13-01'"),
        ({"minimum": 1}, 0, "`x` must be at least 1: 0"),
        ({"exclusiveMaximum": 1}, 1, "`x` must be less than 1: 1"),
        ({"maxLength": 2}, "abc", "`x` must have at most 2 characters: 'abc'"),
        ({"pattern": "^[A-Z]{2}$"}, "no", "`x` must match the pattern ^[A-Z]{2}$: 'no'"),
        ({"const": "a"}, "b", "`x` must be 'a': 'b'"),
        ({"minItems": 1}, [], "`x` must have at least 1 items: []"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "a", "`x` must be integer or null, not string: 'a'"),
        (
            {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "soon",
            "`x` must match format date: 'soon'",
        ),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, True,
         "`x` must be integer or string, not boolean: True"),
        ({"not": {"type": "string"}}, "a", "`x`: 'a' should not be valid under {'type': 'string'}"),
        ({"items": {"properties": {"sku": {"type": "string"}}}}, [{"sku": 1}],
         "`x[0].sku` must be string, not integer: 1"),
    ],
)  # fmt: skip
def test_each_problem_is_one_line_with_the_place_and_the_value(schema: Schema, value: Any, problem: str) -> None:
    assert check({"x": value}, api(x=schema)) == [problem]


def test_a_value_that_fits_two_of_oneof_is_let_through() -> None:
    assert check({"x": 1}, api(x={"oneOf": [{"type": "integer"}, {"type": "number"}]})) == []


def test_a_long_enumeration_tells_the_near_values_and_how_many_others() -> None:
    (problem,) = check({"x": "Europe/Olso"}, api(x={"enum": [*(f"Asia/{n}" for n in range(400)), "Europe/Oslo"]}))
    assert "'Europe/Oslo'" in problem
    assert "others" in problem
    assert len(problem) < 500


def test_many_problems_are_cut_and_counted() -> None:
    problems = check({}, api(required=tuple(f"a{n}" for n in range(20)), **{f"a{n}": {} for n in range(20)}))
    assert len(problems) == 9
    assert problems[-1] == "and 12 more"


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", ["2024-02-29"], ["2023-02-29", "20240229", "29.2.2024", "2024-2-9"]),
        ("date-time", ["2024-02-29T10:00:00Z", "2024-02-29T10:00:00+02:00", "2024-02-29T10:00", "2024-02-29t10:00:00z"],
         ["2024-02-29", "2024-02-30T10:00:00Z", "2024-02-29T25:00:00Z", "now"]),
        ("time", ["10:00", "10:00:00Z", "10:00:00.25+01:00"], ["10", "25:00", "ten"]),
        ("email", ["a@b.no"], ["ab.no"]),
        ("uuid", ["123e4567-e89b-12d3-a456-426614174000"], ["123"]),
        ("ipv4", ["127.0.0.1"], ["127.0.0.256"]),
        ("ipv6", ["::1"], [":::1"]),
        ("uri", ["https://a.no/b?c=d", "urn:isbn:1"], ["a.no", "http://a b"]),
    ],
)  # fmt: skip
def test_formats_are_checked_on_texts(name: str, good: list[str], bad: list[str]) -> None:
    asked = api(x={"format": name})
    assert [text for text in good if check({"x": text}, asked)] == []
    assert [text for text in bad if not check({"x": text}, asked)] == []
    assert check({"x": 5}, asked) == []


def test_an_unknown_format_is_not_checked() -> None:
    assert check({"x": "?"}, api(x={"type": "string", "format": "int32"})) == []


def test_local_references_are_followed_also_in_a_circle() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}, "value": {"type": "integer"}}}
    asked = api(x={"$ref": "#/$defs/node"}, defs={"node": node})
    assert check({"x": {"next": {"next": {"value": "a"}}}}, asked) == [
        "`x.next.next.value` must be integer, not string: 'a'"
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "strng"},
        {"type": "object", "properties": []},
        {"pattern": "("},
        {"minimum": "1"},
        {"exclusiveMinimum": True, "minimum": 3},
        {"required": True},
        {"enum": "abc"},
        {"enum": []},
        {"items": [{"type": "string"}]},
        {"anyOf": []},
        {"allOf": [5]},
        {"anyOf": [False]},
        {"multipleOf": 0},
        {"$ref": "#/$defs/missing"},
        {"$ref": "http://127.0.0.1:9/outside.json"},
        {"$ref": "other.json#/a"},
        {"$ref": "#anchor"},
        {"$id": "http://127.0.0.1:9/x", "$ref": "#/properties/y"},
        {"$ref": "#/properties/x"},
        {"$dynamicRef": "#none"},
        {"$schema": "http://json-schema.org/draft-04/schema#", "type": "any"},
    ],
)
def test_an_unsound_schema_breaks_nothing_and_the_rest_still_checks(schema: Schema) -> None:
    asked = api(x=schema, y={"type": "integer"})
    for value in ("text", 5, None, [1], {"a": 1}):
        check({"x": value}, asked)
        mend({"x": value}, asked)
    if "$ref" not in schema and "$dynamicRef" not in schema:
        assert check({"y": "a"}, asked) == ["`y` must be integer, not string: 'a'"]


def test_hostile_schemas_and_arguments_are_done_with_at_once() -> None:
    twice = {"anyOf": [{"$ref": "#/$defs/x"}, {"not": {"$ref": "#/$defs/x"}}]}
    turning = with_schema({"allOf": [{"$ref": "#"}, {"$ref": "#"}], "$defs": {"x": twice}, "if": {"$ref": "#/$defs/x"}})
    assert check({"a": 1}, turning) == []
    tree = api(x={"$ref": "#/$defs/x"}, defs={"x": {"items": {"anyOf": [{"$ref": "#/$defs/x"}, {"type": "null"}]}}})
    deep: Any = []
    for _ in range(500):
        deep = [deep]
    assert check(mend({"x": deep}, tree), tree) == ["the arguments are nested more than 32 deep"]
    assert mend({"x": "[" * 400 + "]" * 400}, api(x={"type": "array"})) == {"x": "[" * 400 + "]" * 400}
    assert mend({"x": "[" * 100_000}, api(x={"type": "array"})) == {"x": "[" * 100_000}


def test_an_argument_name_with_line_breaks_stays_one_short_line() -> None:
    (problem,) = check({"a\n" * 1000: 1}, api())
    assert "\n" not in problem
    assert len(problem) <= 500


def test_an_unsound_keyword_beside_a_sound_one_does_not_disarm_it() -> None:
    asked = api(x={"type": "integer", "minimum": "one", "maximum": 5})
    assert check({"x": 9}, asked) == ["`x` must be at most 5: 9"]


def test_a_reference_out_of_the_schema_is_never_fetched_and_checks_nothing() -> None:
    asked = api(x={"$ref": "http://127.0.0.1:9/a.json"}, y={"type": "integer"})
    assert check({"x": 5, "y": "a"}, asked) == ["`y` must be integer, not string: 'a'"]


@pytest.mark.parametrize(
    ("schema", "value", "mended"),
    [
        ({"type": "integer"}, "5", 5),
        ({"type": "integer"}, "-12", -12),
        ({"type": "integer"}, 5.0, 5),
        ({"type": "number"}, "2.50", 2.5),
        ({"type": "number"}, "1e3", 1000.0),
        ({"type": ["integer", "null"]}, "5", 5),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "5", 5),
        ({"type": "boolean"}, "True", True),
        ({"type": "boolean"}, "false", False),
        ({"type": "string"}, 5, "5"),
        ({"type": "string"}, 2.5, "2.5"),
        ({"type": "string"}, True, "true"),
        ({"type": "array"}, '["a", 1]', ["a", 1]),
        ({"type": "object"}, '{"a": 1}', {"a": 1}),
        ({"type": "array", "items": {"type": "integer"}}, ["1", 2], [1, 2]),
        ({"type": "array", "items": {"type": "integer"}}, '["1"]', [1]),
        ({"type": "object", "properties": {"n": {"type": "integer"}}}, {"n": "1", "m": "1"}, {"n": 1, "m": "1"}),
        ({"$ref": "#/$defs/count"}, "5", 5),
    ],
)
def test_a_value_in_another_dress_is_mended(schema: Schema, value: Any, mended: Any) -> None:
    result = mend({"x": value}, api(x=schema, defs={"count": {"type": "integer"}}))["x"]
    assert (result, type(result)) == (mended, type(mended))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, "007"),
        ({"type": "integer"}, "5.5"),
        ({"type": "integer"}, "five"),
        ({"type": "integer"}, "9" * 5000),
        ({"type": "integer"}, 5.5),
        ({"type": "integer"}, True),
        ({"type": "boolean"}, 1),
        ({"type": "boolean"}, "yes"),
        ({"type": ["string", "integer"]}, "5"),
        ({"type": "number"}, 5.0),
        ({}, "5"),
        ({"enum": [1, 2]}, "1"),
        ({"type": "string"}, ["a"]),
        ({"type": "array"}, "a,b"),
        ({"type": "array"}, "[a"),
        ({"type": "array"}, '{"a": 1}'),
        ({"anyOf": [{"type": "integer"}, {}]}, "5"),
    ],
)
def test_what_would_be_a_guess_is_left_as_it_is(schema: Schema, value: Any) -> None:
    result = mend({"x": value}, api(x=schema))["x"]
    assert (result, type(result)) == (value, type(value))


def test_a_null_is_left_out_where_the_argument_is_optional_and_may_not_be_null() -> None:
    asked = api(a={"type": "string"}, b={"type": ["string", "null"]}, c={"type": "string"}, d={}, required=("c",))
    assert mend(dict.fromkeys("abcde"), asked) == {"b": None, "c": None, "d": None, "e": None}


def test_mending_leaves_the_given_arguments_alone() -> None:
    given_ = {"x": {"n": "1"}}
    mend(given_, api(x={"type": "object", "properties": {"n": {"type": "integer"}}}))
    assert given_ == {"x": {"n": "1"}}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYWORDS = ("type", "enum", "minimum", "pattern", "properties", "items", "required", "anyOf", "$ref", "format", "const")


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(KEYWORDS), VALUES, max_size=4), st.dictionaries(st.text(), VALUES, max_size=3))
def test_no_schema_and_no_arguments_raise(schema: Schema, arguments: dict[str, Any]) -> None:
    asked = with_schema(json.loads(json.dumps(schema)))
    assert isinstance(check(mend(arguments, asked), asked), list)


@settings(deadline=None, max_examples=60)
@given(VALUES)
def test_what_already_fits_is_never_changed(value: Any) -> None:
    for kind in ("string", "integer", "number", "boolean", "array", "object", "null"):
        asked = api(x={"type": kind}, required=("x",))
        if not check({"x": value}, asked) and not (kind == "integer" and isinstance(value, float)):
            assert mend({"x": value}, asked) == {"x": value}
