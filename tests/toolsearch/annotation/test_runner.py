import asyncio
import itertools
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from apis.errors import ConfigError
from toolsearch.annotation.runner import Event, Finished, Retries, Skipped, Started, annotate
from toolsearch.budget import Budget, Usage
from toolsearch.errors import ModelRefused, ModelUnreachable, RunError
from toolsearch.records import Instruction, PathRecord
from toolsearch.runs import Run, RunConfig

AT_ONCE = Retries(attempts=3, wait=0)
CONFIG = RunConfig(method="react", model="heuristic", catalog="c0ffee")


@dataclass
class Engine:
    """An engine that answers at once, after an action of the test's own."""

    action: Callable[[Instruction], Awaitable[None]] | None = None
    solved: list[tuple[str, int]] = field(default_factory=list)
    entered: int = 0

    def __call__(self) -> Self:
        return self

    async def __aenter__(self) -> Self:
        self.entered += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self.entered -= 1

    async def solve(self, instruction: Instruction, *, attempt: int = 1) -> PathRecord:
        if self.action:
            await self.action(instruction)
        self.solved.append((instruction.id, attempt))
        return PathRecord(
            instruction_id=instruction.id,
            attempt=attempt,
            status="answer",
            answer="done",
            usage=Usage(model_calls=1, completion_tokens=10),
            model="heuristic",
            method="react",
        )


def instructions(count: int) -> list[Instruction]:
    return [Instruction(id=str(number), text=f"Do {number}.") for number in range(count)]


@contextmanager
def a_run(folder: Path, count: int) -> Iterator[Run]:
    wanted = folder / "wanted.jsonl"
    wanted.write_text("".join(one.model_dump_json() + "\n" for one in instructions(count)))
    with Run.create_or_resume(folder / "run", CONFIG, wanted) as run:
        yield run


async def test_every_instruction_becomes_one_record_on_disk(tmp_path: Path) -> None:
    engine = Engine()
    with a_run(tmp_path, 20) as run:
        summary = await annotate(run.instructions(), engine=engine, run=run, concurrency=4)
    assert Counter(record.instruction_id for record in run.paths()) == Counter(str(n) for n in range(20))
    assert summary.statuses == {"answer": 20}
    assert summary.usage.model_calls == 20
    assert summary.limit is None
    assert engine.entered == 0


async def test_as_many_run_at_once_as_asked_and_no_more(tmp_path: Path) -> None:
    together, running, most = asyncio.Barrier(4), 0, 0

    async def wait_for_the_others(_: Instruction) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await together.wait()
        running -= 1

    with a_run(tmp_path, 12) as run:
        await annotate(run.instructions(), engine=Engine(wait_for_the_others), run=run, concurrency=4)
    assert most == 4


async def test_instructions_are_read_as_they_are_needed(tmp_path: Path) -> None:
    engine, read = Engine(), itertools.count(1)

    def source() -> Iterator[Instruction]:
        for instruction in instructions(30):
            assert next(read) <= len(engine.solved) + 3
            yield instruction

    with a_run(tmp_path, 30) as run:
        await annotate(source(), engine=engine, run=run, concurrency=3)
    assert len(engine.solved) == 30


async def test_resuming_does_only_what_has_no_record(tmp_path: Path) -> None:
    with a_run(tmp_path, 6) as run:
        await annotate(instructions(4), engine=Engine(), run=run)
    again, events = Engine(), list[Event]()
    with a_run(tmp_path, 6) as run:
        summary = await annotate(run.instructions(), engine=again, run=run, concurrency=1, on_event=events.append)
    assert again.solved == [("4", 1), ("5", 1)]
    assert summary.statuses == {"answer": 6}
    assert [type(event) for event in events] == [Skipped] * 4 + [Started, Finished] * 2


async def test_what_may_pass_is_tried_again_and_recorded_once_with_what_all_attempts_cost(tmp_path: Path) -> None:
    class Fails(Engine):
        async def solve(self, instruction: Instruction, *, attempt: int = 1) -> PathRecord:
            record = await super().solve(instruction, attempt=attempt)
            if int(instruction.id) >= attempt:
                return record.model_copy(update={"status": "failed", "error": "away", "retriable": True})
            return record

    engine, events = Fails(), list[Event]()
    with a_run(tmp_path, 4) as run:
        summary = await annotate(
            run.instructions(), engine=engine, run=run, retries=AT_ONCE, concurrency=1, on_event=events.append
        )
    assert engine.solved == [("0", 1), ("1", 1), ("1", 2), ("2", 1), ("2", 2), ("2", 3), ("3", 1), ("3", 2), ("3", 3)]
    told = [(record.instruction_id, record.attempt, record.status, record.usage.model_calls) for record in run.paths()]
    assert told == [("0", 1, "answer", 1), ("1", 2, "answer", 2), ("2", 3, "answer", 3), ("3", 3, "failed", 3)]
    assert (summary.usage.model_calls, summary.errors) == (9, {"away": 1})
    assert [type(event) for event in events] == [Started, Finished] * 4


