"""Judges: who says whether an answer solves its instruction, whether it can be solved, which of two answers is better.

One protocol, four kinds: a model (`eval.model_judge`), the facts of a HubBench key, rules that work offline
(`eval.heuristic_judge`), and what was recorded before. The questions are ToolEval's (Qin et al., 2023, section 3.2 and
appendix): *solved* looks at the final answer, *whole* at the steps too, *solvable* at the functions offered. A judge
rules on one question and knows neither votes nor rates; who is asked what is `eval.court`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from apis.model import canonical
from eval.answers import Answer, Answers
from eval.hubbench.check import check
from eval.hubbench.key import Key
from toolsearch.budget import Usage
from toolsearch.disk import replace
from toolsearch.errors import ModelError
from toolsearch.records import Instruction, Verdict

CHECKED = "checked"
SOLVED, UNSOLVED, UNSURE = "solved", "unsolved", "unsure"
SOLVABLE, UNSOLVABLE = "solvable", "unsolvable"
FIRST, SECOND, TIE = "first", "second", "tie"

Kind = Literal["solved", "whole", "solvable", "preference"]

LABELS: dict[str, tuple[str, ...]] = {
    "solved": (SOLVED, UNSOLVED, UNSURE),
    "whole": (SOLVED, UNSOLVED, UNSURE),
    "solvable": (SOLVABLE, UNSOLVABLE, UNSURE),
    "preference": (FIRST, SECOND, TIE),
}
"""What may be said to each kind of question."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of a judge."""

    kind: Kind
    shown: tuple[Answer, ...]
    """The answer; for a preference two, in the order in which they are shown."""
    vote: int = 0
    """Which of several times it is asked."""
    reference: str | None = None
    """The run compared with, for a preference."""
    order: int | None = None
    """For a preference, whose answer is shown first: 0 the run's own, 1 the reference's."""

    @property
    def instruction(self) -> Instruction:
        return self.shown[0].instruction


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a judge says."""

    label: str
    """One of `LABELS` of the question's kind."""
    reason: str = ""
    usage: Usage = field(default_factory=Usage)


class Judge(Protocol):
    """Rules on questions. Raises `ModelError` where it cannot, and nothing else."""

    @property
    def name(self) -> str:
        """What verdicts say of who gave them."""

    def subject(self, question: Question) -> str:
        """Return the sha256 of all that the ruling depends on, the vote apart; empty where it depends on nothing."""

    def tokens(self, question: Question) -> int:
        """Estimate the tokens of the prompt; 0 where asking is free."""

    async def rule(self, question: Question) -> Ruling: ...


class Unruled(ModelError):
    """A judge that only repeats has nothing to repeat."""


def digest(*parts: object) -> str:
    """Return the sha256 of some JSON values, hexadecimal."""
    return hashlib.sha256(canonical(list(parts)).encode()).hexdigest()


def contents(question: Question) -> str:
    """Return the sha256 of everything that a judge may be shown of a question."""
    shown = [
        [answer.status, answer.text, [[step.call, step.status, step.seen] for step in answer.steps]]
        for answer in question.shown
    ]
    offered = [[function.name, function.description] for function in question.shown[0].functions]
    return digest(question.kind, question.instruction.id, question.instruction.text, shown, offered)


@dataclass(frozen=True, slots=True)
class Checked:
    """Rules by the facts that a right answer states. Asks nobody; of two answers that both state them, none is better.

    Whether an instruction can be solved is what its key says. Of one that cannot, too, an answer is solved where it
    states the facts: ToolEval's table then has it passed.
    """

    keys: Mapping[str, Key]
    name: str = CHECKED

    def subject(self, question: Question) -> str:
        answers = [[answer.status, answer.text] for answer in question.shown]
        return digest(question.kind, answers, self.keys[question.instruction.id].model_dump(mode="json"))

    def tokens(self, question: Question) -> int:
        return 0

    async def rule(self, question: Question) -> Ruling:
        return self.decide(question)

    def decide(self, question: Question) -> Ruling:
        """Rule, without waiting."""
        key = self.keys[question.instruction.id]
        if question.kind == "solvable":
            return _possible(key)
        passed = [self._checks(answer, key) for answer in question.shown]
        if question.kind == "preference":
            a, b = (ruling.label == SOLVED for ruling in passed)
            return Ruling(TIE if a == b else FIRST if a else SECOND, "; ".join(ruling.reason for ruling in passed))
        return passed[0]

    def _checks(self, answer: Answer, key: Key) -> Ruling:
        if answer.status != "answer":
            return Ruling(UNSOLVED, f"no answer: {answer.status.replace('_', ' ')}")
        checked = check(key.facts, answer.text)
        return Ruling(SOLVED if checked.passed else UNSOLVED, checked.reason)


