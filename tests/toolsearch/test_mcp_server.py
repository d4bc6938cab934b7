"""The gateway spoken to by the SDK's own client, in memory and over HTTP."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import mcp_types
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from apis.catalog import Catalog
from apis.model import Api, Effect, HttpBinding, Observation, Source, Status, ToolCall
from retriever.resolve import open_retriever
from toolsearch.budget import Usage
from toolsearch.gateway import Gateway, Profile
from toolsearch.mcp_server import PAGE, PATH, Counter, Desk, Tell
from toolsearch.records import PathRecord

HOST = "127.0.0.1:8787"


def api(id_: str, about: str = "Tells the forecast of a city.") -> Api:
    tool, _, name = id_.partition("/")
    return Api(
        id=id_,
        tool=tool.title(),
        category="Weather",
        name=name,
        description=about,
        parameters={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        effect=Effect.READ,
        binding=HttpBinding(method="GET", path="/"),
        source=Source(kind="openapi", location=f"{tool}.json", about="About the sky."),
    )


class Answering:
    async def __aenter__(self) -> "Answering":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        if call.arguments["city"] == "Atlantis":
            return Observation(call_id=call.id, status=Status.NOT_FOUND, content="no such city")
        return Observation(call_id=call.id, status=Status.OK, content=json.dumps({"rain": call.arguments["city"]}))


async def solve(instruction: str, tell: Tell) -> PathRecord:
    for turn in ("looking", "answering"):
        await tell(turn)
    answer = None if "impossible" in instruction else f"Solved: {instruction}"
    status = "give_up" if answer is None else "answer"
    return PathRecord(instruction_id="solve", status=status, answer=answer, usage=Usage(), model="m", method="dfsdt")  # type: ignore[arg-type]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add(
            [api("sky/forecast"), api("sky/radar", "Shows rain on a map."), api("sea/tides", "Tells the tides.")]
        )
        yield opened


def desk_of(catalog: Catalog, profile: Profile = Profile()) -> Desk:  # noqa: B008 - a frozen value
    retriever = open_retriever("bm25", catalog)
    return Desk(Gateway(catalog=catalog, retriever=retriever, executor=Answering(), profile=profile), solve)


def client_of(catalog: Catalog) -> Client:
    """Speak to a desk in memory, with one pinned Api."""
    return Client(desk_of(catalog, Profile(pins=("sea/tides",))).server("0"))


def said(result: Any) -> str:
    return str(result.content[0].text)


async def test_a_client_sees_four_tools_and_the_pinned_ones(catalog: Catalog) -> None:
    async with client_of(catalog) as client:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["search_apis", "describe_api", "call_api", "solve", "tides_for_sea"]
        assert (await client.list_tools()).tools == tools


async def test_what_search_finds_can_be_described_and_called(catalog: Catalog) -> None:
    async with client_of(catalog) as client:
        found = json.loads(said(await client.call_tool("search_apis", {"query": "forecast of a city", "k": 1})))
        id_ = found["apis"][0]["id"]
        assert id_ == "sky/forecast"
        described = json.loads(said(await client.call_tool("describe_api", {"id": id_})))
        assert described["function"]["parameters"]["required"] == ["city"]
        assert json.loads(said(await client.call_tool("call_api", {"id": id_, "arguments": {"city": "Oslo"}}))) == {
            "rain": "Oslo"
        }


async def test_a_pinned_api_is_called_by_its_name(catalog: Catalog) -> None:
    async with client_of(catalog) as client:
        assert json.loads(said(await client.call_tool("tides_for_sea", {"city": "Brest"}))) == {"rain": "Brest"}


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("call_api", {"id": "sky/forecast", "arguments": {"city": "Atlantis"}}, "not_found: no such city"),
        ("call_api", {"id": "sky/forecast", "arguments": {}}, "missing required `city`"),
        ("call_api", {"id": "sky/forecasts", "arguments": {}}, "Did you mean sky/forecast"),
        ("describe_api", {"id": "sky/none"}, "There is no API 'sky/none'"),
        ("solve", {"instruction": "the impossible"}, "No answer was found (give_up)"),
    ],
)
async def test_what_fails_is_a_result_that_says_why(
    catalog: Catalog, tool: str, arguments: dict[str, Any], words: str
) -> None:
    async with client_of(catalog) as client:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert words in said(result)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("search_apis", {}, "query is needed"),
        ("search_apis", {"query": " "}, "query is needed"),
        ("search_apis", {"query": "x", "k": 0}, "k is a whole number"),
        ("sky_forecast", {}, "search_apis finds APIs"),
    ],
)
async def test_a_request_that_is_wrong_is_told_how_to_mend_it(
    catalog: Catalog, tool: str, arguments: dict[str, Any], words: str
) -> None:
    async with client_of(catalog) as client:
        with pytest.raises(MCPError, match=words):
            await client.call_tool(tool, arguments)


async def test_solving_tells_each_turn(catalog: Catalog) -> None:
    async with client_of(catalog) as client:
        told: list[str | None] = []

        async def progress(step: float, total: float | None, message: str | None) -> None:
            told.append(message)

        result = await client.call_tool("solve", {"instruction": "Will it rain?"}, progress_callback=progress)
        assert said(result) == "Solved: Will it rain?"
        assert told == ["looking", "answering"]


async def test_the_catalog_can_be_read_as_resources(catalog: Catalog) -> None:
    async with client_of(catalog) as client:
        names = [resource.name for resource in (await client.list_resources()).resources]
        assert names == ["catalog", "Sea", "Sky"]
        read = {
            uri: await client.read_resource(uri)
            for uri in ("catalog://summary", "catalog://tool/sky", "catalog://api/sky/radar")
        }
        values = [json.loads(result.contents[0].text) for result in read.values()]  # type: ignore[union-attr]
        assert values[0] == {"apis": 3, "tools": 2, "categories": {"Weather": 3}}
        assert [id_ for id_, _ in values[1]["apis"]] == ["sky/forecast", "sky/radar"]
        assert values[2]["id"] == "sky/radar"
        with pytest.raises(MCPError, match="There is no resource"):
            await client.read_resource("catalog://tool/none")


async def test_many_tools_are_listed_page_by_page(catalog: Catalog) -> None:
    catalog.add([api(f"tool{number}/one") for number in range(PAGE)])
    async with Client(desk_of(catalog).server("0")) as client:
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
    assert (len(first.resources), len(second.resources), second.next_cursor) == (PAGE, 3, None)


@asynccontextmanager
async def counter_of(desks: dict[str, Desk]) -> AsyncIterator[Any]:
    async with Counter(desks, "0", HOST).running() as app:
        yield app


@asynccontextmanager
async def connected(app: Any, token: str) -> AsyncIterator[Client]:
    """Speak streamable HTTP to an application in this process."""
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), headers=headers) as http,
        Client(streamable_http_client(f"http://{HOST}{PATH}", http_client=http)) as client,
    ):
        yield client


async def test_over_http_each_token_has_a_profile_of_its_own(catalog: Catalog) -> None:
    desks = {"sun": desk_of(catalog, Profile(only=("sky/*",))), "moon": desk_of(catalog, Profile(only=("sea/*",)))}
    async with counter_of(desks) as app, connected(app, "sun") as sun, connected(app, "moon") as moon:
        for client, ids in ((sun, {"sky/forecast", "sky/radar"}), (moon, {"sea/tides"})):
            found = json.loads(
                said(await client.call_tool("search_apis", {"query": "tells shows forecast tides rain", "k": 9}))
            )
            assert {one["id"] for one in found["apis"]} == ids
        assert (await moon.call_tool("call_api", {"id": "sky/radar", "arguments": {"city": "Oslo"}})).is_error


HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": mcp_types.LATEST_PROTOCOL_VERSION,
        "capabilities": {},
        "clientInfo": {"name": "t", "version": "0"},
    },
}


@pytest.mark.parametrize(
    ("headers", "path", "status"),
    [
        ({"Authorization": "Bearer sun"}, PATH, 200),
        ({}, PATH, 401),
        ({"Authorization": "Bearer sum"}, PATH, 401),
        ({"Authorization": "Basic sun"}, PATH, 401),
        ({"Authorization": "Bearer sun", "Host": "evil.example"}, PATH, 421),
        ({"Authorization": "Bearer sun", "Origin": "http://evil.example"}, PATH, 403),
        ({"Authorization": "Bearer sun"}, "/", 404),
    ],
)
async def test_over_http_only_a_bearer_at_this_very_host_is_let_in(
    catalog: Catalog, headers: dict[str, str], path: str, status: int
) -> None:
    accept = {"Accept": "application/json, text/event-stream"}
    async with (
        counter_of({"sun": desk_of(catalog)}) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as http,
    ):
        answer = await http.post(path, json=HELLO, headers=accept | headers)
    assert answer.status_code == status
