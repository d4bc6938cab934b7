"""Simulate search methods with an agent whose error, recovery and give-up rates are known, over random task trees.

    python benchmarks/search_simulation.py [--tasks 300] [--seed 0]

A task is a row of right actions. At each turn the agent takes the right one, or errs; some states are traps, where one
wrong action is its favourite and it takes that again and again unless it is told that it has been tried. Off the track
it recovers, gives up, answers wrongly or wanders on. The searches are the real ones (`toolsearch.search`); only model
and judge are simulated. Each method runs once with the largest budget; what it had by a smaller one follows from when
it found its answer. ReAct@N of the first table gets, task by task, the model calls that DFSDT made, as in ToolLLM's
Table 3, and one whole path at least.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from worlds import CHANGE, LOOK, Answers, call, finish

from toolsearch.budget import Budget, Usage
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant, User
from toolsearch.search.conversation import opening
from toolsearch.search.dfsdt import Search
from toolsearch.search.environment import Environment
from toolsearch.search.method import UNBOUNDED, Method, react
from toolsearch.search.rank import Comparison
from toolsearch.search.resolve import open_method
from toolsearch.search.step import Step
from toolsearch.search.tree import Node, Tree

ACTIONS = 6
BACK = ACTIONS
"""The action that leads back to the track."""
MOST = 100
"""Model calls of an instruction at most."""
BUDGETS = (5, 10, 20, 40, 100)
RIGHT = "right"


@dataclass(frozen=True)
class Rates:
    """How an agent errs; all are probabilities of one turn, but for the length."""

    length: tuple[int, int] = (2, 4)
    """Right actions that a task takes, at least and at most."""
    error: float = 0.1
    """Of a wrong action where there is no trap."""
    trap: float = 0.25
    """Of a state being a trap."""
    stubborn: float = 0.85
    """Of taking the favourite wrong action in a trap."""
    recovery: float = 0.1
    """Of finding back, off the track."""
    give_up: float = 0.35
    """Of giving up, off the track."""
    false: float = 0.06
    """Of a wrong answer, off the track."""
    judgement: float = 0.75
    """Of a judge preferring the child that is on the track, in one comparison."""


LEVELS = {
    "I1": Rates(length=(2, 3)),
    "I2": Rates(length=(2, 4), trap=0.32, error=0.13),
    "I3": Rates(length=(3, 5), trap=0.34, error=0.13),
}
SPECS = {
    "DFSDT, back-off 1": "dfsdt:diversity=calls",
    "DFSDT, back-off 2": "dfsdt:diversity=calls,back_off=2",
    "DFSDT with filter": "dfsdt:filter",
}
CHECKED = {
    "as above": {},
    "no traps: errors are independent": {"trap": 0.0, "error": 0.35},
    "never gives up": {"give_up": 0.0},
    "answers wrongly where it gave up": {"give_up": 0.06, "false": 0.35},
    "recovers well": {"recovery": 0.5},
    "judges by a coin": {"judgement": 0.5},
}


@dataclass(frozen=True)
class Task:
    """One task, drawn from a seed."""

    seed: str
    rates: Rates

    def at(self, progress: int) -> tuple[int, int | None]:
        """Return the right action of a state on the track, and the favourite wrong one where it is a trap."""
        chance = random.Random(f"{self.seed} {progress}")
        right = chance.randrange(ACTIONS)
        wrong = chance.choice([action for action in range(ACTIONS) if action != right])
        return right, wrong if chance.random() < self.rates.trap else None

    @property
    def length(self) -> int:
        return random.Random(self.seed).randint(*self.rates.length)

    def walk(self, path: tuple[int, ...]) -> tuple[int, bool]:
        """Return how far a path has come, and whether it is on the track."""
        progress, on = 0, True
        for action in path:
            if on and action == self.at(progress)[0]:
                progress += 1
            else:
                on = action == BACK and not on
        return progress, on


@dataclass
class Agent:
    """A model that errs at known rates; what it draws follows from the seed of its turn."""

    task: Task
    name: str = "agent"

    async def complete(self, request: Request) -> Reply:
        spoken = [one for one in request.messages if isinstance(one, Assistant) and one.calls]
        path = places(spoken[-1].calls[0].arguments["place"]) if spoken else ()
        last = request.messages[-1]
        tried = set(tried_at(last)) if isinstance(last, User) else set()
        chance = random.Random(f"{self.task.seed} {request.settings.seed}")
        return Reply(self._act(path, tried, chance), Usage(model_calls=1))

    def _act(self, path: tuple[int, ...], tried: set[int], chance: random.Random) -> Assistant:
        progress, on = self.task.walk(path)
        if not on:
            return self._wander(path, tried, chance)
        if progress >= self.task.length:
            return finish(RIGHT)
        right, favourite = self.task.at(progress)
        if favourite is not None and favourite not in tried and chance.random() < self.task.rates.stubborn:
            return call((*path, favourite))
        wrong = [action for action in range(ACTIONS) if action != right and action not in tried]
        errs = right in tried or (wrong and chance.random() < self.task.rates.error)
        return call((*path, chance.choice(wrong) if errs and wrong else right))

    def _wander(self, path: tuple[int, ...], tried: set[int], chance: random.Random) -> Assistant:
        rates, drawn = self.task.rates, chance.random()
        if drawn < rates.recovery and BACK not in tried:
            return call((*path, BACK))
        if drawn < rates.recovery + rates.give_up:
            return finish()
        if drawn < rates.recovery + rates.give_up + rates.false:
            return finish("wrong")
        return call((*path, chance.choice([action for action in range(ACTIONS) if action not in tried] or [0])))

    async def aclose(self) -> None:
        """Nothing is open."""


def tried_at(said: User) -> Iterator[int]:
    """Yield the actions that a diversity message says were tried; an end of a path is none."""
    for one in said.tried:
        yield from places(one.calls[0].arguments.get("place", ""))[-1:]


def places(text: object) -> tuple[int, ...]:
    return tuple(int(part) for part in str(text).split(".") if part)


@dataclass
class Judge:
    """Prefers the child that is on the track, at a known rate; asked twice, once in each order."""

    task: Task
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.task.seed} judge")

    async def compare(self, tree: Tree, first: Node, second: Node) -> Comparison:
        votes = sum(self._prefers(first, second) for _ in range(2))
        return Comparison(votes / 2, Usage(model_calls=2))

    def _prefers(self, first: Node, second: Node) -> bool:
        a, b = self._worth(first), self._worth(second)
        better = a > b if a != b else self.chance.random() < 0.5
        return better if self.chance.random() < self.task.rates.judgement else not better

    def _worth(self, node: Node) -> float:
        if node.answer is not None:
            return 2.0 if node.answer == RIGHT else 0.0
        said = node.message.calls[0].arguments.get("place")
        return float(self.task.walk(places(said))[1]) if said is not None else -1.0


@dataclass(frozen=True)
class Result:
    """How a search of one task ended."""

    right: bool
    calls: int
    """Model calls made, those of the judge included."""

    def by(self, budget: int) -> bool:
        """Tell whether it had the right answer within a budget."""
        return self.right and self.calls <= budget


async def solve(task: Task, method: Method) -> Result:
    environment = Environment.over([LOOK, CHANGE], Answers())
    tree = Tree(opening=opening("Do it.", [LOOK, CHANGE]), functions=environment.table.functions)
    step = Step(Agent(task), environment, lambda: 0.0, (0, task.seed, 1), method.diversity)
    search = Search(tree, step, method, Budget(model_calls=MOST), Usage(), ranker=Judge(task))
    await search.run()
    answers = [node.answer for node in search.found]
    return Result(answers[:1] == [RIGHT], search.spent.model_calls)


def results(rates: Rates, count: int, seed: int) -> dict[str, list[Result]]:
    """Solve the same tasks by every method."""
    tasks = [Task(f"{seed} {number}", rates) for number in range(count)]
    methods = {"ReAct": react(), "ReAct@N": react(UNBOUNDED)}
    methods |= {name: open_method(spec) for name, spec in SPECS.items()}
    depths = {name: replace(method, depth=8, budget=Budget()) for name, method in methods.items()}
    return {name: [asyncio.run(solve(task, method)) for task in tasks] for name, method in depths.items()}


def table_3(found: dict[str, list[Result]]) -> dict[str, float]:
    """Return pass rates in percent: ReAct, ReAct@N with each task's calls of DFSDT, DFSDT as published."""
    published = found["DFSDT, back-off 2"]
    rows = zip(found["ReAct@N"], published, found["ReAct"], strict=True)
    matched = sum(again.by(max(dfsdt.calls, once.calls)) for again, dfsdt, once in rows)
    share = 100 / len(published)
    return {
        "ReAct": share * sum(one.right for one in found["ReAct"]),
        "ReAct@N": share * matched,
        "DFSDT": share * sum(one.right for one in published),
        "DFSDT, back-off 1": share * sum(one.right for one in found["DFSDT, back-off 1"]),
    }


