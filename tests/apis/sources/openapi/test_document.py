"""One document as Apis: names, words, effects, sources."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from apis.model import Api, Effect, Json
from apis.sources.base import Loaded
from apis.sources.openapi.document import Origin, category, read
from apis.sources.openapi.library import Library
from apis.sources.openapi.yaml12 import DEPTH, Unparsable

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines differ

ReadOperation = Callable[..., Awaitable[Api]]
Read = Callable[..., Awaitable[Loaded]]
URI = "file:///openapi.json"


def apis_of(document: dict[str, Any]) -> tuple[Api, ...]:
    return read(Library(URI, {URI: document}, {}), Origin("openapi.json", "0" * 64, "openapi"))[0]


def described(**fields: Any) -> str:
    [api] = apis_of({"openapi": "3.0.0", "paths": {"/pets": {"get": fields}}})
    return api.description


def test_ids_are_of_tool_and_operation_and_differ() -> None:
    paths = {
        "/a": {"get": {"operationId": "listPets"}, "put": {"operationId": "list_pets"}},
        "/b": {"get": {"operationId": "listPets"}},
        "/pets/{id}": {"delete": {}},
    }
    apis = apis_of({"openapi": "3.0.0", "info": {"title": "Pet Störe"}, "paths": paths})
    assert [api.id for api in apis] == [
        "pet-store/list-pets",
        "pet-store/list-pets-2",
        "pet-store/list-pets-3",
        "pet-store/delete-pets-id",
    ]
    assert [api.name for api in apis] == ["listPets", "list_pets", "listPets", "DELETE /pets/{id}"]
    assert {api.tool for api in apis} == {"Pet Störe"}


def test_a_document_without_a_title_is_named_by_where_it_lies() -> None:
    [api] = apis_of({"openapi": "3.0.0", "info": {"title": " "}, "paths": {"/x": {"get": {}}}})
    assert (api.tool, api.id) == ("openapi", "openapi/get-x")


def test_a_description_is_summary_and_description_in_plain_text() -> None:
    assert described(summary="List pets", description="<p>All <em>of</em> them</p>") == "List pets. All of them"
    assert described(summary="List pets", description="List pets, all of them") == "List pets, all of them"
    assert described(summary=None, description=7) == "GET /pets"
    assert described() == "GET /pets"


@pytest.mark.parametrize("deprecated", [True, "true"])
def test_what_is_deprecated_says_so_first(deprecated: Json) -> None:
    assert described(summary="List pets", deprecated=deprecated) == "Deprecated. List pets"


def test_the_effect_is_read_from_the_method() -> None:
    methods = ("get", "head", "options", "trace", "put", "patch", "delete", "post")
    apis = apis_of({"openapi": "3.0.0", "paths": {"/x": {method: {} for method in methods}}})
    assert [api.effect for api in apis] == [Effect.READ] * 4 + [Effect.WRITE] * 3 + [Effect.UNKNOWN]


def test_the_source_says_what_the_document_says_of_itself() -> None:
    info = {
        "title": "Pets",
        "version": 1.2,
        "description": "<b>All</b> about pets. " + "word " * 1000,
        "license": {"name": "MIT"},
    }
    [api] = apis_of({"openapi": "3.0.0", "info": info, "paths": {"/x": {"get": {}}}})
    source = api.source
    assert (source.kind, source.location, source.hash) == ("openapi", "openapi.json", "0" * 64)
    assert (source.title, source.version, source.licence) == ("Pets", "1.2", "MIT")
    assert source.about.startswith("All about pets. word")
    assert len(source.about) <= 1000


@pytest.mark.parametrize(
    ("own", "listed", "expected"),
    [
        (["open_data", "media"], [], "Open Data"),
        (["Health and Fitness"], [], "Health and Fitness"),
        (None, ["cloud"], "Cloud"),
        (["own"], ["listed"], "Own"),
        ([5, " ", "real"], [], "Real"),
        ("text", [], "Other"),
    ],
    ids=str,
)
def test_the_category_is_the_index_s_word_for_the_tool(own: Json, listed: list[str], expected: str) -> None:
    assert category(own, listed) == expected


def test_tags_are_no_categories() -> None:
    [api] = apis_of({"openapi": "3.0.0", "paths": {"/x": {"get": {"tags": ["pets"]}}}})
    assert api.category == "Other"


def test_the_document_s_category_is_every_operation_s() -> None:
    info = {"title": "T", "x-apisguru-categories": ["Travel"]}
    apis = apis_of({"openapi": "3.0.0", "info": info, "paths": {"/x": {"get": {}, "put": {}}}})
    assert [api.category for api in apis] == ["Travel", "Travel"]


def test_shared_schemas_are_one_object_in_all_apis() -> None:
    item = {"$ref": "#/components/schemas/Pet"}
    response = {"200": {"content": {"application/json": {"schema": {"type": "array", "items": item}}}}}
    document = {
        "openapi": "3.0.0",
        "paths": {f"/{n}": {"get": {"responses": response}} for n in range(2)},
        "components": {"schemas": {"Pet": {"type": "object"}}},
    }
    first, second = apis_of(document)
    assert first.returns is not None
    assert second.returns is not None
    assert first.returns["$defs"]["Pet"] is second.returns["$defs"]["Pet"]


def test_problems_end_at_a_thousand() -> None:
    paths = {f"/{n}": {"get": {"parameters": "none"}} for n in range(1500)}
    library = Library(URI, {URI: {"openapi": "3.0.0", "paths": paths}}, {})
    apis, problems = read(library, Origin("openapi.json", "", "openapi"))
    assert (len(apis), len(problems)) == (1500, 1001)
    assert problems[-1].text == "more problems than are kept"


def test_a_document_that_multiplies_its_arguments_is_refused() -> None:
    item = {"get": {"parameters": [{"name": name, "in": "query", "schema": {}} for name in "abc"]}}
    paths = {f"/{n}": {"$ref": "#/components/item"} for n in range(5)}
    library = Library(URI, {URI: {"openapi": "3.0.0", "paths": paths, "components": {"item": item}}}, {})
    assert len(read(library, Origin("openapi.json", "", "openapi"), most=15)[0]) == 5
    with pytest.raises(Unparsable, match="its operations take more than 14 arguments together"):
        read(library, Origin("openapi.json", "", "openapi"), most=14)


def test_what_is_as_deep_as_may_be_can_be_stored_and_read_again() -> None:
    schema: Any = {"type": "string"}
    for _ in range(DEPTH - 10):
        schema = {"nullable": True, "allOf": [{}, {"title": "x"}], "items": schema}
    body = {"content": {"application/json": {"schema": schema}}}
    [api] = apis_of({"openapi": "3.0.0", "paths": {"/x": {"post": {"requestBody": body}}}})
    assert Api.model_validate_json(api.model_dump_json()) == api


WORDS = """
type properties items required allOf anyOf $ref name in schema content parameters get post requestBody responses 200
description enum default example examples nullable servers url variables security application/json a b /x/{id}
"""
KEYS = st.sampled_from(WORDS.split())
GARBAGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "true", "string", "object", "query", "path", "[", "#/a", "application/json", "3.0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@UNTIMED
@given(st.dictionaries(KEYS, GARBAGE, max_size=4), GARBAGE, GARBAGE, st.booleans())
def test_no_garbage_breaks_a_document(operation: dict[str, Any], schema: Any, info: Any, swagger: bool) -> None:
    used = {"in": "query", "name": "q", "schema": schema}
    body = {"content": {"application/json": {"schema": schema, "examples": schema}}}
    document = {
        ("swagger" if swagger else "openapi"): "2.0" if swagger else "3.0.0",
        "info": info,
        "paths": {
            "/a": {"get": operation, "parameters": [used, schema]},
            "/b": {"post": {"requestBody": body, "parameters": [{"name": "b", "in": "body", "schema": schema}]}},
            "/c": info,
        },
        "components": {"schemas": {"A": schema}, "securitySchemes": schema},
        "security": info,
        "servers": schema,
    }
    for api in apis_of(document):
        Draft202012Validator.check_schema(api.parameters)
        Draft202012Validator.check_schema(api.returns or {})
        assert Api.model_validate_json(api.model_dump_json()) == api
