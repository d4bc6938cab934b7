"""Measure what the engine itself costs: CPU per model call, concurrency against the ideal, memory of long runs.

    python benchmarks/engine.py [--toolbench PATH]

A scripted model and executor answer at once (CPU, memory) or after a set delay (concurrency), so that whatever is spent
is the engine's: building messages, checking calls, growing the tree, and for the last two the runner and its files.
Where a checkout of ToolBench is given, its own search runs beside ours in this process, on a script of the same shape.
"""

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from toolbench_peer import Peer
from toolbench_peer import call as peer_call
from toolbench_peer import finish as peer_finish

from apis.catalog import Catalog
from apis.model import Api, Effect, FunctionBinding, Observation, Source, Status, ToolCall
from toolsearch.annotation.runner import annotate
from toolsearch.budget import Usage
from toolsearch.engine import Engine
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant
from toolsearch.records import Instruction
from toolsearch.runs import Run, RunConfig
from toolsearch.search.ahead import Room
from toolsearch.search.method import Method, dfsdt, react
from toolsearch.search.resolve import open_method

PROPERTIES = {name: {"type": "string", "description": "What it stands for, in a few words."} for name in "abc"}


def api(number: int) -> Api:
    return Api(
        id=f"tool-{number}/look",
        tool=f"Tool {number}",
        category="Tools",
        name="look",
        description="Looks something up and says what it found, with all that belongs to it.",
        parameters={"type": "object", "properties": PROPERTIES, "required": ["a"]},
        effect=Effect.READ,
        binding=FunctionBinding(module="demo", function="look"),
        source=Source(kind="functions", location="demo", about="A tool for measuring."),
    )


class Answers:
    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        return Observation(call_id=call.id, status=Status.OK, content='{"found": "something"}', whole="0" * 64)


@dataclass
class Model:
    """Calls a function `turns - 1` times, then answers (or gives up, to make a whole tree)."""

    turns: int
    answers: bool = True
    delay: float = 0.0
    name: str = "scripted"

    async def complete(self, request: Request) -> Reply:
        if self.delay:
            await asyncio.sleep(self.delay)
        turn = sum(isinstance(message, Assistant) for message in request.messages)
        return Reply(self._turn(turn, len(request.messages)), Usage(model_calls=1))

    def _turn(self, turn: int, said: int) -> Assistant:
        if turn + 1 < self.turns:
            call = ToolCall(id=f"c{turn}", name="look_for_tool_0", arguments={"a": f"{turn}.{said}"})
            return Assistant(content="I look it up.", calls=(call,))
        end: dict[str, Any] = {"return_type": "give_up_and_restart"}
        if self.answers:
            end = {"return_type": "give_answer", "final_answer": "It is found."}
        return Assistant(calls=(ToolCall(id="end", name="Finish", arguments=end),))

    async def aclose(self) -> None: ...


def cpu_per_call(catalog: Catalog, functions: int, model: Model, method: Method, rounds: int) -> float:
    """Return milliseconds of CPU per model call, the median of five measurements."""
    task = Instruction(id="one", text="Look it up.", apis=tuple(f"tool-{n}/look" for n in range(functions)))

    async def once() -> float:
        async with Engine(catalog=catalog, executor=Answers(), model=model, method=method) as engine:
            await engine.solve(task)
            started, calls = time.process_time(), 0
            for _ in range(rounds):
                calls += (await engine.solve(task)).usage.model_calls
            return (time.process_time() - started) / calls * 1000

    return statistics.median(asyncio.run(once()) for _ in range(5))


def their_cpu_per_call(checkout: Peer, functions: int, turns: int, rounds: int, *, answers: bool) -> float:
    """Return the same of ToolBench's search: a path of `turns` turns, or the whole tree of width 2."""
    offered = [function(number) for number in range(functions)]

    def decide(place: tuple[int, ...]) -> dict[str, Any]:
        if len(place) < turns:
            return peer_call(place, "I look it up.", "look_for_tool_0")
        return peer_finish(place, "It is found." if answers else None)

    def once() -> float:
        checkout.dfsdt(decide, functions=offered)
        started, calls = time.process_time(), 0
        for _ in range(rounds):
            calls += checkout.dfsdt(decide, functions=offered)[0].asked
        return (time.process_time() - started) / calls * 1000

    return statistics.median(once() for _ in range(5))


def function(number: int) -> dict[str, Any]:
    one = api(number)
    return {"name": f"look_for_tool_{number}", "description": one.description, "parameters": one.parameters}


@contextmanager
def a_run(folder: Path, count: int) -> Iterator[Run]:
    """Make a run of `count` instructions that name two Apis each."""
    wanted = folder / "wanted.jsonl"
    with wanted.open("w") as file:
        for number in range(count):
            task = Instruction(id=str(number), text="Look it up.", apis=("tool-0/look", "tool-1/look"))
            file.write(task.model_dump_json() + "\n")
    config = RunConfig(method="react", model="scripted", catalog="c0ffee")
    with Run.create_or_resume(folder / "run", config, wanted) as run:
        yield run


