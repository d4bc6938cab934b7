"""`toolsearch eval`: what runs came to, and the bench they are measured on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apis.errors import ConfigError
from toolsearch.cli import eval_agreement, eval_bfcl, eval_board, eval_import, eval_judge, options, plots
from toolsearch.cli.eval_judge import Shown, show_report
from toolsearch.cli.output import note, say, show_json

if TYPE_CHECKING:
    from eval.hubbench.mix import Mix

app = typer.Typer(help="Judge runs: pass and win rates with intervals, HubBench, BFCL.", no_args_is_help=True)

app.command("pass-rate")(eval_judge.pass_rate)
app.command("win-rate")(eval_judge.win_rate)
app.command("import")(eval_import.import_answers)
app.command("bfcl")(eval_bfcl.bfcl)
app.command("leaderboard")(eval_board.leaderboard)
app.command("agreement")(eval_agreement.agreement)


@app.command()
def hubbench(
    run: Annotated[Path | None, typer.Argument(metavar="[RUN]", help="A run, or a folder of runs.")] = None,
    key: eval_judge.KeyDir = None,
    make: Annotated[
        Path | None, typer.Option("--make", metavar="DIR", help="Write a bench into this folder instead.")
    ] = None,
    seed: options.Seed = 0,
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, help="Instructions to make.")] = 300,
    hard: Annotated[
        bool, typer.Option("--hard", help="Also questions that take more than reading values off.")
    ] = False,
    unsolvable: Annotated[
        float, typer.Option(metavar="SHARE", help="Share that no offered API can solve; the key alone tells which.")
    ] = 0.0,
    paraphrases: Annotated[
        float, typer.Option(metavar="SHARE", help="Share that asks the same as an earlier one, in other words.")
    ] = 0.0,
    held_out: Annotated[bool, typer.Option("--held-out", help="In words that the public bench has not.")] = False,
    plot: plots.Draw = False,
    json: options.AsJson = False,
) -> None:
    """Check the answers of a run on HubBench, or make a bench.

    Made are DIR/instructions.jsonl, for `toolsearch annotate`, and DIR/key/, which only this command and `eval
    pass-rate` open.

    Example: toolsearch eval hubbench --make bench --seed 7 --count 600 --unsolvable 0.1 --paraphrases 0.1
    """
    if (run is None) == (make is None):
        raise ConfigError("eval hubbench takes a RUN to check or --make DIR, one of the two")
    if make is not None:
        from eval.hubbench.mix import Mix

        mix = Mix(unsolvable=unsolvable, paraphrases=paraphrases, held_out=held_out)
        _make(make, seed, count, mix, hard=hard, json=json)
    elif run is not None:
        from eval.report import report

        show_report(report(run, key=key), run, Shown.as_asked(json=json, plot=plot))


def _make(folder: Path, seed: int, count: int, mix: "Mix", *, hard: bool, json: bool) -> None:
    from eval.hubbench.composition import composition
    from eval.hubbench.make import make, write
    from eval.hubbench.makers import Pool

    bench = make(seed, count, pool=Pool.load(hard=hard, held_out=mix.held_out), mix=mix)
    path = write(bench, folder)
    made = composition(bench)
    if json:
        show_json({"instructions": str(path), "seed": seed, "split": mix.split} | made.model_dump())
        return
    set_apart = f"{made.unsolvable} cannot be solved, {made.paraphrases} ask again in other words"
    note(f"{made.count} instructions, {made.planted} with a planted cause, {made.late} of them late; {set_apart}")
    say(str(path))
