"""Pick the settings of the default retriever leave-one-catalog-out: what does a catalog give that picked none of them?

    python benchmarks/retrieval_settings.py DATA --bfcl FOLDER [--weights DIR] [--out PATH]

For each catalog everything is picked and fitted on the others that may be learned from (Seal-Tools, ToolE and the
Berkeley Function Calling Leaderboard, whose questions the table of usual words has seen), each counting alike: of the
words the weight of the name field, where a term saturates, and what a name said in full adds, by NDCG@5; the balance of
words and meaning by `retriever.balancing`. Beside it stand the words that ship, one share of meaning for all queries,
standardised or by reciprocal ranks, picked on the same others, and what the best of all these would have been.
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

from retriever.balance import Balance, Met
from retriever.balancing import Asked, fitted
from retriever.base import Document
from retriever.bm25f import FIELDS, K1, Field, Postings
from retriever.dataset import Query, read_dataset
from retriever.default import WORDS, Weights, relative, standard, text_of
from retriever.embedder import DOCUMENT_TOKENS
from retriever.evaluate import DEPTH, ndcg
from retriever.hybrid import RANK, RANKS
from retriever.lexical import NAMED, Lexical, together
from retriever.materials import read_bfcl
from retriever.requests import RequestWords, clauses
from retriever.resolve import SHIPPED

CATALOGS = {"seal-tools": ("test_out_domain",), "toole": ("test", "test_multi"), "toollens": ("test",)}
BFCL = "bfcl"
LEARNED = ("seal-tools", "toole", BFCL)
SHARES = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
FITTED_ON = 600
"""The most queries of a split that a balance is fitted on."""

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


GRID = tuple(itertools.starmap(Words, itertools.product((1.0, 3.0, 5.0), (1.2, 2.5), (0.0, 0.5, 1.0))))


@dataclass(frozen=True, slots=True)
class Split:
    """The queries of a split, with all that does not depend on settings."""

    catalog: str
    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    cosines: Scores
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Case:
    """A split with one setting of words."""

    split: Split
    met: tuple[Met, ...]
    said: Scores
    """Relative to the best."""
    meant: Scores
    """In deviations."""

    @classmethod
    def of(cls, split: Split, words: Words, requests: RequestWords) -> "Case":
        lexical = words.over(split.documents, requests)
        met, said = [], []
        for query, cosines in zip(split.queries, split.cosines, strict=True):
            rows = lexical.rows([query.text, *clauses(query.text)])
            met.append(Met.by(rows[0], lexical.most(query.text), float(cosines.max())))
            said.append(relative(together(rows)))
        return cls(split, tuple(met), np.stack(said), np.stack([standard(row) for row in split.cosines]))

    def asked(self) -> Iterator[Asked]:
        for place in range(0, len(self.met), max(1, len(self.met) // FITTED_ON)):
            yield Asked.of(self.met[place], self.said[place], self.meant[place], self.split.right[place])

    def balanced(self, balance: Balance) -> float:
        shares = np.asarray([balance.share(met) for met in self.met], dtype=np.float32)[:, None]
        return self.score((1 - shares) * WORDS * self.said + shares * self.meant)

    def by_scores(self, share: float) -> float:
        said = np.stack([standard(row) for row in self.said])
        return self.score((1 - share) * said + share * self.meant)

    def by_ranks(self, share: float) -> float:
        return self.score((1 - share) * ranks(self.said) + share * ranks(self.meant))

    def score(self, mixed: Scores) -> float:
        """Return the mean NDCG@5."""
        top = np.argpartition(-mixed, DEPTH, axis=1)[:, :DEPTH]
        order = np.argsort(-np.take_along_axis(mixed, top, axis=1), axis=1, kind="stable")
        found = np.take_along_axis(self.split.right, np.take_along_axis(top, order, axis=1), axis=1)
        return float(ndcg(found, self.split.right.sum(axis=1), 5).mean())


def ranks(scores: Scores) -> Scores:
    """1 / (60 + rank) of the first hundred, 0 for the others."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :RANKS]
    found = np.zeros_like(scores)
    np.put_along_axis(found, order, np.float32(1) / (RANK + 1 + np.arange(order.shape[1], dtype=np.float32)), axis=1)
    return np.where(scores > scores.min(axis=1, keepdims=True), found, 0)


def read_splits(data: Path, bfcl: Path, weights: Weights) -> Iterator[Split]:
    embedder = weights.embedder
    assert embedder is not None, "onnxruntime is missing"
    for name, unsorted, splits in read_catalogs(data, bfcl):
        documents = tuple(sorted(unsorted, key=lambda each: each.id))
        vectors = embedder.encode([text_of(each) for each in documents], tokens=DOCUMENT_TOKENS)
        for split, queries in splits.items():
            near = [(embedder.encode([each.text, *clauses(each.text)]) @ vectors.T).max(axis=0) for each in queries]
            right = np.asarray([[each.id in query.relevant for each in documents] for query in queries])
            yield Split(name, split, documents, queries, np.stack(near), right)


