"""How far the heuristic model is fitted to the hub: other names, other words, other people's servers.

    python benchmarks/generality.py --out DIR [--count 600] [--seed 0] [--held-out-seed 1] [--environments DIR]
                                    [--results FILE]

Four benches over the hub (public, with all names of tools, APIs and parameters replaced by synonyms, held-out seed and
phrasings, held-out with the names replaced), and 20 instructions over httpbin, Kinto and Jupyter Server, whose answers
were written by hand (`other_servers.jsonl`). Needs the data folder (TOOLSEARCH_DATA) for the documents of these three
and, the first time, a package index for the servers themselves. Takes some minutes; the same command goes on where it
stopped.
"""

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))

import other_servers
from pydantic import TypeAdapter
from renaming import Renaming

from apis.catalog import Catalog
from apis.hub.server import hub_process
from apis.model import Effect
from eval.answers import read_answers
from eval.hubbench.facts import Fact
from eval.hubbench.key import Key, hash_of
from eval.hubbench.make import OFFERED, Bench, make, write
from eval.hubbench.makers import Pool
from eval.hubbench.mix import Mix
from eval.outcome import MethodReport
from eval.report import report
from eval.tables import percent, span
from toolsearch.cli.main import main as toolsearch
from toolsearch.records import Instruction
from toolsearch.runs import Run

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TOOLSEARCH_DATA", HERE.parents[1] / "shared" / "data"))
METHOD = "dfsdt"
FACTS = TypeAdapter(tuple[Fact, ...])


def run(*arguments: object) -> None:
    """Run a command of toolsearch; end where it fails."""
    if code := toolsearch([str(argument) for argument in arguments]):
        sys.exit(code)


def over_the_hub(given: argparse.Namespace) -> dict[str, MethodReport]:
    """Make the four benches, solve them, and report each."""
    catalog = given.out / "hub.db"
    with hub_process() as url:
        reach = ("--allow", urlsplit(url).netloc)
        run("apis", "add", f"{url}/list.json", *reach, "--catalog", catalog)
        benches = {
            "public": make(given.seed, given.count),
            "held-out": make(given.held_out_seed, given.count, pool=Pool.load(held_out=True), mix=Mix(held_out=True)),
        }
        return {
            name: _solved(given.out / name, bench, file, reach)
            for split, plain in benches.items()
            for name, bench, file in _named(given, split, plain, catalog)
        }


def _named(given: argparse.Namespace, split: str, bench: Bench, catalog: Path) -> list[tuple[str, Bench, Path]]:
    """Return a bench as it is, and with all names replaced, each with its catalog."""
    renaming, renamed = Renaming.drawn(given.seed), given.out / "renamed.db"
    with Catalog.open(catalog) as opened:
        apis = renaming.apis(opened)
    print(f"renamed: {renaming.changed:,} of {renaming.seen:,} names", file=sys.stderr)
    with Catalog.open(renamed) as opened:
        opened.add(apis)
    return [(split, bench, catalog), (f"{split}, renamed", renaming.bench(bench), renamed)]


def _solved(folder: Path, bench: Bench, catalog: Path, options: tuple[object, ...]) -> MethodReport:
    instructions = write(bench, folder / "hubbench")
    made = folder / METHOD
    run("annotate", instructions, "--out", made, "--catalog", catalog, "--method", METHOD, "--timeout", 5, *options)
    (found,) = report(made).methods.values()
    return found


