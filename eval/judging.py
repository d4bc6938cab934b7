"""Judging runs and pairs of runs: who is asked what, at what price, and what is known already.

Joins judges, books and procedures; the figures are `eval.report` and `eval.win_rate`. A `Bench` is one run ready to be
judged.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields

from eval import pass_rate, win_rate
from eval.answers import Answers, read_answers
from eval.book import Book, hold, open_book, verdicts_path
from eval.court import Case, Court, Progress, Session, hear
from eval.hubbench.key import Key
from eval.judge import UNSURE, Checked, Judge, Question, Replayed, judge_checked, write_verdicts
from eval.win_rate import Match, Rule
from toolsearch.journal import Journal
from toolsearch.runs import Run

OnEvent = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """A run with its answers, the judge that rules on them, and what it said so far."""

    answers: Answers
    judge: Judge
    book: Book

    @classmethod
    def open(cls, run: Run, judge: Judge, *, votes: int | None = None) -> "Bench":
        """Read a run for a judge, of whose verdicts so many votes count; the checked judge rules at once."""
        answers = read_answers(run, whole=True)
        if isinstance(judge, Checked):
            verdicts = judge_checked(answers, judge.keys)
            write_verdicts(answers, verdicts)
            return cls(answers, judge, Book.of(verdicts))
        return cls(answers, judge, open_book(run, judge.name, votes=votes))

    @property
    def keys(self) -> dict[str, Key] | None:
        return dict(self.judge.keys) if isinstance(self.judge, Checked) else None


@dataclass(slots=True)
class Plan:
    """What judging will take at least and at most; the tokens are those of the most, without replies."""

    known: int = 0
    least: int = 0
    most: int = 0
    tokens: int = 0

    def __add__(self, other: "Plan") -> "Plan":
        return Plan(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def count(self, bench: Bench, question: Question, *, certain: bool) -> str | None:
        """Enter one question; return its label where it is known."""
        subject = bench.judge.subject(question)
        label = bench.book.holds(question, subject)
        if label is not None:
            self.known += 1
            return label
        self.least += certain
        self.most += 1
        self.tokens += bench.judge.tokens(question)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a session asks; nothing of it but the votes changes what comes of it."""

    votes: int = 1
    solvability: bool = True
    """Whether it is asked what can be solved: ToolEval's rule needs it, StableToolBench's does not."""
    concurrency: int = 16
    session: Session = field(default_factory=Session)
    on_event: OnEvent | None = None


def plan_passes(benches: Iterable[Bench], how: How) -> Plan:
    """Say what `judge_passes` would ask."""
    plan = Plan()
    for bench in benches:
        if isinstance(bench.judge, Checked):
            continue
        for answer in bench.answers.answers:
            for vote in range(how.votes if answer.finished else 0):
                _plan_answer(plan, bench, Question("solved", (answer,), vote), how.solvability)
    return plan


def plan_wins(bench: Bench, found: Match, rule: Rule, rounds: int, *, judged: bool = True) -> Plan:
    """Say what `judge_wins` would ask; where the answers are not judged yet, what it would ask at most."""
    plan = Plan()
    for pair in found.pairs:
        if (win_rate.settled(pair, rule) if judged else win_rate.plainly(pair)) is None:
            for question in win_rate.questions(pair, found.name, rounds):
                plan.count(bench, question, certain=judged)
    return plan


async def judge_passes(benches: Sequence[Bench], how: How) -> int:
    """Ask all that the pass rates of some runs need; return how many cases stay open.

    Raises:
        RunError: the disk is full or failing; all verdicts before that are kept.
        ModelError: the judge fails again and again.
    """
    left = 0
    for bench in benches:
        if not isinstance(bench.judge, Checked):
            cases = pass_rate.cases(bench.answers.answers, how.votes, solvability=how.solvability)
            left += await _hear(bench, benches, cases, how)
    return left


async def judge_wins(bench: Bench, reference: Bench, found: Match, rule: Rule, rounds: int, how: How) -> int:
    """Ask all that the win rate of a run against a reference needs; return how many questions stay open."""
    return await _hear(bench, (bench, reference), win_rate.cases(found, rule, rounds), how)


async def _hear(bench: Bench, benches: Sequence[Bench], cases: Iterable[Case], how: How) -> int:
    others = tuple(other.book for other in benches if other is not bench and other.judge.name == bench.judge.name)
    async with _journal(bench) as journal:
        court = Court(bench.judge, bench.book, journal, how.session, others)
        return await hear(court, cases, concurrency=how.concurrency, on_event=how.on_event)


@asynccontextmanager
async def _journal(bench: Bench) -> AsyncIterator[Journal | None]:
    """Open a run's verdicts for writing; not those that facts, or the file itself, give again for nothing."""
    if isinstance(bench.judge, Checked) or (isinstance(bench.judge, Replayed) and bench.judge.own):
        yield None
        return
    path = verdicts_path(bench.answers.run, bench.judge.name)
    with hold(path):
        async with Journal(path) as journal:
            yield journal


def _plan_answer(plan: Plan, bench: Bench, solved: Question, solvability: bool) -> None:
    """Enter what one vote on one answer may take."""
    (answer,), label = solved.shown, "unsolved"
    if answer.text:
        said = plan.count(bench, solved, certain=True)
        if said in (None, UNSURE):
            whole = plan.count(bench, Question("whole", (answer,), solved.vote), certain=said == UNSURE)
            said = whole if said == UNSURE else None
        label = said or ""
    if label != "solved" and solvability and answer.instruction.solvable is None:
        plan.count(bench, Question("solvable", (answer,), solved.vote), certain=bool(label))
