"""`toolsearch retriever`: measure, train and index what finds APIs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolsearch.cli import options, retriever_training
from toolsearch.cli.distill import distill
from toolsearch.cli.indexing import index
from toolsearch.cli.output import note, progress, say, show_json, show_table

if TYPE_CHECKING:
    from eval.retrieval import Evaluated
    from retriever.base import Searcher
    from retriever.dataset import Query

app = typer.Typer(help="Measure, train and index what finds APIs.", no_args_is_help=True)

app.command("train")(retriever_training.train)
app.command("distill")(distill)
app.command("index")(index)

DatasetFolder = Annotated[
    Path, typer.Argument(metavar="DATASET", help="A folder in BEIR's layout, or with ToolBench's tsv files.")
]
SHOWN = ("ndcg@1", "ndcg@5", "ndcg@10", "recall@5", "recall@10", "comp@3", "comp@5", "comp@10", "mrr@10")


@app.command()
def evaluate(
    dataset: DatasetFolder,
    retriever: options.RetrieverSpec = "default",
    split: Annotated[str, typer.Option("--split", metavar="NAME", help="Which of its splits to measure on.")] = "test",
    seed: options.Seed = 0,
    json: options.AsJson = False,
) -> None:
    """Measure a retriever on a data set: NDCG, recall, completeness (COMP: all right APIs found), speed.

    Beside the row stand intervals, a row for each group of queries and, where the data set has training queries, the
    floor of any trained retriever: a look-up of the most similar training queries (knn).

    Example: toolsearch retriever evaluate data/toole --retriever bm25 --split test_multi
    """
    from eval.retrieval import row
    from retriever.dataset import read_dataset
    from retriever.resolve import KNN, open_scorer

    data = read_dataset(dataset)
    queries = data.queries(split)
    training = data.train if split != "train" else ()
    measured = _measure(open_scorer(retriever, data.documents, training=training), queries, retriever, split)
    if json:
        show_json(row(measured).flat())
        return
    floor = None
    if training and retriever != KNN:
        floor = _measure(open_scorer(KNN, data.documents, training=training), queries, KNN, split)
    _show(measured, floor, seed)


def _measure(searcher: "Searcher", queries: "tuple[Query, ...]", name: str, split: str) -> "Evaluated":
    import time

    from eval.retrieval import evaluate as measure

    with progress() as bars:
        task = bars.add_task(name, total=len(queries), note="")
        return measure(
            searcher, queries, name=name, split=split, clock=time.perf_counter, on_query=lambda: bars.advance(task)
        )


def _show(measured: "Evaluated", floor: "Evaluated | None", seed: int) -> None:
    from eval.retrieval import difference

    rows = [(measured.retriever, measured), *((f"- {name}", part) for name, part in measured.groups().items())]
    if floor:
        rows.append((f"{floor.retriever} (floor)", floor))
    show_table(
        ("retriever", "queries", *SHOWN, "ms p50"),
        [
            (name, len(part.queries), *(round(100 * part.mean(metric), 1) for metric in SHOWN), _ms(part))
            for name, part in rows
        ],
    )
    say()
    low, high = measured.interval("ndcg@5", seed=seed)
    say(f"ndcg@5 {100 * measured.mean('ndcg@5'):.1f}, 95 % interval {100 * low:.1f} to {100 * high:.1f}")
    if floor:
        against = difference(measured, floor, seed=seed)
        low, high = against.interval
        say(f"minus the floor: {100 * against.difference:+.1f}, 95 % interval {100 * low:+.1f} to {100 * high:+.1f}")
    note("scores x 100; the times are those of single searches, one after another")


def _ms(part: "Evaluated") -> float:
    return round(part.ms_per_query_p50, 2)
