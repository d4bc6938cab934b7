"""`toolsearch eval import`: other projects' answers as runs, their judgements as verdicts."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from toolsearch.cli import options
from toolsearch.cli.output import note, say, show_json


def import_answers(
    kind: Annotated[
        Literal["toolbench", "verdicts"],
        typer.Argument(
            metavar="KIND", help="toolbench: answers of ToolBench, StableToolBench, ToolEval; verdicts: their results."
        ),
    ],
    source: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Answer files, folders of them, or converted files; for verdicts one result file."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="RUN", help="The run's folder; for verdicts, that of the answers judged.")
    ],
    queries: Annotated[
        list[Path],
        typer.Option(
            "--queries",
            metavar="FILE",
            help="ToolBench's query files: all of them are instructions, answered or not; may be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ],
    model: Annotated[str | None, typer.Option("--model", metavar="NAME", help="Whose answers they are.")] = None,
    judge: Annotated[str, typer.Option("--judge", metavar="NAME", help="Whose verdicts they are.")] = "published",
    json: options.AsJson = False,
) -> None:
    """Make a run of answers that ToolBench or StableToolBench wrote, or verdicts of what their judges said of it.

    Example: toolsearch eval import toolbench data_example/answer --out runs/toolbench
    """
    if kind == "verdicts":
        _verdicts(source, out, judge, json)
    else:
        _answers(source, out, queries, model, json)


def _answers(source: Path, out: Path, queries: list[Path], model: str | None, json: bool) -> None:
    from eval.importing import import_toolbench

    made = import_toolbench(source, out, queries=queries, model=model)
    if json:
        counts = {"instructions": made.instructions, "answers": made.answers, "left_out": made.left_out}
        show_json({"run": str(made.run), "methods": list(made.methods)} | counts)
        return
    if made.left_out:
        note(f"{made.left_out:,} answers are left out: their queries are in none of the files")
    if not queries:
        note("queries that nobody answered are not there: name ToolBench's query files with --queries to count them")
    say(f"{made.run}: {made.answers:,} answers to {made.instructions:,} instructions")


def _verdicts(source: Path, out: Path, judge: str, json: bool) -> None:
    from eval.importing import import_verdicts

    path, count = import_verdicts(source, out, judge)
    if json:
        show_json({"verdicts": str(path), "count": count, "judge": judge})
        return
    say(f"{path}: {count:,} verdicts")
