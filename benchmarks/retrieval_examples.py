"""What example queries beside a retriever gain, for tools that have some and for tools that nobody has asked for.

    python benchmarks/retrieval_examples.py DATASET --base MODEL [--of default|STEPS…]

Cross-validated by tools on the split 'train' alone: of each fold's tools all queries are held out and become the
unseen ones; of the other tools' queries a sample is held out, the seen ones, and the rest are trained on and kept as
examples, so many a tool as a column says. NDCG@5 x 100 over the whole corpus, as means over folds.
"""

import argparse
import hashlib
import platform
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from ahead import Ahead

from retriever.base import Document
from retriever.dataset import Carved, Material, Query, read_dataset
from retriever.default import Default, Weights, text_of
from retriever.dense import Dense
from retriever.encoder import Encoder
from retriever.examples import Examples, WithExamples
from retriever.negatives import trainable
from retriever.recipes import recipe_of
from retriever.resolve import SHIPPED
from retriever.scoring import Scorer
from retriever.teaching import score
from retriever.train import Training

EACH = (0, 3, 10, 30, 64, 128)
SAMPLE = 600
"""Queries of a fold that are measured of either kind, at most."""
SEED = 5
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Fold:
    """Queries to learn from, and to measure by."""

    train: tuple[Query, ...]
    unseen: tuple[Query, ...]
    seen: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one fold."""

    what: str
    each: int
    unseen: float
    seen: float


def folds(queries: Sequence[Query], number: int) -> Iterator[Fold]:
    """Hold out the tools of each fold in turn."""
    for fold in range(number):
        held = {id_ for id_ in trainable(queries) if int(hashlib.sha256(id_.encode()).hexdigest(), 16) % number == fold}
        rng = np.random.default_rng(SEED)
        unseen = _drawn([query for query in queries if query.relevant & held], rng)
        others = _drawn([query for query in queries if not query.relevant & held], rng)
        yield Fold(others[SAMPLE:], unseen[:SAMPLE], others[:SAMPLE])


def _drawn(queries: Sequence[Query], rng: np.random.Generator) -> tuple[Query, ...]:
    return tuple(queries[place] for place in rng.permutation(len(queries)))


def scorers(what: str, fold: Fold, documents: tuple[Document, ...], base: str, work: Path) -> Iterator[Scorer]:
    """Make a retriever, trained on a fold where it is to be, with as many examples as `EACH` says in turn."""
    if what == DEFAULT:
        weights = Weights.load(SHIPPED)
        assert weights.embedder is not None
        default, by_id = Default.over(documents, weights), {document.id: document for document in documents}
        texts = {document.id: text_of(document) for document in documents}
        encoder = Ahead(weights.embedder)
        encoder.prepare([query.text for query in fold.train])
        for each in EACH:
            yield default.told(Examples.of(fold.train, texts, encoder, each=each), by_id.__getitem__)
        return
    recipe = recipe_of("default").model_copy(update={"steps": int(what), "examples": 0})
    made = Training(
        base, Material("fold", documents, Carved(fold.train, ())), work / "model", recipe, device="cpu"
    ).run()
    encoder = Ahead(Encoder.open(str(made.folder), device="cpu"))
    encoder.prepare([query.text for query in (*fold.train, *fold.unseen, *fold.seen)])
    dense, texts = Dense.over(documents, encoder), {document.id: document.text for document in documents}
    for each in EACH:
        yield WithExamples(dense, Examples.of(fold.train, texts, encoder, each=each))


def table(rows: Sequence[Row], of: Sequence[str]) -> Iterator[str]:
    """Lay the means out, and in how many folds there was a gain."""
    yield "| retriever | examples a tool | unseen tools | gain | folds better | seen tools | gain | folds better |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for what in of:
        for each in EACH:
            cells = [what if what == DEFAULT else f"dense, {what} steps", str(each)]
            for name in ("unseen", "seen"):
                now, bare = (
                    np.asarray([getattr(row, name) for row in rows if (row.what, row.each) == (what, count)])
                    for count in (each, 0)
                )
                cells += [f"{now.mean():.1f}", f"{(now - bare).mean():+.1f}", f"{(now > bare).sum()}/{len(now)}"]
            yield f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--of", nargs="+", default=[DEFAULT, "0", "60"], help="the default, or steps of a dense one")
    parser.add_argument("--base", metavar="MODEL", help="of the dense ones")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), metavar="FOLDER")
    given = parser.parse_args()
    data = read_dataset(given.data)
    rows: list[Row] = []
    for what in given.of:
        for number, fold in enumerate(folds(data.train, given.folds)):
            with tempfile.TemporaryDirectory() as work:
                for each, scorer in zip(EACH, scorers(what, fold, data.documents, given.base, Path(work)), strict=True):
                    rows.append(Row(what, each, *(100 * score(scorer, asked) for asked in (fold.unseen, fold.seen))))
                    print(f"fold {number}: {rows[-1]}", file=sys.stderr, flush=True)
    command = shlex.join(["python", "benchmarks/retrieval_examples.py", f"DATA/{data.name}", "--base", "MINILM"])
    about = f"{date.today()}, {platform.machine()}, {given.folds} folds of {len(trainable(data.train))} tools."
    text = "\n".join([f"# `{command}`", "", about, "", *table(rows, given.of)]) + "\n"
    (given.out / f"retrieval_examples_{data.name}.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
