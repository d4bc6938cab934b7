"""Calls on MCP servers: real ones of other makers, and small ones that misbehave as they are told."""

import asyncio
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import mcp_program
import pytest
from installed import installed

from apis.errors import SourceError
from apis.executors.failure import Refused
from apis.executors.mcp import McpExecutor, make_lister, reach
from apis.executors.mcp_session import Means
from apis.executors.policy import Policy
from apis.model import Api, Effect, McpAddress, McpBinding, Observation, Status, ToolCall
from apis.servers import read_spec
from apis.sources.mcp import McpLoader

TOOL = {"name": "look", "description": "Looks.", "inputSchema": {"type": "object", "properties": {"at": {}}}}


async def read(spec: str, *, policy: Policy | None = None, trust: bool = True, **options: Any) -> list[Api]:
    """Add a server: its Apis, callable without `--allow-writes` where it says that they only read."""
    server = read_spec(spec)
    trusted = frozenset({server.name} if trust else ())
    loaded = await McpLoader(make_lister(policy or Policy(), environ=os.environ, **options), trusted).read(server)
    assert loaded.error is None, loaded.error
    return list(loaded.apis)


async def call(executor: McpExecutor, apis: list[Api], name: str, **arguments: Any) -> Observation:
    [api] = [api for api in apis if api.name == name]
    return await executor.execute(api, ToolCall(id="c", name=name, arguments=arguments))


def opened(policy: Policy | None = None, **options: Any) -> McpExecutor:
    return McpExecutor(policy or Policy(), **({"credentials": {}, "allow_writes": True, "timeout": 20.0} | options))


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., str]:
    """Write what the small server does, and return the spec that starts it."""

    def write(*pages: list[dict[str, Any]], **plan: Any) -> str:
        path = tmp_path / "plan.json"
        path.write_text(json.dumps({"pages": pages or ([TOOL],)} | plan))
        return f"mcp:program={sys.executable} -S {mcp_program.__file__} {path}"

    return write


@pytest.fixture
def process(tmp_path: Path) -> Callable[[], int]:
    """Tell which process the small server runs in."""
    return lambda: int((tmp_path / "plan.pid").read_text())


@pytest.fixture
def port() -> int:
    """A port of loopback that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def running(ready: bytes, program: str, *arguments: str, **environment: str) -> AsyncIterator[None]:
    """Run a server that says on stderr when it is ready."""
    quiet, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    server = await asyncio.create_subprocess_exec(
        installed(program), *arguments, env=os.environ | environment, stdout=quiet, stderr=pipe
    )
    assert server.stderr is not None
    try:
        async with asyncio.timeout(60):
            while ready not in (line := await server.stderr.readline()):
                assert line
        yield
    finally:
        server.kill()
        await server.communicate()


def everything(port: int) -> AbstractAsyncContextManager[None]:
    return running(b"listening", "mcp-server-everything", "streamableHttp", PORT=str(port))


def ended(pid: int, seconds: float = 10) -> bool:
    """Wait for the end of a process that is nobody's child here."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], seconds)[0])
    finally:
        os.close(watched)


async def test_a_server_over_stdio_is_listed_and_called() -> None:
    apis = await read(f"mcp:{installed('mcp-server-everything')} stdio")
    assert len(apis) == 13
    async with opened() as executor:
        echo = await call(executor, apis, "echo", message="hi")
        facts = await call(executor, apis, "get-structured-content", location="Chicago")
        image = await call(executor, apis, "get-tiny-image")
        wrong = await call(executor, apis, "get-sum", a="x", b=1)
    assert (echo.status, echo.content) == (Status.OK, "Echo: hi")
    assert set(json.loads(facts.content)) == {"temperature", "conditions", "humidity"}
    [_, shown, _] = json.loads(image.content)["content"]
    assert (shown["type"], shown["media_type"], shown["bytes"]) == ("image", "image/png", 4033)
    assert wrong.status is Status.CLIENT_ERROR
    assert "expected number" in json.loads(wrong.content)["response"]


