"""Real documents of public APIs, and of programs that run here."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY

from apis.model import Api, HttpBinding
from apis.sources.base import Loaded
from apis.sources.openapi import load
from apis.sources.openapi.definitions import references

META = "https://json-schema.org/draft/2020-12/meta/"
VOCABULARIES = ("core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content")
LOCAL = {"chromadb": 35, "httpbin": 78, "jupyter_server": 32, "kinto": 44, "pdns": 36}
"""Operations by program: 225 in all, as the folder's README says."""


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


async def loaded(folder: Path) -> dict[str, Loaded]:
    found = [each async for each in load(str(folder), fetch=no_fetch)]
    return {str(Path(each.location).relative_to(folder)): each for each in found}


def fast_validator() -> Draft202012Validator:
    """The meta-schema in one piece: it says what the published one says in seven, several times as fast."""
    properties: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    for name in VOCABULARIES:
        vocabulary: Any = REGISTRY.contents(META + name)
        properties |= vocabulary.get("properties", {})
        definitions |= vocabulary.get("$defs", {})
    whole = {"type": ["object", "boolean"], "properties": properties, "$defs": definitions}
    text = json.dumps(whole).replace('"$dynamicRef": "#meta"', '"$ref": "#"')
    return Draft202012Validator(json.loads(text), format_checker=Draft202012Validator.FORMAT_CHECKER)


def pieces(api: Api) -> Iterator[dict[str, Any]]:
    for schema in (api.parameters, api.returns or {}):
        yield from schema.get("properties", {}).values()
        yield from schema.get("$defs", {}).values()
        yield {key: value for key, value in schema.items() if key not in ("properties", "$defs")}


def check_api(api: Api, known: dict[int, set[str]]) -> None:
    """Assert what holds for every Api, whatever its document; `known` spares looking through what is shared again."""
    assert isinstance(api.binding, HttpBinding)
    arguments = [place.argument for place in api.binding.places]
    assert arguments == list(api.parameters["properties"])
    assert set(api.parameters.get("required", ())) <= set(arguments)
    for schema in (api.parameters, api.returns or {}):
        definitions = schema.get("$defs", {})
        for each in definitions.values():
            if id(each) not in known:
                known[id(each)] = set(references(each))
        inside = (known[id(each)] for each in definitions.values())
        assert set(references(schema)).union(*inside) == definitions.keys()


async def test_every_operation_of_every_real_document_is_an_api(data: Path) -> None:
    found = await loaded(data / "openapi")
    index = {entry["file"]: entry for entry in json.loads((data / "openapi" / "index.json").read_text("utf-8"))}
    assert {name: each.error for name, each in found.items() if each.error} == {}
    counts = {name: len(each.apis) for name, each in found.items()}
    assert counts == {name: entry["n_operations"] for name, entry in index.items()}
    assert sum(counts.values()) == 2515
    known: dict[int, set[str]] = {}
    for each in found.values():
        assert len({api.id for api in each.apis}) == len(each.apis)
        for api in each.apis:
            check_api(api, known)


async def test_every_schema_of_every_real_document_is_one(data: Path) -> None:
    validator, seen = fast_validator(), set[str]()
    assert not validator.is_valid({"properties": {"a": {"items": {"type": "thing"}}}})
    assert not validator.is_valid({"anyOf": [{"pattern": "["}]})
    apis = [api for each in (await loaded(data / "openapi")).values() for api in each.apis]
    known = set[int]()
    for piece in (piece for api in apis for piece in pieces(api)):
        text = "" if id(piece) in known else json.dumps(piece, sort_keys=True)
        known.add(id(piece))
        if text and text not in seen:
            seen.add(text)
            assert validator.is_valid(piece), text
    for api in apis[::25]:
        Draft202012Validator.check_schema(api.parameters)


async def test_documents_of_programs_that_run_here_are_read_whole(data: Path) -> None:
    found = await loaded(data / "openapi_local")
    assert {name.partition(".")[0]: len(each.apis) for name, each in found.items()} == LOCAL
    for api in (api for each in found.values() for api in each.apis):
        check_api(api, {})
        Draft202012Validator.check_schema(api.parameters)


async def test_parameter_styles_are_those_of_their_examples(data: Path) -> None:
    [found] = [each async for each in load(str(data / "openapi/readme-examples/parameters-style.json"), fetch=no_fetch)]
    bindings = {api.binding.path: api.binding.places for api in found.apis if isinstance(api.binding, HttpBinding)}
    styled = {path: {(p.style, p.explode) for p in places} for path, places in bindings.items() if places}
    assert {style for styles in styled.values() for style, _ in styles} >= {
        *("form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"),
    }
