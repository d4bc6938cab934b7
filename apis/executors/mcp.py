"""Calls Apis on MCP servers, and lists the tools of servers for those who add them.

One session for each server, opened at its first call and closed at the end; a server that is gone is a `network_error`,
and the next call opens a new session. A tool is called as long as its server describes it as the catalog does: what
was added is what is called. Knows Apis and credentials; how a session works is `mcp_session`.
"""

import asyncio
import json
import os
import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import KW_ONLY, dataclass, field
from types import TracebackType
from typing import Any, Self

import mcp_types as types

from apis.compress import compact, shorten_json, shorten_text
from apis.errors import SourceError
from apis.executors.base import Keep, hash_only
from apis.executors.classify import ERROR_LENGTH, failure_content
from apis.executors.credentials import from_environment, variable_of
from apis.executors.failure import Failure, Refused
from apis.executors.mcp_result import body_of, value_of
from apis.executors.mcp_session import Means, Session, open_session
from apis.executors.policy import Policy
from apis.executors.secret import Secrets
from apis.ids import slug
from apis.model import Api, Effect, McpAddress, McpBinding, Observation, Status, ToolCall, canonical
from apis.servers import PREFIX, MissingVariable, Server, fill
from apis.sources.mcp import Listing, ListTools, defined

CLOSING = 10.0
"""Seconds that closing a session may take; a process is ended within six."""
LOST = (Status.NETWORK_ERROR, Status.TIMEOUT)
"""After these a session is not used again."""


