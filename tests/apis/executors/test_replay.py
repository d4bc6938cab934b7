import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from apis.cache import JsonCache
from apis.errors import CacheError
from apis.executors.base import Executor, Keep, hash_only
from apis.executors.credentials import secrets_of
from apis.executors.http import HttpExecutor
from apis.executors.replay import Recording, Replay
from apis.executors.responses import Recorded, ResponseStore, key_of
from apis.executors.secret import Secrets
from apis.model import Api, Credential, Effect, Observation, Place, Status, ToolCall

Serve = Callable[..., Awaitable[Any]]
QUERY = Place(argument="q", name="q", location="query")


class Bodies(dict[str, bytes]):
    """Bodies by their sha256, as a run keeps them."""

    def keep(self, body: bytes) -> str:
        self[hash_only(body)] = body
        return hash_only(body)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "answers"


@pytest.fixture
def recording(executor: Callable[..., HttpExecutor], folder: Path) -> Callable[..., Recording]:
    """Record what servers answer."""

    def make(*servers: Any, keep: Keep = hash_only, secrets: Secrets | None = None, **options: Any) -> Recording:
        store = ResponseStore.open(folder)
        wrapped = secrets or secrets_of(options.get("credentials", {}))
        return Recording(lambda kept: executor(*servers, keep=kept, **options), store, keep=keep, secrets=wrapped)

    return make


async def ask(executor: Executor, api: Api, *calls: Any) -> list[Observation]:
    async with executor as opened:
        return [
            await opened.execute(api, ToolCall(id=f"c{place}", name="api", arguments=arguments))
            for place, arguments in enumerate(calls)
        ]


def replayed(folder: Path, keep: Keep = hash_only) -> Replay:
    return Replay(ResponseStore.open(folder, create=False), keep=keep)


def plain(observation: Observation) -> dict[str, Any]:
    return observation.model_dump(exclude={"source"})


