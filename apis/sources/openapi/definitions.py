"""The shared schemas of a document: each converted once, named, and sent along only with what reaches it.

Knows schemas that are already JSON Schema 2020-12, with `$ref` into `#/$defs/` alone; nothing of where they come from.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from apis.model import Schema

PREFIX = "#/$defs/"
SINGLE = frozenset(
    ("items", "contains", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "propertyNames")
) | {"not", "if", "then", "else"}
"""Keywords whose value is one schema."""
SEVERAL = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
"""Keywords whose value is a list of schemas."""
NAMED = frozenset(("properties", "patternProperties", "dependentSchemas"))
"""Keywords whose value is an object of schemas."""
IN_PLACE = frozenset(("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"))
"""Keywords whose schemas look at the very value that theirs looks at."""
NOTES = frozenset(("title", "description", "default", "examples", "deprecated"))
"""Keywords that say something of a value and ask nothing of it."""
OUTLINE = ("type", "title", "description")


@dataclass(slots=True)
class Definitions:
    """Schemas by name, and how much of them a bundle may hold."""

    limit: int
    """Of a bundle's definitions, in characters of JSON."""
    schemas: dict[str, Schema] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _sizes: dict[str, int] = field(default_factory=dict)
    _reached: dict[str, list[str]] = field(default_factory=dict)

    def reserve(self, wish: str) -> str:
        """Give out a name that is nobody's yet, as near to the wish as can be."""
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", wish).strip("_") or "Schema"
        name = plain
        while name in self._counts:
            self._counts[plain] += 1
            name = f"{plain}_{self._counts[plain]}"
        self._counts[name] = 1
        return name

    def opened(self, schema: Schema) -> Schema:
        """Show what a `$ref` points to in its place, where nothing but notes stands beside it."""
        seen = set[str]()
        while (name := pointed(schema)) and name not in seen and set(schema) - {"$ref"} <= NOTES:
            seen.add(name)
            schema = {**self.schemas[name], **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def bundled(self, schema: Schema) -> tuple[Schema, int]:
        """Add the definitions that a schema reaches; beyond the limit they are outlines, which are counted."""
        kept, outlined, spent = dict[str, Schema](), 0, 0
        queue = list(references(schema))
        for name in queue:  # grows while it is read: the nearest come first
            if name in kept:
                continue
            spent += self._size(name)
            whole = spent <= self.limit
            kept[name] = self.schemas[name] if whole else outline(self.schemas[name])
            queue += self._references(name) if whole else ()
            outlined += not whole
        return ({**schema, "$defs": kept} if kept else schema), outlined

    def _size(self, name: str) -> int:
        if name not in self._sizes:
            self._sizes[name] = len(json.dumps(self.schemas[name], ensure_ascii=False))
        return self._sizes[name]

    def _references(self, name: str) -> list[str]:
        if name not in self._reached:
            self._reached[name] = list(references(self.schemas[name]))
        return self._reached[name]


def outline(schema: Schema) -> Schema:
    """Keep of a schema what it is, and nothing that a value could break but its type."""
    return {key: schema[key] for key in OUTLINE if key in schema}


def pointed(schema: Schema) -> str:
    """Return the definition that a schema points to, or nothing."""
    ref = schema.get("$ref")
    return ref.removeprefix(PREFIX) if isinstance(ref, str) else ""


def references(schema: Schema, keywords: frozenset[str] = SINGLE | SEVERAL | NAMED) -> Iterator[str]:
    """Yield the definitions that a schema points to through some keywords, each once, outer ones first."""
    seen = set[str]()
    level: list[Schema] = [schema]
    while level:
        for name in map(pointed, level):
            if name and name not in seen:
                seen.add(name)
                yield name
        level = [part for parent in level for part in parts(parent, keywords)]


def parts(schema: Schema, keywords: Collection[str]) -> Iterator[Schema]:
    """Yield the schemas directly inside one, through some keywords."""
    for keyword, value in schema.items():
        if keyword not in keywords:
            continue
        if keyword in SEVERAL:
            yield from value
        elif keyword in NAMED:
            yield from value.values()
        elif isinstance(value, dict):
            yield value


def circles(schemas: dict[str, Schema], start: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the steps (from, to) that close a circle of schemas looking at one value without end.

    >>> list(circles({"A": {"allOf": [{"$ref": "#/$defs/B"}]}, "B": {"$ref": "#/$defs/A"}}, ["A"]))
    [('B', 'A')]
    """
    done = set[str]()
    for first in start:
        path: dict[str, Iterator[str]] = {} if first in done else {first: references(schemas[first], IN_PLACE)}
        while path:
            name, following = next(reversed(path.items()))
            step = next(following, None)
            if step is None:
                done.add(name)
                del path[name]
            elif step in path:
                yield name, step
            elif step not in done:
                path[step] = references(schemas[step], IN_PLACE)


def without(schema: Schema, name: str) -> Schema:
    """Loosen a schema so that it no longer looks at a value through a definition.

    >>> without({"type": "object", "allOf": [{"$ref": "#/$defs/A"}, {"required": ["x"]}]}, "A")
    {'type': 'object', 'allOf': [{'required': ['x']}]}
    """
    kept: Schema = {}
    for key, value in schema.items():
        if key == "$ref" and pointed(schema) == name:
            continue
        if key in IN_PLACE and any(name in references(part, IN_PLACE) for part in parts(schema, [key])):
            value = [part for part in value if name not in references(part, IN_PLACE)] if key == "allOf" else None
        if value or key not in IN_PLACE:
            kept[key] = value
    return kept
