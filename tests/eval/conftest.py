"""A small hub of question makers, and runs laid out on disk as `annotate` leaves them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest

from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.make import Bench, make, write
from eval.hubbench.makers import Pool
from eval.hubbench.question import Cause, Maker, Question, Trap
from toolsearch.budget import Usage
from toolsearch.journal import Journal
from toolsearch.records import PathRecord
from toolsearch.runs import Run, RunConfig

CATEGORIES = {
    "shops": "Food",
    "menus": "Food",
    "hills": "Travel",
    "roads": "Travel",
    "birds": "Science",
    "rival": "Food",
}
CAUSES: tuple[Cause, ...] = ("foreign_id", "gone", "html", "key", "limited", "slow")

Annotated = Callable[..., Path]
"""Lays out a run: `annotated(folder, instructions, records, method=...)`."""


def single(tool: str, thing: str) -> Maker:
    """Ask one tool two things in a row; every cause can be planted beside the first."""

    def maker(rng: Random) -> Question:
        number = rng.randrange(10**5, 10**6)
        return Question(
            text=f"What is the weight of {thing} {number:x}z?",
            needs=(f"{tool}/find-{thing}", f"{tool}/weigh-{thing}"),
            facts=(NumberFact(value=float(number)),),
            traps=tuple(Trap(cause, f"rival/{cause}-{thing}", f"{tool}/find-{thing}") for cause in CAUSES),
        )

    maker.__name__ = f"{tool}_{thing}"
    return maker


def chain(first: str, second: str) -> Maker:
    """Ask two tools, the second about what the first found."""

    def maker(rng: Random) -> Question:
        number = rng.randrange(10**5, 10**6)
        needs = (f"{first}/look-up", f"{second}/look-up")
        return Question(f"Who owns the {first} number {number}?", needs, (TextFact(value=f"Owner {number * 7:x}q"),))

    maker.__name__ = f"{first}_{second}"
    return maker


MAKERS = [
    *(single(tool, thing) for tool, thing in (("shops", "bread"), ("menus", "soup"), ("hills", "stone"))),
    *(single(tool, thing) for tool, thing in (("roads", "cart"), ("birds", "wren"), ("birds", "crow"))),
    *(chain("shops", "menus"), chain("hills", "birds")),
]


@pytest.fixture
def pool() -> Pool:
    return Pool.of([(maker.__name__, maker) for maker in MAKERS], CATEGORIES)


@pytest.fixture
def bench(pool: Pool) -> Bench:
    return make(7, 30, pool=pool)


@pytest.fixture
def bench_file(bench: Bench, tmp_path: Path) -> Path:
    """The bench where `demo` puts it: beside its runs."""
    return write(bench, tmp_path / "hubbench")


@pytest.fixture
def annotated() -> Annotated:
    def lay_out(folder: Path, instructions: Path, records: Iterable[PathRecord], method: str = "react") -> Path:
        config = RunConfig(method=method, model="heuristic", catalog="0" * 64)
        with Run.create_or_resume(folder, config, instructions) as run, Journal(run.paths_file) as journal:
            for record in records:
                journal.append(record)
        return folder

    return lay_out


@pytest.fixture
def right(bench: Bench) -> dict[str, PathRecord]:
    """A right answer to every instruction of the bench."""
    return {key.instruction_id: answered(key.instruction_id, _said(key.facts)) for key in bench.keys}


def answered(instruction_id: str, answer: str, attempt: int = 1) -> PathRecord:
    usage = Usage(model_calls=3, api_calls=2, prompt_tokens=100, completion_tokens=10, seconds=0.5)
    return PathRecord(
        instruction_id=instruction_id,
        attempt=attempt,
        status="answer",
        answer=answer,
        usage=usage,
        model="heuristic",
        method="react",
    )


def _said(facts: Iterable[object]) -> str:
    values = (
        f"{fact.value:,.0f}" if isinstance(fact, NumberFact) else fact.value
        for fact in facts
        if isinstance(fact, NumberFact | TextFact)
    )
    return " and ".join(values)
