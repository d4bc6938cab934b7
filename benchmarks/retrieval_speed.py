"""How long the default retriever and its lexical part take: indexing, loading, one query at 5,000 and 100,000 APIs.

    python benchmarks/retrieval_speed.py DATA [--sizes 5000 100000]

DATA is a folder of BEIR data sets (toollens, seal-tools, toole). The documents are those of all three, repeated until
there are enough; the vectors of repeated ones are copied, so that only the real ones are encoded. Read it on an idle
machine: nothing else tells whether a bar is met.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from retriever.base import Document
from retriever.dataset import read_dataset
from retriever.default import Default, Weights, text_of
from retriever.embedder import DOCUMENT_TOKENS, Vectors
from retriever.lexical import Lexical
from retriever.requests import clauses
from retriever.resolve import SHIPPED

SETS = (("seal-tools", "test_out_domain"), ("toole", "test"), ("toole", "test_multi"), ("toollens", "test"))
ASKED = 100


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("data", type=Path)
    options.add_argument("--sizes", type=int, nargs="+", default=[5000, 100000])
    options.add_argument("--encoded", type=int, default=400, help="documents whose encoding is timed")
    given = options.parse_args()
    data = {name: read_dataset(given.data / name) for name in dict.fromkeys(name for name, _ in SETS)}
    documents = [document for each in data.values() for document in each.documents]
    queries = [query.text for name, split in SETS for query in data[name].queries(split)[:ASKED]]

    begun = time.perf_counter()
    weights = Weights.load(SHIPPED)
    print(f"load the weights: {time.perf_counter() - begun:.2f} s")
    assert weights.embedder is not None
    texts = [text_of(document) for document in documents[:: max(len(documents) // given.encoded, 1)]]
    begun = time.perf_counter()
    made = weights.embedder.encode(texts, tokens=DOCUMENT_TOKENS)
    print(f"encode: {len(texts) / (time.perf_counter() - begun):.0f} APIs a second")
    parts = [len(clauses(query)) + 1 for query in queries]
    print(f"queries: {len(queries)}, texts encoded for each: mean {statistics.mean(parts):.2f}, most {max(parts)}")
    for size in given.sizes:
        _measure(size, _repeated(documents, size), made, weights, queries)


def _repeated(documents: Sequence[Document], size: int) -> list[Document]:
    return [
        replace(documents[number % len(documents)], id=f"{documents[number % len(documents)].id}-{number}")
        for number in range(size)
    ]


def _measure(size: int, documents: list[Document], made: np.ndarray, weights: Weights, queries: Sequence[str]) -> None:
    begun = time.perf_counter()
    lexical = Lexical.over(documents, weights.requests)
    rate = size / (time.perf_counter() - begun)
    vectors = Vectors.of(made[np.arange(size) % len(made)])
    default = Default(lexical, vectors, weights)
    words, both = _p50(lexical.search, queries), _p50(default.search, queries)
    print(f"{size:,} APIs: lexical index {rate:,.0f} APIs a second; p50 lexical {words:.2f} ms, default {both:.2f} ms")


def _p50(search: Callable[[str], object], queries: Sequence[str]) -> float:
    for query in queries[:5]:
        search(query)
    taken = []
    for query in queries:
        begun = time.perf_counter()
        search(query)
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken)


if __name__ == "__main__":
    main()
