"""Judging under a progress bar, its price told before it starts: what `eval pass-rate` and its kin share."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import typer

from apis.errors import ConfigError
from eval.answers import open_runs
from eval.court import Progress, Session
from eval.judge import Judge, Replayed
from eval.judging import Bench, How, Plan, judge_passes, judge_wins, plan_passes, plan_wins
from eval.model_judge import REPLY_TOKENS
from eval.outcome import WinReport
from eval.resolve import Judges, open_judges
from eval.win_rate import Match, Result, Rule, match, results, win_report
from toolsearch.budget import Budget, Usage
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import note, progress
from toolsearch.disk import replace as write
from toolsearch.llm.priced import Price
from toolsearch.llm.resolve import Serving, find_price
from toolsearch.runs import Run

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the user typed about judging."""

    judge: str | None
    key: Path | None = None
    votes: int | None = None
    concurrency: int = 16
    temperature: float | None = None
    seed: int = 0
    serving: Serving
    budget: Budget
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Hearing:
    """What judging needs: the judges, how they are asked, and at what price."""

    judges: Judges
    how: How
    price: Price | None
    dry_run: bool
    votes: int | None
    """How many votes count; None counts all that are recorded."""

    @property
    def asks(self) -> bool:
        """Whether there is somebody to ask: facts and recorded verdicts answer by themselves."""
        return self.judges.model is not None or self.judges.rules

    def benches(self, folder: Path) -> list[Bench]:
        """Open a run, or every run in a folder, for its judge."""
        return [self.bench(run) for run in open_runs(folder)]

    def bench(self, run: Run) -> Bench:
        return Bench.open(run, self.judges.of(run), votes=self.votes)

    def run(self, plan: Plan, work: Callable[[How], Coroutine[Any, Any, int]]) -> int:
        """Say what it will cost, ask under a progress bar, and return how much stays open.

        Raises:
            Interrupted: says how to go on.
        """
        if self.asks or self.dry_run:
            announce(plan, self.price)
        if self.dry_run or not plan.most:
            return 0
        with progress() as bars:
            task = bars.add_task("judging", total=plan.known + plan.most, note="")

            def show(event: Progress) -> None:
                session = self.how.session
                told = f"{session.asked:,} asked, {event.usage.tokens:,} tokens"
                bars.update(task, completed=session.asked + session.known, note=told)

            try:
                return run_async(_closing(self.judges, work(replace(self.how, on_event=show))))
            except Interrupted:
                asked = self.how.session.asked
                kept = f"interrupted: {asked:,} questions were asked, and what was answered is kept"
                raise Interrupted(f"{kept}; the same command goes on from there") from None


def open_hearing(asking: Asking, *, solvability: bool = True) -> Hearing:
    """Check what the user typed, and open the judge; nothing is asked yet."""
    judges = open_judges(
        asking.judge, key_dir=asking.key, temperature=asking.temperature, seed=asking.seed, serving=asking.serving
    )
    priced = find_price(asking.judge or "", asking.serving) if judges.model else None
    if asking.budget.cost is not None and priced is None:
        raise ConfigError("--run-budget-cost needs to know what the judge costs: name a table with --prices")
    how = How(
        votes=asking.votes or judges.votes or 1,
        solvability=solvability,
        concurrency=asking.concurrency,
        session=Session(budget=asking.budget),
    )
    return Hearing(judges, how, priced, asking.dry_run, asking.votes or judges.votes)


def announce(plan: Plan, price: Price | None) -> None:
    """Say what will be asked and what it will cost at most."""
    if not plan.most:
        note(f"nothing to ask: {plan.known:,} rulings are known")
        return
    count = f"{plan.most:,}" if plan.least == plan.most else f"{plan.least:,} to {plan.most:,}"
    price_told = ""
    if plan.tokens:
        dollars = price and price.of(Usage(prompt_tokens=plan.tokens, completion_tokens=plan.most * REPLY_TOKENS))
        price_told = f", {dollars:.2f} USD" if dollars is not None else "; what they cost is not known (--prices)"
    tokens = f"at most about {plan.tokens + plan.most * REPLY_TOKENS:,} tokens" if plan.tokens else "free"
    note(f"{count} questions to ask, {plan.known:,} rulings are known; {tokens}{price_told}")


def finish(left: int, session: Session, judges: Sequence[Judge]) -> None:
    """Say what stays open; that is work that failed, unless the judge only repeats."""
    if not left:
        return
    if session.limit:
        note(f"error: --run-budget: {session.limit} reached, {left:,} stay open; a higher one goes on from here")
        raise typer.Exit(1)
    if any(isinstance(judge, Replayed) for judge in judges):
        note(f"{left:,} stay open: {session.worst}")
        return
    note(f"error: {left:,} stay open; the same command asks them again; most of them so: {session.worst}")
    raise typer.Exit(1)


async def _closing(judges: Judges, work: Coroutine[Any, Any, Done]) -> Done:
    async with aclosing(judges):
        return await work


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """How two runs are compared."""

    rule: Rule
    rounds: int
    unsolvable_passes: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison came to."""

    report: WinReport
    results: list[Result]
    judge: Judge
    session: Session
    left: int


def compare(run: Path, reference: Path, asking: Asking, contest: Contest) -> Compared | None:
    """Judge two runs and compare them; None after a dry run."""
    hearing = open_hearing(asking, solvability=contest.rule == "tooleval")
    one, other = (hearing.bench(Run.open(folder)) for folder in (run, reference))
    if one.judge.name != other.judge.name:
        raise ConfigError(
            f"{str(run)!r} is judged by {one.judge.name}, {str(reference)!r} by {other.judge.name}: "
            "name one with --judge"
        )

    def set_side_by_side() -> Match:
        return match(one.answers, other.answers, one.book, other.book, unsolvable_passes=contest.unsolvable_passes)

    async def work(how: How) -> int:
        left = await judge_passes((one, other), how)
        return left + await judge_wins(one, other, set_side_by_side(), contest.rule, contest.rounds, how)

    plan = plan_passes((one, other), hearing.how)
    plan += plan_wins(one, set_side_by_side(), contest.rule, contest.rounds, judged=not plan.most)
    left = hearing.run(plan, work)
    if asking.dry_run:
        return None
    found = set_side_by_side()
    made = win_report(found, one.book, one.judge, contest.rule, contest.rounds)
    decided = results(found, one.book, contest.rule, contest.rounds)
    write(run / "wins" / f"{found.name}.json", made.model_dump_json(indent=2).encode() + b"\n")
    return Compared(made, decided, one.judge, hearing.how.session, left)
