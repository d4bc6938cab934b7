"""Annotating into a run under a progress bar: what `annotate` and `demo` share."""

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from rich.progress import Progress, TaskID

from apis.errors import MissingExtra
from toolsearch.annotation.runner import Event, OnEvent, Retries, Solver, Started, Summary, annotate
from toolsearch.budget import Budget
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import progress
from toolsearch.config import EngineConfig
from toolsearch.runs import Run

MakeEngine = Callable[[], AbstractAsyncContextManager[Solver]]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a session works; none of it changes what comes of it."""

    concurrency: int
    run_budget: Budget | None = None
    retry_failed: bool = False
    attempts: int = 3
    """At an instruction, in one session."""
    cluster: str | None = None
    """The address of the machines that do the work; None: this process does it."""


def work(out: Path, engine: EngineConfig, instructions: Path, total: int, how: How) -> Summary:
    """Annotate a file of instructions into a run, made or resumed.

    Raises:
        Interrupted: says how far it came and how to go on.
    """
    elsewhere = _elsewhere(how.cluster, engine, how.concurrency) if how.cluster else None
    with progress() as bars, redirect_stdout(sys.stderr):  # a cluster's messages go where people read
        bar = _Bar(bars, bars.add_task(out.name, total=total, note=""))
        try:
            return run_async(_annotate(out, engine, instructions, how, bar.show, elsewhere))
        except Interrupted:
            raise Interrupted(_interrupted(out, total)) from None


def _elsewhere(address: str, config: EngineConfig, concurrency: int) -> MakeEngine:
    """Load what makes engines of a cluster: before the event loop is there, since Ray sets signal handlers of its own.

    Raises:
        MissingExtra: Ray is not installed.
    """
    try:
        from toolsearch.annotation.cluster import Cluster
    except ModuleNotFoundError as error:
        raise MissingExtra(f"--cluster {address!r}: Ray, which spreads the work,", "cluster") from error
    return lambda: Cluster(address, config, concurrency)


async def _annotate(
    out: Path, config: EngineConfig, instructions: Path, how: How, on_event: OnEvent, elsewhere: MakeEngine | None
) -> Summary:
    async with config.open() as engine:  # before there is a run: whatever is wrong with it shows now
        with Run.create_or_resume(out, config.run_config(engine), instructions) as run:
            return await annotate(
                run.instructions(),
                engine=elsewhere or (lambda: nullcontext(engine)),
                run=run,
                concurrency=how.concurrency,
                retry_failed=how.retry_failed,
                retries=Retries(how.attempts),
                run_budget=how.run_budget,
                on_event=on_event,
            )


def _interrupted(out: Path, total: int) -> str:
    if not (out / "run.json").exists():
        return "interrupted before anything was begun"
    done = len({attempt.instruction_id for attempt in Run.open(out).attempts()})
    return f"interrupted: {done:,} of {total:,} instructions are done; the same command goes on from there"


class _Bar:
    """The progress of one run: how many are done, and how they ended."""

    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars, self._task = bars, task
        self._statuses: Counter[str] = Counter()

    def show(self, event: Event) -> None:
        if isinstance(event, Started):
            return
        self._statuses[event.status] += 1
        counted = ", ".join(f"{number} {status}" for status, number in self._statuses.most_common())
        self._bars.update(self._task, advance=1, note=counted)
