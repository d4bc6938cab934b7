"""What each plain keyword of a schema may hold, and how a wrong value is mended.

A check takes the value that a document gives and returns the value that JSON Schema 2020-12 wants; `ValueError` says
why there is none. Knows nothing of subschemas, references or places.
"""

import re
import warnings
from collections.abc import Callable, Collection
from functools import lru_cache

from apis.model import Json
from apis.sources.openapi.prose import plain
from apis.sources.openapi.yaml12 import scalar

Check = Callable[[Json], Json]

TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
MISNAMED = {
    **dict.fromkeys(("str", "text", "char", "date", "datetime", "date-time", "uuid", "uri", "url", "file"), "string"),
    **dict.fromkeys(("int", "int32", "int64", "long", "short", "timestamp"), "integer"),
    **dict.fromkeys(("float", "double", "decimal", "numeric"), "number"),
    **dict.fromkeys(("bool",), "boolean"),
    **dict.fromkeys(("list", "set"), "array"),
    **dict.fromkeys(("dict", "map", "hash", "json", "struct"), "object"),
    **dict.fromkeys(("none", "nil"), "null"),
}
FLAGS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
EXAMPLES = 3
EXAMPLE_LENGTH = 500
"""Of a kept example, as text: a longer one costs a model more than it tells."""


def flag(value: Json) -> bool:
    """Read a boolean, also one that was written as text.

    >>> flag("false")
    False
    """
    if isinstance(value, bool):
        return value
    read = FLAGS.get(str(value).strip().lower())
    if read is None:
        raise ValueError("not a boolean")
    return read


def kinds(value: Json) -> str | list[str]:
    """Read `type`: one name, or a list of several; common wrong names are put right.

    >>> kinds("Int"), kinds(["string", None])
    ('integer', ['string', 'null'])
    """
    names = dict.fromkeys(_kind(item) for item in (value if isinstance(value, list) else [value]))
    if not names:
        raise ValueError("an empty list")
    return list(names) if len(names) > 1 else next(iter(names))


def number(value: Json) -> int | float:
    read = scalar(value.strip()) if isinstance(value, str) else value
    if isinstance(read, bool) or not isinstance(read, int | float):
        raise ValueError("not a number")
    return read


def positive(value: Json) -> int | float:
    read = number(value)
    if read <= 0:
        raise ValueError("not above zero")
    return read


def count(value: Json) -> int:
    read = number(value)
    if read < 0 or int(read) != read:
        raise ValueError("not a whole number from zero up")
    return int(read)


def bound(value: Json) -> Json:
    """Read `exclusiveMinimum` or `exclusiveMaximum`: a number, or the boolean of OpenAPI 2.0 and 3.0."""
    return value if isinstance(value, bool) else number(value)


def text(value: Json) -> str:
    if isinstance(value, dict | list):
        raise ValueError("not a text")
    return value if isinstance(value, str) else str(value)


def description(value: Json) -> str:
    return plain(text(value))


def choices(value: Json) -> list[Json]:
    if not isinstance(value, list) or not value:
        raise ValueError("not a list of values")
    return value


def names(value: Json) -> list[str]:
    """Read `required`: names, each once."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("not a list of names")
    return list(dict.fromkeys(value))


def name_lists(value: Json) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return {key: names(item) for key, item in value.items()}


@lru_cache(maxsize=1024)
def compiles(expression: str) -> bool:
    """Tell whether Python reads a regular expression without doubt: those who validate read it with Python, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(expression)
        except (re.error, OverflowError, RecursionError, Warning):
            return False
    return True


def pattern(value: Json) -> str:
    if not isinstance(value, str) or not compiles(value):
        raise ValueError("not a regular expression that Python can read")
    return value


def anything(value: Json) -> Json:
    return value


CHECKS: dict[str, Check] = {
    "type": kinds,
    "description": description,
    "required": names,
    "pattern": pattern,
    "enum": choices,
    "multipleOf": positive,
    "dependentRequired": name_lists,
    **dict.fromkeys(("title", "format", "contentMediaType", "contentEncoding"), text),
    **dict.fromkeys(("const", "default"), anything),
    **dict.fromkeys(("minimum", "maximum"), number),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), bound),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"), count),
    **dict.fromkeys(("minProperties", "maxProperties"), count),
    **dict.fromkeys(("uniqueItems", "deprecated"), flag),
}


def suited(value: Json, types: Collection[str]) -> Json:
    """Write a scalar in the type that its schema has: YAML makes numbers of codes, and forms make text of numbers.

    >>> suited(404, {"string"}), suited("7", {"integer", "null"}), suited("x", {"integer"})
    ('404', 7, 'x')
    """
    wanted = set(types) - {"null"}
    if wanted == {"string"} and isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(value, str) or not wanted:
        return value
    try:
        if wanted == {"boolean"}:
            return flag(value)
        return _numeral(value, wanted)
    except ValueError:
        return value


def examples(schema: dict[str, Json]) -> list[Json]:
    """Gather the examples of a schema or parameter: `example`, `examples` in its three forms, `x-example`.

    >>> examples({"example": "cat", "examples": {"dog": {"value": "dog"}, "same": {"value": "cat"}}})
    ['cat', 'dog']
    """
    found = [schema.get("example"), schema.get("x-example")]
    many = schema.get("examples")
    if isinstance(many, list):
        found += many
    elif isinstance(many, dict):
        found += [item.get("value") if isinstance(item, dict) else item for item in many.values()]
    return few(found)


def few(found: list[Json]) -> list[Json]:
    """Keep the first few examples that are short, each once."""
    kept: list[Json] = []
    for value in found:
        if len(kept) == EXAMPLES:
            break
        if value is not None and value not in kept and len(str(value)) <= EXAMPLE_LENGTH:
            kept.append(value)
    return kept


def _kind(value: Json) -> str:
    name = "null" if value is None else str(value).strip().lower()
    name = MISNAMED.get(name, name)
    if name not in TYPES:
        raise ValueError("not a type that JSON has")
    return name


def _numeral(value: str, wanted: set[str]) -> Json:
    read = number(value)
    fits = wanted <= {"integer", "number"} and ("number" in wanted or isinstance(read, int))
    return read if fits else value
