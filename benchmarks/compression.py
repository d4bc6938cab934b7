"""Measure what compression costs and saves: do facts survive in answers that are far shorter?

    python benchmarks/compression.py [--budget 400] [--facts 40] [--seed 0]

The hub is crawled and checked; from the answers that the check kept, a plan is learned for each API, and the plans are
frozen. Then each API is called with other arguments than the check had, and its answer, if it has more than 1,024
tokens, is compressed. Facts are drawn by seed, uniformly, from all leaves of the answer that answer the API's
description: those whose key the documented response names. A fact is "shown" where the compressed answer holds its
value at its place, and it has "survived" where it is shown, or one call of read_more, made for real, brings it. With
--share 0.4 the budget is that part of each answer, whatever its size.

Beside it, ToolBench's 15 response schemas: which of the keys that its model kept would be kept here.
"""

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from apis.catalog import Catalog
from apis.compress import escaped
from apis.crawl.crawl import Crawl
from apis.crawl.polite import Polite
from apis.executors.compressed import WHOLE, Compressed, Wholes, value_of
from apis.executors.fetch import make_send
from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.health import HealthBook
from apis.hub.server import hub_process
from apis.model import Api, Effect, HttpBinding, Json, Source, Status, ToolCall
from apis.pace import Pace
from apis.plans.book import PlanBook
from apis.plans.learn import Answered, learn
from apis.plans.plan import Plan
from apis.plans.table import untabled
from apis.pointer import NoSuchPlace, follow
from apis.probe.check import CONTENT, Check
from apis.sampling import candidates
from apis.schema import response_keys
from apis.sources.apis_guru import GuruIndex
from apis.tokens import count_tokens
from toolsearch.cli.compressing import answers_of, taken
from toolsearch.search.read_more import ReadMore

LARGE = 1024
"""Tokens of the answers that count."""
CALLS = 8
"""Sets of arguments tried for one API, beyond those of the check."""
TOOLBENCH = "toolbench/toolenv/response_examples"


@dataclass(frozen=True)
class Bench:
    """How answers are compressed, and how many facts are drawn from each."""

    budget: int
    share: float | None
    facts: int

    def of(self, tokens: int) -> int:
        """Return the budget of an answer of so many tokens."""
        return self.budget if self.share is None else int(self.share * tokens)


