"""Many machines: a solver whose work is done by others, so that the one runner serves a cluster as it serves a process.

Instructions go out as a stream of small batches, one engine in one actor for each processor; records come back one by
one, and the runner, which stands on one machine, is the only one that writes and counts them: what a dead worker had in
hand goes to another, and nothing can be recorded twice. Limits hold for the whole cluster: one actor keeps them.

The only module that knows Ray. The machines must see the same folders under the same names (the catalog, the run's
bodies, recordings) and have the same packages; credentials travel in memory, from the environment of the one that
starts the run.
"""

import asyncio
import math
import os
import socket
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

import ray
from ray.exceptions import RayActorError, RayError, RayTaskError

from apis.errors import ConfigError, ToolSearchError
from apis.schema import shorten
from toolsearch.annotation.runner import told
from toolsearch.annotation.worker import Bounds, Done, Failure, NotStarted, Site, Task, Worker, result
from toolsearch.config import EngineConfig
from toolsearch.errors import RunError
from toolsearch.records import Instruction, PathRecord

BATCH = 8
"""Instructions sent to a worker at a time, at most."""
LOSSES = 3
"""Workers that may die over one instruction before it is given up: it may be what kills them."""
JOIN = "start one with `ray start --head`, or use local"
ALONE = "without --cluster this process does the work"
OBJECTS = 200_000_000
"""Bytes of shared memory that a cluster started here takes: what is sent is small."""
PATIENCE = 120.0
"""Seconds after which a run with no worker left is ended."""
WAITING = 10_000
"""Requests that may wait at the limiter at the same time."""


class WorkerLost(ToolSearchError):
    """An instruction's workers died again and again."""


@dataclass(slots=True, eq=False)
class _Job:
    """A task, whoever waits for it, and how many workers it has outlived."""

    task: Task
    future: "asyncio.Future[PathRecord]"
    losses: int = 0

    def settle(self, outcome: PathRecord | Exception) -> None:
        if self.future.done():  # whoever waited was cancelled
            return
        if isinstance(outcome, Exception):
            self.future.set_exception(outcome)
        else:
            self.future.set_result(outcome)


@dataclass(slots=True, eq=False)
class _Seat:
    """A worker's place in the cluster: its actor, which Ray starts again where it dies, and the room it has."""

    actor: Any
    number: int
    room: asyncio.Semaphore
    starts: int = 0
    open: bool = False

    @property
    def name(self) -> str:
        return f"worker-{self.number}.{self.starts}"


