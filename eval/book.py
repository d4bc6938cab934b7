"""The verdicts of one judge on one run, as recorded: what it said last to each question, and all that it ever said.

A verdict belongs to a place (question, instruction, vote; for preferences the reference and the order too) and to a
subject: the hash of what was judged. A place whose answer has changed since is asked anew; a subject that was judged
before, here or in another run, is not.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from eval.judge import LABELS, Question
from toolsearch.budget import Usage
from toolsearch.disk import refusals
from toolsearch.errors import RecordError, RunError
from toolsearch.journal import read
from toolsearch.records import Verdict
from toolsearch.runs import Run


class Place(NamedTuple):
    """Which question a verdict answers."""

    kind: str
    instruction: str
    vote: int = 0
    reference: str | None = None
    order: int | None = None


@dataclass(slots=True)
class Book:
    """Verdicts by place and by subject; later ones replace earlier ones of their place."""

    last: dict[Place, Verdict] = field(default_factory=dict)
    subjects: dict[tuple[str, int], Verdict] = field(default_factory=dict)
    """By subject and vote."""
    usage: Usage = field(default_factory=Usage)
    count: int | None = None
    """How many votes count, of more that may be recorded; None counts all."""

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> "Book":
        book = cls()
        for verdict in verdicts:
            book.add(verdict)
        return book

    def add(self, verdict: Verdict) -> None:
        self.last[place_of(verdict)] = verdict
        if verdict.subject:
            self.subjects[verdict.subject, verdict.vote] = verdict
        self.usage += verdict.usage

    def label(self, kind: str, instruction: str, vote: int = 0) -> str | None:
        """Return what was said last to a question about one answer."""
        verdict = self.last.get(Place(kind, instruction, vote))
        return verdict.label if verdict else None

    def preference(self, instruction: str, vote: int, reference: str, order: int) -> str | None:
        """Return what was said last to a preference."""
        verdict = self.last.get(Place("preference", instruction, vote, reference, order))
        return verdict.label if verdict else None

    def holds(self, question: Question, subject: str) -> str | None:
        """Return the label that answers a question as it stands now: of the same subject, or written by a person."""
        verdict = self.last.get(place_asked(question))
        return verdict.label if verdict and ("" in (verdict.subject, subject) or verdict.subject == subject) else None

    def votes(self, *kinds: str) -> int:
        """Return how many votes count: those asked for, else all that are recorded."""
        return self.count or max((place.vote + 1 for place in self.last if place.kind in kinds), default=0)


def place_of(verdict: Verdict) -> Place:
    return Place(verdict.question, verdict.instruction_id, verdict.vote, verdict.reference, verdict.order)


def place_asked(question: Question) -> Place:
    return Place(question.kind, question.instruction.id, question.vote, question.reference, question.order)


def file_name(judge: str) -> str:
    """Name the file of a judge's verdicts, without its ending.

    >>> file_name("openai:org/model@http://127.0.0.1:8000/v1")
    'openai-org-model@http-127.0.0.1-8000-v1'
    """
    return re.sub(r"[^A-Za-z0-9_.@-]+", "-", judge).strip("-.")[:120] or "judge"


def verdicts_path(run: Run, judge: str) -> Path:
    """Say where a judge's verdicts on a run stand, whether or not they are there."""
    return run.folder / "verdicts" / f"{file_name(judge)}.jsonl"


def read_verdicts(path: Path) -> Iterator[Verdict]:
    """Yield the verdicts of a file in order; one that is not there has none.

    Raises:
        RecordError: a line is none, or its question or label is none that there is; names the file.
    """
    if not path.is_file():
        return
    for verdict in read(path, Verdict):
        labels = LABELS.get(verdict.question)
        if labels is None:
            raise RecordError(f"{path}: {verdict.question!r} is no question; there are {', '.join(LABELS)}")
        if verdict.label not in labels:
            said = f"{verdict.label!r} of {verdict.instruction_id!r} is no label"
            raise RecordError(f"{path}: {said} for {verdict.question!r}; there are {', '.join(labels)}")
        yield verdict


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Keep a file of verdicts for this process; its folder is made. The kernel releases it however the process ends.

    Raises:
        RunError: another process writes it, or the disk refuses.
    """
    with refusals(path):
        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(handle, path)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RunError(f"{str(path)!r} is being written by another process: wait for it, or stop it") from error


def open_book(run: Run, judge: str, *, votes: int | None = None) -> Book:
    """Read what a judge said of a run; so many votes of it count, or all."""
    book = Book.of(read_verdicts(verdicts_path(run, judge)))
    book.count = votes
    return book


def unjudged(run: Run) -> RunError:
    """Say that nobody is there to judge a run, and what to do."""
    return RunError(
        f"no key for the instructions of {str(run.folder)!r}, and no verdicts in it: name a judge with --judge, or the "
        "key's folder with --key DIR"
    )


def recorded_judges(run: Run) -> list[str]:
    """Name the judges whose verdicts on solved or not are recorded in a run, by their files."""
    paths = sorted((run.folder / "verdicts").glob("*.jsonl"))
    return [path.stem for path in paths if any(v.question == "solved" for v in read_verdicts(path))]
