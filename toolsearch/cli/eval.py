"""`toolsearch eval`: what runs came to, and the bench they are measured on."""

from pathlib import Path
from typing import Annotated

import typer

from apis.errors import ConfigError
from toolsearch.cli import eval_agreement, eval_bfcl, eval_board, eval_import, eval_judge, options
from toolsearch.cli.eval_judge import show_report
from toolsearch.cli.output import note, say, show_json

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

        show_report(report(run, key=key), run, json)


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
