"""The arguments of one operation: parameters and body alike, under names that differ.

Knows converted schemas and where each value goes in a request; nothing of how a document writes parameters or bodies.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from apis.model import Place, Schema
from apis.sources.openapi.definitions import NOTES, Definitions, pointed

Location = Literal["path", "query", "header", "cookie", "body"]
FLAT = NOTES | {
    *("$ref", "type", "format", "properties", "required", "allOf", "additionalProperties", "unevaluatedProperties"),
    *("minProperties", "maxProperties"),
}
"""Keywords that an object may have whose properties become arguments."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One value that a call may give, and where it goes."""

    name: str
    location: Location
    schema: Schema
    required: bool = False
    whole: bool = False
    """Whether it is the whole body."""
    style: str = "form"
    explode: bool = False
    allow_reserved: bool = False
    media_type: str | None = None

    def place(self, argument: str) -> Place:
        return Place(
            argument=argument,
            name="" if self.whole else self.name,
            location=self.location,
            style=self.style,
            explode=self.explode,
            allow_reserved=self.allow_reserved,
            media_type=self.media_type,
        )


@dataclass(frozen=True, slots=True)
class Fields:
    """The properties of an object, seen through `$ref` and `allOf`."""

    properties: dict[str, Schema]
    required: frozenset[str]
    nullable: bool = False


def named(arguments: Sequence[Argument]) -> dict[str, Argument]:
    """Name the arguments: those of one name in several places get the place as suffix."""
    often = Counter(argument.name for argument in arguments)
    chosen: dict[str, Argument] = {}
    for argument in arguments:
        name = argument.name if often[argument.name] == 1 else f"{argument.name}_{argument.location}"
        while name in chosen or (name != argument.name and name in often):
            name += "_"
        chosen[name] = argument
    return chosen


def object_schema(arguments: dict[str, Argument], definitions: Definitions) -> Schema:
    """Write the schema of a call's arguments: one object, closed, since nothing else has a place to go to."""
    schema: Schema = {
        "type": "object",
        "properties": {name: definitions.opened(argument.schema) for name, argument in arguments.items()},
    }
    required = [name for name, argument in arguments.items() if argument.required]
    return {**schema, **({"required": required} if required else {}), "additionalProperties": False}


def fields(schema: Schema, definitions: Definitions) -> Fields | None:
    """Take an object apart into its properties, or return None where that would lose what it says.

    An object that takes other properties by word (`additionalProperties`), or that offers alternatives, stays whole.
    """
    schema, nullable = _without_null(definitions.opened(schema))
    meanings, required, seen = dict[str, list[Schema]](), set[str](), set[str]()
    stack = [schema]
    while stack:
        part = stack.pop()
        if not _is_flat(part, outermost=part is schema):
            return None
        for name, inner in part.get("properties", {}).items():
            known = meanings.setdefault(name, [])
            known += [] if inner in known else [inner]
        required |= set(part.get("required", ()))
        stack += reversed(part.get("allOf", ()))
        name = pointed(part)
        stack += [definitions.schemas[name]] if name and name not in seen else []
        seen.add(name)
    nullable = nullable or "null" in schema.get("type", ())
    is_empty = not meanings and schema.get("additionalProperties") is not False
    properties = {name: known[0] if len(known) == 1 else {"allOf": known} for name, known in meanings.items()}
    return None if is_empty else Fields(properties, frozenset(required), nullable)


def _is_flat(part: Schema, *, outermost: bool) -> bool:
    types = part.get("type", "object")
    more = part.get("additionalProperties", False)
    open_by_word = more is not False and (outermost or (isinstance(more, dict) and more))
    return part.keys() <= FLAT and types in ("object", ["object", "null"], ["null", "object"]) and not open_by_word


def _without_null(schema: Schema) -> tuple[Schema, bool]:
    """See through `anyOf: [X, null]`, as frameworks write an optional body."""
    branches = schema.get("anyOf", ())
    rest = [branch for branch in branches if branch != {"type": "null"}]
    if len(branches) == 2 and len(rest) == 1 and schema.keys() - {"anyOf"} <= NOTES:
        return rest[0], True
    return schema, False
