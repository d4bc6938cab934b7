"""What a run, or a folder of runs, came to: pass rates, costs and comparisons, as JSON and Markdown.

`report.json` of a run has the same shape as a folder's, with one method. Reads the runs and their keys, writes the
verdicts of the checked judge and the reports, and draws nothing: `eval.tables` gives the rows.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from eval.answers import Answers, open_runs, read_answers
from eval.hubbench.heldout import HELD_OUT
from eval.hubbench.key import find_key, open_key
from eval.judge import CHECKED, judge_checked, write_verdicts
from eval.outcome import Comparison, MethodReport, Report
from eval.pass_rate import Score, by_cause, by_group, held_out, rate, score, tempted
from eval.stats import compare
from eval.tables import markdown
from toolsearch.disk import replace
from toolsearch.errors import RunError
from toolsearch.journal import read
from toolsearch.records import Verdict
from toolsearch.runs import Run


@dataclass(frozen=True, slots=True)
class _Scored:
    answers: Answers
    scores: tuple[Score, ...]


def report(
    folder: Path, *, key: Path | None = None, replay: bool = False, held_out_tools: Collection[str] = HELD_OUT
) -> Report:
    """Judge a run, or every run in a folder, and write `report.json` and `report.md` in each and in the folder.

    Args:
        folder: a run or a folder of runs.
        key: the folder with the key, where it is not in RUN/../hubbench/key.
        replay: take the verdicts recorded in the run where no key is found, instead of raising.
        held_out_tools: slugs of tools whose instructions are reported beside the others.

    Raises:
        RunError: no run, no key, an empty run, or the disk refuses.
        RecordError: a line of a file is not what it must be; names file and line.
    """
    scored = _named([_scored(run, key, replay) for run in open_runs(folder)])
    methods = {name: _method(one, held_out_tools) for name, one in scored.items()}
    for name, one in scored.items():
        write_report(Report(judge=CHECKED, methods={one.answers.method: methods[name]}), one.answers.run.folder)
    whole = Report(judge=CHECKED, methods=methods, comparisons=tuple(_comparisons(scored)))
    if not (folder / "run.json").is_file():
        write_report(whole, folder)
    return whole


def write_report(made: Report, folder: Path) -> None:
    """Write a report as JSON and as Markdown, each file in one step."""
    replace(folder / "report.json", made.model_dump_json(indent=2).encode() + b"\n")
    replace(folder / "report.md", markdown(made).encode())


def _scored(run: Run, key_dir: Path | None, replay: bool) -> _Scored:
    answers = read_answers(run)
    if not answers.answers:
        raise RunError(f"{str(run.folder)!r} has no instructions: there is nothing to judge")
    recorded = run.folder / "verdicts" / f"{CHECKED}.jsonl"
    keys = find_key(run, key_dir)
    if keys is None and replay and recorded.is_file():
        return _Scored(answers, tuple(score(answers, read(recorded, Verdict))))
    keys = keys or open_key(run, key_dir)
    verdicts = judge_checked(answers, keys)
    write_verdicts(answers, verdicts)
    return _Scored(answers, tuple(score(answers, verdicts, keys)))


def _named(scored: Sequence[_Scored]) -> dict[str, _Scored]:
    """Name runs by their methods, or by their folders where two share a method."""
    methods = {one.answers.method for one in scored}
    if len(methods) == len(scored):
        return {one.answers.method: one for one in scored}
    return {one.answers.run.folder.name: one for one in scored}


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
        by_group=by_group(one.scores),
        by_cause=by_cause(one.scores),
        tempted=tempted(one.scores),
        held_out=held_out(one.scores, held_out_tools),
    )


def _comparisons(scored: dict[str, _Scored]) -> list[Comparison]:
    found = []
    for a, b in combinations(sorted(scored), 2):
        pairs = _pairs(scored[a], scored[b])
        plain = [pair for pair in pairs if pair[0].key and pair[0].key.cause is None]
        if pairs:
            unplanted = _comparison(a, b, plain) if plain else None
            found.append(_comparison(a, b, pairs).model_copy(update={"unplanted": unplanted}))
    return found


def _comparison(a: str, b: str, pairs: Sequence[tuple[Score, Score]]) -> Comparison:
    found = compare([float(x.passed) for x, _ in pairs], [float(y.passed) for _, y in pairs])
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


def _pairs(a: _Scored, b: _Scored) -> list[tuple[Score, Score]]:
    """Pair the scores of the instructions that both runs were given, the very same ones."""
    others = {score.instruction.id: score for score in b.scores}
    paired = ((score, others.get(score.instruction.id)) for score in a.scores)
    return [(x, y) for x, y in paired if y is not None and x.instruction == y.instruction]