def ordered(row: dict[str, float]) -> str:
    """Say whether the order of Table 3 holds, or which one does."""
    names = sorted(("ReAct", "ReAct@N", "DFSDT"), key=row.__getitem__)
    signs = [" < " if row[one] < row[two] else " = " for one, two in pairwise(names)]
    order = f"{names[0]}{signs[0]}{names[1]}{signs[1]}{names[2]}"
    return "holds" if order == "ReAct < ReAct@N < DFSDT" else order


def mean(numbers: list[int]) -> float:
    return sum(numbers) / len(numbers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    levels = {name: results(rates, given.tasks, given.seed) for name, rates in LEVELS.items()}

    print("Pass rate at equal cost, % (ToolLLM's Table 3: ReAct < ReAct@N < DFSDT)\n")
    print("| tasks | ReAct | ReAct@N | DFSDT | DFSDT, back-off 1 | order of Table 3 |\n|" + " --- |" * 6)
    for name, found in levels.items():
        row = table_3(found)
        print(f"| {name} | " + " | ".join(f"{rate:.1f}" for rate in row.values()) + f" | {ordered(row)} |")

    print("\nPass rate by budget of model calls, %, all three together; model calls made, mean\n")
    print("| method | " + " | ".join(map(str, BUDGETS)) + " | calls |\n|" + " --- |" * (len(BUDGETS) + 2))
    for method in next(iter(levels.values())):
        every = [one for found in levels.values() for one in found[method]]
        rates = [100 * mean([int(one.by(budget)) for one in every]) for budget in BUDGETS]
        print(f"| {method} | " + " | ".join(f"{r:.1f}" for r in rates) + f" | {mean([r.calls for r in every]):.1f} |")

    print("\nWhere the order of Table 3 holds: I2, one rate changed at a time\n")
    print("| agent | ReAct | ReAct@N | DFSDT | DFSDT, back-off 1 | with filter | order |\n|" + " --- |" * 7)
    for name, change in CHECKED.items():
        found = results(replace(LEVELS["I2"], **change), given.tasks, given.seed + 1)
        row = table_3(found)
        ranked = 100 * mean([int(one.right) for one in found["DFSDT with filter"]])
        print(
            f"| {name} | " + " | ".join(f"{rate:.1f}" for rate in row.values()) + f" | {ranked:.1f} | {ordered(row)} |"
        )


if __name__ == "__main__":
    main()
