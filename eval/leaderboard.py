"""Many runs side by side, as in ToolLLM: method by model by group, pass rates and win rates against one reference.

Knows scores; who judged and what was asked is `eval.judging`. Rates of a group are over its instructions; `average` is
the plain mean over the groups shown, which is how ToolLLM's tables average. All entries are judged by one judge, by one
rule.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from apis.errors import ConfigError
from apis.model import Value
from eval.judging import Bench
from eval.outcome import Comparison, Rate, Sopr, WinRate, WinReport
from eval.pass_rate import Score, by_group, outcomes, rate, score
from eval.sopr import credits_of, sopr
from eval.stats import compare
from eval.tables import Cell, Table, caution, markdown_table, percent, span

COLUMNS = (
    "run method model group instructions passed pass_rate low high wins losses ties win_rate win_low win_high".split()
)
"""Of the CSV."""
ALL, AVERAGE = "all", "average"


class Entry(Value):
    """One run."""

    run: str
    """Its folder's name, with its parent's where several share it."""
    method: str
    model: str
    passed: dict[str, Rate]
    """By group; `all` is over every instruction."""
    average: float | None
    """Plain mean over the groups shown; None where there are none."""
    outcomes: dict[str, int]
    sopr: Sopr | None
    """StableToolBench's rate by the same verdicts."""
    wins: dict[str, WinRate]
    """Against the reference, by group; empty for the reference itself and where there is none."""
    against: Comparison | None
    """Paired difference of pass rates to the reference."""
    model_calls: int
    api_calls: int
    tokens: int
    cost: float


class Leaderboard(Value):
    """What `leaderboard.json` holds."""

    schema_version: Literal[1] = 1
    judge: str
    votes: int
    rule: Literal["tooleval"] = "tooleval"
    unsolvable_passes: bool
    reference: str | None
    groups: tuple[str, ...]
    """Those shown: ToolBench's test sets where the instructions have them, else I1, I2, I3."""
    entries: tuple[Entry, ...]
    """Best pass rate first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A run that was judged, with its comparison to the reference."""

    name: str
    bench: Bench
    wins: WinReport | None


def leaderboard(
    standings: Sequence[Standing], reference: str | None, *, unsolvable_passes: bool = False
) -> Leaderboard:
    """Put runs in order.

    Raises:
        ConfigError: they were judged by different judges.
    """
    judges = sorted({one.bench.judge.name for one in standings})
    if len(judges) > 1:
        raise ConfigError(f"the runs are judged by {', '.join(judges)}: name one judge for all of them with --judge")
    scores = {one.name: _scores(one.bench, unsolvable_passes) for one in standings}
    groups = _groups([by_group(found) for found in scores.values()])
    base = scores.get(reference or "")
    entries = [_entry(one, scores[one.name], groups, reference, base) for one in standings]
    entries.sort(key=lambda entry: (-entry.passed[ALL].pass_rate, entry.run))
    return Leaderboard(
        judge=judges[0],
        votes=max((len(found[0].votes) for found in scores.values()), default=1),
        unsolvable_passes=unsolvable_passes,
        reference=reference,
        groups=groups,
        entries=tuple(entries),
    )


def names_of(benches: Iterable[Bench]) -> list[str]:
    """Name runs by their folders, with the folder around them where two would be called the same."""
    folders = [bench.answers.run.folder.absolute() for bench in benches]
    plain = [folder.name for folder in folders]
    return [
        name if plain.count(name) == 1 else f"{folder.parent.name}/{name}"
        for name, folder in zip(plain, folders, strict=True)
    ]


def tables(board: Leaderboard) -> list[Table]:
    """Return the tables of a leaderboard: pass rates, win rates, differences to the reference, what it took."""
    found = [_pass_table(board), _win_table(board), _difference_table(board), _outcome_table(board), _cost_table(board)]
    return [table for table in found if table.rows]


def markdown(board: Leaderboard) -> str:
    """Write a leaderboard as Markdown."""
    parts = ["# Leaderboard", about(board)]
    if told := caution(board.judge):
        parts.append(told)
    parts += [f"## {table.title}\n\n{markdown_table(table)}" for table in tables(board)]
    return "\n\n".join(parts) + "\n"


def about(board: Leaderboard) -> str:
    """Say in a few sentences how the figures were made."""
    votes = f", {board.votes} votes" if board.votes > 1 else ""
    passes = "count as passed" if board.unsolvable_passes else "do not count as passed"
    said = f"Judge: {board.judge}{votes}. Rule: ToolEval's table; unsolvable instructions {passes}."
    reference = f" Win rates are against {board.reference}; a tie is no win." if board.reference else ""
    return f"{said}{reference} Intervals are 95 %, by bootstrap over instructions."


