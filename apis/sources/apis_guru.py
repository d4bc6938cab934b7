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
from apis.sources.base import Fetch, Loaded
from apis.sources.openapi.library import file_below, is_url, path_of
from apis.sources.openapi.loader import load_file, load_url, read_file, without_secrets
from apis.sources.openapi.parsing import decode, parse_json
from apis.sources.openapi.yaml12 import Unparsable

CONCURRENCY = 8
"""Documents that are on their way at once."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of an index."""

    name: str
    url: str
    """Absolute; empty where the entry names no document."""
    categories: tuple[str, ...] = ()


async def load(location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
    """Read every document that an index lists, in its order; one that cannot be read is a `Loaded` with an error.

    Raises:
        SourceError: the index itself cannot be read.
    """
    content = await fetch(location) if is_url(location) else read_file(Path(location))
    try:
        index = parse_json(decode(content))
    except Unparsable as error:
        raise SourceError(f"{without_secrets(location)}: {error}") from error
    if not is_index(index):
        raise SourceError(f"{without_secrets(location)}: expected an index in the shape of APIs.guru's list.json")
    base = base_of(location)
    entries = [listed(name, entry, base) for name, entry in index.items()]
    async for loaded in in_order(partial(_load, entry, base, fetch) for entry in entries):
        yield loaded


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


def listed(name: str, entry: Json, base: str) -> Listed:
    """Read one entry: its preferred version, or its last where that is not there.

    >>> listed("a", {"preferred": "2", "versions": {"2": {"swaggerUrl": "a.json"}}}, "http://127.0.0.1/list.json").url
    'http://127.0.0.1/a.json'
    """
    versions = entry.get("versions") if isinstance(entry, dict) else None
    if not isinstance(versions, dict) or not versions:
        return Listed(name, "")
    version = versions.get(str(entry.get("preferred")), list(versions.values())[-1])
    version = version if isinstance(version, dict) else {}
    info = version.get("info")
    categories = info.get("x-apisguru-categories") if isinstance(info, dict) else None
    return Listed(name, _url(version, base), _texts(categories))


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


async def _load(entry: Listed, base: str, fetch: Fetch) -> Loaded:
    """Read the document of an entry: at a URL, or below the folder of an index that is a file."""
    if not entry.url:
        return Loaded(entry.name, error=f"{entry.name!r} lists no version with `openapiUrl` or `swaggerUrl`")
    try:
        if is_url(entry.url):
            return await load_url(entry.url, fetch=fetch, categories=entry.categories)
        if is_url(base):
            raise SourceError(f"an index at a URL may name nothing but URLs, not {entry.url!r}")
        return await load_file(file_below(path_of(base).parent, entry.url), categories=entry.categories)
    except SourceError as error:
        return Loaded(without_secrets(entry.url), error=f"{entry.name!r}: {error}")


def _url(version: dict[str, Json], base: str) -> str:
    named = next((url for key in ("openapiUrl", "swaggerUrl") if isinstance(url := version.get(key), str)), "")
    with suppress(ValueError):
        return urljoin(base, named) if named else ""
    return ""


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
