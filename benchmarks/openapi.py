"""Measure how fast OpenAPI documents are read: operations a second, over all documents at hand.

    python benchmarks/openapi.py [FOLDER] [--each]

Every document of the folder is read from its file to Apis, as `apis add` does; the counts are compared with the
folder's index.json where it has one. Without FOLDER: ../shared/data/openapi.
"""

import argparse
import asyncio
import json
import time
from pathlib import Path

from apis.sources.base import Loaded
from apis.sources.openapi.loader import documents, load_file

ROUNDS = 3


async def read_all(paths: list[Path]) -> tuple[dict[Path, float], dict[Path, Loaded]]:
    """Read every document; return the seconds of CPU that each took, and what it holds."""
    seconds, found = dict[Path, float](), dict[Path, Loaded]()
    for path in paths:
        started = time.process_time()
        found[path] = await load_file(path)
        seconds[path] = time.process_time() - started
    return seconds, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).parents[2] / "shared" / "data" / "openapi"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--each", action="store_true", help="print a line for each document")
    given = parser.parse_args()
    index = given.folder / "index.json"
    listed = {each["file"]: each["n_operations"] for each in json.loads(index.read_text())} if index.exists() else {}
    paths = [path for path in documents(given.folder) if path != index]
    runs = [asyncio.run(read_all(paths)) for _ in range(ROUNDS)]
    best = {path: min(seconds[path] for seconds, _ in runs) for path in paths}
    found = runs[0][1]
    wrong = 0
    for path in paths:
        name, count = str(path.relative_to(given.folder)), len(found[path].apis)
        wrong += name in listed and listed[name] != count
        if given.each:
            print(f"{name[:60]:62}{path.stat().st_size / 1e6:8.2f} MB{count:7,} operations{best[path]:9.3f} s")
    operations, size = sum(len(each.apis) for each in found.values()), sum(path.stat().st_size for path in paths)
    total = sum(best.values())
    print(f"{len(paths)} documents, {size / 1e6:.1f} MB, {operations:,} operations; {wrong} counts unlike the index's")
    print(f"{total:.2f} s of CPU, best of {ROUNDS}: {operations / total:,.0f} operations/s")


if __name__ == "__main__":
    main()
