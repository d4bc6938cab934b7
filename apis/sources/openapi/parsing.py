"""From bytes to a JSON value: encodings, JSON, YAML, and bounds; and what looks like OpenAPI at all.

Knows nothing of what stands in a document but its first key.
"""

import json
import re
from collections.abc import Iterator

from apis.model import Json
from apis.sources.openapi.yaml12 import DEPTH, Unparsable, parse_yaml

VERSION_KEY = re.compile(r"""\b(openapi|swagger)["']?\s*:\s*["']?\d""")
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def decode(content: bytes) -> str:
    """Read bytes as text: UTF-8, UTF-16 or UTF-32 as JSON tells them apart, else Windows' Latin alphabet."""
    try:
        return content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def promising(content: bytes) -> bool:
    """Tell cheaply whether a file may be an OpenAPI document: it states a version somewhere.

    >>> promising(b'{"swagger": "2.0"}'), promising(b'{"name": "swagger"}')
    (True, False)
    """
    return VERSION_KEY.search(decode(content)) is not None


def parse(content: bytes) -> Json:
    """Read a JSON or YAML document; raises `Unparsable`."""
    text = decode(content)
    if not text.strip():
        raise Unparsable("it is empty")
    if text.lstrip()[0] not in "{[":
        return parse_yaml(text)
    try:
        return parse_json(text)
    except Unparsable as error:
        return _loose_json(text, error)


def parse_json(text: str) -> Json:
    """Read JSON text; what JSON has no word for (NaN, Infinity, half a surrogate pair) becomes text."""
    try:
        value = json.loads(text, parse_constant=str, parse_float=_finite)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unparsable(f"not JSON: {place}: {error.msg}") from error
    except RecursionError:
        raise Unparsable(f"nested deeper than {DEPTH} levels") from None
    except ValueError as error:  # an integer of more digits than Python converts
        raise Unparsable(f"not JSON: {error}") from error
    if sum(1 for _ in levels(value)) > DEPTH:
        raise Unparsable(f"nested deeper than {DEPTH} levels")
    return _mended(value) if SURROGATE.search(text) else value


def levels(value: Json) -> Iterator[list[Json]]:
    """Yield the objects and arrays of a value, one list for each level of nesting."""
    level = [value] if isinstance(value, dict | list) else []
    while level:
        yield level
        level = [
            item
            for parent in level
            for item in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(item, dict | list)
        ]


def _loose_json(text: str, error: Unparsable) -> Json:
    """Read what is JSON but for a comment or a comma too many: flow YAML allows both."""
    try:
        return parse_yaml(text)
    except Unparsable:
        raise error from None


def _finite(number: str) -> float | str:
    value = float(number)
    return value if abs(value) != float("inf") else number


def _mended(value: Json) -> Json:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
