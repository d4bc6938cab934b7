"""ToolBench's dump layout, with the parts of it that ToolBench publishes."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from apis.errors import SourceError
from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.model import Api, Effect, HttpBinding, ToolCall
from apis.sampling import candidates
from apis.sources.base import Loaded
from apis.sources.resolve import open_source
from apis.sources.toolbench import is_dump

TOOL = {
    "tool_name": "World Quotes",
    "tool_description": None,
    "title": "Quotes of the World",
    "standardized_name": "world_quotes",
    "api_list": [
        {
            "name": "Quote of an author",
            "url": "https://world-quotes.p.rapidapi.com/authors/{author}/quote?format=json",
            "description": "A quote of an author.",
            "method": "GET",
            "required_parameters": [{"name": "author", "type": "STRING", "description": "", "default": "Ada"}],
            "optional_parameters": [
                {"name": "length", "type": "NUMBER", "description": "In words.", "default": "12"},
                {"name": "short", "type": "BOOLEAN", "description": "", "default": ""},
                {"name": "since", "type": "DATE (YYYY-MM-DD)", "description": "", "default": ""},
            ],
            "code": "import requests",
            "statuscode": 200,
        },
        {
            "name": "Add a quote",
            "url": "https://world-quotes.p.rapidapi.com/quotes/:year",
            "description": "",
            "method": "POST",
            "required_parameters": [{"name": "text", "type": "STRING", "description": "", "default": ""}],
            "optional_parameters": [],
        },
    ],
}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "tools"
    (folder / "Text_Analysis").mkdir(parents=True)
    (folder / "Text_Analysis" / "world_quotes.json").write_text(json.dumps(TOOL))
    examples = tmp_path / "response_examples" / "Text_Analysis"
    examples.mkdir(parents=True)
    shape = {"quote": "str", "author": {"born": "int", "died": "NoneType"}, "tags": "empty list"}
    listed = {"api_list": [{"name": "Quote of an author", "schema": shape}]}
    (examples / "world_quotes.json").write_text(json.dumps(listed))
    return folder


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


async def loaded(location: object) -> list[Loaded]:
    return [each async for each in open_source(str(location))(str(location), fetch=no_fetch)]


async def test_each_endpoint_of_a_tool_becomes_an_api(dump: Path) -> None:
    [document] = await loaded(dump)
    quote, adding = document.apis
    assert (quote.id, quote.tool, quote.category) == (
        "world-quotes/quote-of-an-author",
        "World Quotes",
        "Text Analysis",
    )
    assert quote.parameters == {
        "type": "object",
        "properties": {
            "author": {"type": "string", "examples": ["Ada"]},
            "length": {"type": "number", "description": "In words.", "examples": [12]},
            "short": {"type": "boolean"},
            "since": {"type": "string", "format": "date"},
        },
        "required": ["author"],
    }
    assert quote.returns == {
        "type": "object",
        "properties": {
            "quote": {"type": "string"},
            "author": {"type": "object", "properties": {"born": {"type": "integer"}, "died": {}}},
            "tags": {"type": "array"},
        },
    }
    assert (quote.effect, adding.effect) == (Effect.READ, Effect.UNKNOWN)
    binding = adding.binding
    assert isinstance(binding, HttpBinding)
    assert binding.path == "/quotes/{year}"  # named in the URL alone: a required text
    assert {place.name: place.location for place in binding.places} == {"text": "body", "year": "path"}
    assert adding.parameters["required"] == ["text", "year"]
    assert quote.source.kind == "toolbench"


async def test_one_file_is_read_too(dump: Path) -> None:
    [document] = await loaded(dump / "Text_Analysis" / "world_quotes.json")
    assert len(document.apis) == 2


async def test_a_bad_file_costs_no_other(dump: Path) -> None:
    (dump / "Text_Analysis" / "a.json").write_text("{")
    (dump / "Text_Analysis" / "b.json").write_text('{"a": 1}')
    found = await loaded(dump)
    assert [bool(each.apis) for each in found] == [False, False, True]
    assert [bool(each.error) for each in found] == [True, True, False]


async def test_a_folder_of_anything_else_is_no_dump(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.json").write_text('{"openapi": "3.1.0"}')
    assert not is_dump(tmp_path)
    with pytest.raises(SourceError):
        await loaded(tmp_path / "none")


async def test_it_is_called_with_key_and_host_in_their_headers(dump: Path, site: Any) -> None:
    site.put("/authors/Ada%20L/quote?format=json&length=3", {"quote": "…"})
    [document] = await loaded(dump)
    endpoint = site.url.removeprefix("http://")
    async with HttpExecutor(
        Policy(frozenset([endpoint])),
        credentials={"world-quotes": "s3cret"},
        base_urls={"world-quotes": site.url},
    ) as executor:
        seen = await executor.execute(
            document.apis[0], ToolCall(id="1", name="", arguments={"author": "Ada L", "length": 3})
        )
    assert seen.content == '{"quote":"…"}'
    [headers] = site.headers
    assert headers["x-rapidapi-key"] == "s3cret"
    assert headers["x-rapidapi-host"] == "world-quotes.p.rapidapi.com"


def parts(data: Path) -> dict[str, list[dict[str, Any]]]:
    """Gather the endpoints in ToolBench's instruction files, by category and tool."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for path in sorted((data / "toolbench" / "instruction").glob("G?_query.json")):
        for query in json.loads(path.read_text()):
            for api in query["api_list"]:
                tool = found.setdefault(f"{api['category_name']}/{api['tool_name']}", {})
                tool[api["api_name"]] = api
    return {name: list(apis.values()) for name, apis in found.items()}


async def test_every_endpoint_of_toolbenchs_own_samples_becomes_an_api_that_can_be_called(
    data: Path, tmp_path: Path
) -> None:
    sample = parts(data)
    for name, apis in sample.items():
        category, _, tool = name.partition("/")
        folder = tmp_path / category.replace(" ", "_")
        folder.mkdir(exist_ok=True)
        described = [
            {key.removeprefix("api_"): value for key, value in api.items()} | {"url": "https://x.p.rapidapi.com/v1"}
            for api in apis
        ]
        (folder / f"{len(list(folder.iterdir()))}.json").write_text(
            json.dumps({"tool_name": tool, "api_list": described})
        )
    found = await loaded(tmp_path)
    assert all(document.error is None for document in found)
    read = [api for document in found for api in document.apis]
    assert len(read) == sum(map(len, sample.values())) > 20
    kinds = Counter(schema["type"] for api in read for schema in api.parameters["properties"].values())
    assert kinds["string"] > kinds["number"] > 0
    asked = [api for api in read if next(candidates(api), None) is None]
    assert [api.id for api in asked] == []
    assert all(isinstance(api, Api) and api.category for api in read)
