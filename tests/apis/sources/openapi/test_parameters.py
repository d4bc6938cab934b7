"""Parameters in path, query, header and cookie, of OpenAPI 2.0 and 3.x."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from apis.model import Api, HttpBinding, Place
from apis.sources.base import Loaded

ReadOperation = Callable[..., Awaitable[Api]]
Read = Callable[..., Awaitable[Loaded]]


def places(api: Api) -> dict[str, Place]:
    assert isinstance(api.binding, HttpBinding)
    return {place.argument: place for place in api.binding.places}


def query(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", **fields}


async def test_each_place_has_its_style_by_default(read_operation: ReadOperation) -> None:
    found = [
        {"name": where, "in": where, "required": True, "schema": {"type": "array"}}
        for where in ("path", "query", "header", "cookie")
    ]
    api = await read_operation({"parameters": found}, path="/{path}")
    styles = [(p.location, p.name, p.style, p.explode) for p in places(api).values()]
    assert styles == [
        ("path", "path", "simple", False),
        ("query", "query", "form", True),
        ("header", "header", "simple", False),
        ("cookie", "cookie", "form", True),
    ]
    assert api.parameters["required"] == ["path", "query", "header", "cookie"]
    assert api.parameters["additionalProperties"] is False


async def test_styles_are_kept_as_they_are_given(read_operation: ReadOperation) -> None:
    found = [
        query("deep", style="deepObject", explode=True, schema={"type": "object"}),
        query("piped", style="pipeDelimited", schema={"type": "array"}),
        query("joined", explode=False, allowReserved=True, schema={"type": "array"}),
        {"name": "id", "in": "path", "required": True, "style": "matrix", "explode": True, "schema": {}},
    ]
    table = places(await read_operation({"parameters": found}, path="/{id}"))
    assert {name: (p.style, p.explode, p.allow_reserved) for name, p in table.items()} == {
        "deep": ("deepObject", True, False),
        "piped": ("pipeDelimited", False, False),
        "joined": ("form", False, True),
        "id": ("matrix", True, False),
    }


@pytest.mark.parametrize(
    ("collection", "style", "explode"),
    [
        (None, "form", False),
        ("csv", "form", False),
        ("ssv", "spaceDelimited", False),
        ("pipes", "pipeDelimited", False),
        ("tsv", "tabDelimited", False),
        ("multi", "form", True),
    ],
)
async def test_collections_of_2_0_are_styles(
    read_operation: ReadOperation, collection: str | None, style: str, explode: bool
) -> None:
    given = {"collectionFormat": collection} if collection else {}
    found = query("ids", type="array", items={"type": "integer"}, **given)
    api = await read_operation({"parameters": [found]}, method="get", swagger="2.0")
    assert (places(api)["ids"].style, places(api)["ids"].explode) == (style, explode)
    assert api.parameters["properties"] == {"ids": {"type": "array", "items": {"type": "integer"}}}


async def test_the_schema_of_2_0_is_the_parameter_itself(read_operation: ReadOperation) -> None:
    found = query(
        "n",
        type="integer",
        format="int32",
        minimum=1,
        default=5,
        enum=[1, 5],
        description="How many",
        **{"x-example": 5},
    )
    api = await read_operation({"parameters": [{**found, "required": True}]}, method="get", swagger="2.0")
    assert api.parameters == {
        "type": "object",
        "properties": {
            "n": {
                "type": "integer",
                "format": "int32",
                "minimum": 1,
                "default": 5,
                "enum": [1, 5],
                "description": "How many",
                "examples": [5],
            }
        },
        "required": ["n"],
        "additionalProperties": False,
    }


async def test_what_a_parameter_says_is_added_to_its_schema(read_operation: ReadOperation) -> None:
    found = query(
        "q",
        description="<b>Words</b>",
        deprecated=True,
        example="cat",
        schema={"type": "string", "description": "inner"},
    )
    api = await read_operation({"parameters": [found]})
    assert api.parameters["properties"]["q"] == {
        "type": "string",
        "description": "Words",
        "examples": ["cat"],
        "deprecated": True,
    }


async def test_examples_are_found_wherever_they_are_kept(read_operation: ReadOperation) -> None:
    found = query("q", schema={}, examples={"one": {"value": 1}, "two": {"$ref": "#/components/examples/two"}})
    api = await read_operation({"parameters": [found]}, components={"examples": {"two": {"value": 2}}})
    assert api.parameters["properties"]["q"]["examples"] == [1, 2]


async def test_a_parameter_may_be_serialised_as_a_media_type(read_operation: ReadOperation) -> None:
    found = query("filter", content={"application/json": {"schema": {"type": "object"}, "example": {"a": 1}}})
    api = await read_operation({"parameters": [found]})
    assert api.parameters["properties"]["filter"] == {"type": "object", "examples": [{"a": 1}]}
    assert places(api)["filter"].media_type == "application/json"


async def test_an_operation_s_parameter_counts_before_the_path_s(read: Read) -> None:
    item = {
        "parameters": [query("a", schema={"type": "string"}), query("b", schema={"type": "string"})],
        "get": {"parameters": [query("a", schema={"type": "integer"}), {"name": "b", "in": "header", "schema": {}}]},
    }
    [api] = (await read({"openapi": "3.0.0", "paths": {"/x": item}})).apis
    properties = api.parameters["properties"]
    assert list(properties) == ["a", "b_query", "b_header"]
    assert properties["a"] == {"type": "integer"}
    assert [(p.argument, p.name) for p in places(api).values()] == [("a", "a"), ("b_query", "b"), ("b_header", "b")]


async def test_a_name_that_a_suffix_would_take_stays_free(read_operation: ReadOperation) -> None:
    found = [
        {"name": "id", "in": "path", "required": True, "schema": {}},
        query("id", schema={}),
        query("id_query", schema={}),
    ]
    table = places(await read_operation({"parameters": found}, path="/{id}"))
    assert {argument: (p.location, p.name) for argument, p in table.items()} == {
        "id_path": ("path", "id"),
        "id_query_": ("query", "id"),
        "id_query": ("query", "id_query"),
    }


async def test_parameters_are_found_by_reference(read_operation: ReadOperation) -> None:
    components = {
        "parameters": {
            "Page": {"$ref": "#/components/parameters/Real"},
            "Real": query("page", schema={"$ref": "#/components/schemas/N"}),
        },
        "schemas": {"N": {"type": "integer", "minimum": 1}},
    }
    api = await read_operation({"parameters": [{"$ref": "#/components/parameters/Page"}]}, components=components)
    assert api.parameters["properties"] == {"page": {"type": "integer", "minimum": 1}}


async def test_an_argument_shows_its_own_schema_and_what_is_inside_it_goes_along(read_operation: ReadOperation) -> None:
    schemas = {
        "Filter": {
            "type": "object",
            "properties": {"all": {"type": "array", "items": {"$ref": "#/components/schemas/Filter"}}},
        },
        "Unused": {"type": "string"},
    }
    found = query("filter", description="What to find", schema={"$ref": "#/components/schemas/Filter"})
    api = await read_operation({"parameters": [found]}, components={"schemas": schemas})
    filter_schema = {"type": "object", "properties": {"all": {"type": "array", "items": {"$ref": "#/$defs/Filter"}}}}
    assert api.parameters["properties"]["filter"] == {**filter_schema, "description": "What to find"}
    assert api.parameters["$defs"] == {"Filter": filter_schema}


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
async def test_headers_that_the_executor_writes_are_no_arguments(read_operation: ReadOperation, name: str) -> None:
    api = await read_operation({"parameters": [{"name": name, "in": "header", "required": True, "schema": {}}]})
    assert api.parameters["properties"] == {}


UNTIDY: list[tuple[Any, str, str, list[str]]] = [
    ({"$ref": "#/nowhere"}, "", "$ref '#/nowhere' leads nowhere: the parameter is left out", []),
    ("text", "", "a parameter without `name` or `in` is left out", []),
    ({"in": "query"}, "", "a parameter without `name` or `in` is left out", []),
    ({"name": "a"}, "", "a parameter without `name` or `in` is left out", []),
    (query("a", required="false", schema={}), "/required", "required is 'false': read as false", ["a"]),
    (query("a", required="maybe", schema={}), "/required", "required is 'maybe': read as false", ["a"]),
    (
        query("a", style="simple", schema={}),
        "/style",
        "style 'simple' is none of a query parameter: read as form",
        ["a"],
    ),
    (
        {"name": "a", "in": "querystring", "schema": {}},
        "",
        "parameter 'a' is in 'querystring', which is no place: left out",
        [],
    ),
    ({"name": "a", "in": "path", "schema": {}}, "", "no {a} in path /x: left out", []),
    (query("a", schema=5), "/schema", "a schema is 5: read as anything", ["a"]),
]


@pytest.mark.parametrize(("parameter", "place", "text", "arguments"), UNTIDY, ids=str)
async def test_untidy_parameters_are_named_and_the_operation_stays(
    read: Read, parameter: Any, place: str, text: str, arguments: list[str]
) -> None:
    loaded = await read(
        {
            "openapi": "3.0.0",
            "servers": [{"url": "http://127.0.0.1"}],
            "paths": {"/x": {"get": {"parameters": [parameter]}}},
        }
    )
    [api], [problem] = loaded.apis, loaded.problems
    assert (problem.place, problem.text) == (f"/paths/~1x/get/parameters/0{place}", text)
    assert list(api.parameters["properties"]) == arguments


async def test_a_parameter_that_stands_twice_counts_once(read: Read) -> None:
    twice = [query("a", schema={"type": "string"}), query("a", schema={"type": "integer"})]
    loaded = await read({"openapi": "3.0.0", "paths": {"/x": {"get": {"parameters": twice}}}})
    assert loaded.apis[0].parameters["properties"] == {"a": {"type": "string"}}
    assert any(p.place == "/paths/~1x/get/parameters/1" and "stands twice" in p.text for p in loaded.problems)


async def test_a_path_parameter_that_is_nowhere_declared_is_a_string(read: Read) -> None:
    loaded = await read({"openapi": "3.0.0", "paths": {"/pets/{petId}/{n}": {"get": {"parameters": "none"}}}})
    [api] = loaded.apis
    assert api.parameters["properties"] == {"petId": {"type": "string"}, "n": {"type": "string"}}
    assert api.parameters["required"] == ["petId", "n"]
    said = {(problem.place, problem.text) for problem in loaded.problems}
    assert ("/paths/~1pets~1{petId}~1{n}/get", "path parameter 'petId' is not declared: read as a string") in said
    assert ("/paths/~1pets~1{petId}~1{n}/get/parameters", "parameters is 'none', not a list: left out") in said


async def test_a_path_parameter_is_required_whatever_it_says(read_operation: ReadOperation) -> None:
    api = await read_operation(
        {"parameters": [{"name": "id", "in": "path", "required": False, "schema": {}}]}, path="/{id}"
    )
    assert api.parameters["required"] == ["id"]
