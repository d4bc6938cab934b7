"""What a listing of tools becomes."""

import json
from pathlib import Path
from typing import Any

import pytest

from apis.catalog import Catalog
from apis.errors import SourceError
from apis.model import Effect, McpAddress, McpBinding
from apis.servers import Server, read_spec
from apis.sources.base import Fetch, Loaded
from apis.sources.mcp import Definition, Listing, McpLoader, apis_of, defined, effect_of
from apis.sources.resolve import open_source

SERVER = Server("My Server", "mcp:mine", McpAddress(command=("run",)))


def tool(name: str = "get_time", **fields: Any) -> Definition:
    return Definition(**{"name": name, "title": "", "description": "Tells.", "parameters": {}} | fields)


def listing(*definitions: Definition) -> Listing:
    return Listing("Mine", "1.2", "Says things.", definitions)


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


def loader(asked: list[Server] | None = None, *, trusted: frozenset[str] = frozenset()) -> McpLoader:
    """Read servers that list one tool each; one that is called `gone` cannot be read."""

    async def list_tools(server: Server) -> Listing:
        if asked is not None:
            asked.append(server)
        if server.name == "gone":
            raise SourceError(f"{server.location}: it is gone")
        return listing(tool(read_only=True))

    return McpLoader(list_tools, trusted)


async def loaded(location: object, mcp: McpLoader, fetch: Fetch = no_fetch) -> list[Loaded]:
    return [each async for each in open_source(str(location), mcp=mcp)(str(location), fetch=fetch)]


def test_a_tool_becomes_an_api() -> None:
    parameters = {"type": "object", "properties": {"zone": {"type": "string"}}, "$schema": "http://x/draft-07"}
    returns = {"type": "object", "properties": {"time": {"type": "string"}}}
    [api] = apis_of(SERVER, listing(tool("getTime", parameters=parameters, returns=returns)), trusted=False)
    assert (api.id, api.tool, api.name, api.description) == ("my-server/get-time", "My Server", "getTime", "Tells.")
    assert api.parameters == {"type": "object", "properties": {"zone": {"type": "string"}}}
    assert api.returns == returns
    assert api.binding == McpBinding(server="My Server", address=SERVER.address, tool="getTime")
    assert (api.source.kind, api.source.location, api.source.title) == ("mcp", "mcp:mine", "Mine")
    assert (api.source.version, api.source.about, len(api.source.hash)) == ("1.2", "Says things.", 64)


@pytest.mark.parametrize(
    ("read_only", "destructive", "careful", "trusting"),
    [
        (None, None, Effect.UNKNOWN, Effect.UNKNOWN),
        (True, None, Effect.UNKNOWN, Effect.READ),
        (True, False, Effect.UNKNOWN, Effect.READ),
        (True, True, Effect.WRITE, Effect.WRITE),
        (False, None, Effect.WRITE, Effect.WRITE),
        (False, False, Effect.WRITE, Effect.WRITE),
        (None, True, Effect.WRITE, Effect.WRITE),
        (None, False, Effect.UNKNOWN, Effect.UNKNOWN),
    ],
)
def test_hints_raise_caution_always_and_lower_it_only_with_trust(
    read_only: bool | None, destructive: bool | None, careful: Effect, trusting: Effect
) -> None:
    hinted = tool(read_only=read_only, destructive=destructive)
    assert (effect_of(hinted, trusted=False), effect_of(hinted, trusted=True)) == (careful, trusting)


def test_the_hash_of_what_is_defined_is_that_of_what_is_stored(tmp_path: Path) -> None:
    definition = tool(parameters={"properties": {"at": {"type": "string"}}}, returns={"type": "object"})
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        catalog.add(apis_of(SERVER, listing(definition), trusted=False))
        stored = catalog.get("my-server/get-time")
    assert stored.content_hash == defined(definition, "My Server", trusted=False).content_hash
    elsewhere = Server("My Server", "mcp:other", McpAddress(url="https://a.test/mcp"))
    [moved] = apis_of(elsewhere, listing(definition), trusted=False)
    assert moved.content_hash == stored.content_hash  # how it is reached is not what it is


