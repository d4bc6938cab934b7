r"""ToolEval's pass rate: the share of instructions that a run passed, as a whole and by what is known of them.

A vote puts two questions: is the answer solved (from the final answer, where that is unsure from the whole path); and
where it is not, can the instruction be solved with the functions offered. The table of Qin et al. (2023, ToolEval)
makes one outcome of the two; the outcome that most votes come to is the instruction's.

    answer \ instruction    solvable    unsure    unsolvable
    solved                  passed      passed    passed
    unsolved                failed      unsure    unsolvable
    unsure                  unsure      unsure    unsolvable

ToolEval counts *unsolvable* as passed and tosses a coin where votes are unsure or tie. Here unsolvable stands on its
own unless it is asked to count, and *unsure* and *tie* are outcomes that are told and not passed. Every instruction of
the run is in the denominator. A path that did not end by Finish failed, and nobody is asked.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from eval.answers import Answer, Answers, Status
from eval.book import Book
from eval.court import Case, Court
from eval.hubbench.key import Key
from eval.judge import SOLVABLE, SOLVED, UNSOLVABLE, UNSOLVED, UNSURE, Question
from eval.outcome import Rate
from eval.stats import bootstrap
from toolsearch.records import Instruction

SPLITS = ("instruction", "tool", "category")
"""ToolBench's test sets by what is new in them: I1-instruction, I1-tool, ..."""


class Outcome(StrEnum):
    """What one instruction came to."""

    PASSED = "passed"
    FAILED = "failed"
    UNSOLVABLE = "unsolvable"
    UNSURE = "unsure"
    TIE = "tie"
    UNJUDGED = "unjudged"
    """No verdict is there yet."""


TABLE = {
    (SOLVED, SOLVABLE): Outcome.PASSED,
    (SOLVED, UNSURE): Outcome.PASSED,
    (SOLVED, UNSOLVABLE): Outcome.PASSED,
    (UNSOLVED, SOLVABLE): Outcome.FAILED,
    (UNSOLVED, UNSURE): Outcome.UNSURE,
    (UNSOLVED, UNSOLVABLE): Outcome.UNSOLVABLE,
    (UNSURE, SOLVABLE): Outcome.UNSURE,
    (UNSURE, UNSURE): Outcome.UNSURE,
    (UNSURE, UNSOLVABLE): Outcome.UNSOLVABLE,
}
"""By the status of the answer and of the instruction."""


@dataclass(frozen=True, slots=True)
class Score:
    """What one instruction came to, and what is known of it."""

    instruction: Instruction
    status: Status
    outcome: Outcome
    passed: bool
    votes: tuple[Outcome, ...] = ()
    key: Key | None = None
    tempted: bool = False
    """Whether the planted Api was called."""


def cases(answers: Iterable[Answer], votes: int, *, solvability: bool = True) -> Iterator[Case]:
    """Yield what there is to ask: one case for each answer and vote."""
    for answer in answers:
        for vote in range(votes if answer.finished else 0):
            yield partial(ask, answer, vote, solvability=solvability)


async def ask(answer: Answer, vote: int, court: Court, *, solvability: bool = True) -> None:
    """Ask what ToolEval asks of one answer: whether it is solved, and where it is not, whether it can be."""
    label = UNSOLVED
    if answer.text:
        label = await court.ask(Question("solved", (answer,), vote))
        if label == UNSURE:
            label = await court.ask(Question("whole", (answer,), vote))
    if label != SOLVED and solvability and answer.instruction.solvable is None:
        await court.ask(Question("solvable", (answer,), vote))


def answer_status(answer: Answer, book: Book, vote: int) -> str | None:
    """Return what a vote says of an answer: solved, unsolved or unsure; None where it says nothing yet."""
    if not answer.text:
        return UNSOLVED
    label = book.label("solved", answer.instruction.id, vote)
    if label in (None, UNSURE):
        label = book.label("whole", answer.instruction.id, vote) or label
    return label


def task_status(answer: Answer, book: Book, vote: int) -> str:
    """Return what a vote says of an instruction, else what its file says; solvable where nobody says anything."""
    stated = UNSOLVABLE if answer.instruction.solvable is False else SOLVABLE
    return book.label("solvable", answer.instruction.id, vote) or stated


