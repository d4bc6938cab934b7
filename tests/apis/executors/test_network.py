"""Connections go to the addresses that were checked, and to nothing else."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpcore
import httpx
import pytest

from apis.executors.failure import Refused
from apis.executors.network import PolicyBackend, PolicyTransport
from apis.executors.policy import Policy
from apis.model import Api, Observation, Status, ToolCall

Call = Callable[..., Awaitable[Observation]]


class Sockets(httpcore.AnyIOBackend):
    """Remembers the addresses asked for, and connects to loopback instead of them."""

    def __init__(self, *, port: int, dead: tuple[str, ...] = ()) -> None:
        self.asked: list[str] = []
        self._port = port
        self._dead = dead

    async def connect_tcp(self, host: str, *options: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        if host in self._dead:
            raise httpcore.ConnectError("dead")
        return await super().connect_tcp("127.0.0.1", self._port)


def rebinding(*answers: list[str]) -> tuple[Policy, list[str]]:
    """Make a policy whose names get another answer each time they are looked up."""
    looked_up: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return answers[min(len(looked_up), len(answers)) - 1]

    return Policy(lookup=lookup), looked_up


async def test_a_name_is_looked_up_once_and_its_checked_address_is_connected_to(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply())
    sockets = Sockets(port=server.port)
    policy, looked_up = rebinding(["93.184.216.34"], ["127.0.0.1"])
    seen = await call(server, api(), policy=policy, sockets=sockets, base_urls={"tool": "http://rebind.test"})
    assert seen.status is Status.OK
    assert (looked_up, sockets.asked) == (["rebind.test"], ["93.184.216.34"])
    assert server.seen[0].headers["host"] == "rebind.test"


async def test_a_second_connection_is_checked_anew(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    server = await serve(reply(b"", 302, Location="http://rebind.test/next", Connection="close"))
    sockets = Sockets(port=server.port)
    policy, looked_up = rebinding(["93.184.216.34"], ["127.0.0.1"])
    seen = await call(server, api(), policy=policy, sockets=sockets, base_urls={"tool": "http://rebind.test"})
    assert seen.status is Status.REFUSED
    assert "127.0.0.1" in seen.content
    assert "loopback" in seen.content
    assert (len(looked_up), sockets.asked) == (2, ["93.184.216.34"])


async def test_the_next_address_is_tried_when_one_does_not_answer(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], names: Any
) -> None:
    server = await serve(reply())
    sockets = Sockets(port=server.port, dead=("93.184.216.34",))
    policy = names({"two.test": ["93.184.216.34", "93.184.216.35"]})
    seen = await call(server, api(), policy=policy, sockets=sockets, base_urls={"tool": "http://two.test"})
    assert seen.ok
    assert sockets.asked == ["93.184.216.34", "93.184.216.35"]


async def test_a_name_without_address_is_a_network_error(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], names: Any
) -> None:
    server = await serve(reply())
    seen = await call(server, api(), policy=names({}), base_urls={"tool": "http://nowhere.test"})
    assert seen.status is Status.NETWORK_ERROR
    assert "'nowhere.test' has no address" in seen.content


async def test_unix_sockets_are_refused() -> None:
    with pytest.raises(Refused, match="Unix socket"):
        await PolicyBackend(Policy()).connect_unix_socket("/run/docker.sock")


async def test_proxies_of_the_environment_have_no_part(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, proxy = await serve(reply()), await serve(reply(status=502))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    assert (await call(server, api())).ok
    assert (len(server.seen), proxy.seen) == (1, [])


async def test_any_httpx_client_can_use_the_transport(serve: Any, reply: Any) -> None:
    server, other = await serve(reply(b"[1]")), await serve(reply())
    policy = Policy(allow=frozenset({server.endpoint}))
    async with httpx.AsyncClient(transport=PolicyTransport(policy), trust_env=False) as client:
        assert (await client.get(server.url)).json() == [1]
        with pytest.raises(Refused):
            await client.get(other.url)
    assert other.connections == 0


async def test_connections_are_pooled(serve: Any, reply: Any, executor: Any, api: Callable[..., Api]) -> None:
    server = await serve(reply())
    async with executor(server) as opened:
        for _ in range(5):
            assert (await opened.execute(api(), ToolCall(id="c", name="api"))).ok
    assert (len(server.seen), server.connections) == (5, 1)


async def test_a_cancelled_call_closes_its_connection(
    serve: Any, reply: Any, executor: Any, api: Callable[..., Api]
) -> None:
    arrived = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield reply(b"{", Content_Length="1000")
        arrived.set()
        await asyncio.Event().wait()

    server = await serve(lambda _: endless())
    async with executor(server) as opened:
        task = asyncio.ensure_future(opened.execute(api(), ToolCall(id="c", name="api")))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert opened._transport._pool.connections == []


async def test_a_certificate_nobody_vouches_for_is_a_network_error(
    reply: Any, call: Call, api: Callable[..., Api], serve: Any, tls: ssl.SSLContext
) -> None:
    server = await serve(reply(), tls=tls)
    seen = await call(server, api(), base_urls={"tool": f"https://{server.endpoint}"})
    assert seen.status is Status.NETWORK_ERROR
    assert "certificate" in seen.content.lower()
    assert server.seen == []


async def test_the_tls_server_name_is_the_host_of_the_url_not_the_address(
    reply: Any, call: Call, api: Callable[..., Api], serve: Any, tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    asked: list[str | None] = []
    tls.sni_callback = lambda _socket, name, _context: asked.append(name)  # type: ignore[assignment]  # returns None
    server = await serve(reply(), tls=tls)
    policy, _ = rebinding(["93.184.216.34"])
    options = {"policy": policy, "sockets": Sockets(port=server.port), "ssl_context": trusting}
    assert (await call(server, api(), base_urls={"tool": "https://api.test"}, **options)).ok
    assert asked == ["api.test"]
    assert server.seen[0].headers["host"] == "api.test"
