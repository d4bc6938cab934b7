"""Measure an index at scale: recall of exact search, time of a query, memory.

    python benchmarks/index_scale.py --vectors 1000000 --kind hnsw > benchmarks/results/index_scale.md

The vectors are synthetic: 384 numbers around `vectors / 20` centres drawn at random, noise of 0.6 of a centre's length,
scaled to length 1; queries are drawn around the same centres. Texts of near APIs cluster so, though less evenly.
"""

import argparse
import datetime
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from retriever.index import BUILD_DEPTH, LINKS, SEARCH_DEPTH, Index, kind_for

QUERIES = 200


def clustered(count: int, centres: np.ndarray, rng: np.random.Generator, noise: float = 0.6) -> np.ndarray:
    rows = centres[rng.integers(0, len(centres), count)]
    rows += (noise / np.sqrt(rows.shape[1])) * rng.standard_normal(rows.shape, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def exact(vectors: np.ndarray, query: np.ndarray) -> set[str]:
    scores = vectors @ query
    return {str(place) for place in np.argpartition(-scores, 10)[:10]}


def resident() -> float:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--kind", choices=["flat", "hnsw", "ivfpq"])
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((max(1, arguments.vectors // 20), arguments.dimension), dtype=np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    vectors = clustered(arguments.vectors, centres, rng)
    queries = clustered(QUERIES, centres, rng)
    begun = time.perf_counter()
    kind = arguments.kind or kind_for(arguments.vectors)
    index = Index.build([str(n) for n in range(len(vectors))], vectors, encoder="", corpus="", kind=kind)
    built = time.perf_counter() - begun
    right = [exact(vectors, query) for query in queries]
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        size = sum(file.stat().st_size for file in (Path(folder) / "index").iterdir()) / 2**20
        del vectors, index
        before = resident()
        index = Index.open(Path(folder) / "index")
        seconds, recalls = [], []
        for query, wanted in zip(queries, right, strict=True):
            begun = time.perf_counter()
            found = index.search(query, 10)
            seconds.append(time.perf_counter() - begun)
            recalls.append(len(wanted & {each.id for each in found}) / 10)
        memory = resident() - before
    p50, p95 = (1000 * value for value in np.quantile(seconds, (0.5, 0.95)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"# `python {' '.join(sys.argv)}`\n")
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {QUERIES} queries.")
    print(f"Links {LINKS}, depth {BUILD_DEPTH} to build and {SEARCH_DEPTH} to search (HNSW).\n")
    print(
        "| kind | vectors | recall@10 of exact | p50 ms | p95 ms | build s | file MB | memory MB | peak, building, MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    cells = (
        kind, f"{arguments.vectors:,}", f"{statistics.fmean(recalls):.3f}", f"{p50:.2f}", f"{p95:.2f}", f"{built:.0f}",
        f"{size:.0f}", f"{memory:.0f}", f"{peak:.0f}",
    )  # fmt: skip
    print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