async def test_a_server_over_http_is_listed_called_and_found_again_when_it_was_gone(port: int) -> None:
    policy = Policy(allow=frozenset({f"127.0.0.1:{port}"}))
    async with opened(policy) as executor:
        async with everything(port):
            apis = await read(f"mcp:http://127.0.0.1:{port}/mcp", policy=policy)
            assert len(apis) == 13
            assert (await call(executor, apis, "get-sum", a=2, b=3)).content == "The sum of 2 and 3 is 5."
            several = [call(executor, apis, "echo", message=str(number)) for number in range(8)]
            assert [seen.content for seen in await asyncio.gather(*several)] == [f"Echo: {n}" for n in range(8)]
        for _ in range(2):
            assert (await call(executor, apis, "echo", message="x")).status is Status.NETWORK_ERROR
        async with everything(port):
            assert (await call(executor, apis, "echo", message="x")).content == "Echo: x"
        async with everything(port):  # which knows nothing of the session with the one before
            assert (await call(executor, apis, "echo", message="x")).status is Status.NETWORK_ERROR
            assert (await call(executor, apis, "echo", message="x")).content == "Echo: x"


@pytest.mark.slow
async def test_a_server_of_another_maker_over_http_is_listed_and_called(port: int) -> None:
    policy = Policy(allow=frozenset({f"127.0.0.1:{port}"}))
    options = f"--transport http --host 127.0.0.1 --port {port} --db-path :memory: --read-write"
    offline = {"FASTMCP_CHECK_FOR_UPDATES": "off", "FASTMCP_SHOW_SERVER_BANNER": "false"}
    server = running(b"Uvicorn running", "mcp-server-motherduck", *options.split(), **offline)
    async with server, opened(policy) as executor:
        apis = await read(f"mcp:duck=http://127.0.0.1:{port}/mcp", policy=policy)
        seen = await call(executor, apis, "execute_query", sql="select 6 * 7 as answer")
    assert {api.name: api.effect for api in apis} == {
        "execute_query": Effect.WRITE,
        "list_columns": Effect.READ,
        "list_databases": Effect.READ,
        "list_tables": Effect.READ,
    }
    assert json.loads(json.loads(seen.content)["result"])["rows"] == [[42]]


async def test_servers_of_other_makers_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    clock = await read(f"mcp:{installed('mcp-server-time')} --local-timezone UTC")
    files = await read(f"mcp:{installed('mcp-server-filesystem')} {tmp_path}")
    memory = await read(f"mcp:{installed('mcp-server-memory')}")
    moment = {"source_timezone": "Asia/Tokyo", "time": "09:00", "target_timezone": "UTC"}
    async with opened() as executor:
        noon, read_, forbidden, found = await asyncio.gather(
            call(executor, clock, "convert_time", **moment),
            call(executor, files, "read_text_file", path=f"{tmp_path}/a.txt"),
            call(executor, files, "read_text_file", path="/etc/passwd"),
            call(executor, memory, "search_nodes", query="Rome"),
        )
    assert json.loads(noon.content)["target"]["datetime"].endswith("T00:00:00+00:00")
    assert (read_.status, json.loads(read_.content)) == (Status.OK, {"content": "hello"})
    assert (forbidden.status, "Access denied" in forbidden.content) == (Status.CLIENT_ERROR, True)
    assert json.loads(found.content) == {"entities": [], "relations": []}


async def test_a_call_that_may_change_something_needs_permission() -> None:
    apis = await read(f"mcp:{installed('mcp-server-memory')}", trust=False)
    assert {api.name: api.effect for api in apis}["read_graph"] is Effect.UNKNOWN
    async with opened(allow_writes=False) as executor:
        seen = await call(executor, apis, "read_graph")
    assert seen.status is Status.REFUSED
    assert "--allow-writes" in seen.content


