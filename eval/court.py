"""Asking: many questions at once, each recorded as soon as it is answered, none asked twice.

Knows the journal, the budget and what was said before. Which questions there are is said by the procedures
(`eval.pass_rate`, `eval.win_rate`): each a *case*, a coroutine that asks one question after the other. A question that
a judge cannot answer leaves its case open; the same command asks it again.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from eval.book import Book, place_asked
from eval.judge import LABELS, Judge, Question, Ruling, Unruled
from toolsearch.budget import Budget, Usage
from toolsearch.errors import BudgetSpent, ModelError
from toolsearch.journal import Journal
from toolsearch.records import Verdict

PATIENCE = 20
"""Questions in a row that may fail before nothing more is asked."""

Case = Callable[["Court"], Awaitable[None]]
"""Asks its questions of a court."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What an `on_event` is told: a case has ended."""

    closed: bool
    """Whether all its questions are answered."""
    usage: Usage
    """Of this session so far."""


@dataclass(slots=True)
class Session:
    """What the courts of one command share: what may be spent, and what was."""

    budget: Budget = field(default_factory=Budget)
    clock: Callable[[], float] = time.monotonic
    usage: Usage = field(default_factory=Usage)
    """Of this session alone."""
    asked: int = 0
    known: int = 0
    """Questions whose ruling was recorded before."""
    errors: Counter[str] = field(default_factory=Counter)
    limit: str | None = None
    failing: int = 0
    """Questions that failed since the last one that did not."""
    _began: float | None = None

    def check(self) -> None:
        """Raise where nothing more may be asked.

        Raises:
            BudgetSpent: a limit is reached.
        """
        if self._began is None:
            self._began = self.clock()
        spent = self.usage.model_copy(update={"seconds": self.clock() - self._began})
        self.limit = self.limit or self.budget.exceeded(spent)
        if self.limit:
            raise BudgetSpent(f"{self.limit} reached")

    @property
    def worst(self) -> str:
        """The error that came most often."""
        return self.errors.most_common(1)[0][0] if self.errors else ""


@dataclass(slots=True)
class Court:
    """One judge on one run."""

    judge: Judge
    book: Book
    journal: Journal | None
    """None where asking is free: what is said is not kept."""
    session: Session
    elsewhere: tuple[Book, ...] = ()
    """What the judge said of other runs: the same subject is not asked again."""

    async def ask(self, question: Question) -> str:
        """Return the label of a question, asking only where it is not known.

        Raises:
            ModelError: the judge cannot answer.
            BudgetSpent: a limit is reached.
            RunError: the disk is full or failing.
        """
        subject = self.judge.subject(question)
        if (label := self.book.holds(question, subject)) is not None:
            self.session.known += 1
            return label
        if (known := self._find(subject, question.vote)) is not None:
            self.session.known += 1
            ruling = Ruling(known.label, known.reason)
        else:
            self.session.check()
            ruling = await self._rule(question)
        await self._record(question, subject, ruling)
        return ruling.label

    async def _rule(self, question: Question) -> Ruling:
        self.session.asked += 1
        try:
            ruling = await self.judge.rule(question)
        except ModelError as error:
            self.session.failing += not isinstance(error, Unruled)
            self.session.errors[str(error)] += 1
            raise
        self.session.failing = 0
        self.session.usage += ruling.usage
        assert ruling.label in LABELS[question.kind], ruling.label
        return ruling

    async def _record(self, question: Question, subject: str, ruling: Ruling) -> None:
        place = place_asked(question)
        verdict = Verdict(
            instruction_id=place.instruction,
            judge=self.judge.name,
            question=place.kind,
            vote=place.vote,
            label=ruling.label,
            reason=ruling.reason,
            reference=place.reference,
            order=place.order,
            subject=subject,
            usage=ruling.usage,
        )
        if self.journal is not None:
            await self.journal.put(verdict)
        self.book.add(verdict)

    def _find(self, subject: str, vote: int) -> Verdict | None:
        books = (self.book, *self.elsewhere) if subject else ()
        return next((found for book in books if (found := book.subjects.get((subject, vote)))), None)


async def hear(
    court: Court, cases: Iterable[Case], *, concurrency: int, on_event: Callable[[Progress], None] | None = None
) -> int:
    """Take all cases through a court, some at the same time, and return how many stay open.

    Cancelled, it stops what is being asked, keeps what was answered, and lets the cancellation go on.

    Raises:
        RunError: the disk is full or failing; all verdicts before that are kept.
        ModelError: the judge fails again and again.
    """
    waiting = iter(cases)
    counts: Counter[bool] = Counter()
    tell = on_event or _ignore

    async def work() -> None:
        for case in waiting:
            counts[closed := await _closed(court, case)] += 1
            tell(Progress(closed, court.session.usage))
            if court.session.failing >= PATIENCE:
                raise ModelError(f"{PATIENCE} questions in a row failed, most of them so: {court.session.worst}")

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(work())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return counts[False]


async def _closed(court: Court, case: Case) -> bool:
    try:
        await case(court)
    except (ModelError, BudgetSpent):
        return False
    return True


def _ignore(event: Progress) -> None:
    """Take an event and do nothing."""
