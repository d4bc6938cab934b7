"""The rows of a report, for Markdown and for a terminal. Draws nothing and computes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.outcome import (
    Comparison,
    HubPart,
    HubScore,
    MethodReport,
    Rate,
    Recognition,
    Report,
    SoprReport,
    WinRate,
    WinReport,
)
from eval.stats import Interval

Cell = str | int
OUTCOMES = ("passed", "failed", "unsolvable", "unsure", "tie", "unjudged")


@dataclass(frozen=True, slots=True)
class Table:
    """A title, a header and rows as wide as the header."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(report: Report) -> list[Table]:
    """Return the tables of a report: methods, groups, causes, subsets, HubBench, comparisons; those that have rows."""
    methods = report.methods
    found = [
        _methods(methods),
        _outcomes(report),
        _split("Pass rate by group", {name: method.by_group for name, method in methods.items()}),
        _split("Pass rate by planted cause", {name: method.by_cause for name, method in methods.items()}),
        _apart("Instructions whose planted API was called", {n: m.tempted for n, m in methods.items()}),
        _apart("Instructions that need a held-out tool", {n: m.held_out for n, m in methods.items()}),
        *_hubbench({name: method.hubbench for name, method in methods.items() if method.hubbench}),
        _comparisons(report.comparisons),
    ]
    return [table for table in found if table.rows]


def markdown(report: Report) -> str:
    """Write a report as Markdown."""
    parts = ["# Report", f"Judge: {report.judge}. {_rule(report)} Intervals are 95 %, by bootstrap over instructions."]
    if told := caution(report.judge):
        parts.append(told)
    parts += [f"## {table.title}\n\n{markdown_table(table)}" for table in tables(report)]
    return "\n\n".join(parts) + "\n"


def sopr_tables(report: SoprReport) -> list[Table]:
    """Return the tables of StableToolBench's rates: methods, groups, comparisons; those that have rows."""
    header = ("method", "SoPR", "95 % interval", "spread over votes", "votes", "instructions")
    rows = tuple(
        (name, percent(one.sopr), span(one.interval), percent(one.spread), one.votes, one.instructions)
        for name, one in report.methods.items()
    )
    groups = dict.fromkeys(group for one in report.methods.values() for group in one.by_group)
    split = tuple(
        (
            group,
            *(percent(one.by_group[group].sopr) if group in one.by_group else "-" for one in report.methods.values()),
        )
        for group in groups
    )
    found = [
        Table("SoPR (StableToolBench)", header, rows),
        Table("SoPR by group", ("", *report.methods), split),
        _comparisons(report.comparisons),
    ]
    return [table for table in found if table.rows]


def win_tables(report: WinReport) -> list[Table]:
    """Return the tables of a win rate: the whole, its groups, the judge's bias."""
    name = "SoWR (StableToolBench)" if report.rule == "sowr" else "Win rate (ToolEval)"
    header = ("", "win rate", "95 % interval", "wins", "losses", "ties", "instructions", "with half the ties")
    rows = [_wins("all", report), *(_wins(group, found) for group, found in report.by_group.items())]
    title = f"{name} of {report.run} ({report.method}) against {report.reference} ({report.reference_method})"
    about: list[tuple[Cell, ...]] = [
        ("judge", report.judge),
        ("sign test, p", f"{report.p_value:.2g}"),
        ("decided by what they came to", f"{report.by_status:,} of {report.instructions:,}"),
    ]
    if report.open:
        about.append(("ties for want of a preference", f"{report.open:,}"))
    if report.bias:
        bias = report.bias
        about.append(("same ruling in both orders", f"{percent(bias.consistent)} of {bias.pairs:,} pairs"))
        about.append(("rulings for the answer shown first", f"{percent(bias.first)} ({span(bias.interval)})"))
    return [Table(title, header, tuple(rows)), Table("How it was decided", ("what", ""), tuple(about))]


def caution(judge: str) -> str | None:
    """Say what must be known of a judge's figures; None where nothing must."""
    if "heuristic" not in judge.split(", "):
        return None
    return (
        "The heuristic judge is rules that work offline: it sees whether an answer's facts were seen in results, not "
        "whether they are what was asked. Take its figures for a rehearsal."
    )


def percent(share: float) -> str:
    """Write a fraction as a percentage.

    >>> percent(0.7333)
    '73.3 %'
    """
    return f"{100 * share:.1f} %"


def _methods(methods: Mapping[str, MethodReport]) -> Table:
    header = ("method", "pass rate", "95 % interval", "passed", "model calls", "API calls", "tokens", "seconds")
    rows = tuple(
        (
            name,
            percent(method.pass_rate),
            _range(method),
            f"{method.passed}/{method.instructions}",
            method.model_calls,
            method.api_calls,
            method.tokens,
            f"{method.seconds:.1f}",
        )
        for name, method in methods.items()
    )
    return Table("Methods", header, rows)


def _rule(report: Report) -> str:
    votes = f", {report.votes} votes" if report.votes > 1 else ""
    passes = "count as passed" if report.unsolvable_passes else "do not count as passed"
    return f"Rule: ToolEval's table{votes}; unsolvable instructions {passes}."


def _outcomes(report: Report) -> Table:
    """Show what did not simply pass or fail; no rows where there is no such thing."""
    rows = tuple(
        (name, *(method.outcomes.get(outcome, 0) for outcome in OUTCOMES), *_sopr(method))
        for name, method in report.methods.items()
    )
    plain = all(set(method.outcomes) <= {"passed", "failed"} for method in report.methods.values())
    header = ("method", *OUTCOMES, "SoPR (StableToolBench)", "its spread over votes")
    return Table("What the votes came to", header, () if plain and report.votes == 1 else rows)


