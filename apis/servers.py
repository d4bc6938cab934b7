"""MCP servers as users name them: by a command, by a URL, or in a file of `mcpServers`.

Knows the two notations and how `${NAME}` is filled from the environment; starts nothing and connects to nothing. What
the environment holds is never part of an address: an address is kept, its values are not.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from urllib.parse import parse_qsl, urlsplit

from apis.errors import SourceError, ToolSearchError
from apis.model import Json, McpAddress
from apis.sources.openapi.loader import SECRET

PREFIX = "mcp:"
USAGE = "write mcp:COMMAND ARGUMENTS…, mcp:https://…, or with a name of your own mcp:NAME=COMMAND or mcp:NAME=https://…"
NAMED = re.compile(r"([A-Za-z][\w./-]*)=(?=\S)")
VARIABLE = re.compile(r"\$\{(?:env:)?([A-Za-z_]\w*)(?::-([^}]*))?\}")
RUNNERS = frozenset({"npx", "npm", "pnpm", "pnpx", "bunx", "bun", "yarn", "uvx", "uv", "pipx", "node", "deno"})
"""Programs that run another one, whose name says more."""
VERBS = frozenset({"exec", "run", "dlx", "x", "tool"})
PYTHON = re.compile(r"python[\d.]*")


class MissingVariable(ToolSearchError):
    """A variable of the environment that an address asks for is not set."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server as a user names it."""

    name: str
    location: str
    """What stands for it in the catalog: where it can be read again, without secrets."""
    address: McpAddress
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What a file gives for variables of the address, for this reading only."""
    notes: tuple[str, ...] = ()
    """What the user should know of how it was read."""
    strange: bool = False
    """Whether somebody else named it: it is listed without any credential or variable of the user's."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """An entry of a file that names no server."""

    location: str
    error: str


@dataclass(frozen=True, slots=True)
class Filled:
    """An address with the values of the environment in place of their names."""

    address: McpAddress
    secrets: tuple[str, ...]
    """The values that must not be seen."""


def read_spec(location: str) -> Server:
    """Read `mcp:COMMAND…`, `mcp:URL`, `mcp:NAME=COMMAND…` or `mcp:NAME=URL`; the command is split as a shell does.

    >>> server = read_spec("mcp:npx -y @modelcontextprotocol/server-everything")
    >>> server.name, server.address.command
    ('server-everything', ('npx', '-y', '@modelcontextprotocol/server-everything'))

    Raises:
        SourceError: it is neither, or holds a secret that would be kept.
    """
    text = location.removeprefix(PREFIX).strip()
    named = NAMED.match(text)
    rest = text[named.end() :] if named else text
    if re.match(r"https?://", rest, re.IGNORECASE):
        address = McpAddress(url=checked_url(rest))
        return Server(named[1] if named else urlsplit(rest).hostname or "mcp", PREFIX + text, address)
    try:
        words = tuple(shlex.split(rest))
    except ValueError as error:
        raise SourceError(f"{location!r} cannot be split into words ({error}): {USAGE}") from error
    if not words or "://" in words[0]:
        raise SourceError(f"{location!r} names no MCP server: {USAGE}")
    return Server(named[1] if named else command_name(words), PREFIX + text, McpAddress(command=words))


def is_servers(value: Json) -> bool:
    """Tell whether a value has the shape of an `mcpServers` file.

    >>> is_servers({"mcpServers": {"time": {"command": "mcp-server-time"}}}), is_servers({"openapi": "3.1.0"})
    (True, False)
    """
    return isinstance(value, dict) and isinstance(value.get("mcpServers"), dict)


def read_servers(value: Json, location: str) -> Iterator[Server | Unusable]:
    """Read the entries of an `mcpServers` file that are not disabled, in their order."""
    for name, entry in value["mcpServers"].items():
        where = f"{location}#{name}"
        if isinstance(entry, dict) and entry.get("disabled") is True:
            continue
        try:
            yield _server(name, entry, where)
        except SourceError as error:
            yield Unusable(where, str(error))


def fill(address: McpAddress, environ: Mapping[str, str]) -> Filled:
    """Put values of the environment in place of their names.

    >>> fill(McpAddress(url="https://api.test/${PART}"), {"PART": "mcp"}).address.url
    'https://api.test/mcp'

    Raises:
        MissingVariable: one is not set, and no `${NAME:-otherwise}` says what stands for it.
    """
    secrets: list[str] = []

    def filled(text: str, *, secret: bool = False) -> str:
        return VARIABLE.sub(lambda match: _value(match, environ, secrets, secret=secret), text)

    address = McpAddress(
        command=tuple(filled(word) for word in address.command),
        folder=filled(address.folder),
        environment={name: filled(text) for name, text in address.environment.items()},
        url=filled(address.url),
        headers={name: filled(text, secret=True) for name, text in address.headers.items()},
    )
    return Filled(address, tuple(secrets))


