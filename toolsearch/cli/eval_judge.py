"""`toolsearch eval pass-rate` and `win-rate`: what judges make of runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

import typer

from apis.errors import ConfigError
from toolsearch.cli import build, options, plots
from toolsearch.cli.groups import spread
from toolsearch.cli.output import note, show_json, show_tables

if TYPE_CHECKING:
    from eval.outcome import Report, SoprReport, WinReport
    from eval.plots import Plot
    from eval.tables import Table as Rows
    from toolsearch.cli.judging import Asking

Runs = Annotated[Path, typer.Argument(metavar="RUN", help="A run, or a folder of runs.")]
OneRun = Annotated[Path, typer.Argument(metavar="RUN", help="A run.")]
KeyDir = Annotated[
    Path | None,
    typer.Option("--key", metavar="DIR", help="The folder with the answers' key, where it is not RUN/../hubbench/key."),
]


@dataclass(frozen=True, slots=True)
class Judging:
    """Who judges, and how."""

    spec: Annotated[
        str | None,
        typer.Option(
            "--judge",
            metavar="J",
            help="checked (the facts of the key), heuristic (rules, offline), recorded:NAME (verdicts in the run), "
            "replay:FILE (verdicts of a file), or a model such as openai:NAME@http://host:port/v1; without it the key, "
            "else what is recorded in the run.",
        ),
    ] = None
    key: KeyDir = None
    votes: Annotated[
        int | None,
        typer.Option("--votes", metavar="N", min=1, help="Times each answer is judged; 3 for a model, else 1."),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be asked and what it would cost; ask nothing.")
    ] = False
    concurrency: Annotated[
        int, typer.Option("--concurrency", help="Questions asked at the same time.", metavar="N", min=1)
    ] = 16
    temperature: Annotated[
        float | None, typer.Option("--temperature", metavar="T", min=0, help="Of a judging model; 0.2 as in ToolEval.")
    ] = None
    requests: Annotated[
        int | None, typer.Option("--model-rpm", help="Requests to the model a minute.", metavar="N", min=1)
    ] = None
    tokens: Annotated[
        int | None, typer.Option("--model-tpm", help="Tokens of the model a minute.", metavar="N", min=1)
    ] = None
    prices: Annotated[
        Path | None, typer.Option("--prices", help="US dollars per token, by model (JSON).", metavar="FILE")
    ] = None
    budget_calls: Annotated[
        int | None, typer.Option("--run-budget-calls", help="Model calls of this command.", metavar="N", min=1)
    ] = None
    budget_tokens: Annotated[
        int | None, typer.Option("--run-budget-tokens", help="Tokens of this command.", metavar="N", min=1)
    ] = None
    budget_seconds: Annotated[
        float | None, typer.Option("--run-budget-seconds", help="Seconds of this command.", metavar="S", min=0)
    ] = None
    budget_cost: Annotated[
        float | None, typer.Option("--run-budget-cost", help="US dollars of this command.", metavar="USD", min=0)
    ] = None
    seed: options.Seed = 0

    def asking(self) -> "Asking":
        """Say it in the library's terms."""
        from apis.limits import Limits
        from toolsearch.cli.judging import Asking
        from toolsearch.llm.resolve import Serving

        return Asking(
            judge=self.spec,
            key=self.key,
            votes=self.votes,
            concurrency=self.concurrency,
            temperature=self.temperature,
            seed=self.seed,
            serving=Serving(Limits(None, self.requests, self.tokens), self.prices),
            budget=build.budget(
                calls=self.budget_calls,
                tokens=self.budget_tokens,
                seconds=self.budget_seconds,
                cost=self.budget_cost,
            ),
            dry_run=self.dry_run,
        )


class Shown(Enum):
    """How a report is shown."""

    JSON = auto()
    TABLES = auto()
    PLOTS = auto()
    """Under the tables."""

    @classmethod
    def as_asked(cls, *, json: bool, plot: bool) -> Self:
        """Read the two options.

        Raises:
            ConfigError: both are given.
        """
        if plot and json:
            raise ConfigError("--plot draws for people and --json writes for programs: name one of them")
        return cls.JSON if json else cls.PLOTS if plot else cls.TABLES


UnsolvablePasses = Annotated[
    bool,
    typer.Option("--unsolvable-passes", help="Count an instruction judged unsolvable as passed, as ToolEval does."),
]


