"""A session with an MCP server through the official SDK: over a process's pipes, or over HTTP under the policy.

Knows how a session is opened, used and closed, and turns all that goes wrong into a `Failure`. Knows no Api. HTTP goes
through `PolicyTransport`, whichever client the SDK brings: every connection asks the policy, redirects within one
origin (the SDK follows no others) included, and no proxy of the environment has a part in it.
"""

import asyncio
import logging
import os
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TextIO

import anyio
import httpcore
import httpx
import httpx2
import mcp_types as types
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from pydantic import ValidationError

from apis.executors.classify import status_of
from apis.executors.draft import http_url
from apis.executors.exchange import USER_AGENT, Limits
from apis.executors.failure import Failure
from apis.executors.network import PolicyTransport
from apis.executors.policy import Policy
from apis.model import Json, McpAddress, Status
from apis.schema import shorten
from apis.sources.mcp import Definition, Listing

PAGES = 200
"""The most pages of one listing that are read."""
SILENCE = 300.0
"""Seconds between two pieces of a stream over HTTP; how long a call may take is for its caller to say."""
SAID = 2000
"""The last characters of a server's stderr that are kept, for the case that it dies."""
CODES = {
    types.CONNECTION_CLOSED: Status.NETWORK_ERROR,
    types.REQUEST_TIMEOUT: Status.TIMEOUT,
    types.INVALID_REQUEST: Status.CLIENT_ERROR,
    types.METHOD_NOT_FOUND: Status.CLIENT_ERROR,
    types.INVALID_PARAMS: Status.CLIENT_ERROR,
}
"""What an error of the protocol means; any other is the server's."""
PLAIN = (types.INVALID_PARAMS, types.METHOD_NOT_FOUND)
"""Errors that speak of a request and not of its session."""
ABOUT = 2000
"""Characters of a server's instructions that are kept."""
WRONG = (
    *(OSError, TimeoutError, ValueError, RuntimeError),  # the SDK's words for a server that breaks the protocol
    *(MCPError, httpx2.HTTPError, httpx2.InvalidURL),
    *(anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream),
    Failure,
)
"""What may go wrong with a server; anything else is a mistake of our own."""

# The SDK logs what it also raises; without a handler of its own that would go to the user's stderr.
logging.getLogger("mcp").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Means:
    """What sessions are opened with."""

    policy: Policy
    limits: Limits = field(default_factory=Limits)
    start_timeout: float = 60.0
    """Seconds from starting or connecting to the end of the handshake: a package may have to be fetched first."""
    listed: float = 60.0
    """Seconds after which a listing is read anew before a call: not every server says when its tools change."""
    ssl_context: ssl.SSLContext | None = None
    sockets: httpcore.AsyncNetworkBackend | None = None


class Session:
    """An open session."""

    def __init__(self, client: Client, *, stale: asyncio.Event, wire: "Wire | None", max_age: float) -> None:
        self._client = client
        self._stale = stale
        self._wire = wire
        self._max_age = max_age
        self._listed_at = 0.0
        self._listing: Listing | None = None

    async def listing(self) -> Listing:
        """Return what the server lists, read anew where that is old or the server has said that it changed.

        Raises:
            Failure: it cannot be read.
        """
        now = asyncio.get_running_loop().time()
        if self._listing is None or self._stale.is_set() or now - self._listed_at >= self._max_age:
            self._stale.clear()
            with failures(self._wire):
                self._listing = await self._read()
            self._listed_at = now
        return self._listing

    async def call(self, tool: str, arguments: dict[str, Json]) -> types.CallToolResult:
        """Call a tool; the result is not checked against the schema that the server declares.

        Raises:
            Failure: there is no result.
        """
        params = types.CallToolRequestParams(name=tool, arguments=arguments)
        with failures(self._wire):
            return await self._client.session.send_request(types.CallToolRequest(params=params), types.CallToolResult)

    async def _read(self) -> Listing:
        definitions: list[Definition] = []
        cursor, seen = None, set[str]()
        for _ in range(PAGES):
            page = await self._client.list_tools(cursor=cursor, cache_mode="bypass")
            definitions += map(definition_of, page.tools)
            cursor = page.next_cursor
            if not cursor:
                return self._listed(definitions)
            if cursor in seen:
                raise Failure(Status.SERVER_ERROR, "its listing goes in a circle: it gives one cursor twice")
            seen.add(cursor)
        raise Failure(Status.TOO_LARGE, f"its listing has more than {PAGES} pages")

    def _listed(self, definitions: list[Definition]) -> Listing:
        info = self._client.server_info
        title = (info.title or info.name) if info else ""
        return Listing(
            title, info.version if info else "", shorten(self._client.instructions or "", ABOUT), tuple(definitions)
        )


