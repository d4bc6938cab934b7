"""`toolsearch train`: what runs and dialogs hold, in the forms that trainers read; and fine-tuning on it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from toolsearch.cli import options
from toolsearch.cli.output import note, say, show_json

if TYPE_CHECKING:
    from toolsearch.training.export import Written

app = typer.Typer(help="Export training data, and fine-tune on it.", no_args_is_help=True)

FORMAT_HELP = (
    "openai, openai-objects, sharegpt, parquet, hermes, qwen, llama-json, llama-pythonic, bfcl, toolllama, atif; of "
    "runs also preferences and toolbench-answers."
)


@app.command()
def export(
    sources: Annotated[
        list[Path], typer.Argument(metavar="RUN|FILE...", help="Runs, folders of runs, or files of samples.")
    ],
    form: Annotated[str, typer.Option("--format", help=FORMAT_HELP, metavar="F")],
    out: Annotated[Path, typer.Option("--out", help="A file, or a folder for atif and toolbench-answers.",
                                      metavar="PATH")],
    keep: Annotated[
        Literal["passed", "all"], typer.Option("--keep", help="Only what was verified or judged as solved, or all.")
    ] = "passed",
    judge: Annotated[
        str | None, typer.Option("--judge", help="Whose verdicts count, where a run has several.", metavar="NAME")
    ] = None,
    hold_out: Annotated[
        float, typer.Option("--hold-out", help="Share of APIs, tools or categories kept for testing, in NAME.test.",
                            metavar="P", min=0, max=0.9),
    ] = 0.0,
    by: Annotated[Literal["api", "tool", "category"], typer.Option("--by", help="What is held out.")] = "tool",
    apis: Annotated[
        Path | None, typer.Option("--apis", help="Made APIs, for --by category.", metavar="FILE")
    ] = None,
    thoughts: Annotated[bool, typer.Option("--thoughts", help="Put each thought before its message.")] = False,
    seed: options.Seed = 0,
    catalog: Annotated[
        Path | None, typer.Option("--catalog", help="The catalog, for --by category.", metavar="FILE")
    ] = None,
    json: options.AsJson = False,
) -> None:  # fmt: skip
    """Write samples and solution paths as trainers read them; duplicates are left out, no call is.

    Calls are read back from each written row and compared; how many went in and came out is told.

    Example: toolsearch train export verified.jsonl --format sharegpt --out data/train.jsonl
    """
    from toolsearch.cli import exporting

    wanted = exporting.Wanted(
        sources=tuple(sources),
        form=form,
        out=out,
        keep=keep,
        judge=judge,
        hold_out=hold_out,
        by=by,
        known=exporting.Known(catalog, apis),
        thoughts=thoughts,
        seed=seed,
    )
    written = exporting.export(wanted)
    show_json(written.document()) if json else _show(written)
    if not any(written.files.values()):
        note("error: nothing was left to write: verify or judge first, or --keep all")
        raise typer.Exit(1)


def _show(written: "Written") -> None:
    counts = written.counts
    for file, rows in written.files.items():
        say(f"{file}: {rows:,} rows")
    say(f"read {counts.read:,}; not passed {counts.not_passed:,}; duplicates {counts.duplicates:,}; "
        f"mixed with what is held out {counts.mixed:,}")  # fmt: skip
    say(f"calls: {written.calls_in:,} in, {written.calls_out:,} out")
