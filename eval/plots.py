"""The figures of a report that are better looked at than read: shares with their intervals. Draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.outcome import Rate, Report, SoprReport, WinRate, WinReport
from eval.stats import Interval


@dataclass(frozen=True, slots=True)
class Mark:
    """One share."""

    name: str
    share: float
    """0..1"""
    interval: Interval
    """95 %"""


@dataclass(frozen=True, slots=True)
class Plot:
    """Shares that are compared with one another."""

    title: str
    marks: tuple[Mark, ...]


def plots(report: Report) -> list[Plot]:
    """Return a plot of the methods, then one of each group and each planted cause; those that compare something."""
    methods = report.methods
    groups = _parts({name: one.by_group for name, one in methods.items()})
    causes = _parts({name: one.by_cause for name, one in methods.items()})
    return [
        Plot("Pass rate", tuple(_mark(name, one) for name, one in methods.items())),
        *(Plot(f"Pass rate, {name}", marks) for name, marks in {**groups, **causes}.items()),
    ]


def sopr_plots(report: SoprReport) -> list[Plot]:
    """Return one plot of StableToolBench's rates."""
    return [Plot("SoPR", tuple(Mark(name, one.sopr, one.interval) for name, one in report.methods.items()))]


def win_plots(report: WinReport) -> list[Plot]:
    """Return one plot of the win rates, over everything and by group."""
    found: dict[str, WinRate] = {"all": report, **report.by_group}
    marks = tuple(Mark(name, one.win_rate, one.interval) for name, one in found.items())
    return [Plot(f"Win rate of {report.run} against {report.reference}", marks)]


def _parts(rates: Mapping[str, Mapping[str, Rate]]) -> dict[str, tuple[Mark, ...]]:
    """Return for each part of the instructions the methods that were given it."""
    names: Sequence[str] = list(dict.fromkeys(part for parts in rates.values() for part in parts))
    return {part: tuple(_mark(name, parts[part]) for name, parts in rates.items() if part in parts) for part in names}


def _mark(name: str, rate: Rate) -> Mark:
    return Mark(name, rate.pass_rate, rate.interval)
