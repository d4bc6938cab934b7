"""The way from an HTTP request to a socket: every connection asks the policy first.

`PolicyTransport` is an httpx transport over an httpcore pool. Its network backend resolves through the policy and
connects to the addresses returned, so that Host, TLS server name and pool key keep the name while the packets go where
was checked. No proxy, no environment variable, no Unix socket and no HTTP/2 has a part in it.
"""

import select
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import httpcore
import httpx

from apis.executors.failure import Refused
from apis.executors.policy import Policy

SocketOptions = Iterable[Any] | None

CONNECTIONS = 256
"""The most connections one pool holds open; a call beyond that waits within its own timeout."""
IDLE_SECONDS = 4.0
"""How long an idle connection is kept: shorter than the five seconds after which common servers hang up."""
ADDRESSES = 8
"""The most addresses of one host that are tried."""
PATIENCE = 4.0
"""Seconds given to an address while there is another to try."""

ERRORS: dict[type[Exception], type[httpx.TransportError]] = {
    httpcore.PoolTimeout: httpx.PoolTimeout,
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.UnsupportedProtocol: httpx.UnsupportedProtocol,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
}


class Connection(httpcore.AsyncNetworkStream):
    """A stream that tells cheaply whether it is readable: a pool asks it of every idle connection at every call.

    AnyIO's own way to tell costs a fifth of a whole call at 32 connections.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._socket = stream.get_extra_info("socket")
        self._poll = select.poll() if self._socket is not None and hasattr(select, "poll") else None
        if self._poll:
            self._poll.register(self._socket.fileno(), select.POLLIN)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's signature
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  # httpcore's signature
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
    ) -> "Connection":
        return Connection(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and self._poll:
            # The number of a socket that was closed may be another's by now.
            return self._socket.fileno() < 0 or bool(self._poll.poll(0))
        return self._stream.get_extra_info(info)


class PolicyBackend(httpcore.AsyncNetworkBackend):
    """Opens sockets to the addresses that the policy returns, and to nothing else."""

    def __init__(self, policy: Policy, sockets: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._policy = policy
        self._sockets = sockets or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = (await self._policy.resolve(host, port))[:ADDRESSES]
        except OSError as error:
            raise httpcore.ConnectError(f"{host!r} has no address") from error
        options = (local_address, socket_options)
        for address in addresses[:-1]:
            try:
                return Connection(await self._sockets.connect_tcp(address, port, PATIENCE, *options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return Connection(await self._sockets.connect_tcp(addresses[-1], port, timeout, *options))

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        socket_options: SocketOptions = None,
    ) -> NoReturn:
        raise Refused("a Unix socket is never reached")

    async def sleep(self, seconds: float) -> None:
        await self._sockets.sleep(seconds)


class PolicyTransport(httpx.AsyncBaseTransport):
    """Sends requests over pooled connections that the policy permits. Follows, keeps and decodes nothing.

    Raises `Refused` where the policy forbids a connection, else what httpx's own transport raises.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        sockets: httpcore.AsyncNetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or httpx.create_ssl_context(trust_env=False),
            max_connections=CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=PolicyBackend(policy, sockets),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        with httpx_errors():
            response = await self._pool.handle_async_request(sent)
        return httpx.Response(
            response.status, headers=response.headers, stream=Stream(response), extensions=response.extensions
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class Stream(httpx.AsyncByteStream):
    """The raw body of a response, with errors as httpx names them."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with httpx_errors():
            async for chunk in self._response.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        with httpx_errors():
            await self._response.aclose()


@contextmanager
def httpx_errors() -> Iterator[None]:
    """Turn httpcore's errors, and what TLS and sockets leave through its meshes, into httpx's."""
    try:
        yield
    except tuple(ERRORS) as error:
        raise ERRORS[type(error)](str(error)) from error
    except (OSError, UnicodeError) as error:
        raise httpx.NetworkError(str(error)) from error