def _sopr(method: MethodReport) -> tuple[Cell, Cell]:
    return (percent(method.sopr.sopr), percent(method.sopr.spread)) if method.sopr else ("-", "-")


def _wins(name: str, found: WinRate) -> tuple[Cell, ...]:
    counts = (found.wins, found.losses, found.ties, found.instructions)
    return (name, percent(found.win_rate), span(found.interval), *counts, percent(found.half))


def _split(title: str, rates: Mapping[str, Mapping[str, Rate]]) -> Table:
    names = dict.fromkeys(part for parts in rates.values() for part in parts)
    sizes = {part: parts[part].instructions for parts in rates.values() for part in parts}
    rows = [(name, sizes[name], *(_share(parts.get(name)) for parts in rates.values())) for name in names]
    return Table(title, ("", "instructions", *rates), tuple(rows))


def _share(rate: Rate | None) -> Cell:
    return percent(rate.pass_rate) if rate else "-"


def _apart(title: str, rates: Mapping[str, Rate | None]) -> Table:
    rows = tuple(
        (name, percent(found.pass_rate), _range(found), f"{found.passed}/{found.instructions}")
        for name, found in rates.items()
        if found
    )
    return Table(title, ("method", "pass rate", "95 % interval", "passed"), rows)


def _hubbench(scores: Mapping[str, HubScore]) -> list[Table]:
    """Return what HubBench tells beyond pass rates: levels, calls (by part of one run), the unsolvable, paraphrases."""
    recognised = [(name, found.unsolvable) for name, found in scores.items() if found.unsolvable]
    pairs = [(name, found.paraphrases) for name, found in scores.items() if found.paraphrases]
    by_part = tuple(_calls_by_part(scores)) if len(scores) == 1 else ()
    calls = (
        "pass rate",
        "needed",
        "made",
        "precision",
        "recall",
        "failed",
        "repeated",
        "off the path",
        "not needed",
        "given up",
    )
    ends = ("recognised", "95 % interval", "instructions", "gave up", "said so", "solved all the same", "invented")
    return [
        _levels("Pass rate by level of difficulty", {name: found.by_level for name, found in scores.items()}),
        _levels("Pass rate by calls in a row", {name: found.by_steps for name, found in scores.items()}),
        Table("Calls, where a solution exists", ("method", *calls), tuple(_calls(n, s) for n, s in scores.items())),
        Table("Calls by group and level", ("method", "", *calls), by_part),
        Table(
            "Instructions that cannot be solved",
            ("method", *ends, "unfinished"),
            tuple((name, *_recognition(found)) for name, found in recognised),
        ),
        Table(
            "The same in other words",
            ("method", "pairs", "both passed", "one passed", "neither"),
            tuple((name, found.pairs, found.both, found.one, found.neither) for name, found in pairs),
        ),
    ]


def _levels(title: str, parts: Mapping[str, Mapping[str, HubPart]]) -> Table:
    rates = {n: {level: part.solvable for level, part in of.items() if part.solvable} for n, of in parts.items()}
    return _split(title, {name: dict(sorted(found.items())) for name, found in rates.items()})


def _calls(name: str, part: HubPart) -> tuple[Cell, ...]:
    calls = part.calls
    shares = tuple("-" if share is None else percent(share) for share in (calls.precision, calls.recall))
    wasted = (calls.failed, calls.repeated, calls.off_path, calls.unneeded)
    return (name, _share(part.solvable), calls.needed, calls.made, *shares, *wasted, part.given_up)


def _calls_by_part(scores: Mapping[str, HubScore]) -> Iterator[tuple[Cell, ...]]:
    for method, found in scores.items():
        levels = {f"level {level}": part for level, part in found.by_level.items()}
        for name, part in {**found.by_group, **levels}.items():
            yield (method, *_calls(name, part))


def _recognition(found: Recognition) -> tuple[Cell, ...]:
    ends = (found.gave_up, found.said_so, found.known, found.invented, found.unfinished)
    return (percent(found.pass_rate), _range(found), found.instructions, *ends)


def _comparisons(comparisons: Sequence[Comparison]) -> Table:
    header = ("", "over", "instructions", "difference", "95 % interval", "wins", "losses", "p (McNemar)")
    rows = [
        _comparison(found, over)
        for pair in comparisons
        for over, found in (("all", pair), ("without a planted cause", pair.unplanted))
        if found
    ]
    return Table("Comparisons, in points", header, tuple(rows))


def _comparison(found: Comparison, over: str) -> tuple[Cell, ...]:
    low, high = found.interval
    interval = f"{100 * low:+.1f} to {100 * high:+.1f}"
    difference, p_value = f"{100 * found.difference:+.1f}", f"{found.p_value:.2g}"
    pair = f"{found.a} - {found.b}"
    return pair, over, found.instructions, difference, interval, found.wins, found.losses, p_value


def _range(rate: Rate) -> str:
    return span(rate.interval)


def span(interval: Interval) -> str:
    """Write an interval of fractions in percent.

    >>> span((0.25, 0.5))
    '25.0 to 50.0'
    """
    low, high = interval
    return f"{100 * low:.1f} to {100 * high:.1f}"


def markdown_table(table: Table) -> str:
    """Write a table as Markdown."""
    right = [all(isinstance(row[column], int) for row in table.rows) for column in range(len(table.header))]
    rule = ["---:" if flush else "---" for flush in right]
    lines = [table.header, rule, *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else cell.replace("|", "\\|")