async def test_every_page_of_a_listing_is_read(program: Callable[..., str]) -> None:
    pages = [[TOOL | {"name": f"look{page}{n}"} for n in range(2)] for page in range(3)]
    apis = await read(program(*pages))
    assert [api.name for api in apis] == ["look00", "look01", "look10", "look11", "look20", "look21"]
    assert {(api.source.title, api.source.version, api.source.about) for api in apis} == {
        ("A program", "7", "Be kind.")
    }


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ({"circle": True}, "goes in a circle"),
        ({"silent": ["initialize"]}, "no session in time"),
        ({"silent": ["tools/list"]}, "no session in time"),
        ({"exit": ["initialize"]}, "Connection closed; it said: out of order"),
        ({"errors": {"tools/list": -32601}}, "no tools/list"),
        ({"version": "1999-01-01"}, "Unsupported protocol version"),
        ({"pages": [[{"name": 1}]]}, "not what the protocol says"),
        ({"pages": {"0": "none"}}, "Connection closed"),
    ],
)
async def test_a_server_that_cannot_be_listed_is_an_error_that_says_why(
    program: Callable[..., str], plan: dict[str, Any], reason: str
) -> None:
    lister = make_lister(Policy(), means=Means(Policy(), start_timeout=0.5))
    with pytest.raises(SourceError, match=f"mcp:program=.*: .*{reason}"):
        await lister(read_spec(program(**plan)))


async def test_a_command_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SourceError, match="cannot be started: No such file"):
        await make_lister(Policy())(read_spec("mcp:no-such-program-anywhere"))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"description": "Looks, then mails what it saw."}, "description"),
        ({"inputSchema": {"type": "object", "properties": {"at": {}, "password": {}}}}, "parameters"),
        ({"outputSchema": {"type": "object"}}, "returns"),
        ({"annotations": {"destructiveHint": True}}, "effect"),
    ],
)
async def test_a_tool_that_changed_since_it_was_added_is_refused_before_it_is_called(
    program: Callable[..., str], change: dict[str, Any], part: str
) -> None:
    spec = program([TOOL, TOOL | {"name": "other"}])
    apis = await read(spec)
    program([TOOL | change, TOOL | {"name": "other"}], errors={"tools/call": -32603})
    async with opened() as executor:
        seen = await call(executor, apis, "look")
        other = await call(executor, apis, "other")
    assert seen.status is Status.REFUSED
    assert f"has changed the {part} of 'look'" in seen.content
    assert f"toolsearch apis add '{spec}'" in json.loads(seen.content)["message"]
    assert other.status is Status.SERVER_ERROR  # it was called
    changed = await read(spec)
    program([TOOL | change])
    async with opened() as executor:
        assert (await call(executor, changed, "look")).ok


@pytest.mark.parametrize("how", ["said", "silently"])
async def test_a_tool_that_changes_within_a_session_is_refused_too(program: Callable[..., str], how: str) -> None:
    apis = await read(program(notify=how == "said"))
    means = Means(Policy(), listed=1000 if how == "said" else 0)
    async with opened(means=means) as executor:
        assert (await call(executor, apis, "look")).ok
        program([TOOL | {"description": "Something else."}])
        assert (await call(executor, apis, "look")).status is Status.REFUSED


async def test_a_tool_that_is_gone_or_there_twice_is_not_called(program: Callable[..., str]) -> None:
    apis = await read(program())
    program([])
    async with opened() as executor:
        assert (await call(executor, apis, "look")).status is Status.NOT_FOUND
    program([TOOL, TOOL | {"description": "Another."}])
    async with opened() as executor:
        assert (await call(executor, apis, "look")).status is Status.REFUSED