def checked_url(url: str) -> str:
    """Return a URL that holds no secret; `${NAME}` may stand for one.

    >>> checked_url("https://api.test/mcp?api_key=${KEY}")
    'https://api.test/mcp?api_key=${KEY}'

    Raises:
        SourceError: it holds one.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SourceError(f"not a URL: {error}") from error
    shown = [key for key, value in parse_qsl(parts.query) if SECRET.search(key) and not VARIABLE.search(value)]
    if parts.username or shown:
        part = f"the query parameter {shown[0]!r}" if shown else "the user name"
        raise SourceError(
            f"the URL at {parts.hostname!r} holds a credential in {part}, and what is added is kept: write ${{NAME}} "
            "in its place and set that variable"
        )
    return url


def command_name(words: tuple[str, ...]) -> str:
    """Name a server by its command: by the package where a runner runs it.

    >>> command_name(("uvx", "mcp-server-time@1.2", "--local-timezone", "UTC"))
    'mcp-server-time'
    >>> command_name(("/usr/bin/python3", "-m", "weather.server")), command_name(("./weather.sh",))
    ('weather.server', 'weather')
    """
    program = PurePath(words[0]).name
    if program in RUNNERS or PYTHON.fullmatch(program):
        program = next((word for word in words[1:] if not word.startswith("-") and word not in VERBS), program)
    name = PurePath(program).name
    return re.sub(r"(?<=.)(@[^@]*|\.(py|js|mjs|ts|sh|exe|cmd))$", "", name)


def _server(name: str, entry: Json, where: str) -> Server:
    if not isinstance(entry, dict):
        raise SourceError(f"{name!r} is no object with `command` or `url`")
    command, url = entry.get("command"), entry.get("url")
    if isinstance(command, str) and command:
        return _by_command(name, entry, where)
    if not isinstance(url, str) or not re.match(r"https?://|\$\{", url):
        raise SourceError(f"{name!r} has neither `command` nor an http(s) `url`")
    if entry.get("type") == "sse":
        raise SourceError(f"{name!r} speaks the old SSE transport: only stdio and streamable HTTP are spoken here")
    texts = _texts(entry, "headers", name)
    kept = _Kept(lambda header: re.sub(r"\W+", "_", f"{name}_{header}").upper().strip("_"))
    headers = {header: kept.template(header, text) for header, text in texts.items()}
    return Server(name, where, McpAddress(url=checked_url(url), headers=headers), kept.values, kept.notes)


def _by_command(name: str, entry: dict[str, Json], where: str) -> Server:
    arguments = entry.get("args", [])
    if not isinstance(arguments, list) or not all(isinstance(word, str) for word in arguments):
        raise SourceError(f"{name!r}: `args` is no list of texts")
    kept = _Kept(lambda variable: variable)
    environment = {key: kept.template(key, text) for key, text in _texts(entry, "env", name).items()}
    folder = entry.get("cwd") or ""
    if not isinstance(folder, str):
        raise SourceError(f"{name!r}: `cwd` is no text")
    address = McpAddress(command=(entry["command"], *arguments), folder=folder, environment=environment)
    return Server(name, where, address, kept.values, kept.notes)


class _Kept:
    """The values of one entry: what stands in the file goes into the environment's place, its name into the address."""

    def __init__(self, variable_of: Callable[[str], str]) -> None:
        self.values: dict[str, str] = {}
        self._variable_of = variable_of

    def template(self, key: str, text: str) -> str:
        if VARIABLE.search(text) or not text:
            return text
        variable = self._variable_of(key)
        self.values[variable] = text
        return f"${{{variable}}}"

    @property
    def notes(self) -> tuple[str, ...]:
        names = ", ".join(self.values)
        return (f"values are never kept: set {names} in the environment before calling",) if names else ()


def _texts(entry: dict[str, Json], key: str, name: str) -> dict[str, str]:
    held = entry.get(key) or {}
    if not isinstance(held, dict) or not all(isinstance(value, str | int | float) for value in held.values()):
        raise SourceError(f"{name!r}: `{key}` is no object of texts")
    return {str(inner): value if isinstance(value, str) else json.dumps(value) for inner, value in held.items()}


def _value(match: re.Match[str], environ: Mapping[str, str], secrets: list[str], *, secret: bool) -> str:
    name, otherwise = match.groups()
    value = environ.get(name, otherwise)
    if value is None:
        raise MissingVariable(f"the environment variable {name!r} is not set, and the MCP server needs it")
    if secret or SECRET.search(name):
        secrets.append(value)
    return str(value)
