"""Pick the settings of the default retriever leave-one-catalog-out: what does a catalog give that picked none of them?

    python benchmarks/retrieval_settings.py DATA [--bfcl FOLDER] [--weights DIR] [--out PATH]

For each of the three catalogs the settings that do best on the others (the mean of NDCG@5, each catalog counting alike)
are tried on it. With --bfcl the Berkeley Function Calling Leaderboard is among the others: the table of usual words has
seen its questions, so settings are picked on it and nothing is claimed for it. Picked are: how words and meaning are
mixed (standardised and added, or by reciprocal ranks), the share of meaning, and of the words the weight of the name
field, where a term saturates, and what a name said in full adds. Beside it stands what the settings that ship give, and
what the best would have been.
"""

import argparse
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from retriever.base import Document
from retriever.bm25f import FIELDS, K1, Field, Postings
from retriever.dataset import Query, read_dataset
from retriever.default import MEANING, Weights, text_of
from retriever.embedder import DOCUMENT_TOKENS
from retriever.evaluate import DEPTH, ndcg
from retriever.hybrid import RANK, RANKS
from retriever.lexical import NAMED, Lexical, together
from retriever.materials import read_bfcl
from retriever.requests import RequestWords, clauses
from retriever.resolve import SHIPPED

CATALOGS = {"seal-tools": ("test_out_domain",), "toole": ("test", "test_multi"), "toollens": ("test",)}
BFCL = "bfcl"
SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 1.0)

Documents = tuple[Document, ...]
Scores = NDArray[np.float32]
"""[queries, documents]"""


@dataclass(frozen=True, slots=True)
class Words:
    """The settings of the lexical part."""

    name: float = FIELDS["name"].weight
    k1: float = K1
    named: float = NAMED

    def over(self, documents: Sequence[Document], requests: RequestWords) -> Lexical:
        fields = FIELDS | {"name": Field(self.name, FIELDS["name"].length)}
        first = Postings.over(documents, fields, k1=self.k1)
        return Lexical(first, Postings.over(()), requests, self.named)

    def __str__(self) -> str:
        return f"name {self.name:g}, k1 {self.k1:g}, named {self.named:g}"


@dataclass(frozen=True, slots=True)
class Mix:
    """How the two are put together."""

    kind: str = "scores"
    share: float = MEANING

    def __str__(self) -> str:
        return f"{self.kind} {self.share:g}"


Settings = tuple[Words, Mix]
GRID = tuple(itertools.starmap(Words, itertools.product((1.0, 3.0, 5.0), (1.2, 2.5), (0.0, 0.5, 1.0))))
MIXES = tuple(Mix(kind, share) for kind in ("scores", "ranks") for share in SHARES)
SHIPPED_SETTINGS = (Words(), Mix())


@dataclass(frozen=True, slots=True)
class Case:
    """A split of a catalog, with all that does not depend on settings."""

    catalog: str
    split: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    meant: Scores
    right: NDArray[np.bool_]

    def said(self, words: Words, requests: RequestWords) -> Scores:
        lexical = words.over(self.documents, requests)
        return np.stack([together(lexical.rows([query.text, *clauses(query.text)])) for query in self.queries])

    def scores(self, mixed: Scores) -> float:
        """Return the mean NDCG@5."""
        top = np.argpartition(-mixed, DEPTH, axis=1)[:, :DEPTH]
        order = np.argsort(-np.take_along_axis(mixed, top, axis=1), axis=1, kind="stable")
        found = np.take_along_axis(self.right, np.take_along_axis(top, order, axis=1), axis=1)
        return float(ndcg(found, self.right.sum(axis=1), 5).mean())


def read_cases(data: Path, bfcl: Path | None, weights: Weights) -> Iterator[Case]:
    embedder = weights.embedder
    assert embedder is not None, "onnxruntime is missing"
    for name, documents, splits in read_catalogs(data, bfcl):
        vectors = embedder.encode([text_of(each) for each in documents], tokens=DOCUMENT_TOKENS)
        for split, queries in splits.items():
            meant = [(embedder.encode([each.text, *clauses(each.text)]) @ vectors.T).max(axis=0) for each in queries]
            right = np.asarray([[each.id in query.relevant for each in documents] for query in queries])
            yield Case(name, split, documents, queries, np.stack(meant), right)


