"""Paths, path items and methods."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from apis.model import HttpBinding
from apis.sources.base import Loaded
from apis.sources.openapi.paths import METHODS, templates

Read = Callable[..., Awaitable[Loaded]]


def document(paths: Any, **beside: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "T"},
        "servers": [{"url": "http://127.0.0.1"}],
        "paths": paths,
        **beside,
    }


def names(loaded: Loaded) -> list[str]:
    return [api.name for api in loaded.apis]


async def test_every_method_is_an_operation(read: Read) -> None:
    loaded = await read(document({"/x": {method: {} for method in METHODS}}))
    assert names(loaded) == [f"{method.upper()} /x" for method in METHODS]


async def test_a_path_item_may_stand_elsewhere(read: Read) -> None:
    item = {"parameters": [{"name": "a", "in": "query", "schema": {}}], "get": {"operationId": "there"}}
    paths = {"/x": {"$ref": "#/components/pathItems/X", "parameters": [{"name": "b", "in": "query", "schema": {}}]}}
    loaded = await read(document(paths, components={"pathItems": {"X": item}}))
    assert names(loaded) == ["there"]
    assert list(loaded.apis[0].parameters["properties"]) == ["a", "b"]


async def test_what_stands_beside_a_path_item_s_reference_counts_first(read: Read) -> None:
    paths = {
        "/x": {"$ref": "#/paths/~1y", "get": {"operationId": "here"}},
        "/y": {"get": {}, "put": {"operationId": "there"}},
    }
    loaded = await read(document(paths))
    assert names(loaded) == ["here", "there", "GET /y", "there"]
    assert [api.id for api in loaded.apis] == ["t/here", "t/there", "t/get-y", "t/there-2"]


async def test_webhooks_callbacks_and_extensions_are_no_operations(read: Read) -> None:
    operation = {"callbacks": {"done": {"{$request.body#/url}": {"post": {}}}}}
    loaded = await read(document({"/x": {"get": operation}, "x-paths": {"get": {}}}, webhooks={"new": {"post": {}}}))
    assert names(loaded) == ["GET /x"]


@pytest.mark.parametrize("paths", [{}, None], ids=str)
async def test_a_document_without_paths_has_no_operations(read: Read, paths: Any) -> None:
    assert await read(document(paths)) == Loaded((await read(document(paths))).location)


UNTIDY: list[tuple[Any, str, str, list[str]]] = [
    ("none", "/paths", "paths is 'none', not an object: left out", []),
    ({"/x": ["get"]}, "/paths/~1x", "a path item is a list of 1, not an object: left out", []),
    ({"/x": {"get": None}}, "/paths/~1x/get", "an operation is None, not an object: read as an empty one", ["GET /x"]),
    ({"/x": {"$ref": "#/no"}}, "/paths/~1x", "$ref '#/no' leads nowhere: the path item is left out", []),
    ({"x": {"get": {}}}, "/paths/x", "path 'x' does not begin with '/': read as if it did", ["GET /x"]),
    ({"/x": {"query": {}}}, "/paths/~1x/query", "'query' is no method that OpenAPI 3.1 knows: left out", []),
]


@pytest.mark.parametrize(("paths", "place", "text", "expected"), UNTIDY, ids=str)
async def test_untidy_paths_are_named(read: Read, paths: Any, place: str, text: str, expected: list[str]) -> None:
    loaded = await read(document(paths))
    assert [(problem.place, problem.text) for problem in loaded.problems] == [(place, text)]
    assert names(loaded) == expected


async def test_path_items_that_refer_to_each_other_end(read: Read) -> None:
    loaded = await read(document({"/x": {"$ref": "#/paths/~1y"}, "/y": {"$ref": "#/paths/~1x", "get": {}}}))
    assert names(loaded) == ["GET /x", "GET /y"]


async def test_a_method_in_capitals_is_understood(read: Read) -> None:
    assert names(await read(document({"/x": {"GET": {}}}))) == ["GET /x"]


async def test_a_path_s_own_servers_count_before_the_document_s(read: Read) -> None:
    loaded = await read(
        document(
            {"/x": {"servers": [{"url": "https://b.test"}], "get": {}, "put": {"servers": [{"url": "https://c.test"}]}}}
        )
    )
    assert [api.binding.servers for api in loaded.apis if isinstance(api.binding, HttpBinding)] == [
        ("https://b.test",),
        ("https://c.test",),
    ]


@pytest.mark.parametrize(
    ("path", "declared", "plain", "names"),
    [
        ("/a/{b}/{c}", ["b", "c"], "/a/{b}/{c}", ["b", "c"]),
        ("/{+name}", ["name"], "/{name}", ["name"]),
        ("/{path*}", [], "/{path}", ["path"]),
        ("/{id:[0-9]+}", ["id"], "/{id}", ["id"]),
        ("/{a}.{b},{a}", [], "/{a}.{b},{a}", ["a", "b"]),
        ("/{+odd}", ["+odd"], "/{+odd}", ["+odd"]),
        ("/{}/{x", [], "/{}/{x", []),
    ],
)
def test_templates_are_read_as_frameworks_write_them(
    path: str, declared: list[str], plain: str, names: list[str]
) -> None:
    assert templates(path, declared) == (plain, names)
