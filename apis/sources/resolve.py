"""From a location that a user types to the loader that reads it.

Knows which kinds of source there are and how each is told by looking; a new kind is one line here.
"""

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from apis.errors import SourceError
from apis.servers import PREFIX, USAGE, is_servers, read_spec
from apis.sources import apis_guru, mcp_registry, openapi, rapidapi, toolbench
from apis.sources.base import Fetch, Index, Loaded, Loader
from apis.sources.functions import SCHEME as PYTHON
from apis.sources.functions import FunctionLoader
from apis.sources.mcp import McpLoader
from apis.sources.openapi.library import is_url
from apis.sources.openapi.loader import read_file
from apis.sources.openapi.parsing import decode, parse_json, promising
from apis.sources.openapi.yaml12 import Unparsable
from apis.sources.rapidapi import Ask

SPECS = (PREFIX, mcp_registry.SCHEME, PYTHON)
"""What a location begins with that is neither a path nor a URL."""
INDEXES = "write apis-guru, the URL of another list.json, mcp-registry, mcp-registry:URL, or rapidapi:URL"
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def open_source(location: str, *, mcp: McpLoader | None = None, functions: FunctionLoader | None = None) -> Loader:
    """Return the loader for a location: a file, a folder or a URL of OpenAPI documents, an index of them, MCP servers.

    A URL is looked at when it is read, and fetched once. What it holds never names a command to run.

    Args:
        location: what the user typed.
        mcp: what reads MCP servers: `mcp:…`, files of `mcpServers`, `mcp-registry:URL`.
        functions: what reads Python modules: `python:MODULE`.

    Raises:
        SourceError: there is no such file or folder, or it cannot be read.
    """
    if location.startswith(PYTHON):
        if functions is None:
            raise SourceError(f"{location!r} names a module, and nothing that reads modules was given")
        return functions
    if location.startswith(SPECS):
        return _mcp_loader(location, mcp)
    if is_url(location):
        return load_url
    if SCHEME.match(location):
        raise SourceError(
            f"{location!r}: only http and https URLs are read, files by their path, and MCP servers: {USAGE}"
        )
    if Path(location).is_dir():
        return toolbench.load if toolbench.is_dump(Path(location)) else openapi.load
    content = read_file(Path(location))
    if holds_servers(content):
        return _mcp_loader(location, mcp)
    return toolbench.load if toolbench.holds_tool(content) else loader_of(content)


def open_index(name: str, *, mcp: McpLoader, ask: Ask, credentials: Mapping[str, str]) -> Index:
    """Return the index that a crawl goes through: `apis-guru`, `mcp-registry`, or the URL of another one.

    Args:
        name: what the user typed.
        mcp: what reads the servers of a registry.
        ask: sends a request that is more than fetching a URL.
        credentials: by tool slug; that of `rapidapi` opens a hub.

    Raises:
        SourceError: nobody knows that name.
    """
    if is_url(name) or name == "apis-guru":
        return apis_guru.GuruIndex(name if is_url(name) else apis_guru.OFFICIAL)
    kind, _, url = name.partition(":")
    if kind == "mcp-registry" and (not url or is_url(url)):
        return mcp_registry.RegistryIndex(url or mcp_registry.OFFICIAL, mcp)
    if kind == "rapidapi" and is_url(url):
        return rapidapi.RapidApiIndex(url, ask, rapidapi.headers_of(credentials.get("rapidapi", "")))
    raise SourceError(f"{name!r} is no index to crawl: {INDEXES}")


def holds_servers(content: bytes) -> bool:
    """Tell a file of `mcpServers` from everything else.

    >>> holds_servers(b'{"mcpServers": {}}'), holds_servers(b"openapi: 3.1.0")
    (True, False)
    """
    if b'"mcpServers"' not in content:
        return False
    try:
        return is_servers(parse_json(decode(content)))
    except Unparsable:
        return False


def _mcp_loader(location: str, mcp: McpLoader | None) -> Loader:
    if mcp is None:
        raise SourceError(f"{location!r} names MCP servers, and nothing that reads them was given")
    if location.startswith(mcp_registry.SCHEME):
        return mcp_registry.RegistryLoader(mcp)
    if location.startswith(PREFIX):
        read_spec(location)  # what cannot be understood is refused now
    return mcp


async def load_url(location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
    """Read whatever is at a URL."""
    location = urldefrag(location)[0]
    content = await fetch(location)

    async def known(url: str) -> bytes:
        return content if url == location else await fetch(url)

    is_named_index = urlsplit(location).path.endswith("list.json") and not promising(content)
    loader = apis_guru.load if is_named_index else loader_of(content)
    async for loaded in loader(location, fetch=known):
        yield loaded


def loader_of(content: bytes) -> Loader:
    """Tell an index from a document; what is neither goes to the loader that says best what was expected.

    >>> loader_of(b'{"api.test": {"versions": {}}}') is apis_guru.load
    True
    """
    text = decode(content)
    if not text.lstrip().startswith("{"):
        return openapi.load
    try:
        index = parse_json(text)
    except Unparsable:
        return openapi.load
    return apis_guru.load if apis_guru.is_index(index) else openapi.load
