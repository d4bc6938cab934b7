"""An API in the making, and what is made of it: an Api of the catalog.

Knows names, schemas and their legality; nothing of how definitions change (`operators`) or are compared (`pool`).
"""

import re
from collections.abc import Iterator
from typing import Literal

from apis.ids import slug
from apis.model import Api, Effect, HttpBinding, Json, Schema, Source, Value
from apis.schema import NAME_LENGTH
from apis.soundness import depth_of, sound

LOCATION = "synthesis"
METHODS = {"GET": Effect.READ, "POST": Effect.UNKNOWN, "PUT": Effect.WRITE, "DELETE": Effect.WRITE}
DEEPEST = 12
"""Schemas within each other; a definition that is deeper was made by mistake."""
TYPES = {
    "dict": "object", "map": "object", "hashmap": "object", "float": "number", "double": "number", "int": "integer",
    "long": "integer", "str": "string", "text": "string", "bool": "boolean", "list": "array", "tuple": "array",
    "date": "string", "datetime": "string", "file": "string",
}  # fmt: skip
"""Type names of other worlds, and JSON Schema's."""
_NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_-]{{0,{NAME_LENGTH - 1}}}")


class Definition(Value, extra="ignore"):
    """What a model or a rule writes of a new API."""

    name: str
    description: str
    parameters: Schema
    returns: Schema
    method: Literal["GET", "POST", "PUT", "DELETE"] = "GET"


class Evolved(Value):
    """An API that was made, and how."""

    schema_version: Literal[1] = 1
    api: Api
    instruction: str
    """What a user who needs it would say."""
    proposal: int
    """Its number among all proposals of the run, from 0."""
    topics: tuple[int, ...]
    """Ids of the functionalities it took from the tree."""
    operators: tuple[str, ...]
    """What was done to it, in order."""
    parent: str | None = None
    """Id of the API of the buffer that it was made after."""
    generation: int = 0


def api_of(definition: Definition, domain: str, area: str) -> Api:
    """Make an Api of a definition; it has no server, so it can be read, searched and simulated but not reached."""
    name = slug(definition.name.replace("_", "-"))
    return Api(
        id=f"{slug(f'{domain} {area}')}/{name}",
        tool=area,
        category=domain,
        name=definition.name,
        description=definition.description,
        parameters=definition.parameters,
        returns=definition.returns,
        effect=METHODS[definition.method],
        binding=HttpBinding(method=definition.method, path=f"/{name}"),
        source=Source(kind="synthesis", location=f"{LOCATION}:{slug(domain)}"),
    )


def normalised(definition: Definition) -> Definition:
    """Bring type names into JSON Schema's, in the structure and nowhere else; words are never touched.

    >>> odd = {"type": "dict", "properties": {"file": {"type": "file", "description": "A file of type dict."}}}
    >>> normalised(Definition(name="x", description="", parameters=odd, returns={})).parameters["properties"]
    {'file': {'type': 'string', 'description': 'A file of type dict.'}}
    """
    update = {"parameters": _typed(definition.parameters), "returns": _typed(definition.returns)}
    return definition.model_copy(update=update)


def problems(definition: Definition) -> Iterator[str]:
    """Yield why a definition cannot be an API: one short reason each, the same for the same kind of fault."""
    if not _NAME.fullmatch(definition.name):
        yield "illegal name"
    if len(definition.description.split()) < 4:
        yield "no description"
    for part, schema in (("parameters", definition.parameters), ("returns", definition.returns)):
        if depth_of(schema) > DEEPEST * 3:
            yield f"{part} too deep"
        elif sound(schema) != schema:  # what breaks the meta-schema, or leads nowhere, was left out
            yield f"{part} are no JSON Schema"
    yield from _object_problems(definition.parameters)


def _object_problems(parameters: Schema) -> Iterator[str]:
    properties = parameters.get("properties")
    if parameters.get("type") != "object" or not isinstance(properties, dict) or not properties:
        yield "parameters are no object with properties"
        return
    if not set(parameters.get("required") or ()) <= set(properties):
        yield "required names a parameter that is not there"
    if not all(_NAME.fullmatch(name) for name in names_in(parameters)):
        yield "illegal parameter name"


def names_in(schema: Schema) -> Iterator[str]:
    """Yield the names of all properties, nested ones too."""
    for part in schemas_in(schema):
        yield from part.get("properties") or {}


def schemas_in(schema: Json) -> Iterator[Schema]:
    """Yield a schema and all within it that stand for a value: properties, items and branches."""
    if not isinstance(schema, dict):
        return
    yield schema
    inner = [*(schema.get("properties") or {}).values(), schema.get("items"), schema.get("additionalProperties")]
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        inner += schema.get(key) or []
    for part in inner:
        yield from schemas_in(part)


def _typed(schema: Json) -> Json:
    if not isinstance(schema, dict):
        return schema
    mended = dict(schema)
    kind = schema.get("type")
    if isinstance(kind, str):
        mended["type"] = TYPES.get(kind.lower(), kind.lower())
    if isinstance(properties := schema.get("properties"), dict):
        mended["properties"] = {name: _typed(part) for name, part in properties.items()}
    for key in ("items", "additionalProperties"):
        if key in schema:
            mended[key] = _typed(schema[key])
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        if isinstance(parts := schema.get(key), list):
            mended[key] = [_typed(part) for part in parts]
    return mended
