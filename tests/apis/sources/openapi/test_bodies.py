"""Request bodies as arguments, of OpenAPI 2.0 and 3.x."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from apis.model import Api, Body, HttpBinding, PartEncoding, Place
from apis.sources.base import Loaded

ReadOperation = Callable[..., Awaitable[Api]]
Read = Callable[..., Awaitable[Loaded]]
PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "tag": {"type": "string"}}}


def json_body(schema: Any, **fields: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, **fields}}


def binding(api: Api) -> HttpBinding:
    assert isinstance(api.binding, HttpBinding)
    return api.binding


def whole(api: Api) -> list[str]:
    return [place.argument for place in binding(api).places if place.location == "body" and not place.name]


async def test_the_properties_of_an_object_become_arguments(read_operation: ReadOperation) -> None:
    api = await read_operation(json_body(PET, required=True))
    assert api.parameters == {**PET, "required": ["name"], "additionalProperties": False}
    assert binding(api).body == Body(media_type="application/json", required=True)
    assert binding(api).places == (
        Place(argument="name", name="name", location="body"),
        Place(argument="tag", name="tag", location="body"),
    )


@pytest.mark.parametrize(
    ("fields", "required"),
    [({"required": True}, ["name"]), ({"required": False}, []), ({}, ["name"]), ({"required": "true"}, ["name"])],
    ids=str,
)
async def test_a_body_that_says_nothing_is_required_if_its_object_needs_something(
    read_operation: ReadOperation, fields: dict[str, Any], required: list[str]
) -> None:
    api = await read_operation(json_body(PET, **fields))
    assert api.parameters.get("required", []) == required
    body = binding(api).body
    assert body is not None
    assert body.required is bool(required)


async def test_an_object_is_seen_through_references_and_all_of(read_operation: ReadOperation) -> None:
    schemas = {
        "Base": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "integer"}, "name": {"minLength": 1}},
        },
        "Pet": {"allOf": [{"$ref": "#/components/schemas/Base"}, {**PET, "description": "A pet"}]},
    }
    api = await read_operation(json_body({"$ref": "#/components/schemas/Pet"}), components={"schemas": schemas})
    assert api.parameters == {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "name": {"allOf": [{"minLength": 1}, {"type": "string"}]},
            "tag": {"type": "string"},
        },
        "required": ["id", "name"],
        "additionalProperties": False,
    }


async def test_a_property_of_many_meanings_has_them_side_by_side(read_operation: ReadOperation) -> None:
    branches = [{"properties": {"a": {"maxLength": n % 300}}} for n in range(600)]
    api = await read_operation(json_body({"allOf": branches}))
    assert api.parameters["properties"]["a"] == {"allOf": [{"maxLength": n} for n in range(300)]}
    assert Api.model_validate_json(api.model_dump_json()) == api


async def test_a_body_in_the_words_of_the_other_version_is_understood(read_operation: ReadOperation) -> None:
    modern = await read_operation({"parameters": [{"name": "pet", "in": "body", "schema": PET}]})
    older = await read_operation(json_body(PET), swagger="2.0")
    assert list(modern.parameters["properties"]) == list(older.parameters["properties"]) == ["name", "tag"]


async def test_read_only_properties_are_not_asked_for(read_operation: ReadOperation) -> None:
    schema = {"properties": {"id": {"type": "integer", "readOnly": True}, "name": {}}, "required": ["id", "name"]}
    api = await read_operation(json_body(schema))
    assert (list(api.parameters["properties"]), api.parameters["required"]) == (["name"], ["name"])


async def test_a_name_that_collides_leaves_the_body_whole(read_operation: ReadOperation) -> None:
    operation = {"parameters": [{"name": "name", "in": "query", "schema": {}}], **json_body(PET)}
    api = await read_operation(operation)
    assert list(api.parameters["properties"]) == ["name", "body"]
    assert api.parameters["properties"]["body"] == PET
    assert api.parameters["required"] == ["body"]
    assert whole(api) == ["body"]


async def test_a_whole_body_beside_a_parameter_of_that_name_takes_the_place_as_suffix(
    read_operation: ReadOperation,
) -> None:
    operation = {"parameters": [{"name": "body", "in": "query", "schema": {}}], **json_body({"type": "array"})}
    api = await read_operation(operation)
    assert list(api.parameters["properties"]) == ["body_query", "body_body"]
    assert whole(api) == ["body_body"]


STAYS_WHOLE: list[dict[str, Any]] = [
    {"type": "array", "items": {"type": "string"}},
    {"type": "string"},
    {},
    {"type": "object"},
    {"type": "object", "additionalProperties": {"type": "string"}},
    {**PET, "additionalProperties": True},
    {**PET, "patternProperties": {"^x-": {}}},
    {**PET, "anyOf": [{"required": ["tag"]}, {"required": ["name"]}]},
    {"oneOf": [PET, {"type": "string"}]},
    {"type": ["object", "string"], "properties": {"a": {}}},
]


@pytest.mark.parametrize("schema", STAYS_WHOLE, ids=str)
async def test_what_is_not_a_closed_list_of_properties_stays_whole(
    read_operation: ReadOperation, schema: dict[str, Any]
) -> None:
    api = await read_operation(json_body(schema, required=True, description="What to make"))
    assert api.parameters["properties"] == {"body": {**schema, "description": "What to make"}}
    assert api.parameters["required"] == ["body"]
    assert whole(api) == ["body"]


@pytest.mark.parametrize("schema", [{"anyOf": [PET, {"type": "null"}]}, {**PET, "nullable": True}], ids=str)
async def test_an_object_or_null_is_an_optional_object(read_operation: ReadOperation, schema: dict[str, Any]) -> None:
    api = await read_operation(json_body(schema))
    assert list(api.parameters["properties"]) == ["name", "tag"]
    assert "required" not in api.parameters


async def test_an_object_that_may_hold_nothing_is_no_body(read_operation: ReadOperation) -> None:
    api = await read_operation(json_body({"type": "object", "properties": {}, "additionalProperties": False}))
    assert binding(api).body is None
    assert api.parameters == {"type": "object", "properties": {}, "additionalProperties": False}


async def test_examples_of_the_object_become_examples_of_its_arguments(read_operation: ReadOperation) -> None:
    content = {
        "application/json": {
            "schema": {**PET, "example": {"name": "Tom"}},
            "examples": {"a": {"value": {"name": "Rex", "tag": "x"}}},
        }
    }
    properties = (await read_operation({"requestBody": {"content": content}})).parameters["properties"]
    assert properties["name"]["examples"] == ["Rex", "Tom"]
    assert properties["tag"]["examples"] == ["x"]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["text/plain", "application/xml", "application/json"], "application/json"),
        (["application/vnd.api+json", "multipart/form-data"], "application/vnd.api+json"),
        (["multipart/form-data", "application/x-www-form-urlencoded"], "application/x-www-form-urlencoded"),
        (["text/plain", "multipart/form-data"], "multipart/form-data"),
        (["*/*"], "application/json"),
        (["application/json; charset=utf-8"], "application/json; charset=utf-8"),
    ],
    ids=str,
)
async def test_the_media_type_that_is_written_best_is_chosen(
    read_operation: ReadOperation, offered: list[str], chosen: str
) -> None:
    api = await read_operation({"requestBody": {"content": {name: {"schema": PET} for name in offered}}})
    body = binding(api).body
    assert body is not None
    assert body.media_type == chosen
    assert list(api.parameters["properties"]) == ["name", "tag"]


@pytest.mark.parametrize("media_type", ["application/xml", "text/csv", "application/octet-stream", "multipart/mixed"])
async def test_any_other_body_is_a_text(read_operation: ReadOperation, media_type: str) -> None:
    api = await read_operation({"requestBody": {"required": True, "content": {media_type: {"schema": PET}}}})
    assert api.parameters["properties"] == {"body": {"type": "string", "contentMediaType": media_type}}
    assert whole(api) == ["body"]


async def test_the_encoding_of_form_parts_is_kept(read_operation: ReadOperation) -> None:
    encoding = {"tags": {"style": "pipeDelimited", "explode": False}, "file": {"contentType": "image/png"}, "bad": 5}
    schema = {
        "type": "object",
        "properties": {"tags": {"type": "array"}, "file": {"type": "string", "format": "binary"}},
    }
    content = {"multipart/form-data": {"schema": schema, "encoding": encoding}}
    body = binding(await read_operation({"requestBody": {"content": content}})).body
    assert body is not None
    assert body.encoding == {
        "tags": PartEncoding(style="pipeDelimited", explode=False),
        "file": PartEncoding(content_type="image/png"),
    }


async def test_a_body_that_cannot_be_read_is_any_json(read: Read) -> None:
    loaded = await read({"openapi": "3.0.0", "paths": {"/x": {"post": {"requestBody": {"$ref": "#/nowhere"}}}}})
    assert loaded.apis[0].parameters["properties"] == {"body": {}}
    assert any(p.place == "/paths/~1x/post/requestBody" and "leads nowhere" in p.text for p in loaded.problems)


async def test_a_body_is_found_by_reference(read_operation: ReadOperation) -> None:
    components = {"requestBodies": {"Pet": json_body(PET)["requestBody"]}}
    api = await read_operation({"requestBody": {"$ref": "#/components/requestBodies/Pet"}}, components=components)
    assert list(api.parameters["properties"]) == ["name", "tag"]


async def test_a_body_parameter_of_2_0_is_a_body(read_operation: ReadOperation) -> None:
    found = {"name": "pet", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Pet"}}
    api = await read_operation(
        {"parameters": [found]}, swagger="2.0", definitions={"Pet": PET}, consumes=["application/json"]
    )
    assert api.parameters == {**PET, "additionalProperties": False}
    assert binding(api).body == Body(media_type="application/json", required=True)


async def test_form_data_of_2_0_is_a_form(read_operation: ReadOperation) -> None:
    found = [
        {"name": "name", "in": "formData", "type": "string", "required": True, "description": "Of the pet"},
        {"name": "tags", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"},
    ]
    api = await read_operation({"parameters": found}, swagger="2.0")
    assert api.parameters["properties"]["name"] == {"type": "string", "description": "Of the pet"}
    assert api.parameters["required"] == ["name"]
    assert binding(api).body == Body(
        media_type="application/x-www-form-urlencoded",
        required=True,
        encoding={"tags": PartEncoding(style="pipeDelimited", explode=False)},
    )


async def test_a_file_of_2_0_goes_in_parts(read_operation: ReadOperation) -> None:
    found = [{"name": "photo", "in": "formData", "type": "file"}]
    api = await read_operation({"parameters": found}, swagger="2.0")
    body = binding(api).body
    assert body is not None
    assert body.media_type == "multipart/form-data"
    assert api.parameters["properties"] == {"photo": {"type": "string", "format": "binary"}}
