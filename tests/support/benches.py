"""A small hub of question makers, and runs laid out on disk as `annotate` leaves them."""

from collections.abc import Iterable
from pathlib import Path
from random import Random

from eval.hubbench.facts import Fact, NumberFact, TextFact
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
SINGLES = (
    ("shops", "bread"),
    ("menus", "soup"),
    ("hills", "stone"),
    ("roads", "cart"),
    ("birds", "wren"),
    ("birds", "crow"),
)
CHAINS = (("shops", "menus"), ("hills", "birds"))


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

    return maker


def chain(first: str, second: str) -> Maker:
    """Ask two tools, the second about what the first found."""

    def maker(rng: Random) -> Question:
        number = rng.randrange(10**5, 10**6)
        needs = (f"{first}/look-up", f"{second}/look-up")
        return Question(f"Who owns the {first} number {number}?", needs, (TextFact(value=f"Owner {number * 7:x}q"),))

    return maker


def small_pool(*, backwards: bool = False) -> Pool:
    makers = [(f"{tool}_{thing}", single(tool, thing)) for tool, thing in SINGLES]
    makers += [(f"{first}_{second}", chain(first, second)) for first, second in CHAINS]
    return Pool.of(makers[::-1] if backwards else makers, CATEGORIES)


def lay_out(folder: Path, instructions: Path, records: Iterable[PathRecord], method: str = "react") -> Path:
    """Make a run that holds these records."""
    config = RunConfig(method=method, model="heuristic", catalog="0" * 64)
    with Run.create_or_resume(folder, config, instructions) as run, Journal(run.paths_file) as journal:
        for record in records:
            journal.append(record)
    return folder


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


def said(facts: Iterable[Fact]) -> str:
    """State numbers and texts as an answer would."""
    return " and ".join(f"{f.value:,.0f}" if isinstance(f, NumberFact) else str(f.value) for f in facts)