def _possible(key: Key) -> Ruling:
    if key.unsolvable == "absent":
        return Ruling(UNSOLVABLE, "nothing that is offered is about it")
    if key.unsolvable == "dead":
        return Ruling(UNSOLVABLE, "what would answer it fails whatever it is asked")
    return Ruling(SOLVABLE, "its facts can be had by the calls that the key names")


class Replayed:
    """Repeats recorded verdicts and never asks; where two lines answer one question, the later one holds."""

    def __init__(self, verdicts: Iterable[Verdict], name: str, *, own: bool = False) -> None:
        """Take verdicts.

        Args:
            verdicts: what is repeated.
            name: of who gave them.
            own: whether they are the run's own: then they need not be written into it again.
        """
        self.name = name
        self.own = own
        self._rulings = {self._place(verdict): Ruling(verdict.label, verdict.reason) for verdict in verdicts}

    def subject(self, question: Question) -> str:
        return ""  # whatever was judged, it is repeated

    def tokens(self, question: Question) -> int:
        return 0

    async def rule(self, question: Question) -> Ruling:
        place = (question.kind, question.instruction.id, question.vote, question.order)
        ruling = self._rulings.get(place)
        if ruling is None and question.order is not None:
            ruling = self._unordered(question)
        if ruling is None:
            raise Unruled(f"{self.name} has no {question.kind!r} of {question.instruction.id!r}, vote {question.vote}")
        return ruling

    def _unordered(self, question: Question) -> Ruling | None:
        """Find a preference whose order was not noted: the run's own answer was shown first."""
        ruling = self._rulings.get((question.kind, question.instruction.id, question.vote, None))
        if ruling is None or question.order == 0:
            return ruling
        return Ruling({FIRST: SECOND, SECOND: FIRST}.get(ruling.label, ruling.label), ruling.reason)

    @staticmethod
    def _place(verdict: Verdict) -> tuple[str, str, int, int | None]:
        return (verdict.question, verdict.instruction_id, verdict.vote, verdict.order)


def judge_checked(answers: Answers, keys: Mapping[str, Key]) -> list[Verdict]:
    """Judge every instruction of a run by its key, in the order of the instructions.

    What ToolEval asks is ruled on: whether the answer is solved and, where it is not and the instruction does not say
    it, whether it could be.
    """
    return [verdict for answer in answers.answers for verdict in _rulings(Checked(keys), answer)]


def _rulings(judge: Checked, answer: Answer) -> Iterator[Verdict]:
    solved = _verdict(judge, Question("solved", (answer,)))
    yield solved
    if solved.label != SOLVED and answer.instruction.solvable is None:
        yield _verdict(judge, Question("solvable", (answer,)))


def write_verdicts(answers: Answers, verdicts: Iterable[Verdict], judge: str = CHECKED) -> None:
    """Write the verdicts of one judge into the run, in place of what it said before.

    Raises:
        RunError: the disk refuses; the file is as it was.
    """
    lines = b"".join(verdict.model_dump_json().encode() + b"\n" for verdict in verdicts)
    replace(answers.run.verdicts_file(judge), lines)


def _verdict(judge: Checked, question: Question) -> Verdict:
    ruling = judge.decide(question)
    return Verdict(
        instruction_id=question.instruction.id,
        judge=judge.name,
        question=question.kind,
        label=ruling.label,
        reason=ruling.reason,
        subject=judge.subject(question),
    )