async def annotated(catalog: Catalog, run: Run, *, delay: float, concurrency: int) -> float:
    """Annotate a run as `toolsearch annotate` does; return the seconds it took."""
    model = Model(turns=4, delay=delay)
    engine = Engine(catalog=catalog, executor=Answers(), model=model, method=react())
    started = time.perf_counter()
    await annotate(run.instructions(), engine=lambda: engine, run=run, concurrency=concurrency)
    return time.perf_counter() - started


def concurrent(catalog: Catalog, count: int, delay: float) -> tuple[float, float]:
    """Return the median of five: seconds that `count` instructions take at once, and the CPU seconds within them."""
    times = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as name, a_run(Path(name), count) as run:
            cpu = time.process_time()
            seconds = asyncio.run(annotated(catalog, run, delay=delay, concurrency=count))
            times.append((seconds, time.process_time() - cpu))
    return sorted(times)[2]


def memory(count: int) -> float:
    """Return the peak of this process in MiB after `count` instructions, which must be all it ever does."""
    with tempfile.TemporaryDirectory() as name, Catalog.open(Path(name) / "catalog.db") as catalog:
        catalog.add(api(n) for n in range(2))
        with a_run(Path(name), count) as run:
            asyncio.run(annotated(catalog, run, delay=0, concurrency=64))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory_of(count: int) -> float:
    """Measure in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--memory", str(count)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def ahead(catalog: Catalog, turns: int, *, answers: bool, room: int | None) -> tuple[float, int, int]:
    """Search one tree with a model of 50 ms; return seconds, model calls, and those of them asked ahead in vain."""
    task = Instruction(id="one", text="Look it up.", apis=("tool-0/look", "tool-1/look"))

    async def once() -> tuple[float, int, int]:
        model, method = Model(turns=turns, answers=answers, delay=0.05), open_method("dfsdt:diversity=calls")
        started = time.perf_counter()
        engine = Engine(
            catalog=catalog, executor=Answers(), model=model, method=method, room=Room(room) if room else None
        )
        async with engine:
            record = await engine.solve(task)
        vain = record.vain.model_calls if record.vain else 0
        return time.perf_counter() - started, record.usage.model_calls, vain

    return asyncio.run(once())


def show_ahead(catalog: Catalog) -> None:
    print("\nasking ahead, model of 50 ms  seconds  model calls  in vain")
    for name, answers in (("straight path of 4", True), ("whole tree of 30", False)):
        for how, room in (("", None), (", --speculate", 8)):
            seconds, calls, vain = ahead(catalog, 4, answers=answers, room=room)
            print(f"{name + how:27}  {seconds:9.2f}  {calls:11}  {vain:7}")


def show_cpu(catalog: Catalog, checkout: Peer | None) -> None:
    beside = "  ToolBench: path of 4  tree of 14" if checkout else ""
    print(f"CPU per model call, ms\n\nfunctions  path of 4  tree of 30{beside}")
    for functions in (1, 3, 10, 30):
        path = cpu_per_call(catalog, functions, Model(turns=4), react(), 100)
        tree = cpu_per_call(catalog, functions, Model(turns=4, answers=False), dfsdt(), 10)
        line = f"{functions:9}  {path:9.3f}  {tree:10.3f}"
        if checkout:
            theirs = their_cpu_per_call(checkout, functions, 4, 20, answers=True)
            whole = their_cpu_per_call(checkout, functions, 3, 10, answers=False)
            line += f"  {theirs:20.3f}  {whole:10.3f}"
        print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--toolbench", type=Path, metavar="PATH", help="a checkout of ToolBench")
    parser.add_argument("--memory", type=int, metavar="N", help="only print the peak memory of N instructions, in MiB")
    given = parser.parse_args()
    if given.memory:
        print(memory(given.memory))
        return
    with tempfile.TemporaryDirectory() as name, Catalog.open(Path(name) / "catalog.db") as catalog:
        catalog.add(api(n) for n in range(30))
        show_cpu(catalog, Peer(given.toolbench) if given.toolbench else None)
        show_ahead(catalog)
        seconds, cpu = concurrent(catalog, 64, 0.05)
        ratio = f"{seconds / 0.2:.2f} x the ideal 0.2 s, {cpu:.3f} s of it CPU"
        print(f"\n64 instructions x 4 calls x 50 ms at once, runner and journal included: {seconds:.3f} s, {ratio}")
    small, large = memory_of(1000), memory_of(10_000)
    print(f"peak memory: {small:.1f} MiB at 1,000 instructions, {large:.1f} at 10,000: {large / small:.2f} x")
    print(f"load of the machine (1 minute): {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
