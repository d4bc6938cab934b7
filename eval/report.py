"""What a run, or a folder of runs, came to: pass rates, costs and comparisons, as JSON and Markdown.

`report.json` of a run has the same shape as a folder's, with one method. Reads the runs, their keys and verdicts,
writes the verdicts of the checked judge and the reports, and draws nothing: `eval.tables` gives the rows. The figures
of StableToolBench's rule by themselves go into `sopr.json`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from eval import sopr
from eval.answers import Answers, open_runs, read_answers
from eval.book import Book, open_book, read_verdicts, recorded_judges, unjudged, verdicts_path
from eval.hubbench.heldout import HELD_OUT
from eval.hubbench.key import Key, find_key, open_key
from eval.hubbench.score import hub_score
from eval.judge import CHECKED, judge_checked, write_verdicts
from eval.outcome import Comparison, MethodReport, Report, SoprMethod, SoprReport
from eval.pass_rate import Score, by_cause, by_group, held_out, outcomes, rate, score, tempted
from eval.sopr import Credit, credits_of
from eval.stats import compare
from eval.tables import markdown
from toolsearch.disk import replace
from toolsearch.errors import RunError
from toolsearch.records import Instruction
from toolsearch.runs import Run


@dataclass(frozen=True, slots=True)
class Judged:
    """A run with what a judge said of it."""

    answers: Answers
    judge: str
    book: Book
    keys: Mapping[str, Key]

    @property
    def votes(self) -> int:
        return max(self.book.votes("solved", "whole", "solvable"), 1)


@dataclass(frozen=True, slots=True)
class _Scored:
    judged: Judged
    scores: tuple[Score, ...]

    @property
    def answers(self) -> Answers:
        return self.judged.answers


@dataclass(frozen=True, slots=True)
class _Pair:
    """One instruction, and what it brought to each of two runs."""

    instruction: Instruction
    a: float
    b: float
    planted: bool | None = None
    """Whether a cause of failure was planted; None where that is not known."""


def report(  # noqa: PLR0913 - the options of a report are its arguments
    folder: Path,
    *,
    key: Path | None = None,
    replay: bool = False,
    held_out_tools: Collection[str] = HELD_OUT,
    judge: str | None = None,
    votes: int | None = None,
    unsolvable_passes: bool = False,
) -> Report:
    """Judge a run, or every run in a folder, and write `report.json` and `report.md` in each and in the folder.

    Args:
        folder: a run or a folder of runs.
        key: the folder with the key, where it is not in RUN/../hubbench/key.
        replay: take the verdicts recorded in the run where no key is found, instead of raising.
        held_out_tools: slugs of tools whose instructions are reported beside the others.
        judge: whose recorded verdicts count, instead of the key's facts.
        votes: how many of its votes count; None counts all.
        unsolvable_passes: count an instruction judged unsolvable as passed.

    Raises:
        RunError: no run, no key, an empty run, no verdicts, or the disk refuses.
        RecordError: a line of a file is not what it must be; names file and line.
    """
    judged = _named([_judged(run, key, replay, judge, votes) for run in open_runs(folder)])
    scored = {
        name: _Scored(one, tuple(score(one.answers, one.book, one.keys, unsolvable_passes=unsolvable_passes)))
        for name, one in judged.items()
    }
    methods = {name: _method(one, held_out_tools) for name, one in scored.items()}
    about = {
        "judge": _judges(judged.values()),
        "votes": max(one.votes for one in judged.values()),
        "unsolvable_passes": unsolvable_passes,
    }
    for name, one in scored.items():
        write_report(Report(**about, methods={one.answers.method: methods[name]}), one.answers.run.folder)
    whole = Report(**about, methods=methods, comparisons=tuple(_comparisons(scored)))
    if not (folder / "run.json").is_file():
        write_report(whole, folder)
    return whole


def sopr_report(
    folder: Path, *, key: Path | None = None, judge: str | None = None, votes: int | None = None
) -> SoprReport:
    """Say what runs came to by StableToolBench's rule, and write `sopr.json`.

    Raises:
        RunError: as `report`.
        RecordError: as `report`.
    """
    judged = _named([_judged(run, key, True, judge, votes) for run in open_runs(folder)])
    given = {name: credits_of(one.answers, one.book) for name, one in judged.items()}
    methods = {name: _sopr_method(one.answers, given[name]) for name, one in judged.items()}
    comparisons = [
        _comparison(a, b, pairs)
        for a, b in combinations(sorted(given), 2)
        if (pairs := list(_credit_pairs(given[a], given[b])))
    ]
    made = SoprReport(judge=_judges(judged.values()), methods=methods, comparisons=tuple(comparisons))
    replace(folder / "sopr.json", made.model_dump_json(indent=2).encode() + b"\n")
    return made


def write_report(made: Report, folder: Path) -> None:
    """Write a report as JSON and as Markdown, each file in one step."""
    replace(folder / "report.json", made.model_dump_json(indent=2).encode() + b"\n")
    replace(folder / "report.md", markdown(made).encode())


def _judged(run: Run, key_dir: Path | None, replay: bool, judge: str | None, votes: int | None) -> Judged:
    answers = read_answers(run)
    keys = find_key(run, key_dir)
    if judge is not None and judge != CHECKED:
        return Judged(answers, judge, _recorded(run, judge, votes), keys or {})
    if keys is None and judge is None and replay:
        return Judged(answers, *_replayed(run, recorded_judges(run)), {})
    keys = keys or open_key(run, key_dir)
    verdicts = judge_checked(answers, keys)
    write_verdicts(answers, verdicts)
    return Judged(answers, CHECKED, Book.of(verdicts), keys)


def _recorded(run: Run, judge: str, votes: int | None) -> Book:
    path = verdicts_path(run, judge)
    if not path.is_file():
        raise RunError(
            f"{str(run.folder)!r} has no verdicts of {judge!r}: there is no {path.name} in {str(path.parent)!r}"
        )
    return open_book(run, judge, votes=votes)


def _replayed(run: Run, names: Sequence[str]) -> tuple[str, Book]:
    """Return the name of the one judge recorded, and what it said; the checked one where there are several."""
    if not names:
        raise unjudged(run)
    name = CHECKED if CHECKED in names else names[0]
    if name != CHECKED and len(names) > 1:
        raise RunError(f"{str(run.folder)!r} has verdicts of {', '.join(names)}: name one with --judge recorded:NAME")
    verdicts = list(read_verdicts(verdicts_path(run, name)))
    return verdicts[0].judge, Book.of(verdicts)


def _judges(judged: Iterable[Judged]) -> str:
    return ", ".join(sorted({one.judge for one in judged}))


def _named(judged: Sequence[Judged]) -> dict[str, Judged]:
    """Name runs by their methods, or by their folders where two share a method."""
    methods = {one.answers.method for one in judged}
    if len(methods) == len(judged):
        return {one.answers.method: one for one in judged}
    return {one.answers.run.folder.name: one for one in judged}


def _method(one: _Scored, held_out_tools: Collection[str]) -> MethodReport:
    overall, usage, run = rate(one.scores), one.answers.usage, one.answers.run
    assert overall is not None  # a run without instructions was refused
    return MethodReport(
        **dict(overall),
        run=run.folder.absolute().name,
        model=run.config.model,
        model_calls=usage.model_calls,
        api_calls=usage.api_calls,
        tokens=usage.tokens,
        seconds=round(usage.seconds, 3),
        cost=usage.cost,
        statuses=dict(sorted(Counter(str(score.status) for score in one.scores).items())),
        outcomes=outcomes(one.scores),
        sopr=sopr.sopr(credits_of(one.answers, one.judged.book)),
        by_group=by_group(one.scores),
        by_cause=by_cause(one.scores),
        tempted=tempted(one.scores),
        held_out=held_out(one.scores, held_out_tools),
        hubbench=hub_score(one.answers.answers, one.scores),
    )


def _sopr_method(answers: Answers, given: Sequence[Credit]) -> SoprMethod:
    overall, run = sopr.sopr(given), answers.run
    assert overall is not None  # a run without instructions was refused
    return SoprMethod(
        **dict(overall), run=run.folder.absolute().name, model=run.config.model, by_group=sopr.by_group(given)
    )


def _comparisons(scored: dict[str, _Scored]) -> Iterator[Comparison]:
    for a, b in combinations(sorted(scored), 2):
        pairs = list(_score_pairs(scored[a].scores, scored[b].scores))
        plain = [pair for pair in pairs if pair.planted is False]
        if pairs:
            unplanted = _comparison(a, b, plain) if plain else None
            yield _comparison(a, b, pairs).model_copy(update={"unplanted": unplanted})


def _comparison(a: str, b: str, pairs: Sequence[_Pair]) -> Comparison:
    found = compare([pair.a for pair in pairs], [pair.b for pair in pairs])
    return Comparison(
        a=a,
        b=b,
        instructions=found.instructions,
        difference=found.difference,
        interval=found.interval,
        wins=found.wins,
        losses=found.losses,
        p_value=found.p_value,
    )


def _score_pairs(a: Sequence[Score], b: Sequence[Score]) -> Iterator[_Pair]:
    """Pair the scores of the instructions that both runs were given, the very same ones."""
    others = {one.instruction.id: one for one in b}
    for one in a:
        other = others.get(one.instruction.id)
        if other is not None and other.instruction == one.instruction:
            planted = one.key.cause is not None or not one.key.solvable if one.key else None
            yield _Pair(one.instruction, float(one.passed), float(other.passed), planted)


def _credit_pairs(a: Sequence[Credit], b: Sequence[Credit]) -> Iterator[_Pair]:
    others = {credit.instruction.id: credit for credit in b}
    for credit in a:
        other = others.get(credit.instruction.id)
        if other is not None and other.instruction == credit.instruction:
            yield _Pair(credit.instruction, credit.mean, other.mean)
