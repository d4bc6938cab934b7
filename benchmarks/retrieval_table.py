"""What `benchmarks/retrieval.py` measured, kept row by row, and the table made of it.

Knows scores and what each query found; nothing of retrievers.
"""

import json
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np

from apis.model import Value
from eval.retrieval import Evaluated, Row
from eval.stats import Difference, compare
from retriever.evaluate import DEPTH, measure

CASES = (
    "seal-tools/test_out_domain", "toole/test", "toole/test_multi", "toollens/test", "toole-unseen/test",
    "toollens-unseen/test",
)  # fmt: skip
UNSEEN_CATALOGS = CASES[:4]
"""The four of the bar on the default; their mean is a column."""
METRIC = "ndcg@5"
AGAINST = ("bm25", "minilm")
SHOWN = ("ndcg@5", "recall@5", "comp@5")


class Kept(Value):
    """One retriever on one split."""

    row: str
    dataset: str
    split: str
    queries: int
    scores: dict[str, float]
    ms_per_query_p50: float
    seconds_to_open: float
    """To index or encode the documents."""
    seconds_to_train: float | None
    command: str
    """What `toolsearch retriever evaluate` takes to measure it again."""
    day: str
    machine: str
    ids: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    """For each query, a digit a rank: 1 where what stands there is right."""
    relevant: tuple[int, ...] = ()

    @classmethod
    def of(cls, row: Row, dataset: str, measured: Evaluated, **said: object) -> Self:
        return cls.model_validate(
            {
                "row": row.retriever,
                "dataset": dataset,
                "split": row.split,
                "queries": row.queries,
                "scores": row.scores,
                "ms_per_query_p50": row.ms_per_query_p50,
                "ids": tuple(query.id for query in measured.queries),
                "found": tuple("".join(str(int(rank)) for rank in ranks) for ranks in measured.found),
                "relevant": tuple(len(query.relevant) for query in measured.queries),
                **said,
            }
        )

    @property
    def case(self) -> str:
        return f"{self.dataset}/{self.split}"

    def each(self) -> list[float]:
        """Return the score of every query."""
        found = np.asarray([[digit == "1" for digit in ranks] for ranks in self.found]).reshape(-1, DEPTH)
        return [float(score) for score in measure(METRIC, found, np.asarray(self.relevant))]

    def save(self, folder: Path) -> None:
        path = folder / "rows" / f"{self.row}@{self.dataset}@{self.split}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.model_dump_json(), "utf-8")

    def against(self, other: "Kept") -> Difference:
        """Compare with another row, query by query."""
        if self.ids != other.ids:
            raise SystemExit(f"{self.row} and {other.row} were measured on different queries of {self.case}: again")
        return compare(self.each(), other.each())


Table = dict[tuple[str, str], Kept]
"""By row and case."""


def read(folder: Path) -> Table:
    """Read everything that was measured."""
    rows = [Kept.model_validate_json(path.read_bytes()) for path in sorted((folder / "rows").glob("*.json"))]
    return {(kept.row, kept.case): kept for kept in rows}


def write(folder: Path, out: Path, says: Mapping[str, str], command: str) -> str:
    """Write OUT.json and OUT.md of everything that was measured; return the latter."""
    table = read(folder)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.with_suffix(".json").write_text(json.dumps(_json(table, says, command), indent=1) + "\n", "utf-8")
    text = "\n".join(_lines(table, says, command)) + "\n"
    out.with_suffix(".md").write_text(text, "utf-8")
    return text


def _json(table: Table, says: Mapping[str, str], command: str) -> dict[str, object]:
    rows = []
    for name, case in _order(table, says):
        kept = table[name, case]
        row = kept.model_dump(exclude={"ids", "found", "relevant"})
        for other in AGAINST:
            if name != other and (other, case) in table:
                difference = kept.against(table[other, case])
                row[f"minus_{other}"] = {"difference": difference.difference, "interval": difference.interval}
        rows.append(row)
    return {"command": command, "rows": rows}


def _order(table: Table, says: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, case) for name in says for case in CASES if (name, case) in table]


def _lines(table: Table, says: Mapping[str, str], command: str) -> list[str]:
    lines = [f"# `{command}`", ""]
    kept = [table[key] for key in _order(table, says)]
    days = sorted({each.day for each in kept})
    loads = sorted(float(each.machine.rpartition(" ")[2]) for each in kept)
    lines += [
        f"{' and '.join(days)}, {kept[0].machine.partition(',')[0]}, load {loads[0]:g} to {loads[-1]:g} while it ran: "
        "times are those of a busy machine wherever that is above 2. Scores x 100, single runs, seed 0.",
        "",
    ] if kept else []  # fmt: skip
    lines += ["## NDCG@5", "", *_overview(table, says), ""]
    for case in CASES:
        names = [name for name in says if (name, case) in table]
        if names:
            lines += [f"## {case}, {table[names[0], case].queries:,} queries", "", *_case(table, names, case), ""]
    return lines[:-1]


def _overview(table: Table, says: Mapping[str, str]) -> list[str]:
    short = [case.removesuffix("/test") for case in CASES]
    lines = [f"| row | | {' | '.join(short)} | mean of the first four |", "|---" * (len(CASES) + 3) + "|"]
    for name in says:
        found = [table.get((name, case)) for case in CASES]
        if any(found):
            cells = ["" if each is None else f"{100 * each.scores[METRIC]:.1f}" for each in found]
            first = [each.scores[METRIC] for each in found[: len(UNSEEN_CATALOGS)] if each is not None]
            whole = len(first) == len(UNSEEN_CATALOGS)
            mean = f"{100 * statistics.fmean(first):.1f}" if whole else ""
            lines.append(f"| {name} | {says[name]} | {' | '.join(cells)} | {mean} |")
    return lines


def _case(table: Table, names: list[str], case: str) -> list[str]:
    against = [f"NDCG@5 minus {other}" for other in AGAINST]
    head = [*(metric.upper() for metric in SHOWN), "ms p50", "s to index", "s to train", *against]
    lines = [f"| row | {' | '.join(head)} |", "|---" * (len(head) + 1) + "|"]
    for name in names:
        kept = table[name, case]
        trained = "" if kept.seconds_to_train is None else f"{kept.seconds_to_train:.0f}"
        cells = [f"{100 * kept.scores[metric]:.1f}" for metric in SHOWN]
        cells += [f"{kept.ms_per_query_p50:.2f}", f"{kept.seconds_to_open:.1f}", trained]
        cells += [_difference(kept, table.get((other, case))) for other in AGAINST]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _difference(kept: Kept, other: Kept | None) -> str:
    if other is None or other is kept:
        return ""
    found = kept.against(other)
    low, high = found.interval
    return f"{100 * found.difference:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"
