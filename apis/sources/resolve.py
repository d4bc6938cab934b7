"""From a location that a user types to the loader that reads it.

Knows which kinds of source there are and how each is told by looking; a new kind is one line here.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from apis.errors import SourceError
from apis.sources import apis_guru, openapi
from apis.sources.base import Fetch, Loaded, Loader
from apis.sources.openapi.library import is_url
from apis.sources.openapi.loader import read_file
from apis.sources.openapi.parsing import decode, parse_json, promising
from apis.sources.openapi.yaml12 import Unparsable

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def open_source(location: str) -> Loader:
    """Return the loader for a location: a file, a folder or a URL of OpenAPI documents, or an index of them.

    A URL is looked at when it is read, and fetched once.

    Raises:
        SourceError: there is no such file or folder, or it cannot be read.
    """
    if is_url(location):
        return load_url
    if SCHEME.match(location):
        raise SourceError(f"{location!r}: only http and https URLs are read, and files by their path")
    if Path(location).is_dir():
        return openapi.load
    return loader_of(read_file(Path(location)))


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