async def test_what_would_fail_in_the_same_way_is_not_tried_again(tmp_path: Path) -> None:
    async def fail(instruction: Instruction) -> None:
        raise ModelRefused("no such model") if instruction.id == "0" else ConfigError("no key")

    tried = list[str]()

    async def fail_and_tell(instruction: Instruction) -> None:
        tried.append(instruction.id)
        await fail(instruction)

    with a_run(tmp_path, 2) as run:
        summary = await annotate(run.instructions(), engine=Engine(fail_and_tell), run=run, concurrency=1)
    assert tried == ["0", "1"]
    assert summary.errors == {"no such model": 1, "no key": 1}


async def test_a_library_that_cancels_itself_costs_one_instruction_and_stops_no_worker(tmp_path: Path) -> None:
    async def cancel(instruction: Instruction) -> None:
        if instruction.id == "1":
            raise asyncio.CancelledError

    with a_run(tmp_path, 4) as run:
        summary = await annotate(run.instructions(), engine=Engine(cancel), run=run, concurrency=1, retries=AT_ONCE)
    assert summary.statuses == {"answer": 3, "failed": 1}
    assert next(iter(summary.errors)).startswith("CancelledError (test_runner.py:")


async def test_a_record_that_cannot_be_written_as_text_is_a_failed_one(tmp_path: Path) -> None:
    class Odd(Engine):
        async def solve(self, instruction: Instruction, *, attempt: int = 1) -> PathRecord:
            record = await super().solve(instruction, attempt=attempt)
            return record.model_copy(update={"answer": "\ud800"}) if instruction.id == "1" else record

    with a_run(tmp_path, 3) as run:
        summary = await annotate(run.instructions(), engine=Odd(), run=run)
    assert summary.statuses == {"answer": 2, "failed": 1}
    assert "surrogates not allowed" in (run.records()["1"].error or "")


async def test_what_was_asked_ahead_in_vain_is_summed_over_all_sessions(tmp_path: Path) -> None:
    class Guesses(Engine):
        async def solve(self, instruction: Instruction, *, attempt: int = 1) -> PathRecord:
            record = await super().solve(instruction, attempt=attempt)
            return record.model_copy(update={"vain": Usage(model_calls=2)})

    for count in (2, 3):
        with a_run(tmp_path, 3) as run:
            summary = await annotate(instructions(count), engine=Guesses(), run=run)
    assert (summary.vain.model_calls, summary.usage.model_calls) == (6, 3)


async def test_an_instruction_that_fails_is_a_record_and_costs_no_other(tmp_path: Path) -> None:
    async def fail(instruction: Instruction) -> None:
        if instruction.id == "1":
            raise KeyError("gone\nwrong")
        if instruction.id == "2":
            raise ModelUnreachable("nobody answers")

    with a_run(tmp_path, 4) as run:
        summary = await annotate(run.instructions(), engine=Engine(fail), run=run, retries=AT_ONCE)
    assert summary.statuses == {"answer": 2, "failed": 2}
    assert summary.errors["nobody answers"] == 1
    error = run.records()["1"].error or ""
    assert error.startswith(r"KeyError: 'gone\nwrong' (test_runner.py:")
    assert "\n" not in error


async def test_failed_ones_get_another_attempt_only_where_that_is_asked_for(tmp_path: Path) -> None:
    async def fail(instruction: Instruction) -> None:
        if instruction.id == "1":
            raise ModelUnreachable("nobody answers")

    for retry_failed, solved in ((False, [("0", 1), ("2", 1)]), (False, []), (True, [("1", 2)]), (True, [])):
        engine = Engine(None if retry_failed else fail)
        with a_run(tmp_path, 3) as run:
            await annotate(
                run.instructions(),
                engine=engine,
                run=run,
                concurrency=1,
                retry_failed=retry_failed,
                retries=Retries(attempts=1),
            )
        assert engine.solved == solved
    assert [(record.instruction_id, record.attempt) for record in run.paths()] == [
        ("0", 1),
        ("1", 1),
        ("2", 1),
        ("1", 2),
    ]
    assert run.records()["1"].status == "answer"


