"""Compare search methods on HubBench with paired intervals: DFSDT, both back-off rules, against ReAct of the same cost.

    python benchmarks/hubbench_search.py --out DIR [--count 300] [--seed 0] [--model heuristic]

ReAct@N gets, instruction by instruction, the model calls that DFSDT made (`react@calls:RUN`). The same command goes on
where it stopped.
"""

import argparse
import sys
from pathlib import Path
from urllib.parse import urlsplit

from apis.hub.server import hub_process
from toolsearch.cli.main import main as toolsearch

METHODS = {
    "dfsdt": "dfsdt",
    "back-off-2": "dfsdt:back_off=2",
    "calls-told": "dfsdt:diversity=calls",
    "filter": "dfsdt:filter",
    "parity": "dfsdt:parity=toolbench",
    "react": "react",
    "react-same-calls": "react@calls:{out}/dfsdt",
}


def run(*arguments: object) -> None:
    """Run a command of toolsearch; end where it fails."""
    if code := toolsearch([str(argument) for argument in arguments]):
        sys.exit(code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", default="heuristic")
    given = parser.parse_args()
    out, bench, catalog = given.out, given.out / "hubbench", given.out / "catalog.db"
    out.mkdir(parents=True, exist_ok=True)
    if not bench.exists():
        run("eval", "hubbench", "--make", bench, "--seed", given.seed, "--count", given.count)
    with hub_process() as url:
        reach = ("--allow", urlsplit(url).netloc, "--catalog", catalog)
        run("apis", "add", f"{url}/list.json", *reach)
        for name, spec in METHODS.items():
            asked = ("--method", spec.format(out=out), "--model", given.model, "--seed", given.seed, "--timeout", 5)
            run("annotate", bench / "instructions.jsonl", "--out", out / name, *asked, *reach)
    run("eval", "pass-rate", out)


if __name__ == "__main__":
    main()