async def test_the_hints_of_a_server_lower_caution_only_where_the_user_trusts_it(program: Callable[..., str]) -> None:
    spec = program([TOOL | {"annotations": {"readOnlyHint": True}}])
    [careful], [trusting] = await read(spec, trust=False), await read(spec)
    assert (careful.effect, trusting.effect) == (Effect.UNKNOWN, Effect.READ)
    async with opened(allow_writes=False) as executor:
        assert (await call(executor, [careful], "look")).status is Status.REFUSED
        assert (await call(executor, [trusting], "look")).ok
    program([TOOL])
    async with opened(allow_writes=False) as executor:
        seen = await call(executor, [trusting], "look")
    assert "has changed the effect" in seen.content
    assert "--trust-hints program" in seen.content


async def test_a_server_that_dies_is_a_network_error_and_started_again(program: Callable[..., str]) -> None:
    apis = await read(program())
    program(exit=["tools/call"])
    async with opened() as executor:
        assert (await call(executor, apis, "look")).status is Status.NETWORK_ERROR
        program()
        first, second = [await call(executor, apis, "look") for _ in range(2)]
    assert json.loads(first.content)["pid"] == json.loads(second.content)["pid"]


async def test_a_call_without_an_answer_is_a_timeout_and_costs_no_other(program: Callable[..., str]) -> None:
    apis = await read(program())
    program(silent=["tools/call"])
    async with opened(timeout=0.2) as executor:
        assert (await call(executor, apis, "look")).status is Status.TIMEOUT
        program()
        assert (await call(executor, apis, "look")).ok


async def test_an_error_of_the_protocol_says_whose_it_is(program: Callable[..., str]) -> None:
    apis = await read(program())
    said: dict[int, str] = {}
    async with opened() as executor:
        for code in (-32602, -32601, -32603, 7):
            program(errors={"tools/call": code})
            seen = await call(executor, apis, "look")
            said[code] = seen.status.value
            assert json.loads(seen.content)["message"] == "no tools/call"
    assert said == {-32602: "client_error", -32601: "client_error", -32603: "server_error", 7: "server_error"}


async def test_a_result_that_is_none_is_unexpected(program: Callable[..., str]) -> None:
    apis = await read(program(result={"content": "text"}))
    async with opened() as executor:
        assert (await call(executor, apis, "look")).status is Status.UNEXPECTED_CONTENT


@pytest.mark.parametrize(
    "raw", ["Starting…\n".encode().decode("latin-1"), "\xff\xfe\n", "{}\n", "[1]\n", "[" * 100_000 + "\n", "\n\n"]
)
async def test_what_is_no_message_is_passed_over(program: Callable[..., str], raw: str) -> None:
    apis = await read(program(raw=raw))
    async with opened() as executor:
        assert (await call(executor, apis, "look")).ok


async def test_a_result_nested_without_end_is_an_observation(program: Callable[..., str]) -> None:
    apis = await read(program())
    deep = "[" * 5000 + "]" * 5000
    program(result={"content": [{"type": "text", "text": deep}]})
    async with opened() as executor:
        seen = await call(executor, apis, "look")
        assert seen.status in (Status.OK, Status.UNEXPECTED_CONTENT)


async def test_a_long_result_is_shortened_and_kept_whole(program: Callable[..., str]) -> None:
    kept: list[bytes] = []

    def keep(body: bytes) -> str:
        kept.append(body)
        return "named"

    result = {"content": [{"type": "text", "text": "word " * 10_000}]}
    apis = await read(program(result=result))
    async with opened(keep=keep, observation_limit=200) as executor:
        seen = await call(executor, apis, "look")
    assert (seen.whole, len(seen.content) <= 200, len(kept[0]) > 50_000) == ("named", True, True)
    assert seen.cut


async def test_a_program_gets_the_variables_of_its_address_and_no_others(
    program: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "mine")
    apis = await read(program())
    given = {"program": "API_KEY=s3cret-key; CITY=Rome", "other": "X=1"}
    async with opened(credentials=given) as executor:
        seen = await call(executor, apis, "look", at="${HOME}")
    environment = json.loads(seen.content)["environment"]
    assert (environment["API_KEY"], environment["CITY"]) == ("[redacted]", "[redacted]")
    assert not environment.keys() & {"OPENAI_API_KEY", "X"}
    assert json.loads(seen.content)["arguments"] == {"at": "${HOME}"}