@dataclass(slots=True)
class Cluster:
    """Solves instructions on the machines of a Ray cluster, any number at the same time."""

    address: str
    """`local` starts one on this machine; `auto` or HOST:PORT is one that runs."""
    config: EngineConfig
    concurrency: int
    """Instructions worked on at the same time, over all machines."""
    _seats: list[_Seat] = field(default_factory=list)
    _bounds: Any = None
    _jobs: set[_Job] = field(default_factory=set)
    """All that are waited for."""
    _queue: "asyncio.Queue[_Job]" = field(default_factory=asyncio.Queue)
    """Those of them that no worker has in hand."""
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a worker is open, or none can be."""
    _broken: Exception | None = None
    """Why nothing can be done any more."""

    async def __aenter__(self) -> Self:
        connect(self.address)
        try:
            self._hire()
            await self._news.wait()
            if self._broken:
                raise self._broken
        except BaseException:
            await self._dismiss()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._dismiss()

    async def solve(self, instruction: Instruction, *, attempt: int = 1) -> PathRecord:
        """Have an attempt made somewhere.

        Raises:
            RunError: a worker's disk is full or failing, or no worker is left.
            WorkerLost: several workers died over it.
            ToolSearchError: whatever else a worker's engine raised, in its words.
        """
        if self._broken:
            raise self._broken
        job = _Job(Task(instruction, attempt), asyncio.get_running_loop().create_future())
        self._jobs.add(job)
        self._queue.put_nowait(job)
        try:
            return await job.future
        finally:
            self._jobs.discard(job)

    def _hire(self) -> None:
        """Ask for a worker for each processor, as many as there is work for."""
        processors = int(ray.cluster_resources().get("CPU", 1))
        count = max(1, min(processors, self.concurrency))
        share = math.ceil(self.concurrency / count)
        config = replace(self.config, speculate=share) if self.config.speculate else self.config
        self._bounds = ray.remote(Bounds).options(num_cpus=0, max_concurrency=WAITING).remote()
        worker = ray.remote(Worker).options(
            num_cpus=1, max_restarts=-1, max_concurrency=WAITING, scheduling_strategy="SPREAD"
        )
        for number in range(count):
            actor = worker.remote(config, Site.here())
            self._seats.append(_Seat(actor, number, asyncio.Semaphore(share)))
            self._begin(self._feed(self._seats[-1]))
        self._begin(self._watch())

    async def _dismiss(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(TimeoutError, RayError):
            async with asyncio.timeout(1.0):
                await asyncio.gather(*(result(seat.actor.stop.remote()) for seat in self._seats if seat.open))
        ray.shutdown()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._break(RunError(told(error)))

    async def _feed(self, seat: _Seat) -> None:
        """Give a worker batches as long as it has room, opening it first, and again where it died."""
        while True:
            await self._open(seat)
            if self._broken:
                return
            await seat.room.acquire()
            jobs = [await self._queue.get()]
            while len(jobs) < BATCH and not self._queue.empty() and not seat.room.locked():
                await seat.room.acquire()
                jobs.append(self._queue.get_nowait())
            self._begin(self._run(seat, jobs))

    async def _open(self, seat: _Seat) -> None:
        """Open a worker's engine, waiting for a machine that has room for it."""
        while not seat.open:
            seat.starts += 1
            try:
                failure = await result(seat.actor.start.remote(seat.name, self._bounds))
            except RayActorError:  # it died on the way: Ray makes another
                await asyncio.sleep(1.0)
                continue
            if failure:
                self._break(RunError(failure.text))
                return
            seat.open = True
            self._news.set()

    async def _run(self, seat: _Seat, jobs: list[_Job]) -> None:
        """See a batch through; what a dead worker had in hand goes back to the queue."""
        name, left = seat.name, dict(enumerate(jobs))
        stream = seat.actor.solve.options(num_returns="streaming").remote(tuple(job.task for job in jobs))
        try:
            async for reference in stream:
                done: Done = await reference
                outcome = done.outcome
                left.pop(done.place).settle(outcome.error() if isinstance(outcome, Failure) else outcome)
                seat.room.release()
        except (RayError, NotStarted) as error:
            if isinstance(error, RayTaskError) and not isinstance(error, NotStarted):
                raise  # an error of ours in the worker
            seat.open = seat.open and seat.name != name
            self._bounds.let_go.remote(name)
            self._lose(list(left.values()))
        for _ in left:
            seat.room.release()

    def _lose(self, jobs: list[_Job]) -> None:
        for job in jobs:
            job.losses += 1
            if job.losses < LOSSES:
                self._queue.put_nowait(job)
            else:
                job.settle(WorkerLost(f"{LOSSES} workers died while they had it in hand"))

    async def _watch(self) -> None:
        """End the run where no worker has been there for long."""
        without = 0.0
        while without < PATIENCE:
            await asyncio.sleep(1.0)
            without = 0.0 if any(seat.open for seat in self._seats) else without + 1.0
        self._break(RunError(f"no worker is left on {self.address!r}: the same command goes on from here"))

    def _break(self, error: Exception) -> None:
        self._broken = self._broken or error
        self._news.set()
        for job in self._jobs:
            job.settle(self._broken)


def connect(address: str) -> None:
    """Join a cluster, or start one on this machine.

    Raises:
        ConfigError: the address is none, nothing answers there, or no cluster can be started here.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    quiet: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False, "include_dashboard": False}
    if address == "local":
        quiet |= {"_node_ip_address": "127.0.0.1", "object_store_memory": OBJECTS}
    else:
        quiet.pop("include_dashboard")
    if address not in ("local", "auto"):
        _check(address)
    try:
        ray.init(address=address, **quiet)
    except (OSError, RuntimeError, ValueError) as error:  # of connections and time-outs too
        reason = shorten(" ".join(str(error).split()), 200)
        if address == "local":
            raise ConfigError(f"--cluster 'local': Ray cannot be started here ({reason}): {ALONE}") from error
        raise ConfigError(f"--cluster {address!r}: {reason}: {JOIN}") from error


def _check(address: str) -> None:
    """Ray waits for minutes where nobody answers."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or "/" in host:
        raise ConfigError(f"--cluster {address!r} is not local, auto or HOST:PORT of a cluster's head")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError as error:
        raise ConfigError(
            f"--cluster {address!r}: nothing answers there ({error.strerror or error}): {JOIN}"
        ) from error
