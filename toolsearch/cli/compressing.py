"""Making plans from the samples of a check, and the words for what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from apis.catalog import Catalog
from apis.compress import compact
from apis.errors import ConfigError
from apis.executors.compressed import value_of
from apis.health import HealthBook
from apis.model import Api, Status
from apis.plans.asked import Complete, ask
from apis.plans.book import PlanBook
from apis.plans.learn import Answered, learn
from apis.plans.plan import Plan, Why, project
from apis.pool import pool
from apis.tokens import count_tokens
from toolsearch.cli.checking import completion
from toolsearch.cli.loop import run_async
from toolsearch.cli.output import note, progress, say, show_table
from toolsearch.llm.resolve import open_model

WORDS = {
    Why.EMPTY: "always empty",
    Why.CONSTANT: "always the same",
    Why.ID_LIKE: "id-like",
    Why.DUPLICATED: "the same as another key",
    Why.MARKUP: "markup",
    Why.TRACKING: "for tracking",
    Why.UNWANTED: "left out by the model",
}
"""Each reason as people read it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan of one Api, and what it does to the samples that it was made from."""

    api: str
    plan: Plan
    before: int
    """Tokens of the samples."""
    after: int


@dataclass(slots=True)
class Came:
    """What came of making plans."""

    planned: list[Planned] = field(default_factory=list)
    kept: int = 0
    """Plans of a model that stay as they are."""
    unknown: int = 0
    """Apis of whose answers nothing is known."""
    vain: list[str] = field(default_factory=list)
    """Apis for which the model gave no plan: the samples made it."""

    @property
    def reasons(self) -> Counter[Why]:
        return Counter(why for each in self.planned for why in each.plan.drop.values())

    def document(self) -> dict[str, Any]:
        return {
            "planned": len(self.planned),
            "kept": self.kept,
            "unknown": self.unknown,
            "vain": self.vain,
            "tokens": {"before": sum(p.before for p in self.planned), "after": sum(p.after for p in self.planned)},
            "keys": {"keep": sum(len(p.plan.keep) for p in self.planned)}
            | {str(why): number for why, number in self.reasons.most_common()},
            "plans": [
                {"id": p.api, "before": p.before, "after": p.after, "drop": {k: str(w) for k, w in p.plan.drop.items()}}
                for p in self.planned
            ],
        }


@dataclass(slots=True)
class Planner:
    """Makes plans for the Apis of one catalog."""

    catalog: Catalog
    complete: Complete | None = None
    model: str = ""
    came: Came = field(default_factory=Came)

    async def plan(self, again: bool, api: Api) -> None:
        """Make the plan of an Api, where its answers are known."""
        book = PlanBook(self.catalog)
        answers = answers_of(self.catalog, api)
        if not answers:
            self.came.unknown += 1
            return
        known = book.get(api.id)
        if known is not None and known.made_by != "samples" and not again:
            self.came.kept += 1
            return
        plan = await self._made(api, answers)
        book.record(api.id, plan)
        sizes = [(each.value, project(each.value, plan).value) for each in answers]
        before, after = (sum(count_tokens(compact(pair[side])) for pair in sizes) for side in (0, 1))
        self.came.planned.append(Planned(api.id, plan, before, after))

    async def _made(self, api: Api, answers: list[Answered]) -> Plan:
        if self.complete is not None:
            plan = await ask(api, answers, self.complete, model=self.model)
            if plan is not None:
                return plan
            self.came.vain.append(api.id)
        return learn(api, answers, taken=taken(self.catalog, api))


def answers_of(catalog: Catalog, api: Api) -> list[Answered]:
    """Gather the good answers that a check has kept."""
    samples = HealthBook(catalog).samples(api.id)
    return [Answered(each.arguments, value_of(each.content)) for each in samples if each.status is Status.OK]


def taken(catalog: Catalog, api: Api) -> list[str]:
    """Name the arguments that the Apis of a tool take."""
    return [name for other in catalog.find(tool=api.tool_slug) for name in other.parameters.get("properties") or ()]


def compress(catalog: Catalog, model: str | None, *, again: bool, concurrency: int) -> Came:
    """Make a plan for every Api whose answers are known.

    Raises:
        ConfigError: no answer of any Api is known.
    """
    planner = Planner(catalog, model=model or "")
    run_async(_plan_all(planner, model, again, concurrency if model else 1))
    if not planner.came.planned and not planner.came.kept:
        raise ConfigError(f"no answer of any API of {str(catalog.path)!r} is known: run `toolsearch apis check` first")
    planner.came.planned.sort(key=lambda each: each.api)
    return planner.came


async def _plan_all(planner: Planner, model: str | None, again: bool, workers: int) -> None:
    opened = open_model(model) if model else None
    planner.complete = completion(opened) if opened else None
    apis = list(planner.catalog)
    try:
        with progress() as bars:
            task = bars.add_task("APIs", total=len(apis), note="")

            async def one(api: Api) -> None:
                await planner.plan(again, api)
                bars.update(task, advance=1)

            await pool(one, apis, workers)
    finally:
        if opened is not None:
            await opened.aclose()


def show(came: Came) -> None:
    """Print what is left out, and what that saves."""
    before, after = (sum(getattr(each, side) for each in came.planned) for side in ("before", "after"))
    less = f", {100 * (before - after) / before:.0f} % fewer" if before else ""
    keep = sum(len(each.plan.keep) for each in came.planned)
    say(f"{len(came.planned):,} plans made: {keep:,} keys kept, {came.reasons.total():,} left out")
    if came.reasons:
        show_table(("left out", "keys"), [(WORDS[why], number) for why, number in came.reasons.most_common()])
    say(f"the samples: {before:,} tokens before, {after:,} after{less}")
    if came.kept:
        note(f"{came.kept:,} plans that a model made stay; --again makes them anew")
    if came.unknown:
        note(f"{came.unknown:,} APIs have no plan: no good answer of theirs is known")
    if came.vain:
        note(f"{len(came.vain):,} plans were made from samples: the model's replies were none")
