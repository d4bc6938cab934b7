"""Measure what a user waits for: `toolsearch --help`, and `toolsearch retrieve` over 16,000 APIs, in new processes.

    toolsearch apis add openapi/*/* --catalog openapi.db
    python benchmarks/startup.py openapi.db [--apis 16000] [--rounds 5] [--keep FILE]

The 16,000 are the APIs of the catalog under the names of as many further tools as it takes. The first search, which
indexes them, is timed by itself. Wall time and the CPU time of the process, best of the rounds, with modules compiled
as they are after any first start; run it on an idle machine.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from apis.catalog import Catalog
from apis.model import Api

QUERY = "list the issues of a repository"


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds."""

    wall: float
    cpu: float


def copies(catalog: Catalog) -> Iterator[Api]:
    """Yield the APIs of a catalog again and again, each time under other tools."""
    for number in count():
        for api in catalog:
            tool, _, name = api.id.partition("/")
            source = api.source.model_copy(update={"location": f"{api.source.location}#{number}"})
            update = {"id": f"{tool}-{number}/{name}", "tool": f"{api.tool} {number}", "source": source}
            yield api.model_copy(update=update)


def timed(*arguments: str) -> Took:
    """Run the command line once."""
    command = [sys.executable, "-c", "from toolsearch.cli.main import run; run()", *arguments]
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=compiled)
    wall, after = time.perf_counter() - begun, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(wall, spent)


def best(rounds: int, *arguments: str) -> Took:
    took = [timed(*arguments) for _ in range(rounds)]
    return Took(min(each.wall for each in took), min(each.cpu for each in took))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("catalog", type=Path)
    parser.add_argument("--apis", type=int, default=16_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="the catalog of copies, made or used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder) / "copies.db"
        if not path.exists():
            with Catalog.open(given.catalog, create=False) as few, Catalog.open(path) as many:
                many.add(islice(copies(few), given.apis))
        search = ("retrieve", QUERY, "--catalog", str(path))
        timed(*search, "--retriever", "bm25")  # indexes
        rows = {
            "toolsearch --help": best(given.rounds, "--help"),
            f"first retrieve over {given.apis:,} APIs, indexing": timed(*search),
            f"retrieve over {given.apis:,} APIs": best(given.rounds, *search),
            "first by words alone (lexical), indexing": timed(*search, "--retriever", "lexical"),
            "by words alone (lexical)": best(given.rounds, *search, "--retriever", "lexical"),
            "by words alone (bm25)": best(given.rounds, *search, "--retriever", "bm25"),
        }
    for name, took in rows.items():
        print(f"{name:50} {took.wall:8.2f} s wall {took.cpu:8.2f} s CPU")


if __name__ == "__main__":
    main()