async def test_an_id_that_comes_again_is_passed_over(tmp_path: Path) -> None:
    async def yield_once(_: Instruction) -> None:
        await asyncio.sleep(0)

    engine = Engine(yield_once)
    with a_run(tmp_path, 1) as run:
        await annotate(instructions(1) * 3, engine=engine, run=run, concurrency=3)
    assert engine.solved == [("0", 1)]


async def test_the_budget_of_a_run_holds_over_its_sessions_and_can_be_raised(tmp_path: Path) -> None:
    engine = Engine()
    for limit, solved in ((3, 3), (3, 3), (5, 5), (None, 8)):
        with a_run(tmp_path, 8) as run:
            budget = Budget(model_calls=limit)
            summary = await annotate(run.instructions(), engine=engine, run=run, concurrency=1, run_budget=budget)
        assert len(engine.solved) == solved
        assert summary.limit == (None if limit is None else "model_calls")


async def test_the_seconds_of_a_run_are_wall_seconds(tmp_path: Path) -> None:
    ticks = itertools.count()
    with a_run(tmp_path, 50) as run:
        budget = Budget(seconds=10)
        summary = await annotate(
            run.instructions(), engine=Engine(), run=run, concurrency=1, run_budget=budget, clock=lambda: next(ticks)
        )
    assert summary.limit == "seconds"
    assert 0 < summary.statuses["answer"] < 50


async def test_what_is_finished_stays_and_what_runs_is_done_again_after_a_cancellation(tmp_path: Path) -> None:
    stuck = asyncio.Event()

    async def hang(instruction: Instruction) -> None:
        if int(instruction.id) >= 5:
            stuck.set()
            await asyncio.Event().wait()

    engine = Engine(hang)
    with a_run(tmp_path, 10) as run:
        task = asyncio.create_task(annotate(run.instructions(), engine=engine, run=run, concurrency=1))
        await stuck.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [record.instruction_id for record in run.paths()] == ["0", "1", "2", "3", "4"]
    assert engine.entered == 0
    with a_run(tmp_path, 10) as run:
        await annotate(run.instructions(), engine=Engine(), run=run)
    assert Counter(record.instruction_id for record in run.paths()) == Counter(str(n) for n in range(10))


async def test_a_full_disk_stops_the_run_with_one_line(tmp_path: Path) -> None:
    with a_run(tmp_path, 10) as run:
        run.paths_file.symlink_to("/dev/full")
        with pytest.raises(RunError, match=r"paths\.jsonl.*No space left on device"):
            await annotate(run.instructions(), engine=Engine(), run=run, concurrency=4)


async def test_a_disk_that_fails_within_an_instruction_stops_the_run_and_keeps_what_was_done(tmp_path: Path) -> None:
    async def fail(instruction: Instruction) -> None:
        if instruction.id == "3":
            raise RunError("cannot keep a body")

    with a_run(tmp_path, 10) as run:
        with pytest.raises(RunError, match="cannot keep a body"):
            await annotate(run.instructions(), engine=Engine(fail), run=run, concurrency=1)
        assert list(run.records()) == ["0", "1", "2"]


KILLED = """
import asyncio, os, random, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_runner import Engine, a_run
from toolsearch.annotation.runner import annotate

written, write, left = 0, os.write, random.Random(sys.argv[3]).randrange(2, 9)

def write_or_die(file, data):
    global left
    left -= 1
    if left == 0:
        write(file, bytes(data)[: random.Random(sys.argv[3]).randrange(len(data))])
        os.kill(os.getpid(), signal.SIGKILL)
    return write(file, data)

async def switch(instruction):
    await asyncio.sleep(0)

with a_run(Path(sys.argv[2]), 40) as run:
    os.write = write_or_die
    asyncio.run(annotate(run.instructions(), engine=Engine(switch), run=run, concurrency=4))
"""


def test_killed_in_the_middle_of_writing_again_and_again_every_instruction_is_there_once(tmp_path: Path) -> None:
    sessions = []
    while not sessions or sessions[-1] != 0:
        command = [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(tmp_path), str(len(sessions))]
        sessions.append(subprocess.run(command, check=False, timeout=60).returncode)
    assert sessions[:-1] == [-signal.SIGKILL] * (len(sessions) - 1)
    assert len(sessions) > 2
    run = Run.open(tmp_path / "run")
    assert Counter(record.instruction_id for record in run.paths()) == Counter(str(n) for n in range(40))
    assert len(run.about.sessions) == len(sessions)