def definition_of(tool: types.Tool) -> Definition:
    """Take over what a server says of a tool."""
    hints = tool.annotations or types.ToolAnnotations()
    return Definition(
        name=tool.name,
        title=tool.title or hints.title or "",
        description=tool.description or "",
        parameters=tool.input_schema,
        returns=tool.output_schema,
        read_only=hints.read_only_hint,
        destructive=hints.destructive_hint,
    )


@asynccontextmanager
async def open_session(address: McpAddress, means: Means) -> AsyncIterator[Session]:
    """Open a session; it must be closed by the task that opened it.

    Closing ends the process: its input is closed, and after two seconds it is ended with all its children.

    Raises:
        Failure: the server cannot be started or reached, or is no MCP server.
    """
    stale = asyncio.Event()

    async def heard(message: object) -> None:
        if isinstance(message, types.ToolListChangedNotification):
            stale.set()

    wire = Wire(means) if address.url else None
    said = Said()
    with failures(wire, said):
        async with AsyncExitStack() as stack:
            if wire is not None:
                http_url(address.url)
                http = await stack.enter_async_context(wire.client(address))
                size = means.limits.decoded
                streams = streamable_http_client(address.url, http_client=http, max_sse_event_size=size)
            else:
                errors = await stack.enter_async_context(said.listening())
                streams = stdio_client(process_of(address), errlog=errors)
            client = Client(streams, message_handler=heard, cache=None, client_info=CLIENT)
            async with asyncio.timeout(means.start_timeout):
                await stack.enter_async_context(client)
            yield Session(client, stale=stale, wire=wire, max_age=means.listed)


CLIENT = types.Implementation(name="toolsearch", version="0")


def process_of(address: McpAddress) -> StdioServerParameters:
    """Say what is started: it gets the usual variables and those of its address, nothing else of the environment."""
    program, *arguments = address.command or ("",)
    if not program:
        raise Failure(Status.REFUSED, "no command or URL is known for this MCP server: add it again")
    return StdioServerParameters(
        command=program,
        args=arguments,
        env=address.environment,
        cwd=address.folder or None,
        encoding_error_handler="replace",  # a line that is no text is no message, and no more than that
    )


