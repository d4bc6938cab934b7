"""Count the model calls of each method on scripted trees; beside them ToolBench's own, where its checkout is given.

    python benchmarks/search_calls.py [--toolbench PATH]

A script decides by the place in the tree alone, so that the counts are exact and the same on every machine.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import toolbench_peer as peer
from worlds import Policy, call, finish, grow

from toolsearch.messages import Assistant
from toolsearch.search.rank import Prompted
from toolsearch.search.resolve import open_method

Ends = Callable[[tuple[int, ...]], str | None]
"""What a turn does: "answer", "give up", or None for a call."""


def at_fourth(place: tuple[int, ...]) -> str | None:
    return "answer" if len(place) == 4 else None


def never(place: tuple[int, ...]) -> str | None:
    return None


def gives_up(place: tuple[int, ...]) -> str | None:
    return "give up" if len(place) == 3 else None


def answer_at(*where: int) -> Ends:
    return lambda place: "answer" if place == where else gives_up(place)


SCRIPTS: dict[str, tuple[Ends, str]] = {
    "three calls, then an answer": (at_fourth, ""),
    "never ends, calls only": (never, ""),
    "never ends, thought and call": (never, "Hm."),
    "gives up at turn 3": (gives_up, ""),
    "answer at (1, 1, 0), else gives up": (answer_at(1, 1, 0), ""),
    "answer at (1, 0, 1), beside a give-up": (answer_at(1, 0, 1), ""),
}
METHODS = {
    "dfsdt": "dfsdt",
    "dfsdt, filter": "dfsdt:filter",
    "parity w=1": "dfsdt:parity=toolbench,width=1",
    "parity w=2": "dfsdt:parity=toolbench",
    "parity w=3": "dfsdt:parity=toolbench,width=3",
    "parity, filter": "dfsdt:parity=toolbench,filter",
    "parity react": "react:parity=toolbench",
    "parity react@5": "react@5:parity=toolbench",
}


def ours(ends: Ends, thought: str, spec: str) -> str:
    def decide(place: tuple[int, ...]) -> Assistant:
        end = ends(place)
        return call(place, thought=thought) if end is None else finish("found" if end == "answer" else None)

    judge = Policy(lambda place: Assistant(content="They are alike: A"))
    search, model, _ = asyncio.run(grow(decide, open_method(spec), ranker=Prompted(judge)))
    return told(len(model.asked), len(judge.asked), found=bool(search.found))


def theirs(checkout: peer.Peer, ends: Ends, thought: str, spec: str) -> str:
    def decide(place: tuple[int, ...]) -> dict[str, object]:
        end = ends(place)
        if end is None:
            return peer.call(place, thought or None)
        return peer.finish(place, "found" if end == "answer" else None)

    method = open_method(spec)
    if method.diversity == "none":
        model, found = checkout.chain(decide, repetitions=method.paths or 1)
    else:
        model, found = checkout.dfsdt(decide, width=method.width, ranked=method.with_filter)
    return told(model.asked, model.ranked, found=found)


def told(asked: int, ranked: int, *, found: bool) -> str:
    return f"{asked}{f'+{ranked}' if ranked else ''}{'' if found else ' -'}"


def show(title: str, rows: list[list[str]]) -> None:
    print(f"\n{title}\n")
    header = ["script", *METHODS] if len(rows[0]) > len(METHODS) else ["script", *list(METHODS)[2:]]
    print("| " + " | ".join(header) + " |\n|" + " --- |" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--toolbench", type=Path, metavar="PATH", help="a checkout of ToolBench")
    given = parser.parse_args()
    print("Model calls; +N are those that rank siblings; - where no answer is found.")
    mine = {name: [ours(ends, thought, spec) for spec in METHODS.values()] for name, (ends, thought) in SCRIPTS.items()}
    show("ours", [[name, *cells] for name, cells in mine.items()])
    if given.toolbench is None:
        return
    checkout = peer.Peer(given.toolbench)
    parity = [spec for spec in METHODS.values() if "parity" in spec]
    found = {
        name: [theirs(checkout, ends, thought, spec) for spec in parity] for name, (ends, thought) in SCRIPTS.items()
    }
    show("ToolBench's own code", [[name, *cells] for name, cells in found.items()])
    differ = sum(a != b for name, cells in found.items() for a, b in zip(mine[name][2:], cells, strict=True))
    print(f"\n{differ} of {len(found) * len(parity)} cells differ from ours with parity")


if __name__ == "__main__":
    main()
