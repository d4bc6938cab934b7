"""The executor as its callers see it: every call is an observation."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.executors.retry import Retry
from apis.model import Api, Effect, FunctionBinding, McpBinding, Observation, Place, Status, ToolCall

Call = Callable[..., Awaitable[Observation]]


async def test_an_answer_becomes_an_observation(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    body = b'{ "greeting": "hello" }'
    server = await serve(reply(body))
    ticks = iter([10.0, 10.25])
    called = api(Place(argument="who", name="name", location="query"), path="/greet")
    seen = await call(server, called, {"who": "Ann"}, clock=lambda: next(ticks))
    assert seen == Observation(
        call_id="c1",
        status=Status.OK,
        content='{"greeting":"hello"}',
        whole=hashlib.sha256(body).hexdigest(),
        seconds=0.25,
    )
    assert (server.seen[0].method, server.seen[0].target) == ("GET", "/greet?name=Ann")


async def test_the_untouched_body_is_kept(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    kept: dict[str, bytes] = {}

    def keep(body: bytes) -> str:
        return str(kept.setdefault("name", body)) and "name"

    server = await serve(reply(json.dumps(list(range(10_000)))))
    seen = await call(server, api(), keep=keep, observation_limit=1000)
    assert (seen.whole, seen.cut) == ("name", ("",))
    assert len(seen.content) <= 1000
    assert json.loads(kept["name"]) == list(range(10_000))


@pytest.mark.parametrize("effect", [Effect.WRITE, Effect.UNKNOWN])
async def test_what_may_write_is_refused_unless_allowed(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], effect: Effect
) -> None:
    server = await serve(reply())
    called = api(method="POST", effect=effect)
    seen = await call(server, called)
    assert seen.status is Status.REFUSED
    assert "--allow-writes" in seen.content
    assert server.connections == 0
    assert (await call(server, called, allow_writes=True)).ok


async def test_an_api_without_server_is_refused_with_the_way_out(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply())
    for servers in ((), ("/v1",), ("",)):
        seen = await call(server, api(servers=servers), base_urls={"another": server.url})
        assert seen.status is Status.REFUSED
        assert "--base-url tool=URL" in seen.content


async def test_the_documents_first_server_is_called_unless_overridden(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    first, second = await serve(reply()), await serve(reply())
    called = api(servers=(f"{first.url}/v1", second.url))
    assert (await call(first, called, base_urls={})).ok
    assert (await call(second, called, base_urls={"tool": f"{second.url}/v2/"})).ok
    assert (first.seen[0].target, second.seen[0].target) == ("/v1/", "/v2/")


@pytest.mark.parametrize(
    "binding", [McpBinding(server="s", tool="t"), FunctionBinding(module="m", function="f")], ids=["mcp", "function"]
)
async def test_an_api_that_is_not_called_over_http_is_refused(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], binding: Any
) -> None:
    seen = await call(await serve(reply()), api().model_copy(update={"binding": binding}))
    assert seen.status is Status.REFUSED
    assert binding.kind in seen.content


async def test_invalid_arguments_are_observed_and_nothing_is_sent(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply())
    called = api(Place(argument="x", name="x", location="path"), path="/{x}")
    assert (await call(server, called)).status is Status.INVALID_ARGUMENTS
    assert (await call(server, called, {"x": ".."})).status is Status.REFUSED
    assert server.connections == 0


async def test_nothing_listening_is_a_network_error(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], unused: Any
) -> None:
    seen = await call(unused, api())
    assert seen.status is Status.NETWORK_ERROR
    assert (seen.whole, seen.seconds >= 0) == (None, True)


async def test_an_executor_must_be_entered(api: Callable[..., Api]) -> None:
    executor = HttpExecutor(Policy(), base_urls={"tool": "http://127.0.0.1:1"})
    with pytest.raises(RuntimeError, match="async with"):
        await executor.execute(api(), ToolCall(id="c", name="api"))
    async with executor:
        assert (await executor.execute(api(), ToolCall(id="c", name="api"))).status is Status.REFUSED


async def test_head_answers_have_no_body(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    server = await serve(reply(b"", Content_Length="100000000"))
    seen = await call(server, api(method="HEAD"))
    assert (seen.status, seen.content) == (Status.OK, "")


async def test_many_calls_at_once_share_the_pool(
    serve: Any, reply: Any, executor: Any, api: Callable[..., Api]
) -> None:
    server = await serve(lambda seen: reply(json.dumps(seen.query)))
    called = api(Place(argument="n", name="n", location="query"))
    async with executor(server) as opened:
        calls = [ToolCall(id=str(n), name="api", arguments={"n": n}) for n in range(100)]
        observed = await asyncio.gather(*(opened.execute(called, one) for one in calls))
    assert [seen.content for seen in observed] == [f'"n={n}"' for n in range(100)]


# Trying again


async def test_a_rate_limit_is_waited_out_under_one_request_id(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], naps: list[float]
) -> None:
    def limited(seen: Any) -> bytes:
        asked = [earlier.headers["x-request-id"] for earlier in server.seen].count(seen.headers["x-request-id"])
        return reply(b'{"n":1}') if asked > 1 else reply(b"{}", 429, Retry_After="1")

    server = await serve(limited)
    assert (await call(server, api())).content == '{"n":1}'
    assert (await call(server, api())).content == '{"n":1}'
    ids = [seen.headers["x-request-id"] for seen in server.seen]
    assert (ids[0], ids[2]) == (ids[1], ids[3])
    assert ids[0] != ids[2]
    assert naps == [1.0, 1.0]


async def test_waiting_is_bounded_in_number_and_seconds(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], naps: list[float]
) -> None:
    server = await serve(reply(b"{}", 503, Retry_After="1"))
    assert (await call(server, api())).status is Status.SERVER_ERROR
    assert (naps, len(server.seen)) == ([1.0, 1.0], 3)
    server = await serve(reply(b"{}", 429, Retry_After="6"))
    assert (await call(server, api(), timeout=60.0)).status is Status.RATE_LIMITED
    assert naps[2:] == [6.0]


async def test_a_wait_that_the_timeout_would_cut_is_not_begun(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], naps: list[float]
) -> None:
    server = await serve(reply(b'{"slow":"down"}', 429, Retry_After="3"))
    seen = await call(server, api(), timeout=2.0)
    assert seen.status is Status.RATE_LIMITED
    assert "slow" in seen.content
    assert naps == []


@pytest.mark.parametrize(
    ("after", "waited"),
    [
        ("Thu, 01 Jan 1970 00:00:03 GMT", [3.0]),
        ("Thu, 01 Jan 1970 00:00:00 GMT", [0.0]),
        ("Wed, 31 Dec 1969 23:00:00 GMT", [0.0]),
        ("0", [0.0]),
        ("soon", []),
        ("-1", []),
        ("1.5", []),
        ("²", []),
        ("9" * 50, []),
        ("", []),
    ],
)
async def test_retry_after_is_seconds_or_a_date(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], naps: list[float], after: str, waited: list[float]
) -> None:
    answers = iter([reply(b"{}", 429, Retry_After=after), reply()])
    server = await serve(lambda _: next(answers))
    await call(server, api())
    assert naps == waited


async def test_other_answers_are_not_asked_for_again(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], naps: list[float]
) -> None:
    for status in (200, 404, 500, 502):
        server = await serve(reply(b"{}", status, Retry_After="1"))
        await call(server, api())
        assert len(server.seen) == 1
    assert naps == []


HANG_UP = b"Connection: close"


async def test_a_reading_call_is_tried_once_more_when_the_connection_fails(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    answers = iter([HANG_UP, reply(b"[1]")])
    server = await serve(lambda _: next(answers))
    assert (await call(server, api())).content == "[1]"
    assert len({seen.headers["x-request-id"] for seen in server.seen}) == 1
    server = await serve(HANG_UP)
    assert (await call(server, api())).status is Status.NETWORK_ERROR
    assert len(server.seen) == 2


async def test_a_call_that_may_write_is_never_sent_twice(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(HANG_UP)
    seen = await call(server, api(method="POST", effect=Effect.UNKNOWN), allow_writes=True)
    assert seen.status is Status.NETWORK_ERROR
    assert len(server.seen) == 1


async def test_a_connection_that_the_server_closed_meanwhile_is_not_an_error(
    serve: Any, reply: Any, executor: Any, api: Callable[..., Api], make_call: Any
) -> None:
    async def once() -> AsyncIterator[bytes]:
        yield reply(b"[1]")

    server = await serve(lambda _: once())  # says nothing of closing, and closes
    async with executor(server) as opened:
        for _ in range(3):
            assert (await opened.execute(api(), make_call())).ok


async def test_waits_are_not_real_in_tests_but_real_by_default() -> None:
    assert Retry().sleep is asyncio.sleep
