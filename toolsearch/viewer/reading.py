"""What the page shows of a run: a row for each instruction, and the whole record behind it.

Reads the files of a run and nothing else: `paths.jsonl` as far as it has grown, `verdicts/`, `report.json`. A run that
is being written can be read again and again (`Reading.refresh`): only what was added since is parsed. Knows no HTML.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from apis.model import Json, Value
from toolsearch.errors import RecordError, RunError
from toolsearch.journal import read
from toolsearch.records import Instruction, PathRecord, Verdict
from toolsearch.runs import Run
from toolsearch.search.tree import State, Tree

LONGEST_BODY = 16_000
"""Characters of one observation that the page carries; the whole stands in `bodies/`."""
FIRST_JUDGE = "checked"


class Row(Value):
    """One instruction in the list: what was asked, and what came of it in a few words and figures."""

    id: str
    text: str
    group: str = ""
    solvable: bool | None = None
    status: str = "open"
    """A path's status; `open` where nothing is recorded yet."""
    label: str = ""
    """What the judge said: solved, unsolved, unsure; empty where none was asked."""
    why: str = ""
    """The judge's reason, the error, or the limit that was reached."""
    answer: str = ""
    attempt: int = 0
    model_calls: int = 0
    api_calls: int = 0
    tokens: int = 0
    seconds: float = 0.0
    turns: int = 0
    retries: int = 0
    """Turns made at a state that had been left before: the decision tree's second and later children."""
    give_ups: int = 0
    calls: dict[str, int] = Field(default_factory=dict)
    """How many calls ended in which status."""


class Face(Value):
    """The run as a whole: what it was made with, and what its report says."""

    name: str
    method: str
    model: str
    seconds: float
    judge: str = ""
    pass_rate: float | None = None
    interval: tuple[float, float] | None = None
    settings: dict[str, Json] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in `paths.jsonl`, in bytes."""

    start: int
    length: int


@dataclass(slots=True)
class Reading:
    """A run as far as it was read; `refresh` reads on."""

    run: Run
    name: str
    judge: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    """By instruction id, in the order of the instructions."""
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)
    _end: int = 0

    @classmethod
    def of(cls, folder: Path, name: str = "") -> "Reading":
        """Read a run as it is now.

        Raises:
            RunError, RecordError: the folder is no run, or a file of it is damaged.
        """
        reading = cls(Run.open(folder), name or folder.resolve().name)
        for asked in reading.run.instructions():
            reading.rows[asked.id] = _row(asked)
        reading._read_verdicts()
        reading.refresh()
        return reading

    def refresh(self) -> list[Row]:
        """Read what was recorded since the last time; return the rows that changed."""
        changed: dict[str, Row] = {}
        for place, line in self._new_lines():
            try:
                record = PathRecord.model_validate_json(line)
            except ValidationError as error:
                raise RecordError(f"{self.run.paths_file}, byte {place.start}: no path record") from error
            before = self.rows.get(record.instruction_id)
            if before is None or before.attempt > record.attempt:
                continue
            self._places[record.instruction_id] = place
            changed[record.instruction_id] = self._recorded(before, record)
        self.rows |= changed
        return list(changed.values())

    def detail(self, id_: str) -> dict[str, Any] | None:
        """Return an instruction's record as it is in its file, long bodies shortened, with all its verdicts."""
        if id_ not in self.rows:
            return None
        place = self._places.get(id_)
        record = json.loads(self._bytes(place)) if place else None
        verdicts = [verdict.model_dump(mode="json") for verdict in self.verdicts.get(id_, ())]
        return {"row": self.rows[id_].model_dump(mode="json"), "record": _shortened(record), "verdicts": verdicts}

    def face(self) -> Face:
        """Say what the run is, with the figures of its report where there is one."""
        self.run = Run.open(self.run.folder)  # a run that grows gets sessions
        config = self.run.config
        told = _report(self.run.folder)
        return Face(
            name=self.name,
            method=config.method,
            model=config.model,
            seconds=self.run.seconds,
            judge=self.judge,
            pass_rate=told.get("pass_rate"),
            interval=told.get("interval"),
            settings=config.model_dump(mode="json"),
        )

    def _new_lines(self) -> Iterator[tuple[Place, bytes]]:
        path = self.run.paths_file
        if not path.is_file():
            return
        with path.open("rb") as file:
            file.seek(self._end)
            for line in file:
                if not line.endswith(b"\n"):  # being written, or torn: read once it is whole
                    return
                place, self._end = Place(self._end, len(line)), self._end + len(line)
                if line.strip():
                    yield place, line

    def _bytes(self, place: Place) -> bytes:
        with self.run.paths_file.open("rb") as file:
            file.seek(place.start)
            return file.read(place.length)

    def _read_verdicts(self) -> None:
        files = sorted((self.run.folder / "verdicts").glob("*.jsonl"))
        judges = [file.stem for file in files]
        self.judge = FIRST_JUDGE if FIRST_JUDGE in judges else next(iter(judges), "")
        for file in files:
            for verdict in read(file, Verdict):
                self.verdicts.setdefault(verdict.instruction_id, []).append(verdict)

    def _recorded(self, row: Row, record: PathRecord) -> Row:
        label, reason = _judged(self.verdicts.get(row.id, ()), self.judge)
        nodes = record.tree.nodes if record.tree else []
        calls = Counter(seen.status.value for node in nodes for seen in node.observations)
        update = {
            "status": record.status,
            "label": label,
            "why": record.error or record.limit or reason,
            "answer": record.answer or "",
            "attempt": record.attempt,
            "model_calls": record.usage.model_calls,
            "api_calls": record.usage.api_calls,
            "tokens": record.usage.tokens,
            "seconds": record.usage.seconds,
            "turns": len(nodes),
            "retries": _retries(record.tree),
            "give_ups": sum(node.state is State.GIVE_UP for node in nodes),
            "calls": dict(calls),
        }
        return row.model_copy(update=update)


