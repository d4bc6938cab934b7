"""How a JSON value is written into a path, a query, a header, a cookie or a form: OpenAPI's parameter styles.

Pure functions over values and text. Sources: OpenAPI 3.1.1, "Style Values" and "Style Examples", and RFC 6570, which
it follows; `tabDelimited` is 2.0's `collectionFormat: tsv`. Null is left out everywhere; a nested value has no form in
most styles and is written as JSON.
"""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

from apis.executors.failure import Failure
from apis.model import Json, Status

Encode = Callable[[str], str]
Pair = tuple[str, str]

DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
RESERVED = ":/?@!$'()*,;[]"
"""The reserved characters that `allowReserved` lets stand: not `#`, `&`, `=` and `+`, which a query would misread."""


def text_of(value: Json) -> str:
    """Write one value as text: true and false in lower case, whole numbers without a point, the nested as JSON.

    >>> [text_of(value) for value in ("a b", True, 2.0, 2.5, [1, {"a": None}])]
    ['a b', 'true', '2', '2.5', '[1,{"a":null}]']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return to_json(value)


def to_json(value: Json) -> str:
    """Write JSON compactly; a number that JSON has no form for is the caller's mistake."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise Failure(Status.INVALID_ARGUMENTS, "a number that is not finite cannot be sent") from error


def percent(text: str) -> str:
    """Percent-encode everything but unreserved characters.

    >>> percent("a/b?c&d é")
    'a%2Fb%3Fc%26d%20%C3%A9'
    """
    return quote(text, safe="")


def percent_but_reserved(text: str) -> str:
    """Percent-encode, letting reserved characters stand that cannot end or split a query."""
    return quote(text, safe=RESERVED)


def in_path(name: str, value: Json, *, style: str, explode: bool) -> str:
    """Write a path parameter.

    >>> in_path("color", ["blue", "black"], style="matrix", explode=True)
    ';color=blue;color=black'
    >>> in_path("color", {"R": 100, "G": 200}, style="label", explode=False)
    '.R,100,G,200'
    """
    if style == "label":
        return "." + _joined(value, percent, explode, "." if explode else ",")
    if style != "matrix":
        return _joined(value, percent, explode, ",")
    name = percent(name)
    if isinstance(value, dict) and explode:
        return "".join(f";{key}={text}" for key, text in _members(value, percent))
    if isinstance(value, list) and explode:
        return "".join(f";{name}={text}" for text in _items(value, percent))
    text = _joined(value, percent, explode, ",")
    return f";{name}={text}" if text else f";{name}"


def in_header(value: Json, *, explode: bool) -> str:
    """Write a header parameter (style simple); headers are not percent-encoded.

    >>> in_header({"R": 100, "G": 200}, explode=True)
    'R=100,G=200'
    """
    return _joined(value, str, explode, ",")


def pairs(name: str, value: Json, *, style: str = "form", explode: bool = True, encode: Encode = percent) -> list[Pair]:
    """Write a query parameter, or a property of a form, as encoded pairs of name and value.

    >>> pairs("color", {"R": 100, "G": 200}, style="deepObject")
    [('color%5BR%5D', '100'), ('color%5BG%5D', '200')]
    >>> pairs("color", ["blue", "black"], style="pipeDelimited", explode=False)
    [('color', 'blue%7Cblack')]
    """
    if style == "deepObject" and isinstance(value, dict | list):
        return [(encode(key), encode(text)) for key, text in _deep(name, value)]
    if not isinstance(value, dict | list):
        return [] if value is None else [(encode(name), encode(text_of(value)))]
    if explode:
        return (
            _members(value, encode) if isinstance(value, dict) else [(encode(name), i) for i in _items(value, encode)]
        )
    text = _joined(value, encode, explode, DELIMITERS.get(style, ","))
    return [(encode(name), text)] if text else []


def _joined(value: Json, encode: Encode, explode: bool, delimiter: str) -> str:
    """Write a value into one text: `a,b` for an array, `k,v` or exploded `k=v` for an object."""
    if isinstance(value, list):
        return delimiter.join(_items(value, encode))
    if isinstance(value, dict):
        equals = "=" if explode else delimiter
        return delimiter.join(f"{key}{equals}{text}" for key, text in _members(value, encode))
    return "" if value is None else encode(text_of(value))


def _items(value: list[Json], encode: Encode) -> list[str]:
    return [encode(text_of(item)) for item in value if item is not None]


def _members(value: dict[str, Json], encode: Encode) -> list[Pair]:
    return [(encode(key), encode(text_of(item))) for key, item in value.items() if item is not None]


def _deep(name: str, value: Json) -> Iterator[Pair]:
    """Spell a nested value as `a[b][c]`. Arrays, which the style leaves open, repeat their name; of objects, count."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _deep(f"{name}[{key}]", item)
    elif isinstance(value, list):
        nested = any(isinstance(item, dict | list) for item in value)
        for position, item in enumerate(value):
            yield from _deep(f"{name}[{position}]" if nested else name, item)
    elif value is not None:
        yield name, text_of(value)
