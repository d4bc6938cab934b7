"""`toolsearch eval agreement`: how far a judge can be trusted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apis.errors import ConfigError
from toolsearch.cli import eval_judge, options
from toolsearch.cli.groups import spread
from toolsearch.cli.output import Cell, note, say, show_json, show_table

if TYPE_CHECKING:
    from eval.agreement import Agreement, Trust


@spread
def agreement(
    run: eval_judge.OneRun,
    judge: eval_judge.Judging,
    other: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="FILE|J",
            help="Labels of people (.jsonl or .csv with instruction_id and label), or another judge.",
        ),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option("--reference", metavar="RUN", help="Compare preferences against this run instead of pass labels."),
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Tell how a judge agrees with people or another judge, and with itself over several votes.

    Beside both stand the figures published for ToolEval's judge. With --reference the votes are rounds of preferences.

    Example: toolsearch eval agreement runs/demo/react --judge heuristic --with checked
    """
    from toolsearch.cli import judging, trusting

    if other is None and (judge.votes or 2) < 2:
        raise ConfigError("nothing to compare: name labels or a judge with --with, or ask for --votes 2 and more")
    made = trusting.trust(run, judge.asking(), other, reference)
    if made is None:
        return
    show_json(made.trust.model_dump(mode="json")) if json else _show(made.trust)
    judging.finish(made.left, made.session, [made.judge])


def _show(trust: "Trust") -> None:
    if trust.agreement:
        _show_agreement(trust.agreement, trust.published_agreement)
    if trust.repeats:
        repeats = trust.repeats
        rates = ", ".join(f"{100 * rate:.1f}" for rate in repeats.rates)
        say(f"{trust.judge} over {repeats.votes} votes")
        rows = [
            ("rate by each vote, %", rates, ""),
            ("spread", f"{100 * repeats.spread:.2f} %", trust.published_spread),
            ("votes all alike", f"{100 * repeats.unanimous:.1f} % of instructions", ""),
        ]
        show_table(("", "here", "published for ToolEval"), rows)
    else:
        note("one vote: ask for --votes 2 and more to see how the judge agrees with itself")


def _show_agreement(found: "Agreement", published: str) -> None:
    low, high = found.interval
    say(f"{found.judge} and {found.other} on {found.instructions:,} instructions ({found.left_out:,} left out)")
    rows = [("same label", f"{100 * found.accuracy:.1f} % ({100 * low:.1f} to {100 * high:.1f})", published)]
    told = "not defined: both say the same of everything"
    if found.kappa is not None and found.kappa_interval:
        low, high = found.kappa_interval
        told = f"{found.kappa:.2f} ({low:.2f} to {high:.2f})"
    rows.append(("Cohen's kappa", told, "-"))
    show_table(("", "here", "published for ToolEval, with people"), rows)
    say()
    others = sorted({label for counts in found.confusion.values() for label in counts})
    cells: list[tuple[Cell, ...]] = [
        (label, *(counts.get(each, 0) for each in others)) for label, counts in found.confusion.items()
    ]
    show_table((f"{found.judge} \\ {found.other}", *others), cells)
    say()