def open_readings(location: Path) -> list[Reading]:
    """Read a run, or every run of a folder of runs, by name.

    Raises:
        RunError: it is neither.
    """
    if (location / "run.json").is_file():
        return [Reading.of(location)]
    runs = sorted(path.parent for path in location.glob("*/run.json"))
    if not runs:
        raise RunError(f"{str(location)!r} is no run and holds none: name what `annotate --out` or `demo --out` made")
    return [Reading.of(folder) for folder in runs]


def _row(asked: Instruction) -> Row:
    return Row(id=asked.id, text=asked.text, group=asked.group or "", solvable=asked.solvable)


def _retries(tree: Tree | None) -> int:
    """Count the children after the first, of the root and of every node."""
    family = Counter(node.parent for node in tree.nodes) if tree else Counter()
    return sum(count - 1 for count in family.values())


def _judged(verdicts: Iterable[Verdict], judge: str) -> tuple[str, str]:
    """Return what most votes of a judge say, and the first reason for it; a tie is unsure."""
    votes = [verdict for verdict in verdicts if verdict.judge == judge and verdict.question == "solved"]
    ranked = Counter(vote.label for vote in votes).most_common(2)
    if not ranked:
        return "", ""
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return "unsure", "the votes are tied"
    label = ranked[0][0]
    return label, next(vote.reason for vote in votes if vote.label == label)


def _report(folder: Path) -> dict[str, Any]:
    """Return what the report of a run says of its one method; empty where there is no report."""
    try:
        methods = json.loads((folder / "report.json").read_bytes())["methods"]
        return dict(next(iter(methods.values())))
    except (OSError, ValueError, KeyError, StopIteration):
        return {}


def _shortened(record: dict[str, Any] | None) -> dict[str, Any] | None:
    """Cut the contents that are longer than the page carries; `length` then says how long they are."""
    for node in ((record or {}).get("tree") or {}).get("nodes", ()):
        for seen in node["observations"]:
            if len(seen["content"]) > LONGEST_BODY:
                seen["length"] = len(seen["content"])
                seen["content"] = seen["content"][:LONGEST_BODY]
    return record
