"""From an Api to the executor that calls it, by the kind of its binding; a new kind is one line here.

Knows every executor and nothing of how any of them works. An executor is made and entered at the first call of its
kind, so that the library of an optional extra is loaded by those who need it.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from types import TracebackType
from typing import Self

from apis.errors import MissingExtra
from apis.executors.base import Executor, Keep, hash_only
from apis.executors.functions import FunctionExecutor
from apis.executors.policy import Policy
from apis.model import Api, Observation, ToolCall
from apis.servers import Server
from apis.sources.mcp import Listing, ListTools

Make = Callable[[], Executor]
OBSERVATION = 16_000
"""Characters of an observation's content, unless it is said otherwise."""


def open_executor(
    policy: Policy,
    *,
    base_urls: Mapping[str, str],
    allow_writes: bool = False,
    timeout: float = 20.0,
    keep: Keep = hash_only,
    observation_limit: int = OBSERVATION,
) -> "Executors":
    """Make what calls Apis of every kind.

    Args:
        policy: what may be reached over a network.
        base_urls: by tool slug, the URL that stands in place of a document's servers.
        allow_writes: whether Apis that may change something are called.
        timeout: seconds for one call.
        keep: keeps the untouched body of each answer.
        observation_limit: characters of an observation's content.
    """

    def http() -> Executor:
        from apis.executors.http import HttpExecutor

        return HttpExecutor(
            policy,
            base_urls=base_urls,
            allow_writes=allow_writes,
            timeout=timeout,
            keep=keep,
            observation_limit=observation_limit,
        )

    def mcp() -> Executor:
        with needing("calling MCP servers", "mcp"):
            from apis.executors.mcp import McpExecutor

        return McpExecutor(
            policy, allow_writes=allow_writes, timeout=timeout, keep=keep, observation_limit=observation_limit
        )

    def function() -> Executor:
        return FunctionExecutor(
            allow_writes=allow_writes, timeout=timeout, keep=keep, observation_limit=observation_limit
        )

    return Executors({"http": http, "mcp": mcp, "function": function})


def open_lister(policy: Policy) -> ListTools:
    """Make what lists the tools of MCP servers; the library is loaded when the first is listed.

    It raises `MissingExtra` where that is not installed.
    """

    async def list_tools(server: Server) -> Listing:
        with needing("reading MCP servers", "mcp"):
            from apis.executors.mcp import make_lister

        return await make_lister(policy)(server)

    return list_tools


@contextmanager
def needing(what: str, extra: str) -> Iterator[None]:
    """Say which extra to install where a library of it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtra(what, extra) from error


class Executors:
    """Calls each Api by the executor for its kind of binding; one that no executor is for goes to the first."""

    def __init__(self, makers: Mapping[str, Make]) -> None:
        self._makers = makers
        self._entered: dict[str, Executor] = {}
        self._stack = AsyncExitStack()
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered.clear()
        await self._stack.aclose()

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Carry out a call; whatever comes of it is an Observation.

        Raises:
            MissingExtra: the library that calls this kind of Api is not installed.
        """
        kind = api.binding.kind
        executor = await self._for(kind if kind in self._makers else next(iter(self._makers)))
        return await executor.execute(api, call)

    async def _for(self, kind: str) -> Executor:
        async with self._lock:
            if kind not in self._entered:
                self._entered[kind] = await self._stack.enter_async_context(self._makers[kind]())
            return self._entered[kind]
