"""`toolsearch demo`: the main job from end to end, on this machine alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolsearch.cli import options
from toolsearch.cli.output import say, show_json, show_tables

if TYPE_CHECKING:
    from eval.outcome import Report


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of its runs, made or resumed.")] = Path(
        "runs/demo"
    ),
    count: Annotated[int, typer.Option("--count", help="Instructions.", metavar="N", min=3)] = 300,
    seed: options.Seed = 0,
    concurrency: options.Concurrency = 16,
    json: options.AsJson = False,
) -> None:
    """Start the hub, build a catalog from it, annotate HubBench three ways, check the answers, compare.

    The same command again goes on where it stopped; where all is done it only reports.

    Example: toolsearch demo --out runs/demo
    """
    from toolsearch.cli import demonstrating

    report = demonstrating.demonstrate(out, count=count, seed=seed, concurrency=concurrency)
    if json:
        show_json(report.model_dump(mode="json"))
    else:
        _show(report, out)


def _show(report: "Report", out: Path) -> None:
    from eval.tables import tables

    show_tables(tables(report))
    runs = [str(out / method.run) for method in report.methods.values()]
    say(f"the runs: {', '.join(runs)}")
    say(f"the report: {out / 'report.json'}, {out / 'report.md'}")