def read_catalogs(data: Path, bfcl: Path) -> Iterator[tuple[str, tuple[Document, ...], dict[str, tuple[Query, ...]]]]:
    for name, splits in CATALOGS.items():
        published = read_dataset(data / name)
        yield name, published.documents, {split: published.queries(split) for split in splits}
    catalogue = read_bfcl(bfcl)
    yield BFCL, catalogue.documents, {"all": catalogue.queries}


Catalogs = dict[str, list[Case]]
"""By name, with one setting of words."""


def mean(cases: Catalogs, score: Callable[[Case], float]) -> float:
    """Return the mean score, each catalog counting alike."""
    return fmean(fmean(map(score, splits)) for splits in cases.values())


def balance_of(cases: Catalogs) -> Balance:
    return fitted([[asked for case in splits for asked in case.asked()] for splits in cases.values()])


@dataclass(frozen=True, slots=True)
class Line:
    """What one held-out split gives."""

    held: str
    split: str
    words: Words
    balance: Balance
    scores: tuple[float, ...]
    """As the columns say."""


COLUMNS = (
    "with these", "with the words that ship", "one share for all", "by ranks", "best in hindsight", "these words alone",
)  # fmt: skip


def held_out(tried: dict[Words, Catalogs], held: str) -> Iterator[Line]:
    others = {
        words: {name: cases[name] for name in LEARNED if name != held and name in cases}
        for words, cases in tried.items()
    }
    balances = {words: balance_of(cases) for words, cases in others.items()}
    picked = max(others, key=lambda words: mean(others[words], lambda case: case.balanced(balances[words])))
    ship = Words()
    share = max(SHARES, key=lambda each: mean(others[ship], lambda case: case.by_scores(each)))
    rank = max(SHARES, key=lambda each: mean(others[ship], lambda case: case.by_ranks(each)))
    for place, case in enumerate(tried[picked][held]):
        shipped = tried[ship][held][place]
        mine, ships = case.balanced(balances[picked]), shipped.balanced(balances[ship])
        one, by_ranks = shipped.by_scores(share), shipped.by_ranks(rank)
        fixed = max(tried[words][held][place].by_scores(each) for words in tried for each in SHARES)
        fitted_too = max(tried[words][held][place].balanced(balances[words]) for words in tried)
        scores = (mine, ships, one, by_ranks, max(fixed, fitted_too), case.score(case.said))
        yield Line(held, case.split.name, picked, balances[picked], scores)


def report(lines: Sequence[Line]) -> Iterator[str]:
    yield f"| held out | split | words picked on the others | balance fitted on the others | {' | '.join(COLUMNS)} |"
    yield "|---" * (4 + len(COLUMNS)) + "|"
    for line in lines:
        balance = line.balance
        fit = f"{balance.bias:.2f}, {balance.covered:.2f}, {balance.said:.2f}, {balance.cosine:.2f}"
        cells = " | ".join(f"{100 * score:.1f}" for score in line.scores)
        yield f"| {line.held} | {line.split} | {line.words} | {fit} | {cells} |"
    means = " | ".join(f"{100 * fmean(column):.1f}" for column in zip(*(line.scores for line in lines), strict=True))
    yield f"| | mean | | | {means} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--bfcl", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--weights", type=Path, default=SHIPPED, metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/retrieval_settings.md"), metavar="PATH")
    given = parser.parse_args()
    weights = Weights.load(given.weights)
    splits = list(read_splits(given.data, given.bfcl, weights))
    tried: dict[Words, Catalogs] = {}
    for words in GRID:
        for split in splits:
            case = Case.of(split, words, weights.requests)
            tried.setdefault(words, {}).setdefault(split.catalog, []).append(case)
    lines = [
        "# `python benchmarks/retrieval_settings.py DATA --bfcl FOLDER`",
        "",
        f"{date.today()}, {os.cpu_count()} cores. NDCG@5 x 100. The words that ship: {Words()}.",
        f"Tried: {len(GRID)} settings of words with the balance that fits each, {len(SHARES)} shares for all queries.",
        "A balance: its bias, and the slopes for what words cover, for what they say, and for the nearest cosine.",
        "",
        *report([line for held in CATALOGS for line in held_out(tried, held)]),
    ]  # fmt: skip
    given.out.write_text("\n".join(lines) + "\n", "utf-8")
    print(given.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
