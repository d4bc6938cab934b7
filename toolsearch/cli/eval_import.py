"""`toolsearch eval import`: other projects' answers as runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from toolsearch.cli import options
from toolsearch.cli.output import note, say, show_json


def import_answers(
    kind: Annotated[
        Literal["toolbench"], typer.Argument(metavar="KIND", help="toolbench: ToolBench, StableToolBench, ToolEval.")
    ],
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="Answer files, folders of them, or converted ToolEval files.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="RUN", help="The run's folder.")],
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
    json: options.AsJson = False,
) -> None:
    """Make a run of answers that ToolBench or StableToolBench wrote, to be judged like any other.

    Example: toolsearch eval import toolbench data_example/answer --out runs/toolbench
    """
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