def make_lister(
    policy: Policy,
    *,
    means: Means | None = None,
    credentials: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> ListTools:
    """Make a function that opens a session with a server, lists its tools and closes it again.

    It raises `SourceError`, naming the server and the reason, for whatever is not a listing.
    """
    environ = os.environ if environ is None else environ
    given = from_environment(environ) if credentials is None else credentials
    means = means or Means(policy)

    async def list_tools(server: Server) -> Listing:
        secrets = Secrets()
        try:
            known = ({}, {}) if server.strange else (given, {**environ, **server.values})
            address, secrets = reach(server.address, slug(server.name), *known)
            async with open_session(address, means) as session, asyncio.timeout(means.start_timeout):
                return await session.listing()
        except Failure as failure:
            hint = _hint(failure, slug(server.name))
            raise SourceError(f"{server.location}: {secrets.redact(str(failure))}{hint}") from failure

    return list_tools


def reach(
    address: McpAddress, tool: str, credentials: Mapping[str, str], environ: Mapping[str, str]
) -> tuple[McpAddress, Secrets]:
    """Put the environment's values and the tool's credential into an address; return it with what must not be seen.

    A credential is a bearer token for a server at a URL, and `NAME=value;NAME2=value` for a command's environment.

    Raises:
        Refused: a variable is not set, or the credential is none that can be sent.
    """
    try:
        filled = fill(address, environ)
    except MissingVariable as error:
        raise Refused(str(error)) from error
    address, text = filled.address, credentials.get(tool, "").strip()
    secrets = [part for value in (*filled.secrets, text) for part in (value, value.partition(" ")[2])]
    if not text:
        return address, Secrets(secrets)
    if not text.isprintable():
        raise Refused(f"the credential in {variable_of(tool)} holds characters that cannot be sent")
    if address.url:
        bearer = text if text.lower().startswith("bearer ") else f"Bearer {text}"
        stated = any(name.lower() == "authorization" for name in address.headers)
        headers = address.headers if stated else address.headers | {"Authorization": bearer}
        return address.model_copy(update={"headers": headers}), Secrets(secrets)
    pairs = [pair.partition("=") for pair in text.split(";") if pair.strip()]
    if not all(equals for _, equals, _ in pairs):
        raise Refused(f"the credential of a command is given as {variable_of(tool)}='NAME=value;NAME2=value'")
    variables = {name.strip(): value.strip() for name, _, value in pairs}
    environment = address.environment | variables
    return address.model_copy(update={"environment": environment}), Secrets([*secrets, *variables.values()])


@dataclass
class McpExecutor:
    """Calls the Apis that are bound to MCP servers. Enter it before the first call, leave it in the same task."""

    policy: Policy
    _: KW_ONLY
    credentials: Mapping[str, str] = field(default_factory=lambda: from_environment(os.environ), repr=False)
    """By tool slug, in the forms of `reach`; from the environment unless given."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    """What `${NAME}` in addresses stands for."""
    allow_writes: bool = False
    """Whether Apis whose effect is `write` or `unknown` are called."""
    timeout: float = 20.0
    """Seconds for one call, once there is a session."""
    means: Means | None = None
    observation_limit: int = 16_000
    """Characters of an observation's content."""
    keep: Keep = hash_only
    clock: Callable[[], float] = time.perf_counter
    _current: dict[str, "Kept"] = field(default_factory=dict, init=False, repr=False)
    """By address, credentials included: never written anywhere."""
    _all: set["Kept"] = field(default_factory=set, init=False, repr=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._current.clear()
        await asyncio.gather(*(kept.aclose() for kept in self._all))
        self._all.clear()

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Carry out a call; whatever comes of it is an Observation."""
        started = self.clock()
        secrets = Secrets()
        try:
            binding = self._binding(api)
            address, secrets = reach(binding.address, api.tool_slug, self.credentials, self.environ)
            observation = self._observed(call, await self._call(api, binding, address, call), secrets)
        except Failure as failure:
            reason = secrets.redact(f"{failure}{_hint(failure, api.tool_slug)}")
            content = failure_content(failure.status, reason)
            observation = Observation(call_id=call.id, status=failure.status, content=content)
        return observation.model_copy(update={"seconds": self.clock() - started})

    def _binding(self, api: Api) -> McpBinding:
        if not isinstance(api.binding, McpBinding):
            raise Refused(f"{api.id!r} is called by {api.binding.kind}, not on an MCP server")
        if api.effect is not Effect.READ and not self.allow_writes:
            raise Refused(f"{api.id!r} may change something; `--allow-writes` permits it")
        return api.binding

    async def _call(self, api: Api, binding: McpBinding, address: McpAddress, call: ToolCall) -> types.CallToolResult:
        key = canonical(address.model_dump())
        kept = self._kept(key, address)
        try:
            with kept.used():
                session = await kept.session()
                async with asyncio.timeout(self.timeout):
                    check(await session.listing(), api, binding)
                    return await session.call(binding.tool, call.arguments)
        except TimeoutError as error:
            self._drop(key, kept)
            raise Failure(Status.TIMEOUT, f"no answer within {self.timeout:g} seconds") from error
        except Failure as failure:
            # A session over HTTP costs little; a process may hold what earlier calls have made.
            if failure.status in LOST or (address.url and failure.status is not Status.REFUSED) or not kept.opened:
                self._drop(key, kept)
            raise

    def _kept(self, key: str, address: McpAddress) -> "Kept":
        if key not in self._current:
            kept = Kept(open_session(address, self.means or Means(self.policy)))
            self._current[key] = kept
            self._all = {each for each in self._all if not each.over} | {kept}
        return self._current[key]

    def _drop(self, key: str, kept: "Kept") -> None:
        """Have the next call open a session of its own; this one ends when nobody uses it."""
        if self._current.get(key) is kept:
            del self._current[key]
        kept.retire()

    def _observed(self, call: ToolCall, result: types.CallToolResult, secrets: Secrets) -> Observation:
        said = secrets.redact(value_of(result))
        status = Status.CLIENT_ERROR if result.is_error else Status.OK
        if result.is_error:
            shown = shorten_json({"error": status.value, "response": said}, min(ERROR_LENGTH, self.observation_limit))
        elif isinstance(said, str):
            shown = shorten_text(said, self.observation_limit)
        else:
            shown = shorten_json(said, self.observation_limit)
        body = body_of(result)
        whole = self.keep(compact(secrets.redact(json.loads(body))).encode() if secrets else body)
        return Observation(call_id=call.id, status=status, content=shown.text, whole=whole, cut=shown.cut)


class Kept:
    """A session in a task of its own: the SDK's scopes must be left by the task that entered them."""

    def __init__(self, opening: AbstractAsyncContextManager[Session]) -> None:
        self._session: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
        self._end = asyncio.Event()
        self._users = 0
        self._retired = False
        self._task = asyncio.create_task(self._keep(opening))

    async def _keep(self, opening: AbstractAsyncContextManager[Session]) -> None:
        try:
            async with opening as session:
                self._session.set_result(session)
                await self._end.wait()
        except Failure as failure:  # of a session that was open: whoever used it has heard of it
            if not self._session.done():
                self._session.set_exception(failure)
                self._session.exception()  # those who wait for it get it all the same; nobody need be waiting

    @property
    def opened(self) -> bool:
        return self._session.done() and self._session.exception() is None

    @property
    def over(self) -> bool:
        return self._task.done()

    async def session(self) -> Session:
        """Return the session once it is open.

        Raises:
            Failure: it could not be opened.
        """
        either: set[asyncio.Future[Any]] = {self._session, self._task}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not self._session.done():
            self._task.result()
        return self._session.result()

    @contextmanager
    def used(self) -> Iterator[None]:
        """Keep the session open meanwhile."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            self._settle()

    def retire(self) -> None:
        """Close the session as soon as nobody uses it."""
        self._retired = True
        self._settle()

    def _settle(self) -> None:
        if self._retired and not self._users:
            self._end.set()

    async def aclose(self) -> None:
        """Close the session now; one that does not close in time is cancelled."""
        self._end.set()
        done, _ = await asyncio.wait({self._task}, timeout=CLOSING)
        if not done:
            self._task.cancel()
            await asyncio.wait({self._task})
        if not self._task.cancelled():
            self._task.result()


def check(listing: Listing, api: Api, binding: McpBinding) -> None:
    """See whether a server describes a tool as the catalog does.

    Raises:
        Failure: it does not, or lists it no more.
    """
    listed = [definition for definition in listing.definitions if definition.name == binding.tool]
    if not listed:
        raise Failure(Status.NOT_FOUND, f"the server lists no tool {binding.tool!r} any more")
    # Only the hints of a server that was trusted make an effect `read`.
    trusted = api.effect is Effect.READ
    for definition in listed:
        now = defined(definition, binding.server, trusted=trusted)
        if now.content_hash != api.content_hash:
            raise Refused(_changed(api, now, binding))


def _changed(api: Api, now: Api, binding: McpBinding) -> str:
    parts = [
        part for part in ("description", "parameters", "returns", "effect") if getattr(api, part) != getattr(now, part)
    ]
    location = api.source.location if api.source.location.startswith(PREFIX) else api.source.location.rpartition("#")[0]
    trust = f" --trust-hints {shlex.quote(binding.server)}" if api.effect is Effect.READ else ""
    return (
        f"the server has changed the {', '.join(parts) or 'definition'} of {binding.tool!r} since it was added: "
        f"look at it, then `toolsearch apis add {shlex.quote(location)}{trust}` takes it over"
    )


def _hint(failure: Failure, tool: str) -> str:
    return f"; a token is read from {variable_of(tool)}" if failure.status is Status.UNAUTHORIZED else ""
