"""From the leaderboard's function documentation to functions that a model can be offered, and the way back.

Its types are Python's (`dict`, `float`, `tuple`); its names may hold dots and spaces. The way back from a name is a
table, never a suffix or a replacement of characters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apis.schema import DESCRIPTION_LENGTH, NAME_LENGTH, Function, shorten
from eval.bfcl.data import Doc

TYPES = {
    "dict": "object",
    "float": "number",
    "double": "number",
    "long": "integer",
    "tuple": "array",
    "bool": "boolean",
    "any": None,
}
"""Types that JSON Schema calls otherwise; `any` is no bound."""
KNOWN = frozenset(("object", "array", "string", "integer", "number", "boolean", "null"))
KEPT = ("description", "enum", "default", "format", "minimum", "maximum")


@dataclass(frozen=True, slots=True)
class Offer:
    """The functions of one question, and the names that the leaderboard knows them by."""

    functions: tuple[Function, ...]
    names: dict[str, str]

    def name_of(self, called: str) -> str:
        """Return the leaderboard's name of what was called; a name that was not offered stays as it is."""
        return self.names.get(called, called)


def offer(docs: Iterable[Doc]) -> Offer:
    """Make functions of a question's documentation, in its order."""
    names: dict[str, str] = {}
    functions = []
    for doc in docs:
        name = _free(doc.name, names)
        names[name] = doc.name
        about = shorten(doc.description, DESCRIPTION_LENGTH) if doc.description else doc.name
        functions.append(Function(name=name, description=about, parameters=schema_of(doc.parameters)))
    return Offer(tuple(functions), names)


def schema_of(written: dict[str, Any]) -> dict[str, Any]:
    """Write a documented type as JSON Schema.

    >>> schema_of({"type": "dict", "properties": {"x": {"type": "float"}}, "required": ["x"]})
    {'type': 'object', 'properties': {'x': {'type': 'number'}}, 'required': ['x']}
    """
    schema: dict[str, Any] = {}
    declared = str(written.get("type", "any")).lower()
    type_ = TYPES.get(declared, declared)
    if type_ in KNOWN:
        schema["type"] = type_
    if isinstance(items := written.get("items"), dict):
        schema["items"] = schema_of(items)
    if isinstance(properties := written.get("properties"), dict):
        schema["properties"] = {name: schema_of(part) for name, part in properties.items() if isinstance(part, dict)}
    if isinstance(required := written.get("required"), list):
        schema["required"] = required
    return schema | {key: written[key] for key in KEPT if key in written}


def _free(name: str, taken: dict[str, str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:NAME_LENGTH] or "function"
    number, free = 1, plain
    while free in taken:
        number += 1
        free = f"{plain[: NAME_LENGTH - 4]}_{number}"
    return free
