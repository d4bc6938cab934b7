"""Kill a run at random moments, again and again, and count what was lost or doubled.

    python benchmarks/kills.py [--kills 100] [--instructions 2000] [--seed 0]

A run of `toolsearch annotate` against real HTTP APIs on loopback is killed with SIGKILL, begun again with the same
command, and so on; then it is let to its end. Afterwards every instruction must have exactly one record, every record
must be whole, and every response that a record names must be kept. Of ten stops, three come at any moment of starting,
six while records are written, and one is a Ctrl-C, of which it is told how long the process then takes to end.
"""

import argparse
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from commands import Server, api, command, finishing, greeting, lines, serving

from apis.catalog import Catalog
from toolsearch.runs import Run

DELAY = 0.02
"""Seconds that the API takes to answer."""
STARTING, WORKING = 2.0, 0.4
"""Seconds within which a session is killed: from its start, or from its first record."""


def lay_out(folder: Path, server: Server, count: int) -> list[str]:
    """Write catalog, script and instructions; return the command."""
    with Catalog.open(folder / "catalog.db") as catalog:
        catalog.add([api(server, "greet", "Says hello to a person.")])
    turns = [greeting(f"{n}.{turn}", when=f"number {n}.") for n in range(count) for turn in range(3)]
    end = finishing(return_type="give_answer", final_answer="Greeted.") | {"repeat": True}
    (folder / "script.jsonl").write_text(lines(*turns, end))
    asked = ({"id": f"i{n}", "text": f"Greet number {n}.", "apis": ["demo/greet"]} for n in range(count))
    (folder / "wanted.jsonl").write_text(lines(*asked))
    options = ("--out", folder / "run", "--model", f"script:{folder / 'script.jsonl'}", "--method", "react")
    reach = ("--allow", server.endpoint, "--catalog", folder / "catalog.db", "--concurrency", 4)
    return command("annotate", folder / "wanted.jsonl", *options, *reach)


def done(folder: Path) -> int:
    paths = folder / "run" / "paths.jsonl"
    return paths.read_bytes().count(b"\n") if paths.exists() else 0


def stop(asked: list[str], folder: Path, chance: random.Random, number: int) -> float | None:
    """Begin a session and stop it; return the seconds it took to end, where it was asked by Ctrl-C."""
    before = done(folder)
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        if number % 10 < 3:
            time.sleep(chance.uniform(0, STARTING))
        else:
            while done(folder) == before and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, WORKING))
        asking = number % 10 == 9
        process.send_signal(signal.SIGINT if asking else signal.SIGKILL)
        began = time.monotonic()
        process.wait(60)
        return time.monotonic() - began if asking else None


def check(folder: Path, count: int) -> str:
    """Say what the records came to."""
    run = Run.open(folder / "run")
    records = list(run.paths())
    counted = Counter(record.instruction_id for record in records)
    lost = count - len(counted)
    doubled = sum(number - 1 for number in counted.values())
    broken = sum(record.status != "answer" for record in records)
    seen = [one for record in records if record.tree for node in record.tree.nodes for one in node.observations]
    missing = sum(one.whole is not None and not run.bodies.path(one.whole).is_file() for one in seen)
    return f"lost {lost}, doubled {doubled}, not answered {broken}, responses missing {missing} of {len(seen)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--instructions", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it, and so would ours
    with tempfile.TemporaryDirectory() as name, serving() as server:
        folder, greet = Path(name), server.greet
        server.greet = lambda who: (time.sleep(DELAY), greet(who))[1]  # type: ignore[method-assign]
        asked, chance = lay_out(folder, server, given.instructions), random.Random(given.seed)
        drained = [stop(asked, folder, chance, number) for number in range(given.kills)]
        print(f"{given.kills} stops, seed {given.seed}: {done(folder):,} of {given.instructions:,} recorded by then")
        subprocess.run(asked, check=True, capture_output=True)
        sessions = len(Run.open(folder / "run").about.sessions)
        print(f"after {sessions} sessions: {check(folder, given.instructions)}")
        if seconds := [one for one in drained if one is not None]:
            print(f"Ctrl-C to the end: median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s")


if __name__ == "__main__":
    main()