async def test_what_was_recorded_comes_back_byte_for_byte_with_its_body_and_without_a_server(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    answers = {"/?q=1": reply('{ "n":1.0 }'), "/?q=2": reply(b"\xff\x00\x01", Content_Type="image/png")}
    answers |= {
        "/?q=3": reply("<html>no</html>", 503, Content_Type="text/html"),
        "/?q=4": reply(json.dumps(["x" * 40_000])),
    }
    server = await serve(lambda seen: answers[seen.target])
    asked = [{"q": number} for number in range(1, 5)]
    first, second = Bodies(), Bodies()
    live = await ask(recording(server, keep=first.keep), api(QUERY), *asked)
    again = await ask(replayed(folder, second.keep), api(QUERY), *asked)
    assert [seen.source for seen in live] == ["live"] * 4
    assert [seen.source for seen in again] == ["recorded"] * 4
    assert [plain(seen) for seen in again] == [plain(seen) for seen in live]
    assert [seen.status.value for seen in again] == ["ok", "ok", "server_error", "ok"]
    assert again[3].cut
    assert first == second
    assert first[live[1].whole or ""] == b"\xff\x00\x01"
    assert first[live[0].whole or ""] == b'{ "n":1.0 }'
    assert len(server.seen) == 4


async def test_neither_the_order_of_keys_nor_the_spelling_of_numbers_matters(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    server = await serve(reply('{"ok": true}'))
    await ask(recording(server), api(QUERY), {"q": 1, "in": {"a": [1.0, 2], "b": 100}})
    spelt = [{"in": {"b": 1e2, "a": [1, 2.0]}, "q": 1.0}, {"q": "1", "in": {"a": [1, 2], "b": 100}}, {"q": 1}]
    spelt += [{"q": True, "in": {"a": [1, 2], "b": 100}}, {"q": 1, "in": {"a": [2, 1], "b": 100}}]
    seen = await ask(replayed(folder), api(QUERY), *spelt)
    assert [one.status for one in seen] == [Status.OK, *[Status.NOT_RECORDED] * 4]


async def test_an_api_whose_content_changed_is_another_and_one_that_moved_is_the_same(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    server = await serve(reply('{"ok": true}'))
    await ask(recording(server), api(QUERY), {})
    moved = api(QUERY, servers=("https://elsewhere.test",))
    changed = api(QUERY).model_copy(update={"description": "Other."})
    renamed = api(QUERY).model_copy(update={"id": "tool/other"})
    for asked, status in ((moved, Status.OK), (changed, Status.NOT_RECORDED), (renamed, Status.NOT_RECORDED)):
        assert [one.status for one in await ask(replayed(folder), asked, {})] == [status]


async def test_a_miss_says_how_to_record_it_and_writes_nothing(
    serve: Serve, api: Callable[..., Api], folder: Path
) -> None:
    JsonCache.open(folder)
    for _ in range(2):
        [seen] = await ask(replayed(folder), api(), {"q": 1})
        assert (seen.status, seen.source, seen.whole) == (Status.NOT_RECORDED, "recorded", None)
        assert "--responses record:DIR" in json.loads(seen.content)["message"]


async def test_failures_that_pass_are_recorded_and_stand(
    serve: Serve,
    unused: Any,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    async def silent(seen: Any) -> Any:
        await asyncio.Event().wait()
        yield b""

    limited = await serve(reply("{}", 429, Retry_After="1"))
    slow = await serve(silent)
    live = []
    for number, server in enumerate((limited, slow, unused)):
        live += await ask(recording(server, timeout=0.05), api(QUERY), {"q": number})
    assert [seen.status for seen in live] == [Status.RATE_LIMITED, Status.TIMEOUT, Status.NETWORK_ERROR]
    healthy = await serve(reply('{"ok": true}'))
    asked = [{"q": number} for number in range(3)]
    for again in (await ask(recording(healthy), api(QUERY), *asked), await ask(replayed(folder), api(QUERY), *asked)):
        assert [seen.content for seen in again] == [seen.content for seen in live]
    assert healthy.seen == []


async def test_the_first_answer_stands_for_all_who_ask_the_same_in_one_recording_or_in_two(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    server: Any = await serve(lambda seen: reply(f'{{"count": {len(server.seen)}}}'))
    kept = Bodies()
    same = await ask(recording(server, keep=kept.keep), api(QUERY), {"q": 1}, {"q": 1.0}, {"q": 2})
    [third] = await ask(recording(server, keep=kept.keep), api(QUERY), {"q": 1})
    assert [seen.content for seen in (*same, third)] == ['{"count":1}', '{"count":1}', '{"count":2}', '{"count":1}']
    assert [seen.source for seen in (*same, third)] == ["live", "recorded", "live", "recorded"]
    assert [seen.call_id for seen in same] == ["c0", "c1", "c2"]


async def test_the_same_call_made_many_times_at_once_is_sent_once(
    serve: Serve, reply: Callable[..., bytes], api: Callable[..., Api], recording: Callable[..., Recording]
) -> None:
    server: Any = await serve(lambda seen: reply(f'{{"count": {len(server.seen)}}}'))
    write = api(QUERY, method="POST", effect=Effect.UNKNOWN)
    async with recording(server, allow_writes=True) as executor:
        calls = (ToolCall(id=f"c{n}", name="api", arguments={"q": n % 3}) for n in range(30))
        seen = await asyncio.gather(*(executor.execute(write, call) for call in calls))
    assert len(server.seen) == 3
    assert [one.content for one in seen[:3]] * 10 == [one.content for one in seen]


async def test_two_who_record_at_once_agree_on_one_answer(
    serve: Serve, reply: Callable[..., bytes], api: Callable[..., Api], recording: Callable[..., Recording]
) -> None:
    server: Any = await serve(lambda seen: reply(f'{{"count": {len(server.seen)}}}'))
    call = ToolCall(id="c", name="api")
    async with recording(server) as one, recording(server) as other:
        first, second = await asyncio.gather(one.execute(api(), call), other.execute(api(), call))
    assert first.content == second.content
    assert first.whole == second.whole


async def test_a_refusal_or_a_missing_credential_is_recorded_but_gives_way_when_mended(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    server = await serve(lambda seen: reply(status=200 if "x-key" in seen.headers else 401))
    key = Credential(scheme="key", kind="api_key", name="X-Key")
    keyed = api(method="POST", effect=Effect.UNKNOWN, security=((key,),))
    options: list[dict[str, Any]] = [
        {},
        {"allow_writes": True},
        {"allow_writes": True, "credentials": {"tool": "k3y-value"}},
    ]
    for settings, status in zip(options, (Status.REFUSED, Status.UNAUTHORIZED, Status.OK), strict=True):
        for executor in (recording(server, **settings), replayed(folder)):
            [seen] = await ask(executor, keyed, {})
            # what can be mended stands until it is; a refusal and a missing key are both of that kind
            expected = Status.REFUSED if status is Status.UNAUTHORIZED else status
            assert seen.status is expected
    [seen] = await ask(recording(server), keyed, {})
    assert seen.status is Status.OK


@pytest.mark.parametrize("where", ["header", "query", "cookie"])
async def test_no_credential_reaches_the_store(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
    where: Any,
) -> None:
    secret = "sw0rdf1sh-key"
    server = await serve(lambda seen: reply(json.dumps({"headers": dict(seen.headers), "asked": secret})))
    keyed = api(QUERY, security=((Credential(scheme="key", kind="api_key", location=where, name="key"),),))
    credentials = {"tool": f"key={secret}", "other": "us3r:passw0rd1"}
    [seen] = await ask(recording(server, credentials=credentials), keyed, {"q": f"{secret} passw0rd1"})
    assert seen.ok
    assert secret in f"{server.seen[0].target} {server.seen[0].headers}"
    kept = "".join(stored(folder))
    assert "[redacted]" in kept
    assert not [part for part in (secret, "passw0rd1") if part in kept]


def stored(folder: Path) -> list[str]:
    """Return every key and value of a folder as text."""
    cache = JsonCache.open(folder)
    keys = list(cache._cache)
    texts = [f"{key} {json.dumps(cache.get(key))}" for key in keys]
    cache.close()
    assert len(keys) >= 3  # an answer, its body, an example
    return texts


async def test_bodies_reach_the_store_though_calls_overlap(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    server = await serve(lambda seen: reply(json.dumps({"half": int(seen.query[2:]) // 2})))
    calls = [ToolCall(id=f"c{n}", name="api", arguments={"q": n}) for n in range(60)]
    async with recording(server) as executor:
        live = await asyncio.gather(*(executor.execute(api(QUERY), call) for call in calls))
    kept = Bodies()
    again = await ask(replayed(folder, kept.keep), api(QUERY), *(call.arguments for call in calls))
    assert [seen.whole for seen in again] == [seen.whole for seen in live]
    assert sorted(kept.values()) == sorted(f'{{"half": {n}}}'.encode() for n in range(30))


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("call/", {"api": 7}),
        ("call/", ["no", "object"]),
        ("body/", None),
        ("body/", {"text": "another"}),
        ("body/", {"base64": "???"}),
        ("body/", 7),
    ],
)
async def test_a_damaged_store_is_one_clear_error(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
    pattern: str,
    value: Any,
) -> None:
    await ask(recording(await serve(reply())), api(), {})
    cache = JsonCache.open(folder)
    [key] = [key for key in cache._cache if key.startswith(pattern)]
    cache.set(key, value)
    cache.close()
    with pytest.raises(CacheError, match=r"answers' is damaged \(.*\): restore it, or record into another folder"):
        await ask(replayed(folder), api(), {})


async def test_half_a_surrogate_pair_in_arguments_is_no_trouble(api: Callable[..., Api], folder: Path) -> None:
    async with ResponseStore.open(folder) as store:
        arguments = {"q": "\ud800"}
        observation = Observation(call_id="c", status=Status.OK, content="{}")
        key = key_of(api(), arguments)
        await store.add(api(), key, Recorded(api="tool/api", arguments=arguments, observation=observation), {})
        assert (await store.find(key)) == Recorded(api="tool/api", arguments=arguments, observation=observation)


async def test_a_few_good_answers_of_each_api_are_remembered_as_examples(
    serve: Serve,
    reply: Callable[..., bytes],
    api: Callable[..., Api],
    recording: Callable[..., Recording],
    folder: Path,
) -> None:
    server = await serve(lambda seen: reply(status=404 if seen.query == "q=0" else 200))
    await ask(recording(server), api(QUERY), *({"q": number} for number in range(9)))
    async with ResponseStore.open(folder) as store:
        assert [example.arguments for example in await store.examples(api(QUERY))] == [{"q": 1}, {"q": 2}, {"q": 3}]
        assert await store.examples(api()) == []


def test_what_was_simulated_is_never_called_recorded() -> None:
    made_up = Observation(call_id="a", status=Status.OK, content="{}", source="simulated")
    assert Recorded(api="t/a", arguments={}, observation=made_up).again("b").source == "simulated"
