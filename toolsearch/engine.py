"""From one instruction to one path record: offer functions, search, say how it ended.

Owns what it was given: entering opens the executor, leaving closes executor and model. It knows no files; the runner
writes records, the command line draws.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Self

from apis.catalog import Catalog
from apis.executors.base import Executor
from apis.executors.compressed import Compressed, Wholes
from apis.health import HealthBook
from apis.model import Api
from apis.plans.book import PlanBook
from apis.plans.plan import Plan
from retriever.base import Retriever
from toolsearch.budget import Budget, Usage
from toolsearch.errors import ModelError, ModelUnreachable, RunError
from toolsearch.llm.base import LLM, Settings
from toolsearch.records import Instruction, PathRecord, PathStatus
from toolsearch.search.ahead import Ahead, Room
from toolsearch.search.conversation import opening
from toolsearch.search.dfsdt import OnNode, Search
from toolsearch.search.environment import Builtin, Environment
from toolsearch.search.method import Method
from toolsearch.search.rank import Ranker, Rules
from toolsearch.search.read_more import ReadMore
from toolsearch.search.step import Step
from toolsearch.search.tree import State, Tree

KNOWN = 1024
"""Apis kept in memory, once read: instructions name the same ones again and again."""


@dataclass(slots=True, kw_only=True)
class Engine:
    """Solves instructions, any number at the same time."""

    catalog: Catalog
    executor: Executor
    model: LLM
    method: Method
    retriever: Retriever | None = None
    """Needed for open-domain instructions only."""
    k: int = 5
    """Apis offered to an open-domain instruction."""
    healthy: bool = False
    """Whether Apis that an instruction names are left out where they did not pass their last check."""
    budget: Budget = field(default_factory=Budget)
    """Per instruction."""
    settings: Settings = field(default_factory=Settings)
    seed: int = 0
    builtins: tuple[Builtin, ...] = ()
    ranker: Ranker = field(default_factory=Rules)
    """Compares siblings, where the method has the filter."""
    room: Room | None = None
    """What the model has room for, where it is asked ahead for siblings; the method must allow it (`speculative`)."""
    clock: Callable[[], float] = time.monotonic
    compress: int | None = None
    """Tokens that an answer is shortened to, by its Api's plan; `read_more` is offered then. The executor must show
    answers whole. None: answers are shown as the executor shows them."""
    _api: Callable[[str], Api] = field(init=False)
    _plan: Callable[[str], Plan | None] = field(init=False)

    def __post_init__(self) -> None:
        self._api = lru_cache(KNOWN)(self.catalog.get)
        self._plan = lru_cache(KNOWN)(PlanBook(self.catalog).get)

    async def __aenter__(self) -> Self:
        await self.executor.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.executor.__aexit__(kind, error, trace)
        finally:
            await self.model.aclose()

    async def solve(self, instruction: Instruction, *, attempt: int = 1, on_node: OnNode | None = None) -> PathRecord:
        """Search for an answer; a model that fails is a record of status `failed`, with what was found before.

        Raises:
            CatalogError: an offered Api is not in the catalog.
            RunError: the instruction is open domain and there is no retriever.
        """
        started = self.clock()
        environment = self._environment(await self._offer(instruction))
        error: ModelError | None = None
        async with self._search(instruction, environment, attempt, on_node) as search:
            try:
                await search.run()
            except ModelError as failure:
                error = failure
        return self._record(instruction, attempt, search, self.clock() - started, error)

    def _environment(self, apis: list[Api]) -> Environment:
        if self.compress is None:
            return Environment.over(apis, self.executor, self.builtins)
        wholes = Wholes()
        executor = Compressed(self.executor, self._plan, wholes, budget=self.compress)
        return Environment.over(apis, executor, (*self.builtins, ReadMore(wholes, self.compress)))

    async def _offer(self, instruction: Instruction) -> list[Api]:
        if instruction.apis is not None:
            named = [self._api(id_) for id_ in instruction.apis]
            book = HealthBook(self.catalog)
            return [api for api in named if book.passed(api.id)] if self.healthy else named
        if self.retriever is None:
            raise RunError(f"instruction {instruction.id!r} names no APIs and no retriever is given: add --retriever")
        hits = await asyncio.to_thread(self.retriever.search, instruction.text, self.k)
        return [hit.api for hit in hits if hit.api]

    @asynccontextmanager
    async def _search(
        self, instruction: Instruction, environment: Environment, attempt: int, on_node: OnNode | None
    ) -> AsyncIterator[Search]:
        apis = environment.table.apis
        tree = Tree(
            opening=opening(instruction.text, apis.values()),
            functions=environment.table.functions,
            apis={name: api.id for name, api in apis.items()},
        )
        method = self.method.of(instruction.id)
        step = Step(
            model=self.model,
            environment=environment,
            clock=self.clock,
            key=(self.seed, instruction.id, attempt),
            diversity=method.diversity,
            settings=self.settings,
        )
        search = Search(tree, step, method, self.budget, Usage(), on_node, self.ranker)
        if self.room is None:
            yield search
            return
        async with Ahead(step, method, self.room, self.budget) as ahead:
            search.step = ahead
            yield search
        search.vain = ahead.vain

    def _record(
        self, instruction: Instruction, attempt: int, search: Search, seconds: float, error: ModelError | None
    ) -> PathRecord:
        spent = search.spent + search.vain if search.vain else search.spent
        return PathRecord(
            instruction_id=instruction.id,
            attempt=attempt,
            status="failed" if error else _status(search),
            answer=search.found[0].answer if search.found else None,
            limit=search.limit if not search.found and not error else None,
            error=str(error) if error else None,
            retriable=isinstance(error, ModelUnreachable),
            tree=search.tree,
            usage=spent.model_copy(update={"seconds": seconds}),
            vain=search.vain,
            model=self.model.name,
            method=self.method.name,
        )


def _status(search: Search) -> PathStatus:
    if search.found:
        return "answer"
    if search.limit:
        return "budget"
    gave_up = any(node.state is State.GIVE_UP for node in search.tree.nodes)
    return "give_up" if gave_up else "exhausted"