def as_csv(board: Leaderboard) -> str:
    """Write one row for each run and group; rates are fractions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in board.entries:
        for group in (ALL, *board.groups):
            if (found := entry.passed.get(group)) is not None:
                passed = [found.instructions, found.passed, found.pass_rate, *found.interval]
                writer.writerow([entry.run, entry.method, entry.model, group, *passed, *_won(entry.wins.get(group))])
    return text.getvalue()


def _won(found: WinRate | None) -> list[object]:
    return [found.wins, found.losses, found.ties, found.win_rate, *found.interval] if found else [""] * 6


def _scores(bench: Bench, unsolvable_passes: bool) -> list[Score]:
    return score(bench.answers, bench.book, bench.keys, unsolvable_passes=unsolvable_passes)


def _groups(rates: Sequence[dict[str, Rate]]) -> tuple[str, ...]:
    names = sorted({name for found in rates for name in found})
    sets = [name for name in names if "-" in name]
    whole = [name for name in names if "-" not in name and not any(each.startswith(f"{name}-") for each in sets)]
    return tuple(sorted([*sets, *whole]))


def _entry(
    one: Standing, scores: Sequence[Score], groups: Sequence[str], reference: str | None, base: Sequence[Score] | None
) -> Entry:
    overall, answers = rate(scores), one.bench.answers
    assert overall is not None  # a run without instructions was refused
    by_name = by_group(scores)
    shown = [by_name[group].pass_rate for group in groups if group in by_name]
    wins = {ALL: _whole(one.wins), **one.wins.by_group} if one.wins else {}
    return Entry(
        run=one.name,
        method=answers.method,
        model=answers.run.config.model,
        passed={ALL: overall, **by_name},
        average=math.fsum(shown) / len(shown) if shown else None,
        outcomes=outcomes(scores),
        sopr=sopr(credits_of(answers, one.bench.book)),
        wins=wins,
        against=_against(one.name, scores, reference, base),
        model_calls=answers.usage.model_calls,
        api_calls=answers.usage.api_calls,
        tokens=answers.usage.tokens,
        cost=answers.usage.cost,
    )


def _whole(report: WinReport) -> WinRate:
    return WinRate(**{name: getattr(report, name) for name in WinRate.model_fields})


def _against(
    name: str, scores: Sequence[Score], reference: str | None, base: Sequence[Score] | None
) -> Comparison | None:
    if base is None or reference is None or name == reference:
        return None
    others = {(score.instruction.id, score.instruction.text): score for score in base}
    keys = [((one.instruction.id, one.instruction.text), one) for one in scores]
    pairs = [(float(one.passed), float(others[key].passed)) for key, one in keys if key in others]
    if not pairs:
        return None
    found = compare([a for a, _ in pairs], [b for _, b in pairs])
    return Comparison(
        a=name,
        b=reference,
        instructions=found.instructions,
        difference=found.difference,
        interval=found.interval,
        wins=found.wins,
        losses=found.losses,
        p_value=found.p_value,
    )


def _columns(board: Leaderboard) -> list[str]:
    return [*board.groups, *([AVERAGE] if len(board.groups) > 1 else [])]


def _pass_table(board: Leaderboard) -> Table:
    rows = []
    for entry in board.entries:
        cells: list[Cell] = [entry.run, entry.method, entry.model]
        overall = entry.passed[ALL]
        cells += [percent(overall.pass_rate), span(overall.interval)]
        cells += [percent(entry.passed[group].pass_rate) if group in entry.passed else "-" for group in board.groups]
        if len(board.groups) > 1:
            cells.append(percent(entry.average) if entry.average is not None else "-")
        rows.append(tuple(cells))
    header = ("run", "method", "model", "pass rate", "95 % interval", *_columns(board))
    return Table("Pass rate (ToolEval)", header, tuple(rows))


def _win_table(board: Leaderboard) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            entry.run,
            percent(entry.wins[ALL].win_rate),
            span(entry.wins[ALL].interval),
            entry.wins[ALL].wins,
            entry.wins[ALL].losses,
            entry.wins[ALL].ties,
            *(percent(entry.wins[group].win_rate) if group in entry.wins else "-" for group in board.groups),
        )
        for entry in board.entries
        if entry.wins
    ]
    header = ("run", "win rate", "95 % interval", "wins", "losses", "ties", *board.groups)
    return Table(f"Win rate (ToolEval) against {board.reference}", header, tuple(rows))


def _difference_table(board: Leaderboard) -> Table:
    rows = [
        (
            entry.run,
            f"{100 * found.difference:+.1f}",
            f"{100 * found.interval[0]:+.1f} to {100 * found.interval[1]:+.1f}",
            found.wins,
            found.losses,
            f"{found.p_value:.2g}",
        )
        for entry in board.entries
        if (found := entry.against)
    ]
    header = ("run", "points", "95 % interval", "only it passed", "only the reference", "p (McNemar)")
    return Table(f"Pass rate minus that of {board.reference}, paired", header, tuple(rows))


def _outcome_table(board: Leaderboard) -> Table:
    names = list(dict.fromkeys(name for entry in board.entries for name in entry.outcomes))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            entry.run,
            *(entry.outcomes.get(name, 0) for name in names),
            percent(entry.sopr.sopr) if entry.sopr else "-",
        )
        for entry in board.entries
    )
    return Table("What the instructions came to", ("run", *names, "SoPR (StableToolBench)"), rows)


def _cost_table(board: Leaderboard) -> Table:
    rows = tuple(
        (entry.run, entry.model_calls, entry.api_calls, entry.tokens, f"{entry.cost:.2f}") for entry in board.entries
    )
    return Table("What it took", ("run", "model calls", "API calls", "tokens", "US dollars"), rows)
