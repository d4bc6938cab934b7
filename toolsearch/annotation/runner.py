"""Many instructions, one record each: concurrent, resumable, nothing that was finished ever lost.

Knows runs, budgets, retries and events. What an engine does with an instruction it does not know, and it draws nothing.
An instruction that fails is tried again, then it is a record; only a disk that fails stops a run. In memory stand a
few bytes for each instruction that is done, and the whole only of those that are being worked on.
"""

import asyncio
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

import stamina

from apis.errors import CacheError, ToolSearchError
from toolsearch.budget import Budget, Usage
from toolsearch.errors import ModelUnreachable, RunError
from toolsearch.journal import Journal
from toolsearch.records import Instruction, PathRecord, PathStatus
from toolsearch.runs import Attempt, Run


class Solver(Protocol):
    """What the runner needs of an engine."""

    async def solve(self, instruction: Instruction, *, attempt: int = 1) -> PathRecord: ...


@dataclass(frozen=True, slots=True)
class Retries:
    """How an instruction that failed is tried again, where that may help."""

    attempts: int = 3
    """In one session, the first included."""
    wait: float = 1.0
    """Seconds before the second attempt; doubled before each further one, with up to as much again by chance."""
    longest: float = 30.0
    """Seconds at most between two attempts."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An instruction had its record already."""

    id: str
    status: PathStatus


@dataclass(frozen=True, slots=True)
class Started:
    """An instruction is being worked on."""

    instruction: Instruction
    attempt: int


@dataclass(frozen=True, slots=True)
class Finished:
    """An instruction's record is on disk."""

    record: PathRecord

    @property
    def status(self) -> PathStatus:
        return self.record.status


Event = Skipped | Started | Finished
OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to, over all its sessions."""

    statuses: Counter[str]
    """How many instructions ended in each status, by their last attempt."""
    errors: Counter[str]
    """The errors of those that failed."""
    usage: Usage
    """Of all attempts; `seconds` are the wall seconds of the run."""
    vain: Usage
    """The part of it that was asked ahead and never needed."""
    limit: str | None
    """The limit of the run's budget that stopped it, if one did."""


