"""What a model came to on the leaderboard's categories: scores by category, and the summary figures that are whole."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from apis.model import Value
from eval.bfcl.aggregate import Aggregate, Count, aggregates
from eval.bfcl.ask import read_results
from eval.bfcl.data import CATEGORIES, read_items, read_truths
from eval.bfcl.score import CategoryScore, Rules, score
from eval.plots import Mark, Plot
from eval.tables import Table, percent
from toolsearch.budget import Usage
from toolsearch.disk import replace

FEW = 3
"""So many missing categories are named."""


class BfclReport(Value):
    """What `scores-RULES.json` holds."""

    schema_version: Literal[1] = 1
    model: str
    rules: Rules
    data: Literal["BFCL v4"] = "BFCL v4"
    categories: dict[str, CategoryScore]
    mean: float
    """Plain mean of the categories that were run, 0..1: a figure of this project, not of the leaderboard."""
    aggregates: tuple[Aggregate, ...]
    """The leaderboard's figures; by `bfcl` rules they can be set beside its own of the same data."""
    usage: Usage


def results_path(folder: Path, category: str) -> Path:
    """Say where the results of a category stand in a folder."""
    return folder / f"{category}.jsonl"


def report(folder: Path, data: Path, *, model: str, rules: Rules, limit: int | None = None) -> BfclReport:
    """Score every category that a folder has results of, and write `scores-RULES.json` there.

    Args:
        folder: with one file of results for each category.
        data: the leaderboard's data folder.
        model: who answered.
        rules: how calls are checked.
        limit: the first questions of each category only; summary figures then have no value.

    Raises:
        RunError: a data file is missing, or the disk refuses.
        RecordError: a line of a file is not what it must be; names file and line.
    """
    usage, scores = Usage(), {}
    for category in CATEGORIES:
        if not results_path(folder, category).is_file():
            continue
        results = read_results(results_path(folder, category))
        items = read_items(data, category)[:limit]
        scores[category] = score(category, items, results, read_truths(data, category), rules)
        usage = sum((result.usage for result in results.values()), start=usage)
    made = BfclReport(
        model=model,
        rules=rules,
        categories=scores,
        mean=sum(found.score for found in scores.values()) / len(scores) if scores else 0.0,
        aggregates=tuple(aggregates({} if limit else _counts(scores))),
        usage=usage,
    )
    replace(folder / f"scores-{rules}.json", made.model_dump_json(indent=2).encode() + b"\n")
    return made


def plots(found: BfclReport) -> list[Plot]:
    """Return one plot of the categories' scores."""
    marks = tuple(Mark(category, one.score, one.interval) for category, one in found.categories.items())
    return [Plot(f"Scores of {found.model}, {found.rules} rules", marks)]


def tables(found: BfclReport) -> list[Table]:
    """Return the tables of a report: categories, and the summary figures that are whole."""
    rows = tuple(
        (
            category,
            percent(one.score),
            f"{100 * one.interval[0]:.1f} to {100 * one.interval[1]:.1f}",
            one.right,
            one.asked,
            one.unanswered,
            one.defects,
        )
        for category, one in found.categories.items()
    )
    header = ("category", "score", "95 % interval", "right", "asked", "no reply", "wrong by defects of the data")
    whole = _figures(found.aggregates)
    plain = (f"mean of {len(rows)} categories (not a leaderboard figure)", percent(found.mean))
    return [
        Table(f"BFCL v4, rules {found.rules}", header, rows),
        Table("Summary", ("figure", "score"), (*whole, plain)),
    ]


def lacking(found: BfclReport) -> str:
    """Say which summary figures are not told, and what they lack where it is little."""
    return "; ".join(f"{one.name} ({_few(one.missing)})" for one in found.aggregates if one.missing)


def _few(missing: Sequence[str]) -> str:
    return ", ".join(missing) if len(missing) <= FEW else f"{len(missing)} categories"


def _figures(figures: Sequence[Aggregate]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, percent(one.score)) for one in figures if one.score is not None)


def _counts(scores: Mapping[str, CategoryScore]) -> dict[str, Count]:
    return {category: Count(one.right, one.asked) for category, one in scores.items() if not one.unanswered}
