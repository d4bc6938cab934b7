"""The official MCP Registry, or another that speaks its API: each server it lists is read where it runs.

The API (`GET /v0/servers`, or `/v0.1/servers`): `{"servers": [{"server": {"name", "version", "remotes": [{"type",
"url"}]}, "_meta": {…}}], "metadata": {"nextCursor"}}`; early registries left out `server` and wrote `next_cursor`.
Servers are asked for in their latest version. One that has a remote of streamable HTTP is a location; one that is only
a package is named with the command that would run it, and run by nobody: that is for a user to decide.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from apis.errors import SourceError
from apis.model import Json
from apis.schema import shorten
from apis.servers import PREFIX, read_spec
from apis.sources.apis_guru import in_order
from apis.sources.base import Entry, Fetch, Loaded, Page
from apis.sources.mcp import McpLoader
from apis.sources.openapi.loader import without_secrets
from apis.sources.openapi.parsing import decode, parse_json
from apis.sources.openapi.yaml12 import Unparsable

SCHEME = "mcp-registry:"
OFFICIAL = "https://registry.modelcontextprotocol.io/v0/servers"
PAGES = 10_000
"""The most pages that are read."""
PAGE = 100
"""Servers asked for at a time: what the official registry gives at most."""
RUNNERS = {"npm": "npx -y {}", "pypi": "uvx {}"}
"""How a package is run, by its registry."""
NAME = re.compile(r"[A-Za-z0-9.-]+/[\w.-]+")
"""A server's name (`server.schema.json`): the slash keeps it from the names that users give."""
PACKAGE = re.compile(r"@?\w[\w./-]*")
"""A package's name, with nothing in it that a shell or a runner would read otherwise."""


@dataclass(frozen=True, slots=True)
class RegistryIndex:
    """A registry, for crawls. An `Index` of many pages."""

    url: str
    servers: McpLoader

    @property
    def source(self) -> str:
        return SCHEME + without_secrets(self.url)

    async def page(self, cursor: str, *, fetch: Fetch) -> Page:
        page = await _page(_asked(self.url, cursor), fetch)
        following = _cursor(page)
        if following and following == cursor:
            raise SourceError(f"{without_secrets(self.url)}: it gives the cursor {cursor!r} twice")
        return Page(tuple({one.name: one for one in map(listed, page["servers"])}.values()), following or None)

    async def read(self, entry: Entry, *, fetch: Fetch) -> Loaded:
        return await self.servers.read(replace(read_spec(entry.location), strange=True))


@dataclass(frozen=True, slots=True)
class RegistryLoader:
    """Reads every server that a registry lists. A `Loader`, for `mcp-registry:URL`."""

    servers: McpLoader

    async def __call__(self, location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
        index = RegistryIndex(location.removeprefix(SCHEME) or OFFICIAL, self.servers)
        async for page in pages(index, fetch=fetch):
            async for loaded in in_order(partial(_read, index, one, fetch) for one in page):
                yield loaded


async def _read(index: RegistryIndex, entry: Entry, fetch: Fetch) -> Loaded:
    return Loaded(entry.name, error=entry.error) if entry.error else await index.read(entry, fetch=fetch)


async def pages(index: RegistryIndex, *, fetch: Fetch) -> AsyncIterator[list[Entry]]:
    """Yield the servers of a registry page by page, each name once.

    Raises:
        SourceError: a page cannot be read, or the pages go in a circle.
    """
    cursor, seen, names = "", {""}, set[str]()
    for _ in range(PAGES):
        page = await index.page(cursor, fetch=fetch)
        yield [one for one in page.entries if one.name not in names]
        names |= {one.name for one in page.entries}
        cursor = page.following or ""
        if not cursor:
            return
        if cursor in seen:
            raise SourceError(f"{without_secrets(index.url)}: it gives the cursor {cursor!r} twice")
        seen.add(cursor)


def listed(entry: Json) -> Entry:
    """Read one entry of a page.

    >>> listed({"server": {"name": "io.test/a", "remotes": [{"type": "streamable-http", "url": "https://a.test/mcp"}]}}).location
    'mcp:io.test/a=https://a.test/mcp'
    """
    entry = entry if isinstance(entry, dict) else {}
    held = entry["server"] if isinstance(entry.get("server"), dict) else entry
    name = held.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return Entry(name="?", error=f"an entry with the name {shorten(repr(name), 80)}")
    remotes = [each for each in _list(held, "remotes") if isinstance(each.get("url"), str)]
    urls = [each["url"] for each in remotes if each.get("type", each.get("transport_type")) == "streamable-http"]
    # A brace is a variable: `{x}` for a user to give, and `${X}` would be filled from our own environment.
    usable = [url for url in urls if "{" not in url]
    if not usable:
        return Entry(name=name, error=f"{name!r} {_why(held, bool(urls), bool(remotes))}")
    location = f"{PREFIX}{name}={usable[0]}"
    try:
        server = read_spec(location)
    except SourceError as error:
        return Entry(name=name, error=f"{name!r}: {error}")
    if server.name != name or not server.address.url:  # what a registry says is never run
        return Entry(name=name, error=f"{name!r} and {usable[0]!r} are no name and no URL")
    return Entry(name=name, location=location)


def _why(server: dict[str, Json], streamable: bool, remote: bool) -> str:
    if streamable:
        return "asks for a URL of one's own: its documentation says how to make one"
    for package in _list(server, "packages"):
        command = RUNNERS.get(str(package.get("registryType", package.get("registry_type"))))
        identifier = str(package.get("identifier"))
        if command and PACKAGE.fullmatch(identifier):
            return f"is a package: `toolsearch apis add '{PREFIX}{command.format(identifier)}'` runs and adds it"
    return "speaks only the old SSE transport" if remote else "has no remote, and no package of npm or PyPI"


async def _page(url: str, fetch: Fetch) -> dict[str, Json]:
    try:
        page = parse_json(decode(await fetch(url)))
    except Unparsable as error:
        raise SourceError(f"{without_secrets(url)}: {error}") from error
    if not isinstance(page, dict) or not isinstance(page.get("servers"), list):
        raise SourceError(f"{without_secrets(url)}: expected a page of an MCP registry: an object with `servers`")
    return page


def _asked(url: str, cursor: str) -> str:
    """Write the URL of a page.

    >>> _asked("https://registry.test", "a b")
    'https://registry.test/v0/servers?version=latest&limit=100&cursor=a+b'
    """
    parts = urlsplit(url)
    query = {"version": "latest", "limit": str(PAGE)} | dict(parse_qsl(parts.query))
    query |= {"cursor": cursor} if cursor else {}
    path = parts.path if parts.path.strip("/") else "/v0/servers"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def _cursor(page: dict[str, Json]) -> str:
    metadata = page.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    cursor = metadata.get("nextCursor") or metadata.get("next_cursor")
    return cursor if isinstance(cursor, str) else ""


def _list(server: dict[str, Json], key: str) -> list[dict[str, Json]]:
    held = server.get(key)
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []
