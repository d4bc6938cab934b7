"""An index of OpenAPI documents in the shape of APIs.guru's `list.json`: each tool's preferred version is read.

The shape: `{"name": {"preferred": "v1", "versions": {"v1": {"swaggerUrl": "...", "info": {...}}}}}`, where `openapiUrl`
may stand for `swaggerUrl`, and both may be relative to the index. Knows the index and nothing of the documents.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

from apis.errors import SourceError
from apis.model import Json
from apis.sources.base import Entry, Fetch, Loaded, Page
from apis.sources.openapi.library import file_below, is_url, path_of
from apis.sources.openapi.loader import load_file, load_url, read_file, without_secrets
from apis.sources.openapi.parsing import decode, parse_json
from apis.sources.openapi.yaml12 import Unparsable

OFFICIAL = "https://api.apis.guru/v2/list.json"
CONCURRENCY = 8
"""Documents that are on their way at once."""


@dataclass(frozen=True, slots=True)
class GuruIndex:
    """An index at a URL, for crawls. An `Index` of one page."""

    url: str

    @property
    def source(self) -> str:
        return without_secrets(self.url)

    async def page(self, cursor: str, *, fetch: Fetch) -> Page:
        return Page(read_index(await fetch(self.url), self.url))

    async def read(self, entry: Entry, *, fetch: Fetch) -> Loaded:
        return await load_url(entry.location, fetch=fetch, categories=entry.categories)


async def load(location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
    """Read every document that an index lists, in its order; one that cannot be read is a `Loaded` with an error.

    Raises:
        SourceError: the index itself cannot be read.
    """
    content = await fetch(location) if is_url(location) else read_file(Path(location))
    base = base_of(location)
    entries = read_index(content, location)
    async for loaded in in_order(partial(_load, entry, base, fetch) for entry in entries):
        yield loaded


def read_index(content: bytes, location: str) -> tuple[Entry, ...]:
    """Read the entries of an index; raises `SourceError` where it is none."""
    try:
        index = parse_json(decode(content))
    except Unparsable as error:
        raise SourceError(f"{without_secrets(location)}: {error}") from error
    if not is_index(index):
        raise SourceError(f"{without_secrets(location)}: expected an index in the shape of APIs.guru's list.json")
    return tuple(listed(name, entry, base_of(location)) for name, entry in index.items())


def base_of(location: str) -> str:
    """Return the URI that the entries of an index are relative to."""
    return location if is_url(location) else Path(location).resolve().as_uri()


def is_index(value: Json) -> bool:
    """Tell whether a value has the shape of an index.

    >>> is_index({"api.test": {"versions": {"1": {}}}}), is_index({"openapi": "3.1.0"}), is_index({})
    (True, False, False)
    """
    if not isinstance(value, dict) or value.keys() & {"openapi", "swagger"}:
        return False
    return any(isinstance(entry, dict) and isinstance(entry.get("versions"), dict) for entry in value.values())


def listed(name: str, entry: Json, base: str) -> Entry:
    """Read one entry: its preferred version, or its last where that is not there.

    >>> listed("a", {"preferred": "2", "versions": {"2": {"swaggerUrl": "a.json"}}}, "http://127.0.0.1/list.json").location
    'http://127.0.0.1/a.json'
    """
    versions = entry.get("versions") if isinstance(entry, dict) else None
    versions = versions if isinstance(versions, dict) and versions else {"": None}
    preferred = str(entry.get("preferred")) if isinstance(entry, dict) else ""
    version = versions.get(preferred, list(versions.values())[-1])
    version = version if isinstance(version, dict) else {}
    info = version.get("info")
    categories = info.get("x-apisguru-categories") if isinstance(info, dict) else None
    url = _url(version, base)
    if not url:
        return Entry(name=name, error=f"{name!r} lists no version with `openapiUrl` or `swaggerUrl`")
    if is_url(base) and not is_url(url):
        return Entry(name=name, error=f"{name!r}: an index at a URL may name nothing but URLs, not {url!r}")
    return Entry(name=name, location=url, categories=_texts(categories))


async def in_order(jobs: Iterable[Callable[[], Awaitable[Loaded]]], limit: int = CONCURRENCY) -> AsyncIterator[Loaded]:
    """Run jobs a few at a time and yield what they return in the order of the jobs."""
    running: deque[asyncio.Future[Loaded]] = deque()
    try:
        for job in jobs:
            running.append(asyncio.ensure_future(job()))
            if len(running) == limit:
                yield await running.popleft()
        while running:
            yield await running.popleft()
    finally:
        for task in running:
            task.cancel()
        for task in running:
            with suppress(asyncio.CancelledError):
                await task


async def _load(entry: Entry, base: str, fetch: Fetch) -> Loaded:
    """Read the document of an entry: at a URL, or below the folder of an index that is a file."""
    if entry.error:
        return Loaded(entry.name, error=entry.error)
    try:
        if is_url(entry.location):
            return await load_url(entry.location, fetch=fetch, categories=entry.categories)
        return await load_file(file_below(path_of(base).parent, entry.location), categories=entry.categories)
    except SourceError as error:
        return Loaded(without_secrets(entry.location), error=f"{entry.name!r}: {error}")


def _url(version: dict[str, Json], base: str) -> str:
    named = next((url for key in ("openapiUrl", "swaggerUrl") if isinstance(url := version.get(key), str)), "")
    with suppress(ValueError):
        return urljoin(base, named) if named else ""
    return ""


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
