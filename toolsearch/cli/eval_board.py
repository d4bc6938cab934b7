"""`toolsearch eval leaderboard`: many runs side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apis.errors import ConfigError
from toolsearch.cli import eval_judge, options
from toolsearch.cli.groups import spread
from toolsearch.cli.output import note, say, show_json, show_tables

if TYPE_CHECKING:
    from eval.leaderboard import Leaderboard


@spread
def leaderboard(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="Runs, or folders of runs.", show_default=False)],
    judge: eval_judge.Judging,
    reference: Annotated[
        Path | None, typer.Option("--reference", metavar="RUN", help="Compare every run with this one of them.")
    ] = None,
    rounds: Annotated[
        int, typer.Option("--rounds", metavar="N", min=1, help="Times each pair is asked, in both orders.")
    ] = 1,
    unsolvable_passes: eval_judge.UnsolvablePasses = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where leaderboard.{json,md,csv,html} go.")
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Set runs side by side: method by model by group, pass rates, and win rates against one of them.

    Writes leaderboard.json, .md, .csv and .html, a page with plots that needs nothing else, into --out: the first
    folder of runs without it.

    Example: toolsearch eval leaderboard runs/demo --reference runs/demo/react
    """
    from toolsearch.cli import boarding, judging

    if reference is not None and not reference.is_dir():
        raise ConfigError(f"--reference {str(reference)!r}: there is no such run")
    contest = judging.Contest(rule="tooleval", rounds=rounds, unsolvable_passes=unsolvable_passes)
    made = boarding.board(runs, judge.asking(), reference, contest)
    if made is None:
        return
    folder = out or _folder(runs)
    _write(made.board, folder)
    if json:
        show_json(made.board.model_dump(mode="json"))
    else:
        _show(made.board)
        note(f"written: {', '.join(str(folder / f'leaderboard.{kind}') for kind in ('json', 'md', 'csv', 'html'))}")
    judging.finish(made.left, made.session, made.judges)


def _folder(runs: Sequence[Path]) -> Path:
    return runs[0].parent if (runs[0] / "run.json").is_file() else runs[0]


def _write(board: "Leaderboard", folder: Path) -> None:
    from eval.leaderboard import as_csv, markdown
    from eval.page import page
    from toolsearch.disk import replace

    texts = {
        "json": f"{board.model_dump_json(indent=2)}\n",
        "md": markdown(board),
        "csv": as_csv(board),
        "html": page(board),
    }
    for kind, text in texts.items():
        replace(folder / f"leaderboard.{kind}", text.encode())


def _show(board: "Leaderboard") -> None:
    from eval.leaderboard import about, tables
    from eval.tables import caution

    show_tables(tables(board))
    say(about(board))
    if told := caution(board.judge):
        note(told)