async def annotate(  # noqa: PLR0913 - the options of a run are its arguments
    instructions: Iterable[Instruction],
    *,
    engine: Callable[[], AbstractAsyncContextManager[Solver]],
    run: Run,
    concurrency: int = 8,
    retry_failed: bool = False,
    retries: Retries | None = None,
    run_budget: Budget | None = None,
    on_event: OnEvent | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Summary:
    """Work on every instruction that has no record in the run yet.

    Cancelled, it stops what is running (that is done again on resuming), keeps what is finished, and lets the
    cancellation go on.

    Args:
        instructions: read as needed, one ahead at most; an id that comes again is passed over.
        engine: makes an engine, entered here; it may be one whose work is done elsewhere (`annotation.cluster`).
        run: held for writing, see `Run.create_or_resume`.
        concurrency: instructions worked on at the same time.
        retry_failed: give those whose last attempt failed another one.
        retries: how often an instruction is tried in this session, and how long is waited between.
        run_budget: limits over all sessions; once one is reached nothing new is begun, and what is running ends.
        on_event: called in the event loop for each step.
        clock: seconds, monotonic.

    Raises:
        RunError: the disk is full or failing; all records before that are kept.
        CacheError: so is that of the recorded answers, or these are damaged.
    """
    began = clock()
    work = _Work(
        run, run_budget or Budget(), retry_failed, retries or Retries(), on_event or _ignore, lambda: clock() - began
    )
    work.recall()
    jobs = work.jobs(instructions)
    async with Journal(run.paths_file) as journal, engine() as solver:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(concurrency):
                    group.create_task(work.through(jobs, solver, journal))
        except BaseExceptionGroup as failures:  # several writers share one failing disk: one of them tells it
            raise failures.exceptions[0] from None
    return work.summary()


def _ignore(event: Event) -> None:
    """Take an event and do nothing."""


class _Last(NamedTuple):
    """What is kept in memory of an instruction's last attempt."""

    attempt: int
    status: PathStatus


class _Passing(Exception):
    """An attempt failed in a way that may pass."""


@dataclass(slots=True)
class _Work:
    """What the workers of one session share."""

    run: Run
    budget: Budget
    retry_failed: bool
    retries: Retries
    on_event: OnEvent
    elapsed: Callable[[], float]
    last: dict[str, _Last] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """Of those whose last attempt failed."""
    usage: Usage = field(default_factory=Usage)
    vain: Usage = field(default_factory=Usage)
    limit: str | None = None

    def recall(self) -> None:
        """Take up what earlier sessions did."""
        for attempt in self.run.attempts():
            self._count(attempt)

    def jobs(self, instructions: Iterable[Instruction]) -> Iterator[Started]:
        """Yield what there is to do, until there is no more or a limit of the run is reached."""
        taken: set[str] = set()
        for instruction in instructions:
            last = self.last.get(instruction.id)
            if instruction.id in taken:
                continue
            if last and not (last.status == "failed" and self.retry_failed):
                self.on_event(Skipped(instruction.id, last.status))
            elif not self._is_spent():
                taken.add(instruction.id)
                yield Started(instruction, last.attempt + 1 if last else 1)

    async def through(self, jobs: Iterator[Started], solver: Solver, journal: Journal) -> None:
        """Take one job after another."""
        for job in jobs:
            self.on_event(job)
            record = await self._solve(job, solver)
            try:
                await journal.put(record)
            except ValueError as error:  # text that is no UTF-8, as a lone surrogate
                record = self._failed(Started(job.instruction, record.attempt), error, record.usage.seconds)
                await journal.put(record)
            self._count(record)
            self.on_event(Finished(record))

    async def _solve(self, job: Started, solver: Solver) -> PathRecord:
        """Make attempts until one comes to an end of its own, or no more may be made."""
        spent, how = Usage(), self.retries
        tries = stamina.retry_context(
            on=_Passing,
            attempts=how.attempts,
            timeout=None,
            wait_initial=how.wait,
            wait_max=how.longest,
            wait_jitter=how.wait,
        )
        async for turn in tries:
            with turn:
                record = await self._attempt(Started(job.instruction, job.attempt + turn.num - 1), solver)
                spent += record.usage
                if record.retriable and turn.num < how.attempts:
                    raise _Passing(record.error)
        return record.model_copy(update={"usage": spent}) if turn.num > 1 else record

    async def _attempt(self, job: Started, solver: Solver) -> PathRecord:
        began = self.elapsed()
        try:
            return await solver.solve(job.instruction, attempt=job.attempt)
        except (RunError, CacheError):  # the disk, or a run that cannot work for any instruction
            raise
        except asyncio.CancelledError as error:
            if _is_stopped():
                raise
            return self._failed(job, error, self.elapsed() - began)  # a library cancelled itself: nobody stops the run
        except Exception as error:  # noqa: BLE001 - one bad instruction must not cost the others
            return self._failed(job, error, self.elapsed() - began)

    def _failed(self, job: Started, error: BaseException, seconds: float) -> PathRecord:
        return PathRecord(
            instruction_id=job.instruction.id,
            attempt=job.attempt,
            status="failed",
            error=told(error),
            retriable=may_pass(error),
            usage=Usage(seconds=seconds),
            model=self.run.config.model,
            method=self.run.config.method,
        )

    def summary(self) -> Summary:
        return Summary(
            statuses=Counter(last.status for last in self.last.values()),
            errors=Counter(self.errors.values()),
            usage=self._spent(),
            vain=self.vain,
            limit=self.limit,
        )

    def _count(self, done: Attempt | PathRecord) -> None:
        self.last[done.instruction_id] = _Last(done.attempt, done.status)
        self.errors.pop(done.instruction_id, None)
        if done.status == "failed":
            self.errors[done.instruction_id] = done.error or ""
        self.usage += done.usage
        self.vain += done.vain or Usage()

    def _spent(self) -> Usage:
        return self.usage.model_copy(update={"seconds": self.run.seconds + self.elapsed()})

    def _is_spent(self) -> bool:
        self.limit = self.limit or self.budget.exceeded(self._spent())
        return self.limit is not None


def _is_stopped() -> bool:
    """Tell whether somebody asked for the running task to be cancelled."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def may_pass(error: BaseException) -> bool:
    """Tell whether the same attempt may go better another time: nothing of ours refused it, and no text was unfit."""
    return isinstance(error, ModelUnreachable) or not isinstance(error, ToolSearchError | ValueError)


def told(error: BaseException) -> str:
    r"""Tell an error in one line; one that is not meant for users says where it was raised.

    >>> told(RunError("no\n  space"))
    'no space'
    """
    words = " ".join(str(error).split())
    if isinstance(error, ToolSearchError):
        return words
    where = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" ({Path(frame.filename).name}:{frame.lineno})" for frame in where)
    return f"{type(error).__name__}: {words}{place}" if words else f"{type(error).__name__}{place}"
