"""A document and the other documents it refers to: gathered first, then read without waiting.

Knows what may be reached: below the document's own folder (symbolic links and `..` resolved), or at its own origin.
What may not, or cannot, is remembered with its reason, and becomes a problem only where a reading part of the document
needs it. Knows nothing of OpenAPI but `$ref`. A schema's `$id` is no base here: real documents that have one still mean
their references to start at the document.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import url2pathname

from referencing import Anchor, Registry, Specification
from referencing.exceptions import Unresolvable

from apis.errors import SourceError
from apis.model import Json
from apis.sources.base import Fetch
from apis.sources.openapi.parsing import levels, parse
from apis.sources.openapi.problems import Node, shown
from apis.sources.openapi.yaml12 import Unparsable

DOCUMENTS = 1_000
"""Documents that are read for the sake of one."""
HOPS = 50
"""References that may follow each other."""
CONCURRENCY = 8

Read = Callable[[str], Awaitable[bytes]]
"""Reads a document by its URI; raises `SourceError` where it may not or cannot be read."""


class Dangling(Exception):
    """A reference leads nowhere; the text says which and why."""


class Library:
    """One document, and every document that it may need."""

    def __init__(self, uri: str, documents: Mapping[str, Json], refused: Mapping[str, str]) -> None:
        self.root = Node(documents[uri], uri)
        self._refused = refused
        resources = [(name, REFERRED.create_resource(value)) for name, value in documents.items()]
        self._registry: Registry[Json] = Registry[Json]().with_resources(resources)
        self._met: dict[tuple[str, str], Node | Dangling] = {}

    def target(self, node: Node) -> Node:
        """Follow the `$ref` of a node by one step; raises `Dangling`."""
        key = (node.uri, node.value["$ref"])
        if key not in self._met:
            try:
                self._met[key] = self._lookup(*key)
            except Dangling as error:
                self._met[key] = error
        met = self._met[key]
        if isinstance(met, Dangling):
            raise met
        return met

    def follow(self, node: Node) -> Node:
        """Follow a node's `$ref`, and its target's, to the end; a node without one is returned as it is."""
        for _ in range(HOPS):
            if not is_reference(node.value):
                return node
            node = self.target(node)
        raise Dangling(f"$ref {shown(node.value['$ref'])} leads round in a circle")

    def _lookup(self, base: str, ref: str) -> Node:
        uri, fragment = resolved(base, ref)
        if "/" in fragment and not fragment.startswith("/"):
            fragment = f"/{fragment}"  # "#components/schemas/Pet": what is meant is plain
        elif fragment and not fragment.startswith("/"):
            self._registry = self._registry.crawl()  # an anchor: found once, for all that follow
        if uri in self._refused:
            raise Dangling(f"$ref {shown(ref)} is not followed: {self._refused[uri]}")
        try:
            found = self._registry.resolver().lookup(f"{uri}#{fragment}")
        except (Unresolvable, ValueError, TypeError):  # a step into a string or with a name into a list
            raise Dangling(f"$ref {shown(ref)} leads nowhere") from None
        return Node(found.contents, uri, unquote(fragment))


async def gather(uri: str, value: Json, read: Read) -> Library:
    """Read every document that a document refers to, and they refer to, as far as `read` lets it."""
    documents: dict[str, Json] = {uri: value}
    refused: dict[str, str] = {}
    wanted = outside(uri, value)
    while wanted:
        room = DOCUMENTS - len(documents)
        refused |= dict.fromkeys(wanted[room:], f"more than {DOCUMENTS} documents are needed")
        found = await _read_all(wanted[:room], read, refused)
        documents |= found
        following = dict.fromkeys(other for name, document in found.items() for other in outside(name, document))
        wanted = [name for name in following if name not in documents and name not in refused]
    return Library(uri, documents, refused)


def outside(uri: str, value: Json) -> list[str]:
    """List the other documents that a document refers to."""
    names: dict[str, None] = {}
    for node in mappings(value):
        ref = node.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            try:
                names[resolved(uri, ref)[0]] = None
            except Dangling:
                continue  # it is reported where it is needed
    names.pop(uri, None)
    return list(names)


def resolved(base: str, ref: str) -> tuple[str, str]:
    """Split a reference into the URI of its document, in one fixed form for files, and its fragment.

    >>> resolved("https://api.test/v1/openapi.json", "../pets.json#/Pet")
    ('https://api.test/pets.json', '/Pet')
    """
    if ref.startswith("#"):
        return base, ref[1:]
    try:
        uri, fragment = urldefrag(urljoin(base, ref))
        return (path_of(uri).as_uri() if uri.startswith("file:") else uri), fragment
    except (ValueError, OSError, RuntimeError) as error:  # RuntimeError: symbolic links in a circle
        raise Dangling(f"$ref {shown(ref)} is no address: {error}") from None


def below(folder: Path) -> Read:
    """Read files below a folder, and nothing else."""

    async def read(uri: str) -> bytes:
        try:
            return file_below(folder, uri).read_bytes()
        except OSError as error:
            raise SourceError(error.strerror or str(error)) from error

    return read


def file_below(folder: Path, uri: str) -> Path:
    """Return the file of a URI that lies below a folder, symbolic links and `..` resolved; else raise `SourceError`."""
    path = path_of(uri) if uri.startswith("file:") else None
    if path is None or not path.is_relative_to(folder.resolve()):
        raise SourceError("it is not below the document's own folder")
    return path


def same_origin(url: str, fetch: Fetch) -> Read:
    """Fetch documents from the origin of a URL (scheme, host and port), and nothing else."""

    async def read(uri: str) -> bytes:
        if origin(uri) != origin(url):
            raise SourceError("it is not at the document's own origin")
        return await fetch(uri)

    return read


def origin(url: str) -> tuple[str, str, int]:
    """Tell scheme, host and port of a URL.

    >>> origin("HTTPS://Api.test/v1") == origin("https://api.test:443/v2")
    True
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1  # out of range: no origin is like it
    return parts.scheme, parts.hostname or "", port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def path_of(uri: str) -> Path:
    """Return the file of a `file:` URI, symbolic links and `..` resolved."""
    return Path(url2pathname(urlsplit(uri).path)).resolve()


