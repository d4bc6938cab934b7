"""`toolsearch eval`: what runs came to, and the bench they are measured on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apis.errors import ConfigError
from toolsearch.cli import options
from toolsearch.cli.output import note, say, show_json, show_table

if TYPE_CHECKING:
    from eval.outcome import Report

app = typer.Typer(help="Judge runs: pass rates with intervals, HubBench.", no_args_is_help=True)

Runs = Annotated[Path, typer.Argument(metavar="RUN", help="A run, or a folder of runs.")]
KeyDir = Annotated[
    Path | None,
    typer.Option("--key", metavar="DIR", help="The folder with the answers' key, where it is not RUN/../hubbench/key."),
]


@app.command("pass-rate")
def pass_rate(run: Runs, key: KeyDir = None, json: options.AsJson = False) -> None:
    """Tell which share of its instructions a run solved, with an interval; compare where there are several runs.

    Answers are checked against the key of their instructions; where no key is found, the verdicts recorded in the run
    count. Writes report.json and report.md.

    Example: toolsearch eval pass-rate runs/demo
    """
    from eval.report import report

    _show(report(run, key=key, replay=True), run, json)


@app.command()
def hubbench(
    run: Annotated[Path | None, typer.Argument(metavar="[RUN]", help="A run, or a folder of runs.")] = None,
    key: KeyDir = None,
    make: Annotated[
        Path | None, typer.Option("--make", metavar="DIR", help="Write a bench into this folder instead.")
    ] = None,
    seed: options.Seed = 0,
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, help="Instructions to make.")] = 300,
    hard: Annotated[
        bool, typer.Option("--hard", help="Also questions that take more than reading values off.")
    ] = False,
    json: options.AsJson = False,
) -> None:
    """Check the answers of a run on HubBench, or make a bench.

    Made are DIR/instructions.jsonl, for `toolsearch annotate`, and DIR/key/, which only this command and `eval
    pass-rate` open.

    Example: toolsearch eval hubbench --make runs/mine/hubbench --seed 7
    """
    if (run is None) == (make is None):
        raise ConfigError("eval hubbench takes a RUN to check or --make DIR, one of the two")
    if make is not None:
        _make(make, seed, count, hard=hard, json=json)
    elif run is not None:
        from eval.report import report

        _show(report(run, key=key), run, json)


def _make(folder: Path, seed: int, count: int, *, hard: bool, json: bool) -> None:
    from collections import Counter

    from eval.hubbench.make import make, write
    from eval.hubbench.makers import Pool

    bench = make(seed, count, pool=Pool.load(hard=hard))
    path = write(bench, folder)
    groups = Counter(str(instruction.group) for instruction in bench.instructions)
    causes = Counter(key.cause or "none" for key in bench.keys)
    late = sum(key.late for key in bench.keys)
    if json:
        counts = {"groups": dict(sorted(groups.items())), "causes": dict(sorted(causes.items())), "late": late}
        show_json({"instructions": str(path), "seed": seed, "count": len(bench.instructions)} | counts)
        return
    note(f"{len(bench.instructions)} instructions, {count - causes['none']} with a planted cause, {late} of them late")
    say(str(path))


def _show(report: "Report", folder: Path, json: bool) -> None:
    from eval.tables import tables

    if json:
        show_json(report.model_dump(mode="json"))
        return
    for table in tables(report):
        say(table.title)
        show_table(table.header, table.rows)
        say()
    note(f"written: {folder / 'report.json'}, {folder / 'report.md'}")