def over_other_servers(given: argparse.Namespace) -> tuple[MethodReport, Counter[str], list[str]]:
    """Solve the 20 instructions; return the report, what passed by server, and a line for each that did not."""
    other_servers.install(given.environments)
    catalog = given.out / "servers.db"
    run(
        "apis",
        "add",
        *(DATA / "openapi_local" / name for name in other_servers.DOCUMENTS.values()),
        "--catalog",
        catalog,
    )
    bench = _written(catalog)
    with other_servers.serving(given.environments, given.out / "servers") as served:
        reach: list[object] = []
        for one in served:
            reach += ["--allow", one.endpoint, "--base-url", f"{other_servers.SLUGS[one.name]}={one.url}"]
        found = _solved(given.out / "others", bench, catalog, tuple(reach))
    verdicts = (given.out / "others" / METHOD / "verdicts" / "checked.jsonl").read_text().splitlines()
    labels = {each["instruction_id"]: each for each in map(json.loads, verdicts)}
    passed = Counter(id_.partition("-")[0] for id_, each in labels.items() if each["label"] == "solved")
    answers = {one.instruction.id: one for one in read_answers(Run.open(given.out / "others" / METHOD)).answers}
    failed = [
        f"{id_}: {answers[id_].instruction.text} Said: {(answers[id_].text or answers[id_].status)[:120]!r}"
        for id_, each in labels.items()
        if each["label"] != "solved"
    ]
    return found, passed, failed


def _written(catalog: Path) -> Bench:
    """Offer each instruction what it needs among reading Apis of its server, as HubBench does."""
    with Catalog.open(catalog) as opened:
        reading = [api.id for api in opened if api.effect is Effect.READ]
    instructions, keys = [], []
    for line in (HERE / "other_servers.jsonl").read_text("utf-8").splitlines():
        asked = json.loads(line)
        rng = Random(f"other servers {asked['id']}")
        others = [api for api in reading if api.startswith(f"{other_servers.SLUGS[asked['server']]}/")]
        others = [api for api in others if api not in asked["needs"]]
        offered = [*asked["needs"], *rng.sample(others, rng.randint(*OFFERED) - len(asked["needs"]))]
        rng.shuffle(offered)
        instructions.append(Instruction(id=asked["id"], text=asked["text"], apis=tuple(offered)))
        keys.append(
            Key(
                instruction_id=asked["id"],
                instruction_hash=hash_of(instructions[-1]),
                facts=FACTS.validate_python(asked["facts"]),
                needs=tuple(asked["needs"]),
                level=1,
                steps=1,
            )
        )
    return Bench(tuple(instructions), tuple(keys))


def table(found: dict[str, MethodReport]) -> str:
    """Write the reports as a Markdown table."""
    lines = [
        "| bench | instructions | pass rate | 95 % interval | I1 | I2 | I3 | calls: precision | recall |",
        "|---|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for name, one in found.items():
        groups = [percent(one.by_group[g].pass_rate) if g in one.by_group else "-" for g in ("I1", "I2", "I3")]
        calls = one.hubbench.calls if one.hubbench else None
        shares = [percent(s) if s is not None else "-" for s in ((calls.precision, calls.recall) if calls else ())]
        cells = (name, f"{one.instructions:,}", percent(one.pass_rate), span(one.interval), *groups, *shares)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--held-out-seed", type=int, default=1)
    parser.add_argument("--environments", type=Path, metavar="DIR", help="of the three servers (default: in --out)")
    parser.add_argument("--results", type=Path, metavar="FILE", help="write the tables there too")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    given.environments = given.environments or given.out / "environments"
    others, passed, failed = over_other_servers(given)
    found = over_the_hub(given) | {"other people's servers": others}
    servers = ", ".join(f"{name} {passed[name]}" for name in other_servers.PINS)
    parts = [
        "# How far the heuristic model is fitted to the hub",
        f"`python benchmarks/generality.py --out DIR --count {given.count} --seed {given.seed} "
        f"--held-out-seed {given.held_out_seed}`; method {METHOD}.",
        table(found),
        f"Other people's servers: {others.passed} of {others.instructions} solved ({servers}). Not solved:",
        "\n".join(f"- {line}" for line in failed),
    ]
    text = "\n\n".join(parts) + "\n"
    print(text)
    if given.results:
        given.results.write_text(text)


if __name__ == "__main__":
    main()
