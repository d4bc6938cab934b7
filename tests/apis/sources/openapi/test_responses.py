"""What a successful call gives back."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from apis.model import Api, HttpBinding
from apis.sources.base import Loaded

ReadOperation = Callable[..., Awaitable[Api]]
Read = Callable[..., Awaitable[Loaded]]


def response(name: str, media_type: str = "application/json") -> dict[str, Any]:
    return {"description": "", "content": {media_type: {"schema": {"title": name}}}}


async def returned(read_operation: ReadOperation, responses: Any, **beside: Any) -> tuple[Any, str]:
    api = await read_operation({"responses": responses}, **beside)
    assert isinstance(api.binding, HttpBinding)
    return api.returns, api.binding.accept


@pytest.mark.parametrize(
    ("responses", "title"),
    [
        ({"201": response("made"), "200": response("found")}, "found"),
        ({"2XX": response("any"), "202": response("later")}, "later"),
        ({"2xx": response("any"), "404": response("gone")}, "any"),
        ({"204": {"description": ""}, "206": response("part")}, "part"),
        ({"default": response("usual"), "404": response("gone")}, "usual"),
        ({"200": response("text", "text/csv"), "203": response("json", "application/hal+json")}, "json"),
    ],
    ids=str,
)
async def test_the_lowest_success_that_is_json_is_returned(
    read_operation: ReadOperation, responses: Any, title: str
) -> None:
    assert (await returned(read_operation, responses))[0] == {"title": title}


@pytest.mark.parametrize(
    "responses",
    [
        {"204": {"description": ""}, "default": response("error")},
        {"404": response("gone")},
        {"200": response("page", "text/html")},
        {"200": {"content": {"application/json": {}}}},
        {"200": "OK"},
        {},
        None,
        [],
    ],
    ids=str,
)
async def test_where_no_success_is_json_nothing_is_returned(read_operation: ReadOperation, responses: Any) -> None:
    assert (await returned(read_operation, responses))[0] is None


async def test_the_media_type_that_comes_back_is_asked_for(read_operation: ReadOperation) -> None:
    assert (await returned(read_operation, {"200": response("x", "application/hal+json")}))[1] == "application/hal+json"
    assert (await returned(read_operation, {"200": response("x", "text/csv")}))[1] == "text/csv"
    assert (await returned(read_operation, {"200": response("x", "*/*")}))[1] == "application/json"
    assert (await returned(read_operation, {}))[1] == "application/json"


async def test_responses_are_found_by_reference_with_all_that_they_hold(read_operation: ReadOperation) -> None:
    components = {
        "responses": {"Pets": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pets"}}}}},
        "schemas": {
            "Pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
            "Pet": {"type": "object"},
        },
    }
    found, _ = await returned(read_operation, {"200": {"$ref": "#/components/responses/Pets"}}, components=components)
    assert found == {"type": "array", "items": {"$ref": "#/$defs/Pet"}, "$defs": {"Pet": {"type": "object"}}}


async def test_responses_of_2_0_come_as_what_the_operation_or_the_document_produces(
    read_operation: ReadOperation,
) -> None:
    responses = {"200": {"description": "", "schema": {"type": "object"}}}
    assert await returned(read_operation, responses, swagger="2.0") == ({"type": "object"}, "application/json")
    produced = await returned(read_operation, responses, swagger="2.0", produces=["application/xml", "text/json"])
    assert produced == ({"type": "object"}, "text/json")
    assert await returned(read_operation, responses, swagger="2.0", produces=["text/csv"]) == (None, "text/csv")


async def test_a_dangling_response_is_named(read: Read) -> None:
    loaded = await read({"openapi": "3.0.0", "paths": {"/x": {"get": {"responses": {"200": {"$ref": "#/no"}}}}}})
    assert loaded.apis[0].returns is None
    assert any(p.place == "/paths/~1x/get/responses/200" and "leads nowhere" in p.text for p in loaded.problems)


async def test_a_response_too_large_to_keep_whole_is_said_to_be(read: Read) -> None:
    schemas = {
        f"S{n}": {"description": "x" * 1000, "properties": {"next": {"$ref": f"#/components/schemas/S{n + 1}"}}}
        for n in range(150)
    }
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}
    paths = {"/x": {"get": {"responses": {"200": content}}}}
    loaded = await read({"openapi": "3.0.0", "paths": paths, "components": {"schemas": {**schemas, "S150": {}}}})
    returns = loaded.apis[0].returns
    assert returns is not None
    assert 50 < len(returns["$defs"]) < 150
    assert any(
        "too large to keep whole: 1 schemas far inside are outlines" in problem.text for problem in loaded.problems
    )