def read_catalogs(data: Path, bfcl: Path | None) -> Iterator[tuple[str, Documents, dict[str, tuple[Query, ...]]]]:
    for name, splits in CATALOGS.items():
        published = read_dataset(data / name)
        yield name, in_order(published.documents), {split: published.queries(split) for split in splits}
    if bfcl is not None:
        catalogue = read_bfcl(bfcl)
        yield BFCL, in_order(catalogue.documents), {"all": catalogue.queries}


def in_order(documents: Documents) -> Documents:
    return tuple(sorted(documents, key=lambda each: each.id))


def by_scores(scores: Scores) -> Scores:
    deviation = np.maximum(scores.std(axis=1, keepdims=True), 1e-9)
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / deviation, dtype=np.float32)


def by_ranks(scores: Scores) -> Scores:
    """1 / (60 + rank) of the first hundred, 0 for the others."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :RANKS]
    ranks = np.zeros_like(scores)
    np.put_along_axis(ranks, order, np.float32(1) / (RANK + 1 + np.arange(order.shape[1], dtype=np.float32)), axis=1)
    return np.where(scores > scores.min(axis=1, keepdims=True), ranks, 0)


KINDS: dict[str, Callable[[Scores], Scores]] = {"scores": by_scores, "ranks": by_ranks}


def measure(case: Case, requests: RequestWords) -> dict[Settings, float]:
    """Try every setting on a case."""
    meant = {kind: form(case.meant) for kind, form in KINDS.items()}
    tried = {}
    for words in GRID:
        said = case.said(words, requests)
        formed = {kind: form(said) for kind, form in KINDS.items()}
        for mix in MIXES:
            mixed = (1 - mix.share) * formed[mix.kind] + mix.share * meant[mix.kind]
            tried[words, mix] = case.scores(mixed)
    return tried


Tried = dict[str, dict[str, dict[Settings, float]]]
"""By catalog and split."""


def catalog_score(tried: Tried, catalog: str, settings: Settings) -> float:
    return fmean(split[settings] for split in tried[catalog].values())


def picked(tried: Tried, held: str | None, allowed: Sequence[Settings]) -> Settings:
    """Pick the settings that do best on all catalogs but one."""
    others = [catalog for catalog in tried if catalog != held]
    return max(allowed, key=lambda settings: fmean(catalog_score(tried, each, settings) for each in others))


def report(tried: Tried, kind: str, allowed: Sequence[Settings], ships: Settings) -> Iterator[str]:
    yield f"## {kind}"
    yield ""
    yield "| held out | picked on the others | split | NDCG@5 with these | with those that ship | best in hindsight |"
    yield "|---|---|---|---|---|---|"
    rows: list[tuple[float, float, float]] = []
    for catalog in CATALOGS:
        splits = tried[catalog]
        settings = picked(tried, catalog, allowed)
        for split, scores in splits.items():
            row = (scores[settings], scores[ships], max(scores[each] for each in allowed))
            rows.append(row)
            cells = " | ".join(f"{100 * cell:.1f}" for cell in row)
            yield f"| {catalog} | {settings[0]}; {settings[1]} | {split} | {cells} |"
    means = " | ".join(f"{100 * fmean(column):.1f}" for column in zip(*rows, strict=True))
    yield f"| | | mean | {means} |"
    best = picked(tried, None, allowed)
    yield ""
    yield f"Best on all, each counting alike: {best[0]}; {best[1]}."
    yield ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--bfcl", type=Path, metavar="FOLDER")
    parser.add_argument("--weights", type=Path, default=SHIPPED, metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/retrieval_settings.md"), metavar="PATH")
    given = parser.parse_args()
    weights = Weights.load(given.weights)
    tried: Tried = {}
    for case in read_cases(given.data, given.bfcl, weights):
        tried.setdefault(case.catalog, {})[case.split] = measure(case, weights.requests)
    alone = [settings for settings in tried["toole"]["test"] if str(settings[1]) == "scores 0"]
    lines = [
        f"# `python benchmarks/retrieval_settings.py DATA{' --bfcl FOLDER' if given.bfcl else ''}`",
        "",
        f"{date.today()}, {os.cpu_count()} cores. The settings that ship: {Words()}; {Mix()}.",
        f"Tried: {len(GRID)} settings of words with {len(MIXES)} mixes.",
        "",
        *report(tried, "The default", list(itertools.product(GRID, MIXES)), SHIPPED_SETTINGS),
        *report(tried, "Words alone", alone, (Words(), Mix("scores", 0.0))),
    ]
    given.out.write_text("\n".join(lines).rstrip() + "\n", "utf-8")
    print(given.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
