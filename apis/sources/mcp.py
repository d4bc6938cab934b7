"""MCP servers: each tool that a server lists becomes an Api.

Knows what a listing means and nothing of how a server is reached: it is given `list_tools`, which starts or connects to
the server under the policy and reads every page. What a server says of itself is not believed: its hints make a tool's
effect graver always, and lighter only where the user trusts that server; its own name stands in no id.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from apis.errors import SourceError
from apis.ids import distinct, operation_slug, slug
from apis.model import Api, Effect, Json, McpBinding, Schema, Source, canonical
from apis.servers import PREFIX, Server, Unusable, is_servers, read_servers, read_spec
from apis.soundness import sound
from apis.sources.base import Fetch, Loaded, Problem
from apis.sources.openapi.loader import read_file
from apis.sources.openapi.parsing import decode, parse_json
from apis.sources.openapi.yaml12 import Unparsable

CATEGORY = "Other"


@dataclass(frozen=True, slots=True)
class Definition:
    """A tool as its server lists it."""

    name: str
    title: str
    description: str
    parameters: Schema
    returns: Schema | None = None
    read_only: bool | None = None
    """The server's hint; None where it gives none."""
    destructive: bool | None = None
    """The server's hint; None where it gives none."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a server says of itself, and all of its tools."""

    title: str
    version: str
    about: str
    definitions: tuple[Definition, ...]


ListTools = Callable[[Server], Awaitable[Listing]]
"""Reads all tools of a server; raises `SourceError` naming the server and the reason."""


@dataclass(frozen=True, slots=True)
class McpLoader:
    """Reads the servers at a location: `mcp:…`, or a file of `mcpServers`. A `Loader`."""

    list_tools: ListTools
    trusted: frozenset[str] = frozenset()
    """The names of the servers whose hints may make a tool's effect lighter."""

    async def __call__(self, location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
        for server in _servers(location):
            if isinstance(server, Unusable):
                yield Loaded(server.location, error=server.error)
            else:
                yield await self.read(server)

    async def read(self, server: Server) -> Loaded:
        """Read one server; one that cannot be read is a `Loaded` with an error."""
        try:
            listing = await self.list_tools(server)
        except SourceError as error:
            return Loaded(server.location, error=str(error))
        apis = apis_of(server, listing, trusted=server.name in self.trusted)
        notes = tuple(Problem("/", note) for note in (*server.notes, *_untidy(listing)))
        return Loaded(server.location, apis, notes)


def apis_of(server: Server, listing: Listing, *, trusted: bool) -> tuple[Api, ...]:
    """Turn a listing into Apis, in the order of the tools' names, each name once."""
    source = Source(
        kind="mcp",
        location=server.location,
        hash=_hash(listing.definitions),
        title=listing.title,
        about=listing.about,
        version=listing.version,
    )
    tool = slug(server.name)
    definitions = _once(listing.definitions)
    names = distinct([operation_slug(definition.name, "", "") for definition in definitions])
    return tuple(
        defined(definition, server.name, trusted=trusted).model_copy(
            update={
                "id": f"{tool}/{name}",
                "source": source,
                "binding": McpBinding(server=server.name, address=server.address, tool=definition.name),
            }
        )
        for definition, name in zip(definitions, names, strict=True)
    )


def defined(definition: Definition, server: str, *, trusted: bool) -> Api:
    """Turn one definition into an Api that lacks its final id, address and source.

    Its content hash is the one it has in a catalog, so that a change of the definition shows.
    """
    return Api(
        id=f"{slug(server)}/{operation_slug(definition.name, '', '')}",
        tool=server,
        category=CATEGORY,
        name=definition.name,
        description=definition.description.strip() or definition.title.strip() or definition.name,
        parameters={"type": "object"} | _plain(definition.parameters),
        returns=None if definition.returns is None else _plain(definition.returns),
        effect=effect_of(definition, trusted=trusted),
        binding=McpBinding(server=server, tool=definition.name),
        source=Source(kind="mcp", location=""),
    )


def effect_of(definition: Definition, *, trusted: bool) -> Effect:
    """Say what a call may do: nothing is known unless the server warns, or is trusted and says that it only reads.

    >>> reads = Definition("get", "", "", {}, read_only=True)
    >>> effect_of(reads, trusted=False).value, effect_of(reads, trusted=True).value
    ('unknown', 'read')
    >>> effect_of(Definition("drop", "", "", {}, read_only=True, destructive=True), trusted=True).value
    'write'
    """
    if definition.destructive or definition.read_only is False:
        return Effect.WRITE
    return Effect.READ if trusted and definition.read_only else Effect.UNKNOWN


def _servers(location: str) -> Iterable[Server | Unusable]:
    if location.startswith(PREFIX):
        return [read_spec(location)]
    try:
        value = parse_json(decode(read_file(Path(location))))
    except Unparsable as error:
        raise SourceError(f"{location}: {error}") from error
    if not is_servers(value):
        raise SourceError(f"{location}: expected an object with `mcpServers`")
    return read_servers(value, location)


def _once(definitions: Iterable[Definition]) -> list[Definition]:
    """Keep the first definition of each name, in the order of the names, which no server can shuffle."""
    first: dict[str, Definition] = {}
    for definition in definitions:
        first.setdefault(definition.name, definition)
    return [first[name] for name in sorted(first)]


def _untidy(listing: Listing) -> Iterable[str]:
    count = len(listing.definitions) - len({definition.name for definition in listing.definitions})
    if count:
        yield f"{count} tools have a name that came before: left out"
    if not listing.definitions:
        yield "the server lists no tools"


def _plain(schema: Schema) -> Schema:
    """Make a server's schema fit to keep: self-contained, finite, definitions in `$defs`, no name of its dialect."""
    schema = {key: value for key, value in sound(schema).items() if key != "$schema"}
    if isinstance(schema.get("definitions"), dict) and "$defs" not in schema:
        schema["$defs"] = schema.pop("definitions")
        schema = json.loads(json.dumps(schema).replace('"$ref": "#/definitions/', '"$ref": "#/$defs/'))
    return schema


def _hash(definitions: Iterable[Definition]) -> str:
    listed: list[Json] = [
        {name: getattr(definition, name) for name in Definition.__slots__} for definition in _once(definitions)
    ]
    return hashlib.sha256(canonical(listed).encode()).hexdigest()
