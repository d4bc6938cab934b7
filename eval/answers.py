"""What is judged: the last answer to every instruction of a run, how it was reached, and what it cost.

Reads run folders, and folders of them. An instruction without a record is there with status `missing`, so that no judge
can forget it. Of a tree it keeps what was called; the functions offered and the solution path only where asked, since
no checked answer needs them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from apis.model import Json, Value
from apis.schema import shorten
from toolsearch.budget import Usage
from toolsearch.errors import RunError
from toolsearch.journal import read
from toolsearch.records import Instruction, PathStatus
from toolsearch.runs import Run

Status = PathStatus | Literal["missing"]

SEEN = 1200
"""Characters of an observation that a judge is shown."""


class Call(Value, extra="ignore"):
    name: str
    arguments: dict[str, Json] = Field(default_factory=dict)
    malformed: str | None = None


class Message(Value, extra="ignore"):
    content: str = ""
    calls: tuple[Call, ...] = ()


class Seen(Value, extra="ignore"):
    status: str
    content: str = ""


class Turn(Value, extra="ignore"):
    id: int = 0
    parent: int | None = None
    message: Message
    observations: tuple[Seen, ...] = ()
    state: str = "open"


class Offered(Value, extra="ignore"):
    """What a judge sees of a function."""

    name: str
    description: str = ""


class Calls(Value, extra="ignore"):
    """Of a tree what was offered, called and seen."""

    apis: dict[str, str] = Field(default_factory=dict)
    functions: tuple[Offered, ...] = ()
    nodes: tuple[Turn, ...] = ()

    def made(self) -> Iterator["Made"]:
        """Yield every call to an Api, or to a function that there is not, in the order in which they were made."""
        ours = {function.name for function in self.functions if function.name not in self.apis} | {"Finish"}
        path = {turn.id for turn in self.path}
        for turn in self.nodes:
            brought = iter(turn.observations)
            for call in turn.message.calls:
                seen = next(brought, Seen(status="", content=""))
                if call.name not in ours:
                    yield Made(self.apis.get(call.name, ""), _written(call), seen.status, turn.id in path)

    @property
    def path(self) -> tuple[Turn, ...]:
        """The turns from the root to the first answer; where there is none, to the last turn made."""
        if not self.nodes:
            return ()
        turns = {turn.id: turn for turn in self.nodes}
        at: Turn | None = next((turn for turn in self.nodes if turn.state == "answer"), self.nodes[-1])
        path: list[Turn] = []
        while at is not None and at not in path:
            path.append(at)
            at = turns.get(at.parent) if at.parent is not None else None
        return tuple(path[::-1])


class Attempt(Value, extra="ignore"):
    """A path record without what is of no use to a judge."""

    instruction_id: str
    attempt: int = 1
    status: PathStatus
    answer: str | None = None
    usage: Usage = Usage()
    tree: Calls | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One call on the solution path."""

    thought: str
    call: str
    """As it is shown: name and arguments."""
    status: str
    seen: str
    """What came back, cut to `SEEN` characters."""


@dataclass(frozen=True, slots=True)
class Made:
    """One call, wherever in the tree."""

    api: str
    """Id of the Api; empty where the model called a function that there is not."""
    call: str
    """As it is shown: name and arguments."""
    status: str
    on_path: bool
    """Whether it stands on the solution path."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run says to one instruction."""

    instruction: Instruction
    status: Status
    text: str | None
    """The final answer, where `status` is answer."""
    made: tuple[Made, ...] = ()
    """Every call in the tree, in order; built-in functions are none."""
    functions: tuple[Offered, ...] = ()
    steps: tuple[Step, ...] = ()
    """The calls of the solution path, in order, without the one that ends it."""

    @property
    def called(self) -> frozenset[str]:
        """Ids of the Apis that were called at least once."""
        return frozenset(call.api for call in self.made if call.api)

    @property
    def finished(self) -> bool:
        """Whether the path ended by the model's own will: with an answer, or by giving up."""
        return self.status in ("answer", "give_up")


@dataclass(frozen=True, slots=True)
class Answers:
    """All of a run, in the order of its instructions."""

    run: Run
    method: str
    answers: tuple[Answer, ...]
    usage: Usage
    """Of all attempts; `seconds` are the wall seconds of the run where it tells them."""


def read_answers(run: Run, *, whole: bool = False) -> Answers:
    """Read the last attempt at every instruction; the order of the records does not matter.

    Args:
        run: the folder.
        whole: keep the functions offered and the steps too, for a judge that reads them.

    Raises:
        RecordError: a line is no record; names file and line.
        RunError: two instructions share an id, or there is none.
    """
    instructions = {instruction.id: instruction for instruction in _instructions(run)}
    last: dict[str, tuple[int, Answer]] = {}
    usage = Usage()
    for attempt in read(run.paths_file, Attempt) if run.paths_file.is_file() else ():
        if (instruction := instructions.get(attempt.instruction_id)) is None:
            continue
        usage += attempt.usage
        if attempt.attempt >= last.get(instruction.id, (0, None))[0]:
            last[instruction.id] = (attempt.attempt, _answer(instruction, attempt, whole))
    return Answers(
        run=run,
        method=run.config.method,
        answers=tuple(last[id_][1] if id_ in last else Answer(it, "missing", None) for id_, it in instructions.items()),
        usage=usage.model_copy(update={"seconds": run.seconds}) if run.seconds else usage,
    )


def open_runs(folder: Path) -> list[Run]:
    """Open a run, or every run right inside a folder, by name.

    Raises:
        RunError: there is none.
    """
    if (folder / "run.json").is_file():
        return [Run.open(folder)]
    inside = sorted(path.parent for path in folder.glob("*/run.json")) if folder.is_dir() else []
    if not inside:
        raise RunError(f"{str(folder)!r} is neither a run nor a folder of runs: there is no run.json in it")
    return [Run.open(path) for path in inside]


def _instructions(run: Run) -> Iterator[Instruction]:
    ids: set[str] = set()
    for instruction in run.instructions():
        if instruction.id in ids:
            raise RunError(f"{str(run.folder)!r} has an instruction twice: ids must be unique")
        ids.add(instruction.id)
        yield instruction
    if not ids:
        raise RunError(f"{str(run.folder)!r} has no instructions: there is nothing to judge")


def _answer(instruction: Instruction, attempt: Attempt, whole: bool) -> Answer:
    text = attempt.answer if attempt.status == "answer" else None
    tree = attempt.tree or Calls()
    return Answer(
        instruction,
        attempt.status,
        text if text and text.strip() else None,
        tuple(tree.made()),
        tree.functions if whole else (),
        tuple(_steps(tree)) if whole else (),
    )


def _steps(tree: Calls) -> Iterator[Step]:
    for turn in tree.path:
        brought = iter(turn.observations)
        for number, call in enumerate(turn.message.calls):
            seen = next(brought, Seen(status="", content=""))
            if call.name != "Finish":
                thought = "" if number else " ".join(turn.message.content.split())
                yield Step(thought, _written(call), seen.status, shorten(seen.content, SEEN))


def _written(call: Call) -> str:
    """Write a call as a judge reads it.

    >>> _written(Call(name="holidays", arguments={"country": "NO", "year": 2026}))
    'holidays(country="NO", year=2026)'
    """
    if call.malformed is not None:
        return f"{call.name}({call.malformed})"
    return f"{call.name}({', '.join(f'{name}={_json(value)}' for name, value in call.arguments.items())})"


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
