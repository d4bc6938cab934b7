"""How far a judge can be trusted: its agreement with another judge or with people, and with itself.

Two figures are published for ToolEval's judge: 87.1 % agreement with people on pass rate and 80.3 % on preferences (its
README; 75.8 % on preferences in the paper's first version), and a spread of 3.47 % over repeated judging, against
3.97 % for people. Both are told here for any judge, with intervals and, since agreement by chance is high where most
answers pass, with Cohen's kappa.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from apis.model import Value
from eval.pass_rate import Outcome, Score
from eval.stats import Interval, accuracy, kappa, resampled, spread
from eval.win_rate import Result
from toolsearch.disk import refusals
from toolsearch.errors import RecordError
from toolsearch.journal import read

On = Literal["passed", "wins"]

PUBLISHED: dict[On, str] = {
    "passed": "87.1 %",
    "wins": "75.8 % (paper, first version), 80.3 % (README)",
}
"""Agreement of ToolEval's judge with people."""
PUBLISHED_SPREAD = "3.47 %, people 3.97 %"

_MEANT = {"solved": "passed", "unsolved": "failed", "run": "win", "reference": "loss"}
"""Other words for what labels say."""


class Label(Value, extra="ignore"):
    """What somebody says of one instruction."""

    instruction_id: str
    label: str
    """passed or failed, or solved or unsolved; for wins: win, loss or tie, or run or reference."""


class Agreement(Value):
    """How two raters agree, over the instructions that both labelled."""

    judge: str
    other: str
    instructions: int
    left_out: int
    """Instructions that only one of them labelled."""
    accuracy: float
    """Share of instructions with the same label, 0..1."""
    interval: Interval
    """95 %, bootstrap over instructions."""
    kappa: float | None
    """Cohen's; None where both say one and the same thing of everything."""
    kappa_interval: Interval | None
    confusion: dict[str, dict[str, int]]
    """Label of the judge, label of the other, how many."""


class Repeats(Value):
    """How a judge agrees with itself."""

    votes: int
    rates: tuple[float, ...]
    """The rate by each vote alone, 0..1."""
    spread: float
    """Their standard deviation."""
    unanimous: float
    """Share of instructions of which all votes say the same."""


class Trust(Value):
    """What `eval agreement` tells."""

    schema_version: Literal[1] = 1
    run: str
    judge: str
    on: On
    agreement: Agreement | None
    repeats: Repeats | None
    """None where there is one vote only."""
    published_agreement: str
    published_spread: str = PUBLISHED_SPREAD


def agree(judge: str, labels: Mapping[str, str], other: str, others: Mapping[str, str]) -> Agreement:
    """Compare two raters by their labels of instructions."""
    both = sorted(labels.keys() & others.keys())
    a, b = [labels[id_] for id_ in both], [others[id_] for id_ in both]
    agreed = kappa(a, b)
    defined = agreed == agreed
    counts = Counter(zip(a, b, strict=True))
    return Agreement(
        judge=judge,
        other=other,
        instructions=len(both),
        left_out=len(labels.keys() ^ others.keys()),
        accuracy=accuracy(a, b),
        interval=resampled(accuracy, a, b),
        kappa=agreed if defined else None,
        kappa_interval=resampled(kappa, a, b) if defined else None,
        confusion={x: {y: counts[x, y] for y in sorted(set(b)) if counts[x, y]} for x in sorted(set(a))},
    )


def repeats_of(votes: Sequence[Sequence[object]], good: object) -> Repeats | None:
    """Measure how a judge agrees with itself: `votes[i]` are those of one instruction; None where there is but one."""
    rounds = [tuple(cast) for cast in zip(*votes, strict=True)]
    if len(rounds) < 2:
        return None
    rates = tuple(sum(vote == good for vote in cast) / len(cast) for cast in rounds)
    same = sum(len(set(cast)) == 1 for cast in votes) / len(votes)
    return Repeats(votes=len(rounds), rates=rates, spread=spread(rates), unanimous=same)


def labels_of_scores(scores: Iterable[Score]) -> dict[str, str]:
    """Label instructions by what they came to; those not judged yet have none."""
    return {one.instruction.id: str(one.outcome) for one in scores if one.outcome is not Outcome.UNJUDGED}


def labels_of_results(results: Iterable[Result]) -> dict[str, str]:
    """Label instructions by who won; those that want a preference have none."""
    return {one.instruction.id: side(one.points) for one in results if not one.open}


def side(points: int) -> str:
    """Name the winner of a comparison.

    >>> side(2), side(-1), side(0)
    ('win', 'loss', 'tie')
    """
    return "win" if points > 0 else "loss" if points else "tie"


def read_labels(path: Path) -> dict[str, str]:
    """Read labels by instruction: JSONL, or CSV with a header, of `instruction_id` and `label`.

    Where several people labelled one instruction, most of them count; where they are even, it has no label.

    Raises:
        RecordError: the file cannot be read, or a line is no label; names file and line.
    """
    said: dict[str, Counter[str]] = {}
    for line in _csv(path) if path.suffix == ".csv" else read(path, Label, torn=False):
        word = line.label.strip().lower()
        said.setdefault(line.instruction_id, Counter())[_MEANT.get(word, word)] += 1
    if not said:
        raise RecordError(f"{str(path)!r} holds no labels: a line each, with instruction_id and label")
    ranked = {id_: counts.most_common(2) for id_, counts in said.items()}
    return {id_: top[0][0] for id_, top in ranked.items() if len(top) == 1 or top[0][1] > top[1][1]}


def _csv(path: Path) -> list[Label]:
    with refusals(path, doing="read"), path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    try:
        return [Label.model_validate(row) for row in rows]
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise RecordError(f"{path}: a row is no label: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from error