@spread
def pass_rate(
    run: Runs,
    judge: Judging,
    rule: Annotated[
        Literal["tooleval", "sopr"],
        typer.Option("--rule", help="ToolEval's pass rate, or StableToolBench's solvable pass rate alone."),
    ] = "tooleval",
    unsolvable_passes: UnsolvablePasses = False,
    plot: plots.Draw = False,
    json: options.AsJson = False,
) -> None:
    """Tell which share of its instructions a run solved, with an interval; compare where there are several runs.

    Answers are checked against the key of their instructions; where no key is found, the verdicts recorded in the run
    count; --judge asks. Every verdict is kept in RUN/verdicts, and none is asked for twice. Writes report.json and
    report.md; with --rule sopr, sopr.json. Exit code 1: some questions stay open; the same command asks them again.

    Example: toolsearch eval pass-rate runs/demo --judge openai:gpt-4o --votes 3 --dry-run
    """
    if rule == "sopr" and unsolvable_passes:
        raise ConfigError("--unsolvable-passes belongs to ToolEval's rule: SoPR asks nobody what can be solved")
    shown = Shown.as_asked(json=json, plot=plot)
    _pass_rate(run, judge.asking(), sopr=rule == "sopr", unsolvable_passes=unsolvable_passes, shown=shown)


def _pass_rate(folder: Path, asking: "Asking", *, sopr: bool, unsolvable_passes: bool, shown: Shown) -> None:
    from eval.judging import judge_passes, plan_passes
    from eval.report import report, sopr_report
    from toolsearch.cli import judging

    name, left = None, 0
    hearing = judging.open_hearing(asking, solvability=not sopr)
    benches = []
    if asking.judge not in (None, "checked"):
        benches = hearing.benches(folder)
        left = hearing.run(plan_passes(benches, hearing.how), lambda how: judge_passes(benches, how))
        name = benches[0].judge.name
    if asking.dry_run:
        if not benches:
            note("nothing to ask: the key's facts, or the verdicts recorded, decide")
        return
    if sopr:
        _show_sopr(sopr_report(folder, key=asking.key, judge=name or asking.judge, votes=hearing.votes), folder, shown)
    else:
        show_report(
            report(
                folder,
                key=asking.key,
                replay=asking.judge is None,
                judge=name or asking.judge,
                votes=hearing.votes,
                unsolvable_passes=unsolvable_passes,
            ),
            folder,
            shown,
        )
    judging.finish(left, hearing.how.session, [bench.judge for bench in benches])


@spread
def win_rate(
    run: OneRun,
    reference: Annotated[Path, typer.Argument(metavar="REFERENCE", help="The run it is compared with.")],
    judge: Judging,
    rule: Annotated[
        Literal["tooleval", "sowr"],
        typer.Option("--rule", help="ToolEval's order of outcomes, or StableToolBench's solvable win rate."),
    ] = "tooleval",
    rounds: Annotated[
        int, typer.Option("--rounds", metavar="N", min=1, help="Times each pair is asked, in both orders.")
    ] = 1,
    unsolvable_passes: UnsolvablePasses = False,
    plot: plots.Draw = False,
    json: options.AsJson = False,
) -> None:
    """Tell how often a run's answer is better than the reference's, instruction by instruction.

    What the answers came to decides first; where that leaves both alike, the judge is asked in both orders, and a
    preference that follows the order is a tie. Writes RUN/wins/REFERENCE.json.

    Example: toolsearch eval win-rate runs/demo/dfsdt runs/demo/react
    """
    from toolsearch.cli import judging

    if run.resolve() == reference.resolve():
        raise ConfigError(f"RUN and REFERENCE are the same folder {str(run)!r}: name two runs")
    shown = Shown.as_asked(json=json, plot=plot)
    made = judging.compare(
        run, reference, judge.asking(), judging.Contest(rule=rule, rounds=rounds, unsolvable_passes=unsolvable_passes)
    )
    if made is not None:
        _show_wins(made.report, run, shown)
        judging.finish(made.left, made.session, [made.judge])


def show_report(report: "Report", folder: Path, shown: Shown) -> None:
    from eval.plots import plots as drawings
    from eval.tables import caution, tables

    if shown is Shown.JSON:
        show_json(report.model_dump(mode="json"))
        return
    _show(tables(report), drawings(report) if shown is Shown.PLOTS else ())
    if told := caution(report.judge):
        note(told)
    note(f"written: {folder / 'report.json'}, {folder / 'report.md'}")


def _show_sopr(report: "SoprReport", folder: Path, shown: Shown) -> None:
    from eval.plots import sopr_plots
    from eval.tables import sopr_tables

    if shown is Shown.JSON:
        show_json(report.model_dump(mode="json"))
        return
    _show(sopr_tables(report), sopr_plots(report) if shown is Shown.PLOTS else ())
    note(f"written: {folder / 'sopr.json'}")


def _show_wins(report: "WinReport", run: Path, shown: Shown) -> None:
    from eval.plots import win_plots
    from eval.tables import caution, win_tables

    if shown is Shown.JSON:
        show_json(report.model_dump(mode="json"))
        return
    _show(win_tables(report), win_plots(report) if shown is Shown.PLOTS else ())
    if told := caution(report.judge):
        note(told)
    note(f"written: {run / 'wins' / f'{report.reference}.json'}")


def _show(found: "list[Rows]", drawings: "Sequence[Plot]") -> None:
    show_tables(found)
    plots.show(drawings)