def is_url(location: str) -> bool:
    return re.match(r"https?://", location, re.IGNORECASE) is not None


def is_reference(value: Json) -> bool:
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)


def mappings(value: Json) -> Iterator[dict[str, Json]]:
    """Yield every object in a value."""
    return (node for level in levels(value) for node in level if isinstance(node, dict))


async def _read_all(wanted: list[str], read: Read, refused: dict[str, str]) -> dict[str, Json]:
    gate, found = asyncio.Semaphore(CONCURRENCY), dict[str, Json]()

    async def one(uri: str) -> None:
        try:
            async with gate:
                content = await read(uri)
            found[uri] = parse(content)
        except (SourceError, Unparsable) as error:
            refused[uri] = str(error)

    await asyncio.gather(*(one(uri) for uri in wanted))
    return {uri: found[uri] for uri in wanted if uri in found}


def _anchors(_: Specification[Json], document: Json) -> list[Anchor[Json]]:
    named = [(node.get("$anchor"), node) for node in mappings(document)]
    return [Anchor(name, REFERRED.create_resource(node)) for name, node in named if isinstance(name, str)]  # type: ignore[call-arg]  # attrs behind a decorator, which hides the fields from mypy


REFERRED: Specification[Json] = Specification(  # type: ignore[call-arg]  # as above
    name="a document with references",
    id_of=lambda document: None,
    subresources_of=lambda document: (),
    anchors_in=_anchors,
    maybe_in_subresource=lambda segments, resolver, subresource: resolver,
)
