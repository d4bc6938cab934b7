"""`toolsearch eval bfcl`: a model's calls on the Berkeley leaderboard's questions."""

import os
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from apis.errors import ConfigError
from toolsearch.cli import options, plots
from toolsearch.cli.eval_judge import Shown
from toolsearch.cli.output import note, show_json, show_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eval.bfcl.data import Item
    from eval.bfcl.report import BfclReport
    from eval.bfcl.score import Result
    from toolsearch.llm.base import LLM, Settings


def bfcl(
    categories: Annotated[
        list[str],
        typer.Argument(
            metavar="CATEGORY…",
            help="simple, multiple, parallel, live_simple, …, or non_live, live, all.",
            show_default=False,
        ),
    ],
    model: options.Model = "heuristic",
    rules: Annotated[
        Literal["bfcl", "strict"],
        typer.Option(
            "--rules", help="The leaderboard's, exactly; or saner ones: numbers as numbers, defaults honoured."
        ),
    ] = "bfcl",
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help="The folder with BFCL_v4_*.json and possible_answer/; else bfcl in $TOOLSEARCH_DATA, else ./bfcl.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where results are kept; runs/bfcl/MODEL without it.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="The first N questions of each category.")
    ] = None,
    temperature: Annotated[
        float | None, typer.Option("--temperature", metavar="T", min=0, help="Of the model.")
    ] = None,
    concurrency: Annotated[
        int, typer.Option("--concurrency", metavar="N", min=1, help="Questions asked at the same time.")
    ] = 16,
    seed: options.Seed = 0,
    plot: plots.Draw = False,
    json: options.AsJson = False,
) -> None:
    """Ask the Berkeley Function Calling Leaderboard's questions (version 4, one turn, Python) and check the calls.

    Results are kept as they come, so that the same command goes on, and another --rules asks nothing. Scores are told
    for all categories that the folder has results of; a summary figure that lacks a category is not told.

    Example: toolsearch eval bfcl simple multiple --model openai:qwen3@http://127.0.0.1:8000/v1
    """
    from eval.bfcl.data import categories_of
    from eval.book import file_name
    from toolsearch.errors import RunError
    from toolsearch.llm.base import Settings

    try:
        wanted = [category for name in categories for category in categories_of(name)]
    except RunError as error:
        raise ConfigError(str(error)) from error
    work = _Work(
        categories=tuple(dict.fromkeys(wanted)),
        model=model,
        data=_data(data),
        folder=out or Path("runs") / "bfcl" / file_name(model),
        limit=limit,
        settings=Settings(temperature=temperature, seed=seed),
        concurrency=concurrency,
    )
    shown = Shown.as_asked(json=json, plot=plot)
    _ask(work)
    _report(work, rules, shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What the user asked for."""

    categories: tuple[str, ...]
    model: str
    data: Path
    folder: Path
    limit: int | None
    settings: "Settings"
    concurrency: int


def _data(given: Path | None) -> Path:
    base = os.environ.get("TOOLSEARCH_DATA")
    return given or (Path(base) / "bfcl" if base else Path("bfcl"))


def _ask(work: _Work) -> None:
    """Ask what has no reply yet, under a progress bar."""
    from eval.bfcl.ask import pending
    from eval.bfcl.data import read_items
    from eval.bfcl.report import results_path
    from toolsearch.cli.loop import Interrupted, run_async
    from toolsearch.cli.output import progress
    from toolsearch.disk import refusals
    from toolsearch.llm.resolve import open_model

    asked = {category: read_items(work.data, category)[: work.limit] for category in work.categories}
    with refusals(work.folder):
        work.folder.mkdir(parents=True, exist_ok=True)
    left = {category: pending(items, results_path(work.folder, category)) for category, items in asked.items()}
    model = open_model(work.model)
    with progress() as bars:
        task = bars.add_task("BFCL", total=sum(map(len, left.values())), note="")
        try:
            run_async(_put(work, model, left, lambda result: bars.advance(task)))
        except Interrupted:
            kept = f"interrupted: results are kept in {work.folder}"
            raise Interrupted(f"{kept}; the same command goes on from there") from None


async def _put(
    work: _Work, model: "LLM", left: "Mapping[str, Sequence[Item]]", on_result: "Callable[[Result], None]"
) -> None:
    from eval.bfcl.ask import ask
    from eval.bfcl.report import results_path

    async with aclosing(model):
        for category, items in left.items():
            await ask(
                items,
                model,
                results_path(work.folder, category),
                concurrency=work.concurrency,
                settings=work.settings,
                on_result=on_result,
            )


def _report(work: _Work, rules: Literal["bfcl", "strict"], shown: Shown) -> None:
    from eval.bfcl.report import lacking, report

    made = report(work.folder, work.data, model=work.model, rules=rules, limit=work.limit)
    if shown is Shown.JSON:
        show_json(made.model_dump(mode="json"))
    else:
        _show(made, draw=shown is Shown.PLOTS)
        note(f"written: {work.folder / f'scores-{rules}.json'}")
        if told := lacking(made):
            note(f"summary figures not told, for want of categories: {told}")
    if failed := sum(made.categories[category].unanswered for category in work.categories):
        note(f"error: {failed:,} questions got no reply; the same command asks them again")
        raise typer.Exit(1)


def _show(made: "BfclReport", *, draw: bool) -> None:
    from eval.bfcl.report import plots as drawings
    from eval.bfcl.report import tables

    show_tables(tables(made))
    plots.show(drawings(made) if draw else ())
