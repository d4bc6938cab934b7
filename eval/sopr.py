"""StableToolBench's solvable pass rate (SoPR): how well instructions known to be solvable are solved.

A vote gives an instruction 1 where its answer is solved, one half where that is unsure, else 0; the rate is the mean
over instructions, told as its mean and standard deviation over votes (Guo et al., "StableToolBench", 2024).
No majority, and nobody is asked what can be solved. Not to be mixed with ToolEval's pass rate (`eval.pass_rate`): the
same verdicts give other figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eval.answers import Answer, Answers
from eval.book import Book
from eval.judge import SOLVED, UNSURE
from eval.outcome import Sopr
from eval.pass_rate import answer_status, groups_of
from eval.stats import bootstrap, spread
from toolsearch.records import Instruction

CREDIT = {SOLVED: 1.0, UNSURE: 0.5}


@dataclass(frozen=True, slots=True)
class Credit:
    """What one instruction got."""

    instruction: Instruction
    votes: tuple[float, ...]
    """1, one half or 0 for each vote; 0 where no verdict is there yet."""

    @property
    def mean(self) -> float:
        return math.fsum(self.votes) / len(self.votes)


def credits_of(answers: Answers, book: Book) -> list[Credit]:
    """Give every instruction of a run its credit, in order, by recorded verdicts."""
    votes = max(book.votes("solved", "whole"), 1)
    return [
        Credit(answer.instruction, tuple(_credit(answer, book, vote) for vote in range(votes)))
        for answer in answers.answers
    ]


def sopr(given: Sequence[Credit]) -> Sopr | None:
    """Return the SoPR of some instructions; None where there are none."""
    if not given:
        return None
    means = [credit.mean for credit in given]
    rates = [math.fsum(votes) / len(given) for votes in zip(*(credit.votes for credit in given), strict=True)]
    return Sopr(
        sopr=math.fsum(means) / len(given),
        interval=bootstrap(means),
        spread=spread(rates),
        votes=len(rates),
        instructions=len(given),
    )


def by_group(given: Sequence[Credit]) -> dict[str, Sopr]:
    """Return the SoPR of each group that occurs."""
    names = sorted({name for credit in given for name in groups_of(credit.instruction)})
    parts = {name: [credit for credit in given if name in groups_of(credit.instruction)] for name in names}
    return {name: found for name, part in parts.items() if (found := sopr(part))}


def _credit(answer: Answer, book: Book, vote: int) -> float:
    if not answer.finished:
        return 0.0
    return CREDIT.get(answer_status(answer, book, vote) or "", 0.0)
