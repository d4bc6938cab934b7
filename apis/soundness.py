"""A schema made fit to check with, whatever a document wrote into it.

Leaves out what makes no sense (a keyword whose value is of the wrong kind), what leads out of the schema or nowhere,
and what would never end; the rest stays. Knows JSON Schema draft 2020-12 and nothing of arguments. Fetches nothing.
"""

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator, FormatChecker

from apis.model import Json, Schema

DEEPEST = 64
"""Objects and lists within each other; real schemas have up to twenty. Deeper ones would exhaust the stack."""
COSTLIEST = 1e5
"""What checking one value may cost: each schema that applies to it counts one, and half as much again for each schema
it stands behind, so that neither long chains nor branches upon branches run away."""

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_UNEVALUATED = ("unevaluatedItems", "unevaluatedProperties")
_SAME_VALUE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
_ELSEWHERE = ("$id", "$anchor", "$dynamicRef", "$dynamicAnchor")
"""Keywords that give a `$ref` another meaning than a place in this very schema."""


def sound(schema: Schema) -> Schema:
    """Return a copy that can be checked with.

    >>> sound({"type": "strng", "minimum": 1, "properties": {"a": {"$ref": "#/$defs/none"}}})
    {'minimum': 1, 'properties': {'a': {}}}
    """
    if depth_of(schema) > DEEPEST:
        return {}
    schema = copy.deepcopy(schema)
    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=FormatChecker(("regex",)))
    for error in list(meta.iter_errors(schema)):
        _drop(schema, list(error.absolute_path))
    parts = list(_schemas(schema))
    for part in parts:
        _drop_unusable(part, schema)
    costs: dict[int, float] = {}
    try:
        for part in parts:
            _drop_circles(part, schema, costs)
    except RecursionError:  # hundreds of references in a row
        return {}
    return schema


def at(ref: str, root: Schema) -> Json:
    """Return the schema that a local reference points to, None where there is none."""
    if ref != "#" and not ref.startswith("#/"):
        return None
    steps = [unquote(step).replace("~1", "/").replace("~0", "~") for step in ref.split("/")[1:]]
    found: Json = root
    while steps and isinstance(found, dict):
        keyword = steps.pop(0)
        found = found.get(keyword)
        if keyword in (*_MAPS, *_LISTS):
            found = _member(found, steps.pop(0)) if steps else None
        elif keyword not in (*_SINGLE, *_UNEVALUATED):
            return None
    return found if not steps and isinstance(found, dict | bool) else None


def depth_of(value: Json) -> int:
    """Count how many objects and lists stand within each other.

    >>> depth_of({"a": [1, {}], "b": 2})
    3
    """
    depth, level = 0, [value]
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return depth


def _member(held: Json, step: str) -> Json:
    if isinstance(held, list):
        return held[int(step)] if step.isdecimal() and int(step) < len(held) else None
    return held.get(step) if isinstance(held, dict) else None


def _drop(schema: Json, path: list[str | int]) -> None:
    """Delete the keyword at `path`, or the one whose list `path` leads into."""
    while path and isinstance(path[-1], int):
        path.pop()
    for step in path[:-1]:
        try:
            schema = schema[step]
        except KeyError:  # an error above it took it along
            return
    if path:
        schema.pop(path[-1], None)


def _drop_unusable(part: dict[str, Any], root: Schema) -> None:
    for keyword in _ELSEWHERE:
        part.pop(keyword, None)
    if "$ref" in part and at(part["$ref"], root) is None:
        del part["$ref"]
    if part.get("enum") == []:  # allowed by the draft, and nothing could ever be given
        del part["enum"]


def _drop_circles(part: Json, root: Schema, costs: dict[int, float]) -> float:
    """Delete the references that lead back to themselves with no step into the value, or to too much work.

    Args:
        part: the schema to begin with.
        root: the whole schema.
        costs: of the schemas already walked, by identity; added to.

    Returns:
        What it costs to check one value with `part`.
    """
    if not isinstance(part, dict):
        return 1.0
    if id(part) not in costs:
        costs[id(part)] = COSTLIEST  # while it is being walked: whoever meets it now has gone in a circle
        if "$ref" in part and _drop_circles(at(part["$ref"], root), root, costs) >= COSTLIEST:
            del part["$ref"]
        heads = [at(part["$ref"], root)] if "$ref" in part else []
        heads += [inner for keyword in _SAME_VALUE for inner in _inside(part, keyword)]
        costs[id(part)] = 1 + 1.5 * sum(_drop_circles(head, root, costs) for head in heads)
    return costs[id(part)]


def _schemas(schema: Json) -> Iterator[dict[str, Any]]:
    """Yield every schema within a schema, the whole one first."""
    if isinstance(schema, dict):
        yield schema
        for keyword in (*_MAPS, *_LISTS, *_SINGLE, *_UNEVALUATED):
            for inner in _inside(schema, keyword):
                yield from _schemas(inner)


def _inside(schema: dict[str, Any], keyword: str) -> list[Json]:
    """Return the schemas that stand at a keyword."""
    held = schema.get(keyword)
    if held is None:
        return []
    if keyword in _MAPS:
        return list(held.values())
    return held if keyword in _LISTS else [held]
