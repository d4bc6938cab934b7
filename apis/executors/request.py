"""From an Api's binding and a call's arguments to a request that is ready to be sent.

Knows where each argument goes and what no argument may do: change the path it stands in, the host, a header that frames
the message, or the method. Opens no connection.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote, unquote

import httpx

from apis.executors.body import is_json, write_body
from apis.executors.credentials import Grant
from apis.executors.draft import Draft, Header, http_url
from apis.executors.failure import Failure, Refused
from apis.executors.styles import Pair, in_header, in_path, pairs, percent, percent_but_reserved, to_json
from apis.model import HttpBinding, Json, Place, Status

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "QUERY"})
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
COOKIE_SAFE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
PATH_SAFE = "/%:@!$&'()*+,;=~"
NEVER_FROM_ARGUMENTS = re.compile(
    r"host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|http2-settings|"
    r"authorization|cookie2?|accept-encoding|forwarded|x-forwarded-.*|x-real-ip|proxy-.*|sec-.*|"
    r"x-http-method.*|x-method-override|x-original-url|x-rewrite-url"
)
"""Headers that frame the message, speak for the user, or turn the request into another one."""

Given = list[tuple[Place, Json]]


def draft_request(
    binding: HttpBinding, base: str, arguments: Mapping[str, Json], *, grant: Grant, request_id: str
) -> Draft:
    """Write a call as a request to the server whose base URL is `base`.

    Raises:
        Failure: the arguments cannot be written, or would do more than be arguments.
    """
    if binding.method not in METHODS:
        raise Refused(f"requests with the method {binding.method!r} are not sent")
    try:
        return _draft(binding, base, arguments, grant, request_id)
    except UnicodeEncodeError as error:
        raise Failure(Status.INVALID_ARGUMENTS, "an argument holds half a surrogate pair, which is no text") from error


def _draft(binding: HttpBinding, base: str, arguments: Mapping[str, Json], grant: Grant, request_id: str) -> Draft:
    given = [(place, arguments[place.argument]) for place in binding.places if place.argument in arguments]
    kind, content = _body(binding, given, request_id)
    draft = Draft(
        method=binding.method,
        url=_url(binding.path, base, given, grant.query),
        headers=(*grant.headers, *_cookies(given, grant.cookies), *_fixed(binding), *_typed(kind)),
        content=content,
        secrets=grant.secrets,
    )
    accept = binding.accept if "*/*" in binding.accept else f"{binding.accept}, */*;q=0.1"
    draft = draft.with_headers(*_headers(given)).with_headers(("Accept", accept), ("X-Request-ID", request_id))
    return replace(draft, headers=tuple(_checked(header) for header in draft.headers))


def _fixed(binding: HttpBinding) -> list[Header]:
    if refused := [name for name in binding.headers if NEVER_FROM_ARGUMENTS.fullmatch(name.lower())]:
        raise Refused(f"the header {refused[0]!r} is not taken from a document")
    return list(binding.headers.items())


def _typed(kind: str | None) -> list[Header]:
    return [("Content-Type", kind)] if kind else []


def _url(template: str, base: str, given: Given, extra: Sequence[Pair]) -> httpx.URL:
    root, _, root_query = base.partition("#")[0].partition("?")
    path, _, path_query = (_fill(part, given) for part in template.partition("#")[0].partition("?"))
    _refuse_dots(path)
    credentials = "&".join(f"{percent(name)}={percent(value)}" for name, value in extra)
    arguments = _query(given, {name for name, _ in extra})
    query = "&".join(filter(None, (root_query, path_query, arguments, credentials)))
    # The slash ends the base's authority, so that nothing in a path can add to it.
    return http_url(root.rstrip("/") + "/" + path.lstrip("/") + (f"?{query}" if query else ""))


def _fill(template: str, given: Given) -> str:
    """Put the path arguments into a template, in one pass: a value that looks like a placeholder is not filled."""
    values = {place.name: (place, value) for place, value in given if place.location == "path"}
    filled: list[str] = []
    for position, part in enumerate(re.split(r"\{([^{}]*)\}", template)):
        if position % 2 == 0:
            filled.append(quote(part, safe=PATH_SAFE))
        elif part in values:
            filled.append(_path_value(*values[part]))
        else:
            raise Failure(Status.INVALID_ARGUMENTS, f"the path needs {part!r}")
    return "".join(filled)


def _path_value(place: Place, value: Json) -> str:
    text = in_path(place.name, _as_content(place, value), style=place.style, explode=place.explode)
    plain = unquote(text)
    if not plain:
        raise Refused(f"an empty {place.argument!r} would lead to another path")
    if CONTROL.search(plain):
        raise Refused(f"{place.argument!r} holds control characters, which no path may")
    _refuse_dots(plain)
    return text


def _refuse_dots(path: str) -> None:
    """Refuse a path that climbs for a server which decodes once too often, or takes a backslash for a slash."""
    for spelt in (path, unquote(path), unquote(unquote(path))):
        if any(part in (".", "..") for part in re.split(r"[/\\]", spelt)):
            raise Refused("a path with '.' or '..' as a part of it is not sent")


def _query(given: Given, taken: Collection[str]) -> str:
    """Write the query arguments, except under a name that a credential has."""
    written: list[Pair] = []
    for place, value in given:
        if place.location == "query" and place.name not in taken:
            encode = percent_but_reserved if place.allow_reserved else percent
            value = _as_content(place, value)
            written += pairs(place.name, value, style=place.style, explode=place.explode, encode=encode)
    return "&".join(f"{name}={text}" for name, text in written)


def _headers(given: Given) -> list[Header]:
    """Write the header arguments; Content-Type is the body's alone (OpenAPI 3.1.1, Parameter Object)."""
    written: list[Header] = []
    for place, value in given:
        if place.location != "header" or value is None or place.name.lower() == "content-type":
            continue
        if NEVER_FROM_ARGUMENTS.fullmatch(place.name.lower()):
            raise Refused(f"the header {place.name!r} is not taken from arguments")
        written.append((place.name, in_header(_as_content(place, value), explode=place.explode)))
    return written


def _cookies(given: Given, extra: Sequence[Pair]) -> list[Header]:
    written = [(name, value) for name, value in extra]
    for place, value in given:
        if place.location == "cookie":
            value = _as_content(place, value)
            written += pairs(place.name, value, style=place.style, explode=place.explode, encode=_cookie)
    return [("Cookie", "; ".join(f"{name}={value}" for name, value in written))] if written else []


def _cookie(text: str) -> str:
    return quote(text, safe=COOKIE_SAFE)


def _checked(header: Header) -> Header:
    name, value = header
    value.encode()  # a lone surrogate must show here, where it is an error of the arguments
    if not TOKEN.fullmatch(name):
        raise Refused(f"{name!r} is no name of a header")
    if CONTROL.search(value):
        raise Refused(f"the header {name!r} would hold control characters")
    return name, value.strip()


def _body(binding: HttpBinding, given: Given, request_id: str) -> tuple[str | None, bytes]:
    if binding.body is None:
        return None, b""
    fields = [(place, value) for place, value in given if place.location == "body"]
    if not fields and not binding.body.required:
        return None, b""
    whole = [value for place, value in fields if not place.name]
    value = whole[0] if whole else {place.name: value for place, value in fields}
    return write_body(binding.body, value, boundary=f"part-{request_id}")


def _as_content(place: Place, value: Json) -> Json:
    """Serialise a value whose parameter has a media type of its own."""
    if place.media_type is None or (isinstance(value, str) and not is_json(place.media_type)):
        return value
    return to_json(value)
