"""ToolBench's tool environment: `<Category>/<tool>.json`, one tool a file, as dumped from RapidAPI.

What a response holds is read from the tool itself, or from `response_examples/<Category>/<tool>.json` beside the
folder or in it: there, leaves are names of Python types. Fields that are missing, null or of another type are taken
for empty, as they are in the dump.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

from apis.errors import SourceError
from apis.model import Json, Schema, Source
from apis.schema import shorten
from apis.sources.base import Fetch, Loaded
from apis.sources.marketplace import Endpoint, Parameter, apis_of
from apis.sources.openapi.loader import read_file
from apis.sources.openapi.parsing import decode, parse_json
from apis.sources.openapi.yaml12 import Unparsable

EXAMPLES = "response_examples"
LOOKED_AT = 20
"""Files of a folder that are looked at to tell whether it is a dump."""
ABOUT = 1000
LEAVES: dict[str, Schema] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "NoneType": {},
    "empty list": {"type": "array"},
}


async def load(location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
    """Read a tool's file, or every tool of a folder of categories.

    Raises:
        SourceError: there is no such file, or the folder holds no tool.
    """
    files = found(Path(location))
    if not files:
        raise SourceError(f"no tool in folder {location!r}: looked for <Category>/<tool>.json")
    for file in files:
        yield _read(file)


def found(path: Path) -> list[Path]:
    """Return the file itself, or the files of a folder's tools."""
    return [path] if path.is_file() else list(tools(path))


def tools(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder's tools, in a fixed order."""
    return (path for path in sorted(folder.glob("*/*.json")) if path.parent.name != EXAMPLES)


def is_dump(folder: Path) -> bool:
    """Tell a folder of ToolBench's layout by its first files."""
    for _, path in zip(range(LOOKED_AT), tools(folder), strict=False):
        with suppress(SourceError):
            if holds_tool(read_file(path)):
                return True
    return False


def holds_tool(content: bytes) -> bool:
    """Tell a tool's file from everything else."""
    if b'"api_list"' not in content:
        return False
    try:
        return is_tool(parse_json(decode(content)))
    except Unparsable:
        return False


def is_tool(value: Json) -> bool:
    """Tell whether a value is a tool of a dump.

    >>> is_tool({"tool_name": "Quotes", "api_list": []}), is_tool({"api_list": []})
    (True, False)
    """
    return isinstance(value, dict) and isinstance(value.get("api_list"), list) and "tool_name" in value


def returned(example: Json) -> Schema:
    """Read what a response example says of the shape of a response.

    >>> returned({"hits": [{"id": "int"}], "more": "empty list"})["properties"]["hits"]
    {'type': 'array', 'items': {'type': 'object', 'properties': {'id': {'type': 'integer'}}}}
    """
    if isinstance(example, dict):
        return {"type": "object", "properties": {name: returned(inner) for name, inner in example.items()}}
    if isinstance(example, list):
        return {"type": "array", "items": returned(example[0])} if example else {"type": "array"}
    return dict(LEAVES.get(example, {}) if isinstance(example, str) else {})


def _read(path: Path) -> Loaded:
    try:
        content = read_file(path)
        value = parse_json(decode(content))
    except (SourceError, Unparsable) as error:
        return Loaded(str(path), error=f"{path}: {error}")
    if not is_tool(value):
        return Loaded(str(path), error=f"{path}: expected a tool of ToolBench: an object with `tool_name`, `api_list`")
    title = _text(value, "tool_name") or _text(value, "title") or path.stem
    source = Source(
        kind="toolbench",
        location=str(path),
        hash=hashlib.sha256(content).hexdigest(),
        title=_text(value, "title") or title,
        about=shorten(_text(value, "tool_description"), ABOUT),
    )
    shapes = _shapes(path)
    endpoints = [_endpoint(api, _text(value, "host"), shapes) for api in value["api_list"] if isinstance(api, dict)]
    return Loaded(str(path), apis_of(title, path.parent.name.replace("_", " "), endpoints, source))


def _shapes(path: Path) -> dict[str, Json]:
    """Find the shapes of a tool's responses, by the name of the endpoint."""
    root = path.parent.parent
    for folder in (root / EXAMPLES, root.parent / EXAMPLES):
        file = folder / path.parent.name / path.name
        if file.is_file() and file.stat().st_size:
            try:
                held = parse_json(decode(read_file(file)))
            except (SourceError, Unparsable):
                return {}
            listed = held.get("api_list") if isinstance(held, dict) else None
            entries = [each for each in listed or () if isinstance(each, dict)]
            return {str(each.get("name")): each.get("schema") for each in entries}
    return {}


def _endpoint(api: dict[str, Json], host: str, shapes: dict[str, Json]) -> Endpoint:
    name = _text(api, "name")
    shape = shapes.get(name) or api.get("template_response")
    return Endpoint(
        name=name,
        method=_text(api, "method") or "GET",
        url=_text(api, "url") or (f"https://{host}/" if host else ""),
        description=_text(api, "description"),
        parameters=(*_parameters(api, "required_parameters"), *_parameters(api, "optional_parameters")),
        returns=returned(shape) if isinstance(shape, dict | list) else None,
    )


def _parameters(api: dict[str, Json], key: str) -> Iterator[Parameter]:
    held = api.get(key)
    for each in held if isinstance(held, list) else ():
        if isinstance(each, dict):
            yield Parameter(
                name=_text(each, "name"),
                type=_text(each, "type") or "STRING",
                description=_text(each, "description"),
                example=each.get("default"),
                required=key.startswith("required"),
            )


def _text(value: dict[str, Json], key: str) -> str:
    held = value.get(key)
    return held.strip() if isinstance(held, str) else ""
