"""What is judged: the last answer to every instruction of a run, and what it cost.

Reads run folders, and folders of them; of the trees only what was called. An instruction without a record is there with
status `missing`, so that no judge can forget it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from apis.model import Value
from toolsearch.budget import Usage
from toolsearch.errors import RunError
from toolsearch.journal import read
from toolsearch.records import Instruction, PathStatus
from toolsearch.runs import Run

Status = PathStatus | Literal["missing"]


class Call(Value, extra="ignore"):
    name: str


class Message(Value, extra="ignore"):
    calls: tuple[Call, ...] = ()


class Turn(Value, extra="ignore"):
    message: Message


class Calls(Value, extra="ignore"):
    """Of a tree only the names of what was called."""

    apis: dict[str, str]
    nodes: tuple[Turn, ...]

    @property
    def called(self) -> frozenset[str]:
        """Ids of the Apis that were called at least once, anywhere in the tree."""
        names = {call.name for node in self.nodes for call in node.message.calls}
        return frozenset(self.apis[name] for name in names if name in self.apis)


class Attempt(Value, extra="ignore"):
    """A path record without what was said and seen."""

    instruction_id: str
    attempt: int = 1
    status: PathStatus
    answer: str | None = None
    usage: Usage = Usage()
    tree: Calls | None = None
    method: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run says to one instruction."""

    instruction: Instruction
    status: Status
    text: str | None
    """The final answer, where `status` is answer."""
    called: frozenset[str] = frozenset()
    """Ids of the Apis that were called at least once."""


@dataclass(frozen=True, slots=True)
class Answers:
    """All of a run, in the order of its instructions."""

    run: Run
    method: str
    answers: tuple[Answer, ...]
    usage: Usage
    """Of all attempts; `seconds` are the wall seconds of the run where it tells them."""


def read_answers(run: Run) -> Answers:
    """Read the last attempt at every instruction; the order of the records does not matter.

    Raises:
        RecordError: a line is no record; names file and line.
        RunError: two instructions share an id.
    """
    instructions = list(run.instructions())
    ids = {instruction.id for instruction in instructions}
    if len(ids) < len(instructions):
        raise RunError(f"{str(run.folder)!r} has an instruction twice: ids must be unique")
    known = (attempt for attempt in _attempts(run) if attempt.instruction_id in ids)
    attempts = sorted(known, key=lambda attempt: (attempt.instruction_id, attempt.attempt))
    last = {attempt.instruction_id: attempt for attempt in attempts}
    return Answers(
        run=run,
        method=run.config.method,
        answers=tuple(_answer(instruction, last.get(instruction.id)) for instruction in instructions),
        usage=_usage(run, attempts),
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


def _attempts(run: Run) -> Sequence[Attempt]:
    return list(read(run.paths_file, Attempt)) if run.paths_file.is_file() else []


def _answer(instruction: Instruction, attempt: Attempt | None) -> Answer:
    if attempt is None:
        return Answer(instruction, "missing", None)
    text = attempt.answer if attempt.status == "answer" else None
    return Answer(instruction, attempt.status, text, attempt.tree.called if attempt.tree else frozenset())


def _usage(run: Run, attempts: Sequence[Attempt]) -> Usage:
    total = sum((attempt.usage for attempt in attempts), start=Usage())
    return total.model_copy(update={"seconds": run.seconds}) if run.seconds else total