@pytest.mark.parametrize(
    "changed",
    [
        {"description": "Tells all."},
        {"parameters": {"properties": {"x": {}}}},
        {"returns": {}},
        {"destructive": True},
    ],
)
def test_whatever_a_model_is_told_counts_in_the_hash(changed: dict[str, Any]) -> None:
    before, after = (defined(each, "s", trusted=False) for each in (tool(), tool(**changed)))
    assert before.content_hash != after.content_hash


def test_schemas_are_made_fit_to_keep() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100):
        deep = {"items": deep}
    old = {
        "properties": {"a": {"$ref": "#/definitions/b"}, "c": {"$ref": "http://x.test/schema"}, "d": {"type": "no"}},
        "definitions": {"b": {"type": "string"}},
    }
    mended, cut = (defined(tool(parameters=each), "s", trusted=False).parameters for each in (old, deep))
    assert mended["properties"] == {"a": {"$ref": "#/$defs/b"}, "c": {}, "d": {}}
    assert mended["$defs"] == {"b": {"type": "string"}}
    assert cut == {"type": "object"}


def test_names_that_differ_only_in_form_stay_apart_whatever_the_order() -> None:
    one, other = tool("get_time"), tool("get-time")
    ids = [
        {api.name: api.id for api in apis_of(SERVER, listing(*both), trusted=False)}
        for both in [(one, other), (other, one)]
    ]
    assert ids[0] == ids[1] == {"get-time": "my-server/get-time", "get_time": "my-server/get-time-2"}


async def test_a_name_that_comes_twice_is_told() -> None:
    async def list_tools(server: Server) -> Listing:
        return listing(tool(), tool(description="Again."))

    [found] = await loaded("mcp:x", McpLoader(list_tools))
    assert [api.description for api in found.apis] == ["Tells."]
    assert [problem.text for problem in found.problems] == ["1 tools have a name that came before: left out"]


async def test_a_file_of_servers_is_told_by_its_content_and_read_entry_by_entry(tmp_path: Path) -> None:
    entries = {
        "time": {"command": "uvx", "args": ["mcp-server-time"], "env": {"TOKEN": "s3cret"}},
        "gone": {"command": "x"},
        "bad": {},
        "web": {"url": "https://a.test/mcp"},
    }
    path = tmp_path / "anything.json"
    path.write_text(json.dumps({"mcpServers": entries}))
    asked: list[Server] = []
    found = await loaded(path, loader(asked, trusted=frozenset({"time"})))
    assert [each.location for each in found] == [f"{path}#{name}" for name in entries]
    assert [bool(each.apis) for each in found] == [True, False, False, True]
    assert [found[n].apis[0].effect for n in (0, 3)] == [Effect.READ, Effect.UNKNOWN]
    assert "it is gone" in (found[1].error or "")
    assert "neither `command` nor" in (found[2].error or "")
    assert "TOKEN" in found[0].problems[0].text
    assert asked[0].values == {"TOKEN": "s3cret"}
    assert "s3cret" not in found[0].apis[0].model_dump_json()


async def test_servers_of_one_file_do_not_push_each_other_out_of_a_catalog(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    path.write_text(json.dumps({"mcpServers": {name: {"command": name} for name in ("one", "two")}}))
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        for _ in range(2):
            for each in await loaded(path, loader()):
                catalog.add(each.apis)
        assert [api.id for api in catalog] == ["one/get-time", "two/get-time"]


async def test_a_file_at_a_url_never_names_a_command_to_run(site: Any, fetch: Fetch) -> None:
    url = site.put("/mcp.json", {"mcpServers": {"x": {"command": "rm"}}})
    asked: list[Server] = []
    [found] = await loaded(url, loader(asked), fetch)
    assert found.error is not None
    assert asked == []


def test_a_server_cannot_choose_the_name_by_which_it_is_trusted() -> None:
    assert read_spec("mcp:https://evil.test/mcp").name == "evil.test"


@pytest.mark.parametrize("location", ["mcp:", "mcp:ftp://x", "mcp:https://me:pw@a.test/"])
def test_a_spec_that_cannot_be_understood_is_refused_at_once(location: str) -> None:
    with pytest.raises(SourceError):
        open_source(location, mcp=loader())


def test_without_the_means_to_read_servers_it_is_said() -> None:
    with pytest.raises(SourceError, match="nothing that reads them was given"):
        open_source("mcp:x")
