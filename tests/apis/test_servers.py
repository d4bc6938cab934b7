"""How users name MCP servers."""

import json

import pytest

from apis.errors import SourceError
from apis.model import McpAddress
from apis.servers import MissingVariable, Server, Unusable, fill, is_servers, read_servers, read_spec


def servers(**entries: object) -> list[Server | Unusable]:
    return list(read_servers({"mcpServers": entries}, "mcp.json"))


@pytest.mark.parametrize(
    ("location", "name", "command"),
    [
        ("mcp:npx -y @scope/server-x@1.2 'a b'", "server-x", ("npx", "-y", "@scope/server-x@1.2", "a b")),
        ("mcp: uv tool run weather --city=Rome", "weather", ("uv", "tool", "run", "weather", "--city=Rome")),
        ("mcp:/opt/bin/time.sh", "time", ("/opt/bin/time.sh",)),
        ("mcp:python3.11 -m pkg.server", "pkg.server", ("python3.11", "-m", "pkg.server")),
        ("mcp:npx", "npx", ("npx",)),
        ("mcp:mine=./run --x=y", "mine", ("./run", "--x=y")),
    ],
)
def test_a_command_is_split_as_a_shell_does_and_names_the_server(
    location: str, name: str, command: tuple[str, ...]
) -> None:
    server = read_spec(location)
    assert (server.name, server.address) == (name, McpAddress(command=command))
    assert read_spec(server.location) == server


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("mcp:https://api.test/mcp?x=y", "api.test"),
        ("mcp:HTTP://api.test:8080/mcp", "api.test"),
        ("mcp:io.github.me/weather=https://api.test/mcp?x=y", "io.github.me/weather"),
    ],
)
def test_a_url_names_the_server_by_its_host_unless_the_user_does(location: str, name: str) -> None:
    server = read_spec(location)
    assert server.name == name
    assert server.address.url.lower().startswith("http")
    assert read_spec(server.location) == server


@pytest.mark.parametrize("location", ["mcp:", "mcp:  ", "mcp:'unclosed", "mcp:ftp://api.test/x", "mcp:http://[::1"])
def test_what_is_neither_says_how_it_is_written(location: str) -> None:
    with pytest.raises(SourceError, match=r"write mcp:COMMAND|not a URL"):
        read_spec(location)


@pytest.mark.parametrize(
    "url", ["https://me:pw@api.test/mcp", "https://api.test/mcp?api_key=s3cret", "https://api.test/?x=1&Token=s3cret"]
)
def test_a_url_with_a_secret_in_it_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SourceError, match=r"write \$\{NAME\}") as refusal:
        read_spec(f"mcp:{url}")
    assert "s3cret" not in str(refusal.value)
    assert "pw" not in str(refusal.value)


def test_values_come_from_the_environment_when_an_address_is_filled() -> None:
    address = McpAddress(
        command=("run", "--key=${API_KEY}", "${env:PLACE}", "${UNSET:-none}"),
        folder="${HOME}/x",
        environment={"A": "${PLACE}"},
        headers={"X-A": "${PLACE} 1"},
    )
    filled = fill(address, {"API_KEY": "k", "PLACE": "Rome", "HOME": "/home/me"})
    assert filled.address.command == ("run", "--key=k", "Rome", "none")
    assert filled.address.folder == "/home/me/x"
    assert (filled.address.environment, filled.address.headers) == ({"A": "Rome"}, {"X-A": "Rome 1"})
    assert filled.secrets == ("k", "Rome")  # by its name, and by its place in a header


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(MissingVariable, match="'API_KEY' is not set"):
        fill(McpAddress(command=("run", "${API_KEY}")), {})


def test_a_file_of_servers_gives_each_its_own_name_and_location() -> None:
    found = servers(
        time={"command": "uvx", "args": ["mcp-server-time"], "cwd": "/srv"},
        web={"type": "http", "url": "https://api.test/mcp"},
        off={"command": "x", "disabled": True},
    )
    assert [(server.location, getattr(server, "address", None)) for server in found] == [
        ("mcp.json#time", McpAddress(command=("uvx", "mcp-server-time"), folder="/srv")),
        ("mcp.json#web", McpAddress(url="https://api.test/mcp")),
    ]


def test_values_in_a_file_are_used_for_reading_and_never_part_of_an_address() -> None:
    [command, web] = servers(
        github={"command": "x", "env": {"TOKEN": "s3cret", "LEVEL": 3, "PLAIN": "${OTHER}", "EMPTY": ""}},
        web={"url": "https://api.test/mcp", "headers": {"Authorization": "Bearer s3cret", "X-A": "${A}"}},
    )
    assert isinstance(command, Server)
    assert isinstance(web, Server)
    assert command.address.environment == {
        "TOKEN": "${TOKEN}", "LEVEL": "${LEVEL}", "PLAIN": "${OTHER}", "EMPTY": "",
    }  # fmt: skip
    assert command.values == {"TOKEN": "s3cret", "LEVEL": "3"}
    assert web.address.headers == {"Authorization": "${WEB_AUTHORIZATION}", "X-A": "${A}"}
    assert web.values == {"WEB_AUTHORIZATION": "Bearer s3cret"}
    assert command.notes == ("values are never kept: set TOKEN, LEVEL in the environment before calling",)
    assert "s3cret" not in repr(command) + repr(web)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("npx", "is no object"),
        ({}, "neither `command` nor"),
        ({"command": "x", "args": "-y"}, "`args` is no list"),
        ({"command": "x", "args": [1]}, "`args` is no list"),
        ({"command": "x", "env": ["A"]}, "`env` is no object of texts"),
        ({"command": "x", "cwd": 1}, "`cwd` is no text"),
        ({"url": "file:///etc"}, "neither `command` nor"),
        ({"url": "https://a.test/sse", "type": "sse"}, "old SSE transport"),
        ({"url": "https://a.test/mcp?key=1"}, "holds a credential"),
    ],
)
def test_an_entry_that_names_no_server_costs_no_other(entry: object, reason: str) -> None:
    [bad, good] = servers(bad=entry, good={"command": "x"})
    assert isinstance(bad, Unusable)
    assert reason in bad.error
    assert isinstance(good, Server)


def test_a_file_of_servers_is_told_by_what_it_holds() -> None:
    assert is_servers(json.loads('{"mcpServers": {}}'))
    assert not is_servers({"mcpServers": []})
    assert not is_servers([])
