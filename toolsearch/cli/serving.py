"""Putting a gateway together and serving it: a catalog, what calls it, a model for `solve`, a desk for each caller."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import uvicorn

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.executors.base import Executor
from apis.loopback import listen, url_of
from apis.schema import shorten
from retriever.resolve import open_retriever
from toolsearch.budget import Budget
from toolsearch.cli.adding import add, source_of
from toolsearch.cli.output import note
from toolsearch.config import Reach
from toolsearch.engine import Engine
from toolsearch.gateway import Gateway, Profile, strangers
from toolsearch.llm.base import LLM, Settings
from toolsearch.llm.resolve import Serving as ModelServing
from toolsearch.llm.resolve import open_model
from toolsearch.mcp_server import PATH, Counter, Desk, Tell, serve_stdio
from toolsearch.records import Instruction, PathRecord
from toolsearch.search.resolve import open_method, open_ranker
from toolsearch.search.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What a gateway is made of."""

    catalog: Path
    reach: Reach
    model: str
    serving: ModelServing
    settings: Settings
    method: str
    retriever: str
    k: int
    healthy: bool
    budget: Budget

    async def run(
        self, profiles: Mapping[str, Profile], servers: Sequence[str], trusted: Sequence[str], port: int | None
    ) -> None:
        """Read the servers it stands in front of, then serve until interrupted.

        Args:
            profiles: by bearer token; over stdio there is one.
            servers: locations that are added to the catalog first.
            trusted: names of servers whose hints are believed.
            port: of streamable HTTP on loopback; None: standard streams.
        """
        wanted = [source_of(location, self.reach, trusted) for location in servers]
        if not self.catalog.exists() and not wanted:
            hint = "make one with `toolsearch apis add`, or name --servers"
            raise ConfigError(f"there is no catalog {str(self.catalog)!r}: {hint}")
        with Catalog.open(self.catalog) as catalog:
            if wanted:
                note((await add(catalog, wanted, self.reach)).line())
            for profile in profiles.values():
                if missing := strangers(profile, catalog):
                    hint = "`toolsearch apis list` shows what there is"
                    raise ConfigError(f"there is no API {missing[0]!r} to pin: {hint}")
            async with self._desks(catalog, profiles) as desks:
                if port is None:
                    await serve_stdio(next(iter(desks.values())), version("toolsearch"))
                else:
                    await _serve_http(desks, port)

    @asynccontextmanager
    async def _desks(self, catalog: Catalog, profiles: Mapping[str, Profile]) -> AsyncIterator[dict[str, Desk]]:
        """Make a desk for each caller; what they share is opened once."""
        retriever = open_retriever(self.retriever, catalog, healthy=self.healthy)
        async with aclosing(open_model(self.model, serving=self.serving)) as model, AsyncExitStack() as stack:
            executors: dict[bool, Executor] = {}
            for writes in {profile.allow_writes for profile in profiles.values()}:
                executors[writes] = await stack.enter_async_context(replace(self.reach, allow_writes=writes).executor())
            gateways = {
                token: Gateway(
                    catalog=catalog, retriever=retriever, executor=executors[profile.allow_writes], profile=profile
                )
                for token, profile in profiles.items()
            }
            yield {token: Desk(gateway, self._solver(gateway, model).solve) for token, gateway in gateways.items()}

    def _solver(self, gateway: Gateway, model: LLM) -> "Solver":
        engine = Engine(
            catalog=gateway.catalog,
            executor=gateway.executor,
            model=model,
            method=open_method(self.method),
            retriever=gateway.retriever,
            k=self.k,
            healthy=self.healthy,
            budget=self.budget,
            settings=self.settings,
            ranker=open_ranker(model),
        )
        return Solver(engine)


@dataclass(frozen=True, slots=True)
class Solver:
    """Solves instructions with an engine, each turn told in a line."""

    engine: Engine

    async def solve(self, text: str, tell: Tell) -> PathRecord:
        """Solve one instruction; whoever asked is told each turn while it goes on."""
        turns: asyncio.Queue[Node | None] = asyncio.Queue()

        async def tell_turns() -> None:
            while node := await turns.get():
                await tell(_line(node))

        async with asyncio.TaskGroup() as group:
            group.create_task(tell_turns())
            record = await self.engine.solve(Instruction(id="solve", text=text), on_node=turns.put_nowait)
            turns.put_nowait(None)
        return record


def _line(node: Node) -> str:
    """Say in a line what a turn did and what it brought."""
    called = ", ".join(
        f"{call.name}: {seen.status.value}" for call, seen in zip(node.message.calls, node.observations, strict=True)
    )
    return called or shorten(node.message.content, 200)


async def _serve_http(desks: Mapping[str, Desk], port: int) -> None:
    with listen("the gateway", "127.0.0.1", port) as listener:
        url = url_of(listener)
        note(f"the gateway listens at {url}{PATH}; Ctrl-C ends it")
        counter = Counter(desks, version("toolsearch"), url.removeprefix("http://"))
        async with counter.running() as app:
            config = uvicorn.Config(
                app,
                lifespan="off",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
            await uvicorn.Server(config).serve(sockets=[listener])
