"""ToolBench's query files: instructions with the APIs offered and those that are needed, by their display names.

A file is one JSON list. Apis get the ids that a catalog of ToolBench's tools gives them; what a file says of their
parameters stays with the catalog.

Source: ToolBench d56fdd8, `data_example/instruction`, and the solvable queries of StableToolBench.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from apis.ids import operation_slug, slug
from apis.model import Api, HttpBinding, Json, Schema
from apis.schema import response_keys
from toolsearch.errors import RecordError
from toolsearch.journal import read
from toolsearch.records import Group, Instruction

HEAD = 1024
"""Bytes that tell what a file is."""
TYPES = {"integer": "NUMBER", "number": "NUMBER", "boolean": "BOOLEAN", "array": "ARRAY", "object": "OBJECT"}
"""ToolBench's names of types; every other is STRING."""
LEAVES = {"integer": "int", "number": "float", "boolean": "bool", "string": "str", "null": "NoneType"}


class Offered(BaseModel):
    """One API of a query. Files may hold no more than the first three."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    category_name: str = ""
    tool_name: str
    api_name: str
    api_description: str | None = ""
    required_parameters: tuple[dict[str, Json], ...] = ()
    optional_parameters: tuple[dict[str, Json], ...] = ()
    method: str = "GET"
    template_response: Json = None

    @property
    def id(self) -> str:
        return f"{slug(self.tool_name)}/{operation_slug(self.api_name, self.method, '')}"


class Query(BaseModel):
    """One query of a file."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    query: str | list[str]
    """Some files have a list, of which the first counts."""
    query_id: int | str | None = None
    """The place in the file where it is missing."""
    api_list: tuple[Offered, ...] | None = None
    """None: open domain."""
    relevant: tuple[tuple[str, str], ...] = Field((), alias="relevant APIs")
    """Tool name and API name of each."""


def is_query_file(data: bytes) -> bool:
    """Tell a query file from JSON lines: it is one list."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def read_queries(path: Path) -> list[Instruction]:
    """Read a query file as instructions.

    Raises:
        RecordError: it cannot be read, or a query is not what it must be; names file and query.
    """
    try:
        return parse_queries(path.read_bytes(), str(path))
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from error


def parse_queries(data: bytes, name: str) -> list[Instruction]:
    """Read the bytes of a query file; `name` says in errors what it is."""
    try:
        queries = TypeAdapter(tuple[Query, ...]).validate_python(json.loads(data))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise RecordError(f"{name} is no query file of ToolBench: {place}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{name} is no JSON: {error}") from error
    group = _group(name)
    return [_instruction(query, place, group) for place, query in enumerate(queries)]


def read_instructions(path: Path) -> Iterator[Instruction]:
    """Yield the instructions of a file, whether it has JSON lines or is a query file.

    Raises:
        RecordError: it cannot be read, or something in it is no instruction; names the place.
    """
    try:
        with path.open("rb") as file:
            listed = is_query_file(file.read(HEAD))
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from error
    yield from read_queries(path) if listed else read(path, Instruction, torn=False)


def as_lines(data: bytes, name: str) -> bytes:
    """Return a file of instructions as JSON lines: a query file is turned into them, any other stays as it is."""
    if not is_query_file(data):
        return data
    return b"".join(each.model_dump_json().encode() + b"\n" for each in parse_queries(data, name))


def write_queries(instructions: Iterable[Instruction], apis: Mapping[str, Api]) -> list[dict[str, Json]]:
    """Write instructions as the list that a query file holds.

    Args:
        instructions: ids that are whole numbers are kept, others become their place.
        apis: every Api that is offered, by id.
    """
    return [_query(instruction, place, apis) for place, instruction in enumerate(instructions)]


def _instruction(query: Query, place: int, group: Group | None) -> Instruction:
    text = query.query if isinstance(query.query, str) else (query.query or [""])[0]
    offered = None if query.api_list is None else tuple(dict.fromkeys(api.id for api in query.api_list))
    names = {(api.tool_name, api.api_name): api.id for api in query.api_list or ()}
    relevant = [names.get(pair) or _id_of(*pair) for pair in query.relevant]
    return Instruction(
        id=str(place if query.query_id is None else query.query_id),
        text=text.strip(),
        group=group,
        apis=offered,
        relevant=tuple(dict.fromkeys(relevant)),
    )


def _id_of(tool: str, api: str) -> str:
    return Offered(tool_name=tool, api_name=api).id


def _group(name: str) -> Group | None:
    found = re.search(r"(?<![A-Za-z0-9])[GI]([123])(?![0-9])", Path(name).name)
    groups: dict[str, Group] = {"1": "I1", "2": "I2", "3": "I3"}
    return groups[found[1]] if found else None


def _query(instruction: Instruction, place: int, apis: Mapping[str, Api]) -> dict[str, Json]:
    query: dict[str, Json] = {
        "query": instruction.text,
        "query_id": int(instruction.id) if instruction.id.isdecimal() else place,
    }
    if instruction.apis is not None:
        query["api_list"] = [_offered(apis[id_]) for id_ in instruction.apis]
    if instruction.relevant:
        query["relevant APIs"] = [[apis[id_].tool, apis[id_].name] for id_ in instruction.relevant]
    return query


def _offered(api: Api) -> dict[str, Json]:
    required = api.parameters.get("required") or ()
    properties: dict[str, Schema] = api.parameters.get("properties") or {}
    told = {name: _parameter(name, part if isinstance(part, dict) else {}) for name, part in properties.items()}
    offered: dict[str, Json] = {
        "category_name": api.category,
        "tool_name": api.tool,
        "api_name": api.name,
        "api_description": api.description,
        "required_parameters": [each for name, each in told.items() if name in required],
        "optional_parameters": [each for name, each in told.items() if name not in required],
        "method": api.binding.method if isinstance(api.binding, HttpBinding) else "POST",
    }
    if response_keys(api.returns):
        offered["template_response"] = template(api.returns or {}, api.returns or {})
    return offered


def _parameter(name: str, part: Schema) -> dict[str, Json]:
    shown = next(iter(part.get("examples") or ()), part.get("default", ""))
    kind = "ENUM" if part.get("enum") else TYPES.get(str(part.get("type")), "STRING")
    return {"name": name, "type": kind, "description": part.get("description") or "", "default": shown}


def template(schema: Schema, root: Schema, depth: int = 0) -> Json:
    """Write the shape of a response as ToolBench does: keys as they are, types in place of values.

    >>> template({"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}, {})
    [{'id': 'int'}]
    """
    ref = str(schema.get("$ref") or "")
    if ref.startswith("#/$defs/"):
        schema = (root.get("$defs") or {}).get(ref.removeprefix("#/$defs/")) or {}
    properties, items = schema.get("properties"), schema.get("items")
    if isinstance(properties, dict) and depth < 6:
        return {name: template(part, root, depth + 1) for name, part in properties.items() if isinstance(part, dict)}
    if isinstance(items, dict) and depth < 6:
        return [template(items, root, depth + 1)]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    return "empty list" if kind == "array" else LEAVES.get(str(kind), "str")