def decide(votes: Sequence[Outcome], *, unsolvable_passes: bool = False) -> Outcome:
    """Return the outcome that most votes come to; where two are ahead together, a tie.

    Args:
        votes: those not cast yet (`unjudged`) do not count.
        unsolvable_passes: count an unsolvable instruction as passed, as ToolEval does.

    >>> decide([Outcome.PASSED, Outcome.PASSED, Outcome.FAILED]).value
    'passed'
    >>> decide([Outcome.PASSED, Outcome.FAILED]).value
    'tie'
    >>> decide([Outcome.UNSOLVABLE, Outcome.PASSED, Outcome.FAILED], unsolvable_passes=True).value
    'passed'
    """
    cast = [vote for vote in votes if vote is not Outcome.UNJUDGED]
    if unsolvable_passes:
        cast = [Outcome.PASSED if vote is Outcome.UNSOLVABLE else vote for vote in cast]
    ranked = Counter(cast).most_common(2)
    if not ranked:
        return Outcome.UNJUDGED
    return Outcome.TIE if len(ranked) > 1 and ranked[0][1] == ranked[1][1] else ranked[0][0]


def score(
    answers: Answers, book: Book, keys: Mapping[str, Key] | None = None, *, unsolvable_passes: bool = False
) -> list[Score]:
    """Score every instruction of a run, in order, by recorded verdicts."""
    votes = max(book.votes("solved", "whole", "solvable"), 1)
    return [_score(answer, book, votes, keys or {}, unsolvable_passes) for answer in answers.answers]


def rate(scores: Sequence[Score]) -> Rate | None:
    """Return the pass rate of some scores; None where there are none."""
    if not scores:
        return None
    passed = [float(score.passed) for score in scores]
    count = sum(score.passed for score in scores)
    return Rate(pass_rate=count / len(scores), interval=bootstrap(passed), instructions=len(scores), passed=count)


def outcomes(scores: Sequence[Score]) -> dict[str, int]:
    """Count the outcomes that occur."""
    counts = Counter(score.outcome for score in scores)
    return {outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]}


def by_group(scores: Sequence[Score]) -> dict[str, Rate]:
    """Return the rates of I1, I2 and I3, those that occur, and of ToolBench's test sets, such as I1-tool."""
    return _split((name, score) for score in scores for name in groups_of(score.instruction))


def by_cause(scores: Sequence[Score]) -> dict[str, Rate]:
    """Return the rates by planted cause: `none`, `planted`, of these `early` and `late`, each cause by its name."""
    rates = _split((name, score) for score in scores if score.key for name in _causes(score.key))
    first = [name for name in ("none", "planted", "early", "late") if name in rates]
    return {name: rates[name] for name in (*first, *(name for name in rates if name not in first))}


def held_out(scores: Sequence[Score], tools: Collection[str]) -> Rate | None:
    """Return the rate on the solvable instructions that need any of some tools; None where none does."""
    known = [score for score in scores if score.key and score.key.solvable]
    return rate([score for score in known if score.key and not score.key.tools.isdisjoint(tools)])


def tempted(scores: Sequence[Score]) -> Rate | None:
    """Return the rate on the instructions whose planted Api was called: what recovery is worth."""
    return rate([score for score in scores if score.tempted])


def groups_of(instruction: Instruction) -> tuple[str, ...]:
    """Name the groups an instruction belongs to.

    >>> groups_of(Instruction(id="1", text="?", group="I1", split="tool"))
    ('I1', 'I1-tool')
    """
    if not instruction.group:
        return ()
    return (instruction.group, *([f"{instruction.group}-{instruction.split}"] if instruction.split in SPLITS else []))


def _score(answer: Answer, book: Book, votes: int, keys: Mapping[str, Key], unsolvable_passes: bool) -> Score:
    key = keys.get(answer.instruction.id)
    cast = tuple(_vote(answer, book, vote) for vote in range(votes))
    outcome = decide(cast, unsolvable_passes=unsolvable_passes)
    return Score(
        instruction=answer.instruction,
        status=answer.status,
        outcome=outcome,
        passed=outcome is Outcome.PASSED,
        votes=cast,
        key=key,
        tempted=key is not None and key.trap in answer.called,
    )


def _vote(answer: Answer, book: Book, vote: int) -> Outcome:
    if not answer.finished:
        return Outcome.FAILED
    status = answer_status(answer, book, vote)
    return TABLE[status, task_status(answer, book, vote)] if status else Outcome.UNJUDGED


def _causes(key: Key) -> tuple[str, ...]:
    if not key.solvable:
        return ("unsolvable",)
    return ("planted", "late" if key.late else "early", key.cause) if key.cause else ("none",)


def _split(named: Iterable[tuple[str, Score]]) -> dict[str, Rate]:
    parts: dict[str, list[Score]] = {}
    for name, score in named:
        parts.setdefault(name, []).append(score)
    return {name: found for name in sorted(parts) if (found := rate(parts[name]))}
