from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from apis.model import Api, Effect, HttpBinding, Json, Source
from apis.sampling import candidates, missing
from apis.sources.openapi.loader import load_file
from apis.validate import check


def api(required: dict[str, Json] | None = None, optional: dict[str, Json] | None = None, **more: Json) -> Api:
    required, optional = required or {}, optional or {}
    return Api(
        id="tool/call",
        tool="Tool",
        category="Tools",
        name="call",
        description="",
        parameters={"type": "object", "properties": required | optional, "required": list(required), **more},
        effect=Effect.READ,
        binding=HttpBinding(method="GET", path="/call"),
        source=Source(kind="openapi", location="a.json"),
    )


def firsts(schema: Json, name: str = "x") -> list[Json]:
    """The values tried for one required argument, in their order."""
    return [each.values[name] for each in candidates(api({name: schema}))]


def test_an_api_without_arguments_is_asked_for_nothing() -> None:
    assert [(each.values, each.documented) for each in candidates(api())] == [({}, True)]


def test_documented_values_come_first_and_are_told_from_made_up_ones() -> None:
    found = list(candidates(api({"city": {"type": "string", "examples": ["Lisbon", "Oslo"], "default": "Rome"}})))
    assert [(each.values["city"], each.documented) for each in found[:4]] == [
        ("Lisbon", True),
        ("Oslo", True),
        ("Rome", True),
        ("London", False),
    ]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"enum": ["a", "b"]}, "a"),
        ({"const": 7}, 7),
        ({"type": "integer", "default": 3}, 3),
        ({"type": "integer", "minimum": 10, "multipleOf": 4}, 12),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, 1),
        ({"type": "string", "format": "date"}, "2026-01-15"),
        ({"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}$"}, "BC34"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "minLength": 6}, "testte"),
        ({"type": "boolean"}, True),
        ({"type": "array", "items": {"enum": ["p", "q"]}, "minItems": 2}, ["p", "p"]),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"a": 1}),
        ({"anyOf": [{"type": "null"}, {"type": "string", "format": "uuid"}]}, "123e4567-e89b-42d3-a456-426614174000"),
        ({"type": ["null", "integer"]}, 1),
        ({}, "test"),
    ],
)
def test_a_value_is_made_by_what_the_schema_says(schema: Json, value: Json) -> None:
    assert firsts(schema)[0] == value


@pytest.mark.parametrize(("name", "value"), [("lat", 52.52), ("country_code", "US"), ("toCurrency", "USD")])
def test_a_usual_name_says_what_it_takes(name: str, value: Json) -> None:
    assert firsts({"type": "number" if name == "lat" else "string"}, name)[0] == value


def test_values_beside_a_documented_one_are_near_it() -> None:
    assert firsts({"type": "integer", "examples": [1984], "maximum": 1985})[:2] == [1984, 1985]
    assert firsts({"type": "string", "format": "date", "examples": ["2026-05-14"]})[:2] == ["2026-05-14", "2026-06-14"]


def test_references_are_followed_and_circles_end() -> None:
    inner = {"type": "object", "properties": {"next": {"$ref": "#/$defs/n"}, "k": {"enum": [4]}}, "required": ["k"]}
    (first, *_) = candidates(api({"x": {"$ref": "#/$defs/n"}}, **{"$defs": {"n": inner}}))
    assert first.values == {"x": {"k": 4}}
    endless = {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}, "required": ["n"]}
    assert list(candidates(api({"x": {"$ref": "#/$defs/n"}}, **{"$defs": {"n": endless}}))) == []


def test_optional_arguments_with_examples_join_after_the_smallest_call() -> None:
    found = candidates(api({"q": {"examples": ["tea"]}}, {"limit": {"type": "integer", "examples": [5]}, "page": {}}))
    assert [each.values for each in islice(found, 2)] == [{"q": "tea"}, {"q": "tea", "limit": 5}]


def test_examples_of_the_whole_come_before_all_and_known_values_before_made_up_ones() -> None:
    whole = api({"id": {"type": "string"}}, examples=[{"id": "whole"}])
    found = list(islice(candidates(whole, known={"id": ["seen"]}), 3))
    assert [(each.values["id"], each.documented) for each in found] == [
        ("whole", True),
        ("seen", False),
        ("test", False),
    ]


def test_an_argument_that_nothing_can_be_made_for_is_named() -> None:
    hopeless = api({"file": {"type": "string", "format": "binary"}, "name": {"type": "string"}})
    assert list(candidates(hopeless)) == []
    assert missing(hopeless) == ["file"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "multipleOf": 0},
        {"type": "string", "minLength": 10**12},
        {"type": "array", "items": {"type": "string"}, "minItems": 10**12},
        {"type": "strng", "enum": 4, "examples": 7},
        {"type": "number", "minimum": "low"},
    ],
)
def test_no_schema_however_odd_breaks_the_sampling(schema: Any) -> None:
    odd = api({"x": schema})
    assert all(check(each.values, odd) == [] for each in candidates(odd))


def documents(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in (folder / "openapi").rglob("*") if path.suffix in (".json", ".yaml", ".yml"))


async def test_arguments_are_made_for_every_reading_api_of_real_documents(data: Path) -> None:
    small = [path for path in documents(data) if path.stat().st_size < 500_000]
    loaded = [await load_file(path) for path in small]
    reading = [one for each in loaded for one in each.apis if one.effect is Effect.READ]
    assert len(reading) > 100
    for one in reading:
        (first, *_) = islice(candidates(one), 2)
        assert check(first.values, one) == []
