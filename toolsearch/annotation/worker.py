"""What runs in a worker of a cluster: one engine, bounds that all workers share, and errors put into words.

Knows how to take over a folder, credentials and limits from the process that starts the run, and nothing of Ray: actors
come in as handles whose methods are called by `.remote` (`annotation.cluster`).
"""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from apis.errors import CacheError, ConfigError, ToolSearchError
from apis.limits import Limiter, Limits, local
from toolsearch.annotation.runner import Solver, may_pass, told
from toolsearch.config import EngineConfig
from toolsearch.errors import ModelUnreachable, RunError
from toolsearch.records import Instruction, PathRecord

SECRETS = ("TOOLSEARCH_AUTH_", "OPENAI_")
"""How the names of the environment's variables begin that workers are given."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of a worker, in words: not every error can travel."""

    text: str
    fatal: bool
    """Whether the run cannot go on: the disk, or a mistake that holds for every instruction."""
    passing: bool = False
    """Whether another attempt may go better."""

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        fatal = isinstance(error, RunError | CacheError)
        return cls(told(error), fatal, may_pass(error))

    def error(self) -> Exception:
        """Make the error that the runner is to see."""
        if self.fatal:
            return RunError(self.text)
        return ModelUnreachable(self.text) if self.passing else ToolSearchError(self.text)


class NotStarted(RunError):
    """A worker was asked to work before it was started."""


@dataclass(frozen=True, slots=True)
class Task:
    """One attempt to be made."""

    instruction: Instruction
    attempt: int


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the task at `place` in its batch."""

    place: int
    outcome: PathRecord | Failure


@dataclass(frozen=True, slots=True)
class Site:
    """What a worker's process takes over from the one that starts the run."""

    folder: str
    environment: Mapping[str, str]

    @classmethod
    def here(cls) -> "Site":
        return cls(os.getcwd(), {name: text for name, text in os.environ.items() if name.startswith(SECRETS)})

    def enter(self) -> None:
        """Go to the folder and take the environment.

        Raises:
            ConfigError: this machine does not have the folder.
        """
        os.environ.update(self.environment)
        try:
            os.chdir(self.folder)
        except OSError as error:
            host = socket.gethostname()
            raise ConfigError(
                f"{host} cannot enter {self.folder!r} ({error.strerror}): a cluster's machines need the same folders"
            ) from error


class Bounds:
    """Keeps the limiters of all endpoints, for all workers; an actor."""

    def __init__(self) -> None:
        self._limiters: dict[str, Limiter] = {}
        self._held: Counter[tuple[str, str]] = Counter()
        self._gone: set[str] = set()

    async def enter(self, worker: str, endpoint: str, limits: Limits, size: int) -> None:
        if endpoint not in self._limiters:
            self._limiters[endpoint] = local(endpoint, limits)
        await self._limiters[endpoint].enter(size)
        if worker in self._gone:  # it died while it waited
            await self._limiters[endpoint].leave(-size)
        else:
            self._held[worker, endpoint] += 1

    async def leave(self, worker: str, endpoint: str, used: int) -> None:
        if worker not in self._gone:
            self._held[worker, endpoint] -= 1
            await self._limiters[endpoint].leave(used)

    async def let_go(self, worker: str) -> None:
        """Free what a dead worker held."""
        self._gone.add(worker)
        for (holder, endpoint), turns in list(self._held.items()):
            if holder == worker:
                del self._held[holder, endpoint]
                for _ in range(turns):
                    await self._limiters[endpoint].leave()


@dataclass(frozen=True, slots=True)
class Bound:
    """An endpoint's limiter as a worker sees it."""

    actor: Any
    worker: str
    endpoint: str
    limits: Limits

    async def enter(self, size: int = 0) -> None:
        entering = asyncio.ensure_future(result(self.actor.enter.remote(self.worker, self.endpoint, self.limits, size)))
        try:
            await asyncio.shield(entering)
        except asyncio.CancelledError:  # leave is given all the same, some time: give it back then
            entering.add_done_callback(lambda _: self.actor.leave.remote(self.worker, self.endpoint, -size))
            raise

    async def leave(self, used: int = 0) -> None:
        self.actor.leave.remote(self.worker, self.endpoint, used)


async def result(reference: Any) -> Any:
    """Wait for what an actor's method returns."""
    return await reference


class Worker:
    """One engine in one process; an actor."""

    def __init__(self, config: EngineConfig, site: Site) -> None:
        self._config, self._site = config, site
        self._stack = AsyncExitStack()
        self._solver: Solver | None = None

    async def start(self, name: str, bounds: Any) -> Failure | None:
        """Open the engine, or say why it cannot be; a process that follows a dead one has a name of its own."""
        try:
            self._site.enter()
            self._solver = await self._stack.enter_async_context(self._config.open(partial(Bound, bounds, name)))
        except ToolSearchError as error:
            return Failure(told(error), fatal=True)
        return None

    async def solve(self, tasks: tuple[Task, ...]) -> AsyncIterator[Done]:
        """Work on a batch at once; yield what came of each as it is done.

        Raises:
            NotStarted: the process that was started is gone, and this one followed it.
        """
        if self._solver is None:
            raise NotStarted("the worker was not started")
        waiting = {
            asyncio.create_task(self._solver.solve(task.instruction, attempt=task.attempt)): place
            for place, task in enumerate(tasks)
        }
        while waiting:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                yield Done(waiting.pop(one), _outcome(one))

    async def stop(self) -> None:
        """Close the engine."""
        await self._stack.aclose()


def _outcome(task: "asyncio.Task[PathRecord]") -> PathRecord | Failure:
    if task.cancelled():
        return Failure("cancelled", fatal=False, passing=True)
    error = task.exception()
    return task.result() if error is None else Failure.of(error)
