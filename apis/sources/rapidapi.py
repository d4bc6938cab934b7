"""RapidAPI's Enterprise Hub through its GraphQL Platform API: search lists tools, one query reads each.

Documented there: `searchApis` with `where` and cursor pagination, `api(id)` with its current version, four headers, ten
requests a minute. What an endpoint and its parameters are called within a version is in no public page; the queries
stand here, in one place, as they were taken down by people who use the hub. Knows no network: it is given `ask`, and
the credential of the user's hub.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from apis.errors import SourceError
from apis.executors.draft import Draft, http_url
from apis.executors.exchange import Received
from apis.executors.failure import Failure
from apis.executors.fetch import good
from apis.executors.secret import Secrets
from apis.model import Json, Source, canonical
from apis.schema import shorten
from apis.sources.base import Entry, Fault, Fetch, FetchError, Loaded, Page
from apis.sources.marketplace import KEY, Endpoint, Parameter, apis_of

SCHEME = "rapidapi:"
VARIABLE = "TOOLSEARCH_AUTH_RAPIDAPI"
GATEWAY = "https://{}.p.rapidapi.com"
"""Where the APIs of a hub are called, by the tool's slugified name."""
HEADERS = (KEY.name, "X-RapidAPI-Host", "X-RapidAPI-Identity-Key")
JSON = "application/json"
APART = 6.0
"""Seconds between two requests: a hub takes ten a minute."""
TOOLS = 50
"""Tools asked for at a time."""
ABOUT = 1000
SEARCH = """
query Search($where: SearchApiWhereInput!, $pagination: PaginationInput!) {
  searchApis(where: $where, pagination: $pagination) {
    edges { node { id name } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
READ = """
query Read($id: ID!) {
  api(id: $id) {
    id name slugifiedName description longDescription category
    currentVersion {
      id name
      endpoints {
        id name method route description
        params { parameters { name paramType condition value description options } }
      }
    }
  }
}
"""

Ask = Callable[[Draft], Awaitable[Received]]
"""Sends a request in its turn; raises `FetchError` where no answer comes."""


def headers_of(credential: str) -> dict[str, str]:
    """Read the credential: a bare key, or `NAME=value;NAME2=value` by the names of the headers.

    >>> headers_of("X-RapidAPI-Key=k;X-RapidAPI-Identity-Key=me")
    {'X-RapidAPI-Key': 'k', 'X-RapidAPI-Identity-Key': 'me'}

    Raises:
        SourceError: it is neither.
    """
    names = {name.lower(): name for name in HEADERS}
    pairs = [part.partition("=") for part in credential.split(";") if part.strip()]
    given = {names[name.strip().lower()]: value.strip() for name, _, value in pairs if name.strip().lower() in names}
    if not given:
        given = {KEY.name: credential.strip()}
    if not given.get(KEY.name) or not all(value.isprintable() for value in given.values()):
        raise SourceError(f"set {VARIABLE} to your hub's key, or to '{KEY.name}=…;X-RapidAPI-Identity-Key=…'")
    return given


@dataclass(frozen=True, slots=True)
class RapidApiIndex:
    """A hub, for crawls. An `Index` of many pages."""

    url: str
    """Of the hub's GraphQL endpoint; `?term=…` and `?category=…` narrow what is listed."""
    ask: Ask
    headers: Mapping[str, str] = field(repr=False)

    @property
    def source(self) -> str:
        return SCHEME + self.url

    async def page(self, cursor: str, *, fetch: Fetch) -> Page:
        asked = parse_qs(urlsplit(self.url).query)
        where: dict[str, Json] = {"term": asked.get("term", [""])[0]}
        where |= {"categoryNames": asked["category"]} if "category" in asked else {}
        pagination: dict[str, Json] = {"first": TOOLS} | ({"after": cursor} if cursor else {})
        found = _object(await self._query(SEARCH, {"where": where, "pagination": pagination}), "searchApis")
        nodes = [_object(edge, "node") for edge in _objects(found, "edges")]
        named = {str(node["id"]): node for node in nodes if isinstance(node.get("id"), str)}
        after = _object(found, "pageInfo")
        following = after.get("endCursor") if after.get("hasNextPage") else None
        if following == cursor:
            raise SourceError(f"{self.source}: it gives the cursor {cursor!r} twice")
        return Page(tuple(Entry(name=id_, location=id_) for id_ in named), str(following) if following else None)

    async def read(self, entry: Entry, *, fetch: Fetch) -> Loaded:
        answer = await self._query(READ, {"id": entry.location})
        tool = _object(answer, "api")
        location = f"{SCHEME}{_bare(self.url)}#{entry.location}"
        if not tool:
            raise FetchError(f"{location}: the hub knows no such API", Fault.GONE)
        name = _text(tool, "name") or entry.name
        version = _object(tool, "currentVersion")
        source = Source(
            kind="rapidapi",
            location=location,
            hash=hashlib.sha256(canonical(tool).encode()).hexdigest(),
            title=name,
            about=shorten(_text(tool, "longDescription") or _text(tool, "description"), ABOUT),
            version=_text(version, "name"),
        )
        base = GATEWAY.format(_text(tool, "slugifiedName"))
        endpoints = [_endpoint(each, base) for each in _objects(version, "endpoints")]
        return Loaded(location, apis_of(name, _text(tool, "category") or "Other", endpoints, source))

    async def _query(self, query: str, variables: dict[str, Json]) -> dict[str, Json]:
        try:
            url = http_url(_bare(self.url))
        except Failure as failure:
            raise FetchError(f"{self.source}: {failure}", Fault.NOT_PERMITTED) from failure
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            HEADERS[1]: url.host,
            **self.headers,
        }
        body = json.dumps({"query": query, "variables": variables}).encode()
        draft = Draft("POST", url, tuple(headers.items()), body, Secrets(list(self.headers.values())))
        received = good(await self.ask(draft), str(url))
        try:
            answer = json.loads(received.body)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{self.source}: the answer is no JSON") from error
        answer = answer if isinstance(answer, dict) else {}
        if said := [_text(each, "message") for each in _objects(answer, "errors")]:
            raise SourceError(f"{self.source}: the hub says {shorten('; '.join(said), 300)!r}")
        return _object(answer, "data")


def _endpoint(endpoint: dict[str, Json], base: str) -> Endpoint:
    route = _text(endpoint, "route")
    parameters = _objects(_object(endpoint, "params"), "parameters")
    return Endpoint(
        name=_text(endpoint, "name"),
        method=_text(endpoint, "method") or "GET",
        url=f"{base}/{route.lstrip('/')}",
        description=_text(endpoint, "description"),
        parameters=tuple(map(_parameter, parameters)),
    )


def _parameter(parameter: dict[str, Json]) -> Parameter:
    options = parameter.get("options")
    return Parameter(
        name=_text(parameter, "name"),
        type=_text(parameter, "paramType") or "STRING",
        description=_text(parameter, "description"),
        example=parameter.get("value"),
        options=tuple(each for each in options if isinstance(each, str)) if isinstance(options, list) else (),
        required=_text(parameter, "condition").upper() == "REQUIRED",
    )


def _bare(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


def _object(value: dict[str, Any], key: str) -> dict[str, Json]:
    held = value.get(key)
    return held if isinstance(held, dict) else {}


def _objects(value: dict[str, Any], key: str) -> list[dict[str, Json]]:
    held = value.get(key)
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []


def _text(value: dict[str, Any], key: str) -> str:
    held = value.get(key)
    return held.strip() if isinstance(held, str) else ""
