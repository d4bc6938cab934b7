"""Files, folders and URLs of OpenAPI documents."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from apis.errors import SourceError
from apis.model import HttpBinding
from apis.sources.base import Fetch, Loaded
from apis.sources.openapi import load
from apis.sources.openapi.loader import without_secrets

Read = Callable[..., Awaitable[Loaded]]
PETS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets"},
    "paths": {"/pets": {"get": {"operationId": "list"}}},
}


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


async def loaded(location: object, fetch: Fetch = no_fetch) -> list[Loaded]:
    return [each async for each in load(str(location), fetch=fetch)]


def write(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0", "3.2.0"])
async def test_every_version_is_read(read: Read, version: str) -> None:
    key = "swagger" if version == "2.0" else "openapi"
    assert len((await read({key: version, "paths": {"/x": {"get": {}}}})).apis) == 1


async def test_a_yaml_document_is_read_with_text_for_keys_and_dates(read: Read) -> None:
    text = """
swagger: 2.0
paths:
  /days:
    get:
      parameters: [{name: on, in: query, type: string, default: 2024-02-29, enum: [2024-02-29, no]}]
      responses:
        200: {description: fine, schema: {type: object}}
"""
    [api] = (await read(text, "days.yaml")).apis
    assert api.parameters["properties"] == {
        "on": {"type": "string", "default": "2024-02-29", "enum": ["2024-02-29", "no"]}
    }
    assert api.returns == {"type": "object"}


async def test_the_location_and_hash_of_a_file_are_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "pets.json", PETS)
    [found] = await loaded(path)
    assert found.location == found.apis[0].source.location == str(path)
    assert len(found.apis[0].source.hash) == 64


async def test_a_folder_is_read_in_order_and_what_is_no_document_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "b.yml", "openapi: 3.0.0\npaths: {/b: {get: {}}}")
    write(tmp_path / "a" / "deep" / "a.JSON", PETS)
    write(tmp_path / "package.json", {"name": "x"})
    write(tmp_path / "fragment.yaml", "type: object")
    write(tmp_path / "speaks.yaml", "text: 'openapi: 3'")
    write(tmp_path / "notes.txt", "openapi: 3.0.0")
    write(tmp_path / ".hidden" / "c.json", PETS)
    write(tmp_path / "broken.json", '{"openapi": "3.0.0", ')
    found = await loaded(tmp_path)
    assert [Path(each.location).name for each in found] == ["b.yml", "broken.json", "a.JSON"]
    assert [len(each.apis) for each in found] == [1, 0, 1]
    assert found[1].error is not None
    assert found[1].error.startswith("not JSON: line 1, column")


async def test_one_document_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", "openapi: 3.0.0\npaths: {/a: {{x}}}")
    write(tmp_path / "b.json", PETS)
    write(tmp_path / "c.json", {"swagger": "1.2", "apis": []})
    found = await loaded(tmp_path)
    assert [bool(each.error) for each in found] == [True, False, True]
    assert found[2].error == "it states version '1.2': OpenAPI 2.0, 3.0 and 3.1 are read"


async def test_a_missing_file_and_an_empty_folder_are_errors_that_name_them(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no such file or folder: '.*gone\.json'"):
        await loaded(tmp_path / "gone.json")
    with pytest.raises(SourceError, match=r"no OpenAPI document in folder '.*': looked for"):
        await loaded(tmp_path)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "it is empty"),
        ("a: 'x", "not YAML: line 1, column 6: found unexpected end of stream"),
        ('{"a": ]', "not JSON: line 1, column 7: Expecting value"),
        (
            '{"name": "x", "tools": []}',
            "an OpenAPI document (`openapi` or `swagger` and its version), found an object with 'name', 'tools'",
        ),
        ("[1, 2]", "found a list"),
        ("just words", "found plain text"),
        ("<!doctype html><html><body>Not found</body></html>", "found an HTML page"),
        ("<?xml version='1.0'?><x/>", "found XML"),
        ("{}", "found an empty object"),
        ("5", "found a single value"),
        ('{"openapi": "4.0"}', "it states version '4.0': OpenAPI 2.0, 3.0 and 3.1 are read"),
        ('{"openapi": null}', "it states version 'None'"),
    ],
)
async def test_a_file_that_is_no_document_says_what_it_is(read: Read, text: str, error: str) -> None:
    found = await read(text)
    assert found.apis == ()
    assert found.error is not None
    assert error in found.error
    assert "\n" not in found.error


async def test_a_url_is_fetched_and_relative_servers_start_there(site: Any, fetch: Fetch) -> None:
    url = site.put("/tools/openapi.json", {**PETS, "servers": [{"url": "/pets/v1"}]})
    [found] = await loaded(f"{url}#/paths", fetch)
    binding = found.apis[0].binding
    assert isinstance(binding, HttpBinding)
    assert binding.servers == (f"{site.url}/pets/v1",)
    assert found.location == found.apis[0].source.location == url
    assert site.asked == ["/tools/openapi.json"]


async def test_references_are_followed_at_the_document_s_own_origin_only(site: Any, fetch: Fetch) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "shared/a.yaml#/A"}, "b": {"$ref": "http://127.0.0.1:9/b.json"}},
    }
    paths = {"/x": {"get": {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}}}
    url = site.put("/v1/openapi.json", {**PETS, "paths": {**paths, "/y": {"$ref": "paths/y.json"}}})
    site.put("/v1/shared/a.yaml", "A: {$ref: 'more.yaml'}")
    site.put("/v1/shared/more.yaml", "type: string\n")
    site.put("/v1/paths/y.json", {"get": {"operationId": "there", "parameters": [{"$ref": "../gone.json"}]}})
    [found] = await loaded(url, fetch)
    assert sorted(site.asked) == [
        "/v1/gone.json",
        "/v1/openapi.json",
        "/v1/paths/y.json",
        "/v1/shared/a.yaml",
        "/v1/shared/more.yaml",
    ]
    assert [api.name for api in found.apis] == ["GET /x", "there"]
    assert found.apis[0].returns == {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A"}, "b": {}},
        "$defs": {"A": {"$ref": "#/$defs/more"}, "more": {"type": "string"}},
    }
    said = {problem.place: problem.text for problem in found.problems}
    place = "/paths/~1x/get/responses/200/content/application~1json/schema/properties/b"
    assert said[place].endswith("is not followed: it is not at the document's own origin: read as anything")
    assert "status 404" in said["/v1/paths/y.json#/get/parameters/0"]


async def test_a_document_in_many_files_is_read_as_one(tmp_path: Path) -> None:
    write(tmp_path / "openapi.yaml", "openapi: 3.0.0\npaths:\n  /pets/{id}: {$ref: 'paths/pet.yaml#/item'}")
    write(
        tmp_path / "paths" / "pet.yaml",
        "item: {get: {parameters: [{$ref: ../parameters.yaml#/id}], responses: {200: {$ref: '#/ok'}}}}\n"
        "ok: {content: {application/json: {schema: {$ref: ../schemas/Pet.yaml}}}}",
    )
    write(tmp_path / "parameters.yaml", "id: {name: id, in: path, required: true, schema: {type: integer}}")
    write(tmp_path / "schemas" / "Pet.yaml", "type: object\nproperties: {friend: {$ref: Pet.yaml}}")
    [found] = await loaded(tmp_path)
    [api] = found.apis
    assert api.parameters["properties"] == {"id": {"type": "integer"}}
    friend = {"type": "object", "properties": {"friend": {"$ref": "#/$defs/Pet"}}}
    assert api.returns == {**friend, "$defs": {"Pet": friend}}


async def test_a_server_that_refuses_is_an_error_that_names_the_url(site: Any, fetch: Fetch) -> None:
    with pytest.raises(SourceError, match=f"{site.url}/gone.json: .*404"):
        await loaded(f"{site.url}/gone.json", fetch)


async def test_a_page_that_is_no_document_says_so(site: Any, fetch: Fetch) -> None:
    [found] = await loaded(site.put("/docs", "<html><body>Docs</body></html>"), fetch)
    assert found.error is not None
    assert found.error.endswith("found an HTML page")


def test_no_credential_stays_in_a_location() -> None:
    assert without_secrets("https://me:pw@api.test/x?a=1&apiKey=s&access_token=t#f") == (
        "https://api.test/x?a=1&apiKey=%2A&access_token=%2A"
    )
    assert without_secrets("https://api.test/x?format=openapi&v=1") == "https://api.test/x?format=openapi&v=1"
