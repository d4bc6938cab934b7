"""The gateway as users start it, spoken to by clients that nobody here wrote."""

import asyncio
import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import installed
import pytest
from commands import Cli, Server, command
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

Process = Callable[..., "subprocess.Popen[str]"]


def stdio(*arguments: object) -> StdioServerParameters:
    program, *rest = command("serve", *arguments)
    return StdioServerParameters(command=program, args=rest)


def said(result: Any) -> str:
    return str(result.content[0].text)


async def test_over_stdio_an_api_is_found_and_called_and_an_instruction_solved(
    server: Server, catalog: Path, greets: str
) -> None:
    script = greets.removeprefix("script:")
    options = ("--catalog", catalog, "--allow", server.endpoint, "--model", f"script:{script}", "--pin", "demo/greet")
    async with Client(stdio(*options)) as client:
        assert "greet_for_demo" in [tool.name for tool in (await client.list_tools()).tools]
        found = json.loads(said(await client.call_tool("search_apis", {"query": "say hello to a person", "k": 1})))
        called = await client.call_tool("call_api", {"id": found["apis"][0]["id"], "arguments": {"name": "Ada"}})
        assert json.loads(said(called)) == {"greeting": "Hello, Ada!"}
        assert said(await client.call_tool("solve", {"instruction": "Greet number 3."})) == "Greeted."
    assert server.served == ["Ada", "3"]


async def test_the_policy_is_the_same_as_everywhere(server: Server, catalog: Path) -> None:
    async with Client(stdio("--catalog", catalog)) as client:
        for id_, word in (("demo/greet", "refused"), ("demo/change", "refused")):
            result = await client.call_tool("call_api", {"id": id_, "arguments": {"name": "Ada"}})
            assert result.is_error
            assert word in said(result)
    assert server.served == []


async def test_it_stands_in_front_of_the_servers_of_an_mcp_servers_file(tmp_path: Path) -> None:
    servers = tmp_path / "mcp.json"
    clock = {"command": installed.installed("mcp-server-time"), "args": ["--local-timezone", "UTC"]}
    servers.write_text(json.dumps({"mcpServers": {"clock": clock}}))
    options = ("--catalog", tmp_path / "catalog.db", "--servers", servers, "--trust-hints", "clock", "--allow-writes")
    async with Client(stdio(*options)) as client:
        found = json.loads(said(await client.call_tool("search_apis", {"query": "current time in a time zone"})))
        ids = [one["id"] for one in found["apis"]]
        assert ids[0] == "clock/get-current-time"
        called = await client.call_tool("call_api", {"id": ids[0], "arguments": {"timezone": "Asia/Tokyo"}})
        assert "Asia/Tokyo" in said(called)


def test_the_official_inspector_speaks_to_it(catalog: Path) -> None:
    inspector = installed.installed("mcp-inspector")
    asked = ("--method", "tools/call", "--tool-name", "search_apis", "--tool-arg", "query=hello to a person")
    words = [inspector, "--cli", *command("serve", "--catalog", catalog), *asked]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(json.loads(done.stdout)["content"][0]["text"])
    assert found["apis"][0]["id"] == "demo/greet"


async def test_over_http_a_client_with_the_printed_token_is_served_until_ctrl_c(
    process: Process, catalog: Path
) -> None:
    child = process("serve", "--catalog", catalog, "--http", "--port", "0")
    assert child.stderr
    token = child.stderr.readline().split("bearer token: ")[1].split()[0]
    url = child.stderr.readline().split("the gateway listens at ")[1].split(";")[0]
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, trust_env=False) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        found = json.loads(said(await client.call_tool("search_apis", {"query": "hello to a person"})))
        assert found["apis"][0]["id"] == "demo/greet"
    child.send_signal(signal.SIGINT)
    assert await asyncio.to_thread(child.wait, 10) == 0


@pytest.mark.parametrize(
    ("profiles", "options", "words"),
    [
        (None, ["--profile", "a"], "--profile 'a' stands in no file"),
        ("{}", [], "holds no profile"),
        ('{"a": {"onyl": []}}', [], "is no file of profiles: a.onyl"),
        ('{"a": {}, "b": {}}', [], "choose one of a, b with --profile"),
        ('{"a": {}}', ["--profile", "c"], "has no profile 'c': it has a"),
        ('{"a": {"token": "${NOT_SET_HERE}"}}', ["--http"], "profile 'a' has no token"),
        ('{"a": {}}', ["--only", "x/*"], "stand in the profiles"),
        (None, ["--pin", "demo/none"], "there is no API 'demo/none' to pin"),
        (None, ["--servers", "nowhere.json"], "there is no file or folder 'nowhere.json'"),
        (None, ["--catalog", "nowhere.db"], "there is no catalog 'nowhere.db'"),
    ],
)
def test_what_is_wrong_is_one_clear_line(
    cli: Cli, catalog: Path, tmp_path: Path, profiles: str | None, options: list[str], words: str
) -> None:
    if profiles is not None:
        (tmp_path / "profiles.json").write_text(profiles)
        options = [*options, "--profiles", str(tmp_path / "profiles.json")]
    given = options if "--catalog" in options else [*options, "--catalog", str(catalog)]
    done = cli("serve", *given)
    assert done.code == 2
    assert words in done.err
    assert done.err.count("\n") == 1