@dataclass
class Row:
    """What came of the answers of one API."""

    api: str
    answers: int = 0
    before: int = 0
    after: int = 0
    facts: int = 0
    shown: int = 0
    survived: int = 0

    def __iadd__(self, other: "Row") -> "Row":
        for name in ("answers", "before", "after", "facts", "shown", "survived"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def line(self) -> str:
        fewer = 100 * (self.before - self.after) / self.before
        shown, survived = (100 * each / self.facts for each in (self.shown, self.survived))
        return (
            f"{self.api:44}{self.answers:8}{self.before:9,}{self.after:8,}{fewer:7.1f} %"
            f"{self.facts:7}{shown:7.1f} %{survived:9.1f} %"
        )


def leaves(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Yield every leaf that says something, with the JSON pointer to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{pointer}/{escaped(name)}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, f"{pointer}/{place}")
    elif value not in (None, ""):
        yield pointer, value


def key_of(pointer: str) -> str:
    """Return the key that a leaf stands under: the last step that is no place in an array."""
    steps = [step for step in pointer.split("/")[1:] if not step.isdigit()]
    return steps[-1].replace("~1", "/").replace("~0", "~") if steps else ""


def facts_of(api: Api, value: Json) -> list[tuple[str, Json]]:
    """List the leaves that answer an API's description: their keys are in the response that it documents."""
    named = set(response_keys(api.returns, limit=10_000))
    return [(pointer, leaf) for pointer, leaf in leaves(value) if not named or key_of(pointer) in named]


async def prepare(catalog: Catalog, url: str) -> None:
    """Crawl the hub, check it, and learn the plans."""
    policy = Policy(frozenset([url.removeprefix("http://")]))
    polite = Polite(make_send(policy), Pace(8, 1000))
    await Crawl(catalog=catalog, index=GuruIndex(f"{url}/list.json"), polite=polite).run()
    async with HttpExecutor(policy, credentials={}, timeout=3, observation_limit=CONTENT) as executor:
        check = Check(catalog=catalog, executor=executor, pace=Pace(8, 1000), workers=8)
        await check.run(HealthBook(catalog).due(datetime.now(UTC)))
    for api in list(catalog):
        if answers := answers_of(catalog, api):
            PlanBook(catalog).record(api.id, learn(api, answers, taken=taken(catalog, api)))


async def measure(catalog: Catalog, api: Api, url: str, bench: Bench, rng: random.Random) -> Row:
    """Call one API with arguments that no plan was learned from, and compress what it answers."""
    row = Row(api.id)
    known = [sample.arguments for sample in HealthBook(catalog).samples(api.id)]
    fresh = (each.values for each in candidates(api) if each.values not in known)
    policy = Policy(frozenset([url.removeprefix("http://")]))
    async with HttpExecutor(policy, credentials={}, timeout=20, observation_limit=WHOLE) as inner:
        for number, arguments in enumerate(islice(fresh, CALLS)):
            call = ToolCall(id=f"c{number}", name=api.id, arguments=arguments)
            whole = await inner.execute(api, call)
            if whole.status is not Status.OK or count_tokens(whole.content) <= LARGE:
                continue
            wholes, budget = Wholes(), bench.of(count_tokens(whole.content))
            shown = await Compressed(inner, PlanBook(catalog).get, wholes, budget=budget).execute(api, call)
            row += await judge(api, call, (whole.content, shown.content), ReadMore(wholes, budget), rng, bench.facts)
    return row


async def judge(
    api: Api, call: ToolCall, contents: tuple[str, str], reader: ReadMore, rng: random.Random, count: int
) -> Row:
    """Draw facts from an answer and look for each in what is left of it."""
    whole, shown = contents
    told = facts_of(api, value_of(whole))
    drawn = rng.sample(told, min(count, len(told)))
    row = Row(api.id, 1, count_tokens(whole), count_tokens(shown), len(drawn))
    compressed = untabled(value_of(shown))
    for pointer, leaf in drawn:
        if holds(compressed, pointer, leaf):
            row.shown += 1
            row.survived += 1
            continue
        asked = ToolCall(id="r", name="read_more", arguments={"call": call.id, "pointer": pointer})
        seen = await reader.run(asked)
        row.survived += seen.status is Status.OK and value_of(seen.content) in (leaf, value_of(str(leaf)))
    return row


def holds(value: Json, pointer: str, leaf: Json) -> bool:
    try:
        return bool(follow(value, pointer) == leaf)
    except NoSuchPlace:
        return False


def toolbench(data: Path) -> None:
    """Compare with ToolBench: its files hold no answers, so answers of their shapes are made up, three of each."""
    print(f"\n{'ToolBench tool':44}{'keys kept by them':>20}{'by us':>8}{'agreement':>12}")
    total_theirs, total_ours = 0, 0
    for path in sorted((data / TOOLBENCH).glob("*/*.json")):
        listed = json.loads(path.read_text() or "{}").get("api_list", [])
        theirs = ours = 0
        for each in listed:
            plan = planned(each["name"], each["schema"])
            theirs += len(plan.keep) + len(plan.drop)
            ours += len(plan.keep)
        total_theirs, total_ours = total_theirs + theirs, total_ours + ours
        agreement = f"{100 * ours / theirs:.0f} %" if theirs else "-"
        print(f"{path.stem[:42]:44}{theirs:20}{ours:8}{agreement:>12}")
    print(f"{'all':44}{total_theirs:20}{total_ours:8}{f'{100 * total_ours / total_theirs:.1f} %':>12}")


def planned(name: str, shape: Json) -> Plan:
    api = Api(
        id="t/a", tool="t", category="c", name=name, description=name, parameters={"type": "object"},
        effect=Effect.READ, binding=HttpBinding(method="GET", path="/"), source=Source(kind="toolbench", location=""),
    )  # fmt: skip
    return learn(api, [Answered({"n": number}, filled(shape, f"{number}")) for number in range(3)])


def filled(shape: Json, seed: str) -> Json:
    """Make up a value of a shape, another one for every seed."""
    if isinstance(shape, dict):
        return {name: filled(inner, f"{seed}.{name}") for name, inner in shape.items()}
    if isinstance(shape, list):
        return [filled(inner, f"{seed}.{place}") for inner in shape for place in range(2)]
    rng = random.Random(seed)
    made = {"int": rng.randrange(10**6), "float": rng.random(), "bool": rng.random() < 0.5, "str": f"text of {seed}"}
    return made.get(shape, [1, 2] if shape == "empty list" else f"some {seed}")


async def run(bench: Bench, seed: int) -> None:
    rng, rows = random.Random(seed), list[Row]()
    with tempfile.TemporaryDirectory() as folder, hub_process() as url, Catalog.open(Path(folder) / "c.db") as catalog:
        await prepare(catalog, url)
        for api in list(catalog.find(healthy=True)):
            row = await measure(catalog, api, url, bench, rng)
            if row.answers:
                rows.append(row)
    to = f"{bench.budget:,} tokens" if bench.share is None else f"{100 * bench.share:.0f} % of each"
    print(f"answers of more than {LARGE:,} tokens in {to}: plans frozen, facts drawn with seed {seed}\n")
    print(f"{'API':44}{'answers':>8}{'before':>9}{'after':>8}{'fewer':>9}{'facts':>7}{'shown':>9}{'survived':>11}")
    total = Row("all")
    for row in rows:
        print(row.line())
        total += row
    print(total.line())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", type=int, default=400, help="tokens of a compressed answer")
    parser.add_argument("--share", type=float, help="part of each answer's tokens that it is compressed to, instead")
    parser.add_argument("--facts", type=int, default=40, help="facts drawn from one answer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    given = parser.parse_args()
    asyncio.run(run(Bench(given.budget, given.share, given.facts), given.seed))
    if (given.data / TOOLBENCH).is_dir():
        toolbench(given.data)


if __name__ == "__main__":
    main()
