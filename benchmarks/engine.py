"""Measure what the engine itself costs: our own CPU per model call, and how near concurrency comes to the ideal.

    python benchmarks/engine.py

A scripted model and executor answer at once (first table) or after a set delay (second table), so that whatever is
spent is the engine's: building messages, checking calls, growing and recording the tree.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from apis.catalog import Catalog
from apis.model import Api, Effect, FunctionBinding, Observation, Source, Status, ToolCall
from toolsearch.budget import Usage
from toolsearch.engine import Engine
from toolsearch.journal import Journal
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant
from toolsearch.records import Instruction
from toolsearch.search.method import Method, dfsdt, react

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


def concurrent(catalog: Catalog, folder: Path, *, count: int, delay: float, turns: int) -> float:
    """Return the seconds that `count` instructions take at once, journal included."""
    tasks = [Instruction(id=str(n), text="Look it up.", apis=("tool-0/look", "tool-1/look")) for n in range(count)]

    async def run() -> float:
        started = time.perf_counter()
        model = Model(turns=turns, delay=delay)
        engine = Engine(catalog=catalog, executor=Answers(), model=model, method=react())
        async with Journal(folder / f"{time.time_ns()}.jsonl") as journal, engine:

            async def one(task: Instruction) -> None:
                await journal.put(await engine.solve(task))

            await asyncio.gather(*map(one, tasks))
        return time.perf_counter() - started

    return statistics.median(asyncio.run(run()) for _ in range(5))


def main() -> None:
    with tempfile.TemporaryDirectory() as name, Catalog.open(Path(name) / "catalog.db") as catalog:
        catalog.add(api(n) for n in range(30))
        print("CPU per model call, ms\n\nfunctions  path of 4  tree of 30")
        for functions in (1, 3, 10, 30):
            path = cpu_per_call(catalog, functions, Model(turns=4), react(), 100)
            tree = cpu_per_call(catalog, functions, Model(turns=4, answers=False), dfsdt(), 10)
            print(f"{functions:9}  {path:9.3f}  {tree:10.3f}")
        seconds = concurrent(catalog, Path(name), count=64, delay=0.05, turns=4)
        print(f"\n64 instructions x 4 calls x 50 ms at once: {seconds:.3f} s, {seconds / 0.2:.2f} x the ideal 0.2 s")


if __name__ == "__main__":
    main()
