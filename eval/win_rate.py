"""Which of two runs does better, instruction by instruction.

What the answers came to decides first; only where it leaves both alike is a judge asked which it prefers, in both
orders. Preferences that follow the order in which answers are shown cancel: the two count as a tie. A round asks both
orders once; the sum over rounds decides, and where it is even the instruction is a tie.

Two rules, by name:

- `tooleval`: outcomes rank passed, then unsure or tie, then the rest (Qin et al., 2023). A side without a record loses.
- `sowr`: StableToolBench's solvable win rate: the answer status that most votes give, solved against unsolved decides,
  anything else is judged (Guo et al., 2024).

Where both sides have nothing to show, or the very same, they tie and nobody is asked. How an answer ended travels with
it (`Side`), so that whatever is shuffled, a status never meets another's answer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from eval.answers import Answer, Answers
from eval.book import Book
from eval.court import Case, Court
from eval.judge import FIRST, SECOND, SOLVED, TIE, UNSOLVED, UNSURE, Checked, Judge, Question
from eval.outcome import Bias, WinRate, WinReport
from eval.pass_rate import Outcome, answer_status, groups_of, score
from eval.stats import bootstrap, mcnemar, wilson
from toolsearch.errors import RunError
from toolsearch.records import Instruction

Rule = Literal["tooleval", "sowr"]

RANKS = {Outcome.PASSED: 2, Outcome.UNSURE: 1, Outcome.TIE: 1}
"""Of outcomes, by the rule of ToolEval; all others 0."""
UNDECIDED = 0.5


@dataclass(frozen=True, slots=True)
class Side:
    """One run's answer with what it came to."""

    answer: Answer
    outcome: Outcome
    status: str
    """solved, unsolved or unsure, by most votes."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The answers of two runs to one instruction."""

    run: Side
    reference: Side

    @property
    def instruction(self) -> Instruction:
        return self.run.answer.instruction


@dataclass(frozen=True, slots=True)
class Match:
    """Two runs over the instructions that both were given, those of the same id and text."""

    run: Answers
    reference: Answers
    pairs: tuple[Pair, ...]

    @property
    def name(self) -> str:
        """What verdicts call the reference."""
        return self.reference.run.folder.absolute().name


@dataclass(frozen=True, slots=True)
class Result:
    """What one instruction came to."""

    instruction: Instruction
    points: int
    """Above 0: the run is better; below: the reference."""
    by_status: bool
    open: bool = False
    """Whether a preference is missing."""
    rounds: tuple[int, ...] = ()
    """What each round came to by itself: 1 the run, -1 the reference, 0 neither."""


def match(
    run: Answers, reference: Answers, book: Book, reference_book: Book, *, unsolvable_passes: bool = False
) -> Match:
    """Set the answers of two runs side by side, each with what it came to.

    Raises:
        RunError: the two have no instruction in common.
    """
    others = {side.answer.instruction.id: side for side in _sides(reference, reference_book, unsolvable_passes)}
    pairs = [
        Pair(side, other)
        for side in _sides(run, book, unsolvable_passes)
        if (other := others.get(side.answer.instruction.id))
        and other.answer.instruction.text == side.answer.instruction.text
    ]
    if not pairs:
        raise RunError(
            f"{str(run.run.folder)!r} and {str(reference.run.folder)!r} have no instruction in common: compare runs "
            "over the same ones"
        )
    return Match(run, reference, tuple(pairs))


def settled(pair: Pair, rule: Rule) -> float | None:
    """Return who is better by what the answers came to: 1 the run, -1 the reference, 0 neither; None asks a judge."""
    a, b = pair.run, pair.reference
    if rule == "tooleval" and (lead := RANKS.get(a.outcome, 0) - RANKS.get(b.outcome, 0)):
        return 1 if lead > 0 else -1
    if rule == "sowr" and {a.status, b.status} == {SOLVED, UNSOLVED}:
        return 1 if a.status == SOLVED else -1
    return plainly(pair)


def plainly(pair: Pair) -> float | None:
    """Return who is better whatever the answers come to: a side without a record loses, alike sides tie; else None."""
    missing = [side.answer.status == "missing" for side in (pair.run, pair.reference)]
    if missing[0] != missing[1]:
        return -1 if missing[0] else 1
    return 0 if _alike(pair.run.answer, pair.reference.answer) else None


def cases(match: Match, rule: Rule, rounds: int) -> Iterator[Case]:
    """Yield what there is to ask: one case for each pair that is not settled, each round and each order."""
    for pair in match.pairs:
        if settled(pair, rule) is None:
            for question in questions(pair, match.name, rounds):
                yield partial(_ask, question)


def questions(pair: Pair, reference: str, rounds: int) -> Iterator[Question]:
    """Yield the preferences to ask about a pair: both orders in every round."""
    one, other = pair.run.answer, pair.reference.answer
    for vote in range(rounds):
        yield Question("preference", (one, other), vote, reference, 0)
        yield Question("preference", (other, one), vote, reference, 1)


