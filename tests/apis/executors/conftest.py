"""Real servers on loopback that say what a test wants, Apis to call on them, an executor that may reach them."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from apis.executors.base import Executor
from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.executors.retry import Retry
from apis.model import Api, Effect, HttpBinding, Observation, Place, Source, ToolCall

CERTIFICATE = Path(__file__).with_name("api.test.pem")
"""A certificate for `api.test`, signed by itself, and its key: good for nothing but these tests."""

Answer = Callable[["Seen"], bytes | AsyncIterator[bytes]]


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass
class Server:
    """A server that answers with the bytes it is told to, and remembers what it was asked."""

    answer: Answer
    port: int = 0
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.endpoint}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while not writer.is_closing():
                seen = await read_request(reader)
                self.seen.append(seen)
                answer = self.answer(seen)
                if not isinstance(answer, bytes):
                    await stream(reader, writer, answer)
                    break
                writer.write(answer)
                await writer.drain()
                if b"Connection: close" in answer:
                    break
        self.hung_up.set()
        writer.close()


async def read_request(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Seen(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: AsyncIterator[bytes]) -> None:
    """Send an answer piece by piece until it ends or the client hangs up."""

    async def pour() -> None:
        async for chunk in answer:
            writer.write(chunk)
            await writer.drain()

    pouring, hearing = asyncio.ensure_future(pour()), asyncio.ensure_future(reader.read(1))
    _, pending = await asyncio.wait({pouring, hearing}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(pouring, hearing, return_exceptions=True)


def make_reply(body: bytes | str = b"{}", status: int = 200, **headers: str) -> bytes:
    """Write a response; `Content_Type="x"` becomes the header `Content-Type: x`."""
    body = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"Content-Type": "application/json", "Content-Length": str(len(body))} | named
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode() + body


def make_api(*places: Place, **binding: Any) -> Api:
    """Make an Api `tool/api` that is a GET of `/` unless told otherwise."""
    effect = binding.pop("effect", Effect.READ)
    bound = HttpBinding(**{"method": "GET", "path": "/", "places": places} | binding)
    return Api(
        id="tool/api",
        tool="Tool",
        category="Tests",
        name="api",
        description="An Api.",
        parameters={"type": "object"},
        effect=effect,
        binding=bound,
        source=Source(kind="openapi", location="test"),
    )


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[Server]]]:
    """Start servers; each is stopped, with its connections, when the test ends."""
    running: list[asyncio.Server] = []
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    async def start(answer: Answer | bytes, *, tls: ssl.SSLContext | None = None) -> Server:
        server = Server((lambda _: answer) if isinstance(answer, bytes) else answer)

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            tasks.add(asyncio.ensure_future(server.serve(reader, writer)))

        listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
        running.append(listening)
        server.port = listening.sockets[0].getsockname()[1]
        return server

    yield start
    for listening in running:
        listening.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0)  # the loop closes the sockets in its next turn


@pytest.fixture
async def unused() -> Server:
    """A server that is gone: nothing listens on its port."""
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    return Server(lambda _: b"", port)


@pytest.fixture
def reply() -> Callable[..., bytes]:
    return make_reply


@pytest.fixture
def api() -> Callable[..., Api]:
    return make_api


@pytest.fixture
def make_call() -> Callable[..., ToolCall]:
    return lambda **arguments: ToolCall(id="c1", name="api", arguments=arguments)


@pytest.fixture
def naps() -> list[float]:
    """The seconds that the executor of `call` would have slept."""
    return []


@pytest.fixture
def executor(naps: list[float]) -> Callable[..., HttpExecutor]:
    """Make an executor that may reach some servers; the first is the tool's own."""

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    def make(*servers: Server, **options: Any) -> HttpExecutor:
        policy = Policy(allow=frozenset(server.endpoint for server in servers))
        defaults = {"base_urls": {"tool": servers[0].url}, "credentials": {}, "timeout": 5.0}
        options = defaults | {"retry": Retry(sleep=nap, now=lambda: 0.0)} | options
        return HttpExecutor(options.pop("policy", policy), **options)

    return make


@pytest.fixture
def call(executor: Callable[..., HttpExecutor]) -> Callable[..., Awaitable[Observation]]:
    """Make one call of an Api on a server (and those it may lead to) and return what was observed."""

    async def make(server: Server, api: Api, arguments: Any = None, *others: Server, **options: Any) -> Observation:
        opened: Executor
        async with executor(server, *others, **options) as opened:
            return await opened.execute(api, ToolCall(id="c1", name="api", arguments=arguments or {}))

    return make


@pytest.fixture
def names() -> Callable[..., Policy]:
    """Make a policy whose names have the given addresses: `names({"api.test": ["127.0.0.1"]}, allow=...)`."""

    def make(addresses: Mapping[str, list[str]], *allow: str) -> Policy:
        async def lookup(host: str, port: int) -> list[str]:
            if host not in addresses:
                raise OSError(f"no such name: {host}")
            return addresses[host]

        return replace(Policy(allow=frozenset(allow)), lookup=lookup)

    return make


@pytest.fixture
def tls() -> ssl.SSLContext:
    """What a server needs to call itself `api.test`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """What a client needs to believe it."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))
