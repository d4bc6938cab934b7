"""Checking a catalog under a progress bar, and the words for what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.health import WORDS, Funnel, Health, HealthBook, Reason, Stage
from apis.pace import Pace
from apis.probe.check import CONTENT, Check, Complete, Rules, utc_now
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import note, progress, say, show_table
from toolsearch.config import Reach
from toolsearch.errors import ModelError
from toolsearch.llm.base import LLM, Request
from toolsearch.llm.resolve import open_model
from toolsearch.messages import User

NARROWING = {
    Stage.REACHABLE: Stage.CRAWLED,
    Stage.HEALTHY: Stage.REACHABLE,
    Stage.KEPT: Stage.HEALTHY,
}
"""Each stage with the one at which those that did not come to it were dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a check goes about it."""

    rules: Rules
    at_once: int
    """Calls to one host at the same time."""
    rate: float
    """Calls a second to one host."""
    workers: int
    model: str | None


@dataclass(slots=True)
class Outcome:
    """What came of a check."""

    funnel: Funnel
    drift: list[Health]
    dropped: list[Health]
    untested: list[Health]
    checked: Counter[Stage] = field(default_factory=Counter)
    """By this very command, in this session."""

    def document(self) -> dict[str, Any]:
        return {
            "checked": self.checked.total(),
            "funnel": self.funnel.document(),
            "dropped": [_line(health) for health in self.dropped],
            "untested": [_line(health) for health in self.untested],
            "drift": [{"id": health.api, "drift": health.drift} for health in self.drift],
        }


def check(catalog: Catalog, reach: Reach, manner: Manner, *, days: float) -> Outcome:
    """Check what was not checked for so many days; all else stays as it was found.

    Raises:
        Interrupted: says how far it came and how to go on.
    """
    book = HealthBook(catalog)
    due = book.due(utc_now() - timedelta(days=days))
    checked: Counter[Stage] = Counter()
    with progress() as bars:
        task = bars.add_task("APIs", total=len(due), note="")

        def show(health: Health) -> None:
            checked[health.stage] += 1
            bars.update(task, advance=1, note=", ".join(f"{n} {stage}" for stage, n in checked.most_common()))

        try:
            run_async(_check(catalog, reach, manner, due, show))
        except Interrupted:
            done = f"interrupted: {checked.total():,} of {len(due):,} APIs are checked"
            raise Interrupted(f"{done}; the same command goes on from there") from None
    return outcome(catalog, checked)


def outcome(catalog: Catalog, checked: Counter[Stage]) -> Outcome:
    """Read from the catalog how all its APIs stand."""
    book = HealthBook(catalog)
    return Outcome(
        funnel=book.funnel(),
        drift=[health for health in book.all(*Stage) if health.drift],
        dropped=list(book.all(Stage.CRAWLED, Stage.REACHABLE, Stage.HEALTHY)),
        untested=list(book.all(Stage.UNTESTED)),
        checked=checked,
    )


def show(came: Outcome) -> None:
    """Print the funnel, with a count and a reason for each drop, and what has changed."""
    note(f"{came.checked.total():,} APIs checked now")
    show_funnel(came.funnel)
    if came.drift:
        say()
        show_table(("changed since the check before", "what"), [(one.api, one.drift) for one in came.drift])


def show_funnel(funnel: Funnel) -> None:
    """Print how many APIs came how far, and why no further."""
    rows = [("crawled", funnel.crawled, "")]
    for stage, before in NARROWING.items():
        rows.append((stage.value, funnel.reached(stage), _reasons("dropped", funnel.stages.get(before, {}))))
    show_table(("stage", "APIs", ""), rows)
    if untested := funnel.stages.get(Stage.UNTESTED):
        say(f"{_reasons('untested', untested)} (they stay in the catalog)")
    if funnel.unchecked:
        say(f"not checked yet, or changed since: {funnel.unchecked:,}")


def _reasons(word: str, reasons: dict[Reason, int]) -> str:
    if not any(reasons.values()) or set(reasons) == {Reason.NONE}:
        return ""
    told = "; ".join(f"{WORDS[reason]} {number:,}" for reason, number in reasons.items())
    return f"{word} {sum(reasons.values()):,}: {told}"


def _line(health: Health) -> dict[str, Any]:
    return {"id": health.api, "stage": health.stage.value, "reason": health.reason.value, "detail": health.detail}


async def _check(
    catalog: Catalog, reach: Reach, manner: Manner, due: Iterable[str], show: Callable[[Health], None]
) -> None:
    model = open_model(manner.model) if manner.model else None
    try:
        async with reach.executor(observation_limit=CONTENT) as executor:
            check = Check(
                catalog=catalog,
                executor=executor,
                rules=manner.rules,
                pace=Pace(manner.at_once, manner.rate),
                workers=manner.workers,
                complete=completion(model) if model else None,
                on_event=show,
            )
            await check.run(due)
    finally:
        if model is not None:
            await model.aclose()


def completion(model: LLM) -> Complete:
    """Ask a model in one turn; where it fails, the check goes on without it."""

    async def complete(prompt: str) -> str:
        try:
            reply = await model.complete(Request((User(content=prompt),)))
        except ModelError as error:
            note(f"warning: {error}")
            return ""
        return reply.message.content

    return complete


def refuse_heuristic(model: str | None) -> None:
    """Refuse the one model that answers no free question."""
    if model == "heuristic":
        raise ConfigError(
            "--model heuristic chooses calls and invents no arguments: leave --model out, or name another"
        )