def results(match: Match, book: Book, rule: Rule, rounds: int) -> list[Result]:
    """Decide every pair by outcomes and recorded preferences, in the order of the run's instructions."""
    return [_result(pair, match.name, book, rule, rounds) for pair in match.pairs]


def win_report(match: Match, book: Book, judge: Judge, rule: Rule, rounds: int) -> WinReport:
    """Say how often the run's answer is better than the reference's."""
    found = results(match, book, rule, rounds)
    whole = _rate(found)
    return WinReport(
        **dict(whole),
        run=match.run.run.folder.absolute().name,
        method=match.run.method,
        model=match.run.run.config.model,
        reference=match.name,
        reference_method=match.reference.method,
        judge=judge.name,
        rule=rule,
        rounds=rounds,
        p_value=mcnemar(whole.wins, whole.losses),
        by_status=sum(result.by_status for result in found),
        open=sum(result.open for result in found),
        bias=None if isinstance(judge, Checked) else bias(match, book, rule, rounds),  # facts have no order
        by_group=_by_group(found),
    )


def bias(match: Match, book: Book, rule: Rule, rounds: int) -> Bias | None:
    """Measure how preferences hang on the order; None where none was asked in both."""
    asked = [
        (a, b)
        for pair in match.pairs
        if settled(pair, rule) is None
        for vote in range(rounds)
        if (a := book.preference(pair.instruction.id, vote, match.name, 0))
        and (b := book.preference(pair.instruction.id, vote, match.name, 1))
    ]
    if not asked:
        return None
    counts = Counter(label for both in asked for label in both)
    decided = counts[FIRST] + counts[SECOND]
    return Bias(
        pairs=len(asked),
        consistent=sum(_points(a, 0) == _points(b, 1) for a, b in asked) / len(asked),
        first=counts[FIRST] / decided if decided else UNDECIDED,
        interval=wilson(counts[FIRST], decided) if decided else (0.0, 1.0),
    )


async def _ask(question: Question, court: Court) -> None:
    await court.ask(question)


def _sides(answers: Answers, book: Book, unsolvable_passes: bool) -> Iterator[Side]:
    scores = score(answers, book, unsolvable_passes=unsolvable_passes)
    for answer, scored in zip(answers.answers, scores, strict=True):
        yield Side(answer, scored.outcome, _status(answer, book, len(scored.votes)))


def _status(answer: Answer, book: Book, votes: int) -> str:
    """Return the answer status of most votes; unsure where two are ahead together, or nothing is said."""
    if not answer.finished:
        return UNSOLVED
    said = Counter(label for vote in range(votes) if (label := answer_status(answer, book, vote)))
    ranked = said.most_common(2)
    return UNSURE if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]) else ranked[0][0]


def _alike(a: Answer, b: Answer) -> bool:
    """Tell whether there is nothing to prefer: no answer on either side, or the same answer by the same steps."""
    if a.text is None and b.text is None:
        return True
    return a.text == b.text and a.steps == b.steps


def _result(pair: Pair, reference: str, book: Book, rule: Rule, rounds: int) -> Result:
    decided = settled(pair, rule)
    if decided is not None:
        points = int(decided)
        return Result(pair.instruction, points, by_status=points != 0, rounds=(points,) * rounds)
    each, missing = [], False
    for vote in range(rounds):
        said = [book.preference(pair.instruction.id, vote, reference, order) for order in (0, 1)]
        missing = missing or None in said
        one, other = (_points(label or TIE, order) for order, label in enumerate(said))
        each.append(one if one == other else 0)
    return Result(pair.instruction, sum(each), by_status=False, open=missing, rounds=tuple(each))


def _points(label: str, order: int) -> int:
    """Translate who was preferred by place into who it is: 1 the run, -1 the reference, 0 neither.

    >>> _points("first", 0), _points("first", 1), _points("tie", 1)
    (1, -1, 0)
    """
    side = {FIRST: 1, SECOND: -1}.get(label, 0)
    return -side if order else side


def _rate(results: Sequence[Result]) -> WinRate:
    wins, losses = (sum(side * result.points > 0 for result in results) for side in (1, -1))
    ties = len(results) - wins - losses
    return WinRate(
        win_rate=wins / len(results),
        interval=bootstrap([float(result.points > 0) for result in results]),
        half=(wins + ties / 2) / len(results),
        instructions=len(results),
        wins=wins,
        losses=losses,
        ties=ties,
    )


def _by_group(results: Iterable[Result]) -> dict[str, WinRate]:
    parts: dict[str, list[Result]] = {}
    for result in results:
        for name in groups_of(result.instruction):
            parts.setdefault(name, []).append(result)
    return {name: _rate(parts[name]) for name in sorted(parts)}
