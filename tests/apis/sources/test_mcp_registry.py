"""A registry of MCP servers on loopback, answering as the official one documents."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from apis.errors import SourceError
from apis.servers import Server
from apis.sources.base import Entry, Loaded
from apis.sources.mcp import Definition, Listing, McpLoader
from apis.sources.mcp_registry import RegistryIndex, RegistryLoader, listed, pages
from apis.sources.resolve import open_source

URL = "http://127.0.0.1:1/v0/servers"
Answer = Callable[[str], dict[str, Any]]


def entry(name: str, **server: Any) -> dict[str, Any]:
    official = {"status": "active", "publishedAt": "2025-09-16T00:00:00Z", "isLatest": True}
    return {
        "server": {"name": name, "description": "", "version": "1.0.0", **server},
        "_meta": {"io.modelcontextprotocol.registry/official": official},
    }


def remote(url: str, kind: str = "streamable-http") -> dict[str, Any]:
    return {"remotes": [{"type": kind, "url": url}]}


def package(registry: str, identifier: str) -> dict[str, Any]:
    return {"packages": [{"registryType": registry, "identifier": identifier, "version": "1.0.0"}]}


class Registry:
    """Gives two servers a page, by cursor."""

    def __init__(self, *entries: Any) -> None:
        self.entries = entries
        self.asked: list[dict[str, list[str]]] = []

    async def fetch(self, url: str) -> bytes:
        query = parse_qs(urlsplit(url).query)
        self.asked.append(query)
        start = int(query.get("cursor", ["0"])[0])
        servers = self.entries[start : start + 2]
        metadata = {"count": len(servers)} | ({"nextCursor": str(start + 2)} if start + 2 < len(self.entries) else {})
        return json.dumps({"servers": servers, "metadata": metadata}).encode()


async def list_tools(server: Server) -> Listing:
    if server.name == "io.test/gone":
        raise SourceError(f"{server.location}: it is gone")
    return Listing("", "1", "", (Definition("look", "", "Looks.", {}),))


async def loaded(registry: Registry) -> list[Loaded]:
    location = f"mcp-registry:{URL}"
    load = open_source(location, mcp=McpLoader(list_tools))
    return [each async for each in load(location, fetch=registry.fetch)]


async def test_every_server_of_every_page_is_read_where_it_runs() -> None:
    names = [f"io.test/{n}" for n in range(5)]
    registry = Registry(*(entry(name, **remote(f"https://{n}.test/mcp")) for n, name in enumerate(names)))
    found = await loaded(registry)
    assert [each.location for each in found] == [f"mcp:{name}=https://{n}.test/mcp" for n, name in enumerate(names)]
    assert [each.apis[0].id for each in found] == [f"io-test-{n}/look" for n in range(5)]
    assert [query.get("cursor") for query in registry.asked] == [None, ["2"], ["4"]]
    assert all((query["version"], query["limit"]) == (["latest"], ["100"]) for query in registry.asked)


async def test_nothing_of_the_users_own_goes_to_a_server_that_a_registry_names() -> None:
    read: list[Server] = []

    async def note(server: Server) -> Listing:
        read.append(server)
        return Listing("", "", "", ())

    registry = Registry(entry("io.test/a", **remote("https://a.test/mcp")))
    _ = [each async for each in RegistryLoader(McpLoader(note))(f"mcp-registry:{URL}", fetch=registry.fetch)]
    assert [server.strange for server in read] == [True]


async def test_one_that_cannot_be_read_costs_no_other() -> None:
    registry = Registry(
        entry("io.test/gone", **remote("https://gone.test/mcp")),
        entry("io.test/package", **package("npm", "@scope/server")),
        "what?",
        entry("io.test/good", **remote("https://good.test/mcp")),
    )
    found = await loaded(registry)
    assert [bool(each.apis) for each in found] == [False, False, False, True]
    assert "it is gone" in (found[0].error or "")
    assert "toolsearch apis add 'mcp:npx -y @scope/server'" in (found[1].error or "")
    assert found[2].error == "an entry with the name None"


async def test_a_registry_at_a_real_address_is_asked_under_the_policy(site: Any, fetch: Any) -> None:
    first = {"servers": [entry("io.test/a", **remote("https://a.test/mcp"))], "metadata": {"nextCursor": "x y"}}
    last = {"servers": [entry("io.test/b", **remote("https://b.test/mcp"))], "metadata": {}}
    site.put("/v0/servers?version=latest&limit=100", first)
    site.put("/v0/servers?version=latest&limit=100&cursor=x+y", last)
    found = [
        one.name async for page in pages(RegistryIndex(site.url, McpLoader(list_tools)), fetch=fetch) for one in page
    ]
    assert found == ["io.test/a", "io.test/b"]


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (package("pypi", "weather-server"), "is a package: `toolsearch apis add 'mcp:uvx weather-server'`"),
        (package("npm", "x'; rm -rf ~; '"), "no package of npm or PyPI"),
        (package("npm", "--call=evil"), "no package of npm or PyPI"),
        (package("oci", "docker.io/x"), "no package of npm or PyPI"),
        (remote("https://a.test/sse", "sse"), "only the old SSE transport"),
        (remote("https://{tenant}.test/mcp"), "asks for a URL of one's own"),
        (remote("https://evil.test/${AWS_SECRET_ACCESS_KEY}"), "asks for a URL of one's own"),
        (remote("https://a.test/mcp?api_key=abc"), "holds a credential"),
        (remote("file:///etc/passwd"), "names no MCP server"),
        ({"remotes": "none"}, "has no remote"),
        ({}, "has no remote"),
    ],
)
def test_what_is_no_location_says_why(server: dict[str, Any], reason: str) -> None:
    found = listed(entry("io.test/x", **server))
    assert (found.name, found.location) == ("io.test/x", "")
    assert reason in found.error


@pytest.mark.parametrize("name", ["rm -rf /", "x=y/z", "$(evil)/x", "1/x", "github", "a/b=https://x"])
def test_a_name_that_could_be_read_as_something_else_is_not_used(name: str) -> None:
    assert listed(entry(name, **remote("https://a.test/mcp"))).location == ""


@pytest.mark.parametrize("url", ["npx evil", "a=https://evil.test/mcp", "-x", "mcp:x"])
def test_a_remote_is_never_a_command(url: str) -> None:
    assert listed(entry("io.test/x", **remote(url))).location == ""


def test_early_registries_are_understood() -> None:
    flat = {"name": "io.test/old", "remotes": [{"transport_type": "streamable-http", "url": "https://a.test/mcp"}]}
    assert listed(flat) == Entry(name="io.test/old", location="mcp:io.test/old=https://a.test/mcp")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("[", "not JSON"),
        ("{}", "expected a page of an MCP registry"),
        ('{"servers": [], "metadata": {"nextCursor": "a"}}', "gives the cursor 'a' twice"),
    ],
)
async def test_what_is_no_registry_is_an_error(page: str, reason: str) -> None:
    async def fetch(url: str) -> bytes:
        return page.encode()

    with pytest.raises(SourceError, match=reason):
        [page async for page in pages(RegistryIndex(URL, McpLoader(list_tools)), fetch=fetch)]
