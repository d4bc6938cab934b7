"""`toolsearch annotate`: many instructions into a run, resumable."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolsearch.cli import build, options
from toolsearch.cli.groups import spread
from toolsearch.cli.output import note, say, show_json

if TYPE_CHECKING:
    from toolsearch.annotation.runner import Summary

Attempts = Annotated[
    int, typer.Option("--attempts", help="At an instruction whose model or API client fails.", metavar="N", min=1)
]
ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        help="Work on the machines of this Ray cluster: local (started here), auto or HOST:PORT of its head.",
        metavar="ADDRESS",
    ),
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Give those that failed another attempt.")]


@spread
def annotate(
    instructions: Annotated[
        Path, typer.Argument(metavar="INSTRUCTIONS", help='A JSONL file: {"id": …, "text": …, "apis": […]} a line.')
    ],
    out: Annotated[Path, typer.Option("--out", help="The run's folder, made or resumed.", metavar="RUN")],
    allow: options.Allow,
    base_url: options.BaseUrls,
    model: options.Asking,
    budget: options.Budgets,
    run_budget: options.RunBudgets,
    pace: options.Pace,
    method: options.Method = "dfsdt",
    parity: options.Parity = None,
    speculate: options.Speculate = False,
    retriever: options.RetrieverSpec = "default",
    k: options.Offered = 5,
    healthy: options.Healthy = False,
    compress: options.Compress = None,
    concurrency: options.Concurrency = 16,
    cluster: ClusterAddress = None,
    attempts: Attempts = 3,
    retry_failed: RetryFailed = False,
    timeout: options.Timeout = 20.0,
    responses: options.Answers = "live",
    seed: options.Seed = 0,
    allow_writes: options.AllowWrites = False,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Search a solution path for every instruction of a file.

    The same command again goes on where it stopped. Exit code 0: all have a record, failed ones included; 1: the run
    stopped before that, by a limit of --run-budget or a full disk; 130: interrupted.

    Example: toolsearch annotate wanted.jsonl --out runs/first --concurrency 64
    """
    from toolsearch.cli import annotating

    wanted = build.check_instructions(instructions)
    engine = build.engine(
        catalog=catalog,
        reach=build.reach(allow, base_url, allow_writes=allow_writes, timeout=timeout, pace=pace),
        method=build.method(method, parity=parity, speculate=speculate),
        model=model,
        retriever=retriever if wanted.open_domain else None,
        k=k,
        healthy=healthy,
        compress=compress,
        budget=build.spending(budget, model),
        seed=seed,
        bodies=out / "bodies",
        responses=responses,
        speculate=concurrency if speculate else None,
    )
    how = annotating.How(
        concurrency=concurrency,
        run_budget=build.spending(run_budget, model),
        retry_failed=retry_failed,
        attempts=attempts,
        cluster=cluster,
    )
    _tell(out, annotating.work(out, engine, instructions, wanted.count, how), wanted.count, json=json)


def _tell(out: Path, summary: "Summary", total: int, *, json: bool) -> None:
    show_json(_document(out, summary)) if json else _show(out, summary)
    _advise(total, summary)


def _document(out: Path, summary: "Summary") -> dict[str, Any]:
    return {
        "run": str(out),
        "instructions": summary.statuses.total(),
        "statuses": dict(summary.statuses),
        "failed": summary.statuses["failed"],
        "errors": dict(summary.errors),
        "usage": summary.usage.model_dump(),
        "vain": summary.vain.model_dump(),
        "limit": summary.limit,
    }


def _show(out: Path, summary: "Summary") -> None:
    statuses, usage = summary.statuses, summary.usage
    counted = ", ".join(f"{number:,} {status}" for status, number in statuses.most_common())
    say(f"{statuses.total():,} instructions: {counted or 'none done'}")
    calls = f"{usage.model_calls:,} model calls, {usage.api_calls:,} API calls"
    cost = f", {usage.cost:,.4f} USD" if usage.cost else ""
    say(f"{calls}, {usage.tokens:,} tokens{cost}, {usage.seconds:.1f} s")
    if vain := summary.vain.model_calls:
        say(f"of them asked ahead in vain: {vain:,} model calls, {summary.vain.tokens:,} tokens")
    say(str(out))


def _advise(total: int, summary: "Summary") -> None:
    """Say what is left to do; a run that stopped early is work that failed."""
    if failed := summary.statuses["failed"]:
        error, times = summary.errors.most_common(1)[0]
        note(f"{failed:,} failed; --retry-failed tries them again; {times:,} of them so: {error}")
    if summary.limit:
        left = total - summary.statuses.total()
        note(f"error: --run-budget: {summary.limit} reached with {left:,} left; a higher one goes on from here")
        raise typer.Exit(1)