class Wire(httpx2.AsyncBaseTransport):
    """What the SDK's client sends, sent by a `PolicyTransport`, within the limits of an exchange."""

    def __init__(self, means: Means) -> None:
        self.limit = means.limits.received
        self._inner = PolicyTransport(means.policy, sockets=means.sockets, ssl_context=means.ssl_context)
        self.status: int | None = None
        """The HTTP status of the last answer where it was none of success: the SDK does not tell it."""
        self.failure: Failure | None = None
        """What went wrong last: to a caller the SDK only says that the connection was closed."""

    def client(self, address: McpAddress) -> httpx2.AsyncClient:
        headers = {"user-agent": USER_AGENT, "accept-encoding": "identity"} | address.headers
        timeout = httpx2.Timeout(30.0, read=SILENCE)
        return httpx2.AsyncClient(transport=self, headers=headers, timeout=timeout, trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        sent = httpx.Request(
            request.method,
            str(request.url),
            headers=request.headers.raw,
            content=await request.aread() or None,
            extensions=dict(request.extensions),
        )
        with self.told():
            response = await self._inner.handle_async_request(sent)
            if response.headers.get("content-encoding", "identity") != "identity":
                await response.aclose()
                raise Failure(Status.UNEXPECTED_CONTENT, "it compresses though it was asked not to")
        if request.method == "POST":  # what else the SDK sends, a server need not support
            self.status = response.status_code if response.status_code >= 400 else None
        return httpx2.Response(response.status_code, headers=response.headers.raw, stream=Body(response, self))

    async def aclose(self) -> None:
        await self._inner.aclose()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Remember what goes wrong; give httpx's errors as httpx2's of the same name, which the SDK knows."""
        try:
            yield
        except Failure as failure:
            self.failure = failure
            raise
        except httpx.TransportError as error:
            status = Status.TIMEOUT if isinstance(error, httpx.TimeoutException) else Status.NETWORK_ERROR
            self.failure = Failure(status, str(error) or type(error).__name__)
            kind: type[httpx2.TransportError] = getattr(httpx2, type(error).__name__, httpx2.TransportError)
            raise kind(str(error)) from error


class Body(httpx2.AsyncByteStream):
    """The body of an answer, up to a limit."""

    def __init__(self, response: httpx.Response, wire: Wire) -> None:
        self._response = response
        self._wire = wire

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._wire.limit
        with self._wire.told():
            async for chunk in self._response.aiter_raw():
                left -= len(chunk)
                if left < 0:
                    raise Failure(Status.TOO_LARGE, f"the response is larger than {self._wire.limit:,} bytes")
                yield chunk

    async def aclose(self) -> None:
        with self._wire.told():
            await self._response.aclose()


class Said(asyncio.Protocol):
    """The end of what a server writes to stderr."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[TextIO]:
        """Open a pipe for a process to write to, and read it all the while."""
        reading, writing = os.pipe()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: self, os.fdopen(reading, "rb", 0))
        try:
            with os.fdopen(writing, "w") as file:
                yield file
        finally:
            transport.close()

    def data_received(self, data: bytes) -> None:
        self._pieces = deque([b"".join(self._pieces)[-SAID:], data[-SAID:]])

    def line(self) -> str:
        """Return its last line that says something."""
        lines = b"".join(self._pieces).decode("utf-8", "replace").split("\n")
        return shorten(next((line.strip() for line in reversed(lines) if line.strip()), ""), 300)


@contextmanager
def failures(wire: Wire | None, said: Said | None = None) -> Iterator[None]:
    """Turn what goes wrong with a server into a `Failure`.

    Args:
        wire: how it is reached over HTTP.
        said: while its session is being opened, what it writes to stderr.
    """
    try:
        yield
    except (*WRONG, BaseExceptionGroup) as error:
        causes = list(leaves(error))
        if not all(isinstance(cause, WRONG) for cause in causes):
            raise
        ours = [cause for cause in causes if isinstance(cause, Failure)]
        raise (ours[0] if ours else failure_of(causes[0], wire, said)) from error


def failure_of(error: BaseException, wire: Wire | None, said: Said | None) -> Failure:
    """Say what an error means for a call."""
    if isinstance(error, MCPError):
        return _protocol_failure(error, wire, said)
    if isinstance(error, httpx2.TimeoutException):
        return Failure(Status.TIMEOUT, "no answer in time")
    if isinstance(error, TimeoutError):
        return Failure(Status.TIMEOUT, "no session in time" + _last_words(said))
    if isinstance(error, ValidationError):
        return Failure(Status.UNEXPECTED_CONTENT, "its answer is not what the protocol says")
    if isinstance(error, FileNotFoundError | NotADirectoryError | PermissionError):
        return Failure(Status.NETWORK_ERROR, f"its command cannot be started: {error.strerror}")
    kind = Status.UNEXPECTED_CONTENT if isinstance(error, ValueError | RuntimeError) else Status.NETWORK_ERROR
    return Failure(kind, shorten(str(error), 1000) or type(error).__name__)


def _protocol_failure(error: MCPError, wire: Wire | None, said: Said | None) -> Failure:
    if wire is not None and wire.status is not None:
        # A server that has forgotten a session says 404, or 400 where it does not follow the protocol to the letter.
        ended = wire.status in (400, 404) and said is None and error.code not in PLAIN
        status = Status.NETWORK_ERROR if ended else status_of(wire.status)
        return Failure(status, f"the server answered with status {wire.status}: {shorten(error.message, 1000)}")
    if wire is not None and wire.failure is not None and error.code == types.CONNECTION_CLOSED:
        return wire.failure
    status = CODES.get(error.code, Status.SERVER_ERROR)
    words = _last_words(said) if status is Status.NETWORK_ERROR else ""
    return Failure(status, shorten(error.message, 1000) + words)


def _last_words(said: Said | None) -> str:
    line = said.line() if said else ""
    return f"; it said: {line}" if line else ""


def leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors in a group of groups."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from leaves(inner)
    else:
        yield error