async def test_what_an_address_needs_and_is_not_set_is_named(program: Callable[..., str]) -> None:
    [api] = await read(program())
    lacking = McpBinding(server="program", address=McpAddress(command=("x", "${API_KEY}")), tool="look")
    async with opened(environ={}) as executor:
        seen = await call(executor, [api.model_copy(update={"binding": lacking})], "look")
    assert seen.status is Status.REFUSED
    assert "'API_KEY' is not set" in seen.content


async def test_the_process_ends_with_the_executor(program: Callable[..., str], process: Callable[[], int]) -> None:
    apis = await read(program())
    assert ended(process())
    async with opened() as executor:
        await call(executor, apis, "look")
        assert not ended(process(), 0)
    assert ended(process())


async def test_a_process_that_does_not_end_by_itself_is_ended(
    program: Callable[..., str], process: Callable[[], int]
) -> None:
    await read(program(deaf=True))
    assert ended(process())


PARENT = """
import asyncio, sys
from apis.executors.mcp_session import Means, open_session
from apis.executors.policy import Policy
from apis.servers import read_spec

async def main():
    async with open_session(read_spec(sys.argv[1]).address, Means(Policy())) as session:
        print(len((await session.listing()).definitions), flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def test_no_process_is_left_when_its_parent_is_killed(tmp_path: Path) -> None:
    server = installed("mcp-server-everything")
    script = f"exec 3<&0; echo $$ > {tmp_path}/shell; {server} stdio <&3 & echo $! > {tmp_path}/node; wait"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, f"mcp:sh -c '{script}'"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "13\n"
        processes = [int((tmp_path / name).read_text()) for name in ("shell", "node")]
        assert not any(ended(pid, 0) for pid in processes)
        parent.kill()
        parent.wait(20)
        assert all(ended(pid) for pid in processes)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.1/mcp", "10.0.0.1 is a private address"),
        ("http://169.254.169.254/mcp", "a cloud metadata address"),
        ("http://2130706433/mcp", "not a plain IPv4 address"),
        ("http://[::ffff:127.0.0.1]/mcp", "a loopback address"),
        ("http://localhost:9/mcp", "a name of this machine"),
    ],
)
async def test_a_url_is_reached_only_where_the_policy_permits(url: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        await make_lister(Policy())(read_spec(f"mcp:{url}"))


def answering(reply: Callable[..., bytes], result: Any = None) -> Callable[[Any], bytes]:
    """Answer as a server over HTTP: a session, one tool, and to a call what is given."""

    def answer(seen: Any) -> bytes:
        if seen.method != "POST":
            return reply(b"", 405)
        message = json.loads(seen.body)
        if message["method"] == "tools/call" and isinstance(result, bytes):
            return result
        plan = {"pages": [[TOOL]], "result": result}
        said = mcp_program.reply(message, plan)
        return reply(json.dumps({"jsonrpc": "2.0", "id": message["id"]} | said)) if said else reply(b"", 202)

    return answer


async def observed(server: Any, **options: Any) -> Observation:
    policy = Policy(allow=frozenset({server.endpoint}))
    credentials = {"mine": "s3cret-token"}
    apis = await read(f"mcp:mine={server.url}/mcp", policy=policy, credentials=credentials)
    async with opened(policy, **({"credentials": credentials} | options)) as executor:
        return await call(executor, apis, "look")


async def test_a_credential_goes_to_its_server_as_a_bearer_token_and_is_never_shown(serve: Any, reply: Any) -> None:
    told = {"content": [{"type": "text", "text": '{"you said": "Bearer s3cret-token"}'}]}
    kept: list[bytes] = []

    def keep(body: bytes) -> str:
        kept.append(body)
        return "named"

    server = await serve(answering(reply, told))
    seen = await observed(server, keep=keep)
    assert json.loads(seen.content) == {"you said": "Bearer [redacted]"}
    assert b"s3cret-token" not in kept[0]
    assert {request.headers["authorization"] for request in server.seen} == {"Bearer s3cret-token"}


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({"X-A": "${A}"}, {"X-A": "1", "Authorization": "Bearer s3cret"}),
        ({"authorization": "Basic ${A}"}, {"authorization": "Basic 1"}),
    ],
)
def test_a_token_stands_beside_the_headers_of_an_address_and_not_in_their_place(
    headers: dict[str, str], sent: dict[str, str]
) -> None:
    address, secrets = reach(McpAddress(url="https://a.test", headers=headers), "mine", {"mine": "s3cret"}, {"A": "1"})
    assert address.headers == sent
    assert secrets.redact("s3cret") == "[redacted]"


def test_a_credential_that_cannot_be_sent_is_refused_without_being_shown() -> None:
    for address, text in [(McpAddress(url="https://a.test"), "s3\r\nX: y"), (McpAddress(command=("x",)), "s3cret")]:
        with pytest.raises(Refused, match=r"TOOLSEARCH_AUTH_MINE|cannot be sent") as refusal:
            reach(address, "mine", {"mine": text}, {})
        assert "s3" not in str(refusal.value)


async def test_no_credential_goes_to_a_server_that_somebody_else_named(serve: Any, reply: Any) -> None:
    server = await serve(answering(reply))
    lister = make_lister(
        Policy(allow=frozenset({server.endpoint})), credentials={"mine": "s3cret"}, environ={"HOME": "/home/me"}
    )
    await lister(replace(read_spec(f"mcp:mine={server.url}/mcp"), strange=True))
    assert not any("authorization" in request.headers for request in server.seen)
    with pytest.raises(SourceError, match="'HOME' is not set"):
        await lister(replace(read_spec(f"mcp:mine={server.url}/${{HOME}}"), strange=True))


async def test_no_proxy_of_the_environment_has_a_part_in_it(
    serve: Any, reply: Any, unused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, unused.url)
    assert (await observed(await serve(answering(reply)))).ok


async def test_a_redirect_elsewhere_is_not_followed(serve: Any, reply: Any) -> None:
    other = await serve(answering(reply))
    server = await serve(answering(reply, reply(b"", 307, Location=f"{other.url}/mcp")))
    seen = await observed(server)
    assert seen.status is not Status.OK
    assert other.seen == []


@pytest.mark.parametrize(
    ("kind", "status"), [("endless", Status.TOO_LARGE), ("gzip", Status.UNEXPECTED_CONTENT), (401, Status.UNAUTHORIZED)]
)
async def test_what_a_server_over_http_may_send_is_bounded(
    serve: Any, reply: Any, kind: str | int, status: Status
) -> None:
    result = {
        "endless": reply(b'{"a": "' + b"x" * 6_000_000),
        "gzip": reply(b"{}", Content_Encoding="gzip"),
        401: reply(b"{}", 401),
    }[kind]
    seen = await observed(await serve(answering(reply, result)))
    assert seen.status is status
    assert ("TOOLSEARCH_AUTH_MINE" in seen.content) == (kind == 401)


async def test_a_name_is_looked_up_by_the_policy_and_connected_to_where_it_said(
    serve: Any, reply: Any, names: Any
) -> None:
    server = await serve(answering(reply))
    policy = names({"api.test": ["127.0.0.1"]}, f"api.test:{server.port}")
    apis = await read(f"mcp:http://api.test:{server.port}/mcp", policy=policy)
    assert [api.name for api in apis] == ["look"]
    assert {request.headers["host"] for request in server.seen} == {f"api.test:{server.port}"}
    strict = names({"api.test": ["127.0.0.1"]})
    async with opened(strict) as executor:
        seen = await call(executor, apis, "look")
    assert (seen.status, "a loopback address" in seen.content) == (Status.REFUSED, True)
