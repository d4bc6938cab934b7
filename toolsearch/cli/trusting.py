"""Measuring a judge: its labels of a run, from its verdicts, beside those of others."""

from dataclasses import dataclass, replace
from pathlib import Path

from apis.errors import ConfigError
from eval.agreement import (
    PUBLISHED,
    On,
    Repeats,
    Trust,
    agree,
    labels_of_results,
    labels_of_scores,
    read_labels,
    repeats_of,
)
from eval.court import Session
from eval.judge import Judge
from eval.judging import judge_passes, plan_passes
from eval.pass_rate import Outcome, score
from toolsearch.cli.judging import Asking, Contest, compare, open_hearing
from toolsearch.runs import Run


@dataclass(frozen=True, slots=True)
class Rated:
    """A judge's labels of a run."""

    judge: Judge
    session: Session
    left: int
    """Cases that stay open."""
    labels: dict[str, str]
    repeats: Repeats | None


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a measurement of a judge came to."""

    trust: Trust
    judge: Judge
    session: Session
    left: int


def trust(run: Path, asking: Asking, other: str | None, reference: Path | None) -> Trusted | None:
    """Measure how a judge agrees with labels or another judge, and with itself; None after a dry run."""
    of_people = read_labels(_there(Path(other))) if other and Path(other).suffix in (".jsonl", ".csv") else None
    mine = _rated(run, asking, reference)
    others = _rated(run, replace(asking, judge=other, votes=None), reference) if other and of_people is None else None
    if mine is None:
        return None
    labels = of_people if of_people is not None else others.labels if others else None
    name = others.judge.name if others else str(other)
    on: On = "wins" if reference else "passed"
    made = Trust(
        run=run.absolute().name,
        judge=mine.judge.name,
        on=on,
        agreement=agree(mine.judge.name, mine.labels, name, labels) if labels is not None else None,
        repeats=mine.repeats,
        published_agreement=PUBLISHED[on],
    )
    return Trusted(made, mine.judge, mine.session, mine.left + (others.left if others else 0))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise ConfigError(f"--with {str(path)!r}: there is no such file")
    return path


def _rated(run: Path, asking: Asking, reference: Path | None) -> Rated | None:
    """Let a judge rule on a run, or on a run against a reference; None after a dry run."""
    if reference is not None:
        return _rated_wins(run, asking, reference)
    hearing = open_hearing(asking)
    bench = hearing.bench(Run.open(run))
    left = hearing.run(plan_passes([bench], hearing.how), lambda how: judge_passes([bench], how))
    if asking.dry_run:
        return None
    scores = score(bench.answers, bench.book)
    repeats = repeats_of([one.votes for one in scores], Outcome.PASSED)
    return Rated(bench.judge, hearing.how.session, left, labels_of_scores(scores), repeats)


def _rated_wins(run: Path, asking: Asking, reference: Path) -> Rated | None:
    made = compare(run, reference, asking, Contest(rule="tooleval", rounds=asking.votes or 1))
    if made is None:
        return None
    repeats = repeats_of([result.rounds for result in made.results], 1)
    return Rated(made.judge, made.session, made.left, labels_of_results(made.results), repeats)
