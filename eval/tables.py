"""The rows of a report, for Markdown and for a terminal. Draws nothing and computes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.outcome import Comparison, MethodReport, Rate, Report

Cell = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """A title, a header and rows as wide as the header."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(report: Report) -> list[Table]:
    """Return the tables of a report: methods, groups, causes, subsets, comparisons; those that have rows."""
    methods = report.methods
    found = [
        _methods(methods),
        _split("Pass rate by group", {name: method.by_group for name, method in methods.items()}),
        _split("Pass rate by planted cause", {name: method.by_cause for name, method in methods.items()}),
        _apart("Instructions whose planted API was called", {n: m.tempted for n, m in methods.items()}),
        _apart("Instructions that need a held-out tool", {n: m.held_out for n, m in methods.items()}),
        _comparisons(report.comparisons),
    ]
    return [table for table in found if table.rows]


def markdown(report: Report) -> str:
    """Write a report as Markdown."""
    parts = ["# Report", f"Judge: {report.judge}. Intervals are 95 %, by bootstrap over instructions."]
    parts += [f"## {table.title}\n\n{_markdown(table)}" for table in tables(report)]
    return "\n\n".join(parts) + "\n"


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
    low, high = rate.interval
    return f"{100 * low:.1f} to {100 * high:.1f}"


def _markdown(table: Table) -> str:
    right = [all(isinstance(row[column], int) for row in table.rows) for column in range(len(table.header))]
    rule = ["---:" if flush else "---" for flush in right]
    lines = [table.header, rule, *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else cell.replace("|", "\\|")
