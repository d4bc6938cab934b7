"""The body of a request: arguments as JSON, a form, multipart parts or plain text.

Knows media types and OpenAPI's Encoding Object; knows no URL and no network.
"""

from collections.abc import Mapping

import httpx

from apis.executors.failure import Failure
from apis.executors.styles import Pair, pairs, text_of, to_json
from apis.model import Body, Json, PartEncoding, Status

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def write_body(body: Body, value: Json, *, boundary: str) -> tuple[str, bytes]:
    """Write a body; return its Content-Type and its bytes."""
    kind = body.media_type.partition(";")[0].strip().lower()
    if kind == FORM:
        return FORM, _form(body, _fields(value)).encode()
    if kind == MULTIPART:
        return _multipart(body, _fields(value), boundary)
    if is_json(kind):
        return body.media_type if "json" in kind else "application/json", to_json(value).encode()
    if not isinstance(value, str):
        raise Failure(Status.REFUSED, f"a body of {body.media_type!r} can only be given as text")
    return body.media_type, value.encode()


def is_json(media_type: str) -> bool:
    """Tell whether a media type is written as JSON: JSON itself, anything `+json`, or "whatever you like".

    >>> is_json("application/vnd.api+json"), is_json("application/x-ndjson")
    (True, False)
    """
    return media_type in ("application/json", "text/json", "*/*", "application/*") or media_type.endswith("+json")


def _fields(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise Failure(Status.INVALID_ARGUMENTS, "the body of a form must be an object")
    return value


def _form(body: Body, fields: Mapping[str, Json]) -> str:
    written = [pair for name, value in fields.items() for pair in _field(name, value, body.encoding.get(name))]
    return "&".join(f"{name}={text}" for name, text in written)


def _field(name: str, value: Json, encoding: PartEncoding | None) -> list[Pair]:
    """Write one property: by its declared style, else an array repeated and an object as JSON."""
    encoding = encoding or PartEncoding()
    if encoding.style is None and encoding.explode is None:
        value = text_of(value) if isinstance(value, dict) else value
        return pairs(name, value)
    style = encoding.style or "form"
    explode = style in ("form", "deepObject") if encoding.explode is None else encoding.explode
    return pairs(name, value, style=style, explode=explode)


def _multipart(body: Body, fields: Mapping[str, Json], boundary: str) -> tuple[str, bytes]:
    parts = [
        (name, _part(name, item, body.encoding.get(name)))
        for name, value in fields.items()
        for item in (value if isinstance(value, list) else [value])
        if item is not None
    ]
    kind = f"{MULTIPART}; boundary={boundary}"
    if not parts:
        return kind, f"--{boundary}--\r\n".encode()
    # httpx escapes names and file names as browsers do (WHATWG HTML, multipart/form-data encoding algorithm).
    return kind, httpx.Request("POST", "http://body", headers={"Content-Type": kind}, files=parts).read()


def _part(name: str, value: Json, encoding: PartEncoding | None) -> tuple[str | None, bytes, str | None]:
    """Write one part as httpx takes it: file name, content, content type."""
    declared = encoding.content_type.partition(",")[0].strip() if encoding and encoding.content_type else None
    kind = declared or ("application/json" if isinstance(value, dict | list) else None)
    content = text_of(value).encode()
    is_field = kind is None or kind.startswith("text/plain") or is_json(kind)
    return (None if is_field else name), content, _header(kind)


def _header(kind: str | None) -> str | None:
    if kind and not kind.isprintable():
        raise Failure(Status.REFUSED, "a content type with control characters is not sent")
    return kind
