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


@app.command()
def sft(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A file that `train export` wrote.")],
    model: Annotated[Path, typer.Option("--model", help="The folder of the model to start from.", metavar="PATH")],
    out: Annotated[Path, typer.Option("--out", help="Where the tuned model goes; the same one goes on.",
                                      metavar="DIR")],
    recipe: Annotated[str, typer.Option("--recipe", help="toolace (LoRA), full, or toolllm.", metavar="R")] = "toolace",
    epochs: Annotated[float | None, typer.Option("--epochs", metavar="N", min=0)] = None,
    learning_rate: Annotated[float | None, typer.Option("--learning-rate", metavar="X", min=0)] = None,
    batch: Annotated[int | None, typer.Option("--batch", help="Samples of one step.", metavar="N", min=1)] = None,
    per_device: Annotated[int | None, typer.Option("--per-device", help="Samples at once on one device.", metavar="N",
                                                   min=1)] = None,
    length: Annotated[int | None, typer.Option("--length", help="Tokens of the longest sample; longer ones are left "
                                               "out.", metavar="N", min=1)] = None,
    loss: Annotated[Literal["assistant", "all"], typer.Option("--loss", help="Whose tokens are learnt.")] = "assistant",
    packing: Annotated[bool, typer.Option("--packing", help="Put several samples into one row.")] = False,
    bf16: Annotated[bool, typer.Option("--bf16", help="Compute in bfloat16.")] = False,
    max_steps: Annotated[int | None, typer.Option("--max-steps", metavar="N", min=1)] = None,
    save_steps: Annotated[int | None, typer.Option("--save-steps", help="Steps between checkpoints.", metavar="N",
                                                   min=1)] = None,
    stop_after: Annotated[int | None, typer.Option("--stop-after", help="Stop at this step; the same command without "
                                                   "it goes on.", metavar="N", min=1)] = None,
    seed: options.Seed = 0,
    json: options.AsJson = False,
) -> None:  # fmt: skip
    """Fine-tune a model; what comes out runs as `local:DIR`.

    Without options it is ToolACE's recipe: LoRA of rank 16 and alpha 32 on all linear layers, learning rate 1e-4,
    cosine, warm-up 0.1, batch 48, 3 epochs, loss on what the assistant says. Several GPUs: `accelerate launch` it.

    Example: toolsearch train sft data/train.jsonl --model tiny --out tuned
    """
    from toolsearch.cli import tuning
    from toolsearch.training.job import is_first
    from toolsearch.training.recipe import recipe as named

    wanted = named(recipe, epochs=epochs, learning_rate=learning_rate, batch=batch, per_device=per_device,
                   length=length, loss=loss, packing=packing, bf16=bf16, max_steps=max_steps, save_steps=save_steps,
                   seed=seed)  # fmt: skip
    trained = tuning.tune(data, model, out, wanted, stop_after)
    if not is_first():
        return
    if trained is None:
        note(f"stopped at step {stop_after}: the same command without --stop-after goes on from there")
    elif json:
        show_json(trained.model_dump())
    else:
        say(f"{trained.samples:,} samples ({trained.too_long:,} too long), {trained.tokens:,} tokens an epoch, "
            f"{trained.learnt:,} of them learnt")  # fmt: skip
        say(f"{trained.trainable:,} of {trained.parameters:,} parameters trained for {trained.steps:,} steps in "
            f"{trained.seconds:.1f} s")  # fmt: skip
        if trained.curve:
            say(f"loss {trained.curve[0].loss:.3f} at the first step, {trained.curve[-1].loss:.3f} at the last")
        say(f"run it: --model local:{out}")
