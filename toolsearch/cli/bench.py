"""`toolsearch bench`: how well search works on one's own catalog, and whether it is good enough."""

import json as json_
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolsearch.cli import build, options
from toolsearch.cli.output import note, progress, say, show_json, show_table

if TYPE_CHECKING:
    from apis.catalog import Catalog
    from apis.model import Api
    from apis.schema import Function
    from eval.bench import Gate, Row, Said, System
    from retriever.base import Searcher
    from retriever.dataset import Query
    from toolsearch.annotation.probes import Probes

ALL = "all in the prompt"
SHOWN = ("recall@1", "recall@5", "recall@10", "abstention_precision", "abstention_recall")


def bench(
    fail_under: Annotated[
        list[str],
        typer.Option(
            "--fail-under",
            help="Exit with 1 where the retriever's score is lower; may be repeated.",
            metavar="SCORE=LEAST",
            default_factory=list,
            show_default=False,
        ),
    ],
    queries: Annotated[
        Path | None,
        typer.Option(
            "--queries",
            help="Instructions with the ids that are right for them (relevant), or none that is (solvable: false); "
            "made from the catalog where none are given.",
            metavar="FILE",
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Queries of each kind at most.", metavar="N", min=1)] = 100,
    k: Annotated[int, typer.Option("-k", help="Functions a model is offered.", metavar="N", min=1, max=10)] = 5,
    retriever: options.RetrieverSpec = "default",
    catalog: options.CatalogFile = build.CATALOG,
    seed: options.Seed = 0,
    json: options.AsJson = False,
) -> None:
    """Measure search on your own catalog, beside all tools in the prompt, a regular expression and BM25.

    Without --queries they are made by rules, of four kinds: answerable, confusable (a like API in another tool),
    foreign (in a sentence of another language) and unanswerable (for tools left out of the index). The same catalog
    and seed give the same queries.

    Example: toolsearch bench --fail-under recall@5=0.8 --fail-under abstention_recall=0.5
    """
    from eval.bench import Gate

    gates = [Gate.parse(text) for text in fail_under]
    with build.catalog(catalog) as opened:
        apis = {api.id: api for api in opened}
        asked = _given(queries, opened, limit) if queries else _made(apis, limit, seed)
        rows = list(_rows(opened, apis, asked, retriever, k))
    if json:
        show_json(_document(asked, rows, k, seed))
    else:
        _show(asked, rows, len(apis))
    _hold(gates, rows[-1])


def _made(apis: "dict[str, Api]", limit: int, seed: int) -> "Probes":
    from apis.errors import ConfigError
    from toolsearch.annotation.probes import write_probes

    probes = write_probes(apis.values(), count=limit, seed=seed)
    if not probes.queries:
        raise ConfigError("no query could be made of this catalog: give some with --queries")
    return probes


def _given(path: Path, catalog: "Catalog", limit: int) -> "Probes":
    """Read queries: their kind is their split, where they have one."""
    from apis.errors import ConfigError
    from retriever.dataset import Query
    from toolsearch.annotation.probes import UNANSWERABLE, Probes
    from toolsearch.toolbench.queries import read_instructions

    build.check_instructions(path)
    kinds: dict[str, list[Query]] = {}
    for each in read_instructions(path):
        if not each.relevant and each.solvable is not False:
            raise ConfigError(
                f"{path}: {each.id!r} does not say which APIs are right: give it relevant, or solvable: false"
            )
        build.check_ids(catalog, each.relevant)
        kind = (each.split or "answerable") if each.relevant else UNANSWERABLE
        kinds.setdefault(kind, []).append(Query(each.id, each.text, frozenset(each.relevant), kind))
    return Probes(tuple(query for some in kinds.values() for query in some[:limit]), frozenset())


def _rows(opened: "Catalog", apis: "dict[str, Api]", asked: "Probes", retriever: str, k: int) -> "Iterator[Row]":
    """Measure system after system; what the user asked about comes last."""
    import time

    from eval.bench import Row, measure

    sizes = _sizes(apis)
    searching = _size(_search())
    yield Row(system=ALL, scores={}, tokens=sum(sizes[id_] for id_ in apis if id_ not in asked.held_out))
    with progress() as bars:
        for system in _systems(opened, apis.keys() - asked.held_out, retriever):
            task = bars.add_task(system.name, total=len(asked.queries), note="")
            yield measure(
                system,
                asked.queries,
                tokens=lambda ids: searching + sum(sizes[id_] for id_ in ids),
                k=k,
                clock=time.perf_counter,
                on_query=lambda task=task: bars.advance(task),  # type: ignore[misc]  # bound now, not when called
            )


def _systems(catalog: "Catalog", searched: "set[str]", retriever: str) -> "Iterator[System]":
    from eval.bench import System
    from retriever.documents import document_of
    from retriever.pattern import Pattern
    from retriever.resolve import open_scorer

    documents = [document_of(api) for api in catalog if api.id in searched]
    yield System("regex", _asking(Pattern.over(documents)))
    for spec in ("bm25", "lexical"):
        if spec != retriever:
            yield System(spec, _asking(open_scorer(spec, documents)))
    yield System(retriever, _asking(_kept(catalog, searched, retriever) or open_scorer(retriever, documents)))


def _kept(catalog: "Catalog", searched: "set[str]", spec: str) -> "Searcher | None":
    """Open the default retriever, which keeps its indexes beside the catalog, over a part of it."""
    from retriever.default import Default
    from retriever.resolve import open_retriever

    if spec.partition(":")[0] != "default":
        return None
    whole = open_retriever(spec, catalog).retriever
    return whole.only(searched) if isinstance(whole, Default) else None


def _asking(searcher: "Searcher") -> "Callable[[str, int], Said]":
    """Ask a retriever; one that can tell whether anything fits is believed, others say no where nothing matches."""
    from eval.bench import Said
    from retriever.base import searched

    def ask(query: str, k: int) -> "Said":
        found = searched(searcher, query, k)
        return Said(tuple(hit.id for hit in found.hits), bool(found.hits) and found.answerable is not False)

    return ask


def _search() -> "Function":
    from toolsearch.gateway import SEARCH

    return SEARCH


def _sizes(apis: "dict[str, Api]") -> dict[str, int]:
    """Estimate the tokens of each Api as a function."""
    from apis.schema import function_of

    return {id_: _size(function_of(api)) for id_, api in apis.items()}


def _size(function: "Function") -> int:
    from apis.tokens import count_tokens

    return count_tokens(json_.dumps(function.model_dump(), ensure_ascii=False, separators=(",", ":")))


def _counts(queries: "Sequence[Query]") -> dict[str, int]:
    from collections import Counter

    return dict(Counter(query.group for query in queries))


def _document(asked: "Probes", rows: "Sequence[Row]", k: int, seed: int) -> dict[str, object]:
    return {
        "queries": _counts(asked.queries),
        "left_out": len(asked.held_out),
        "k": k,
        "seed": seed,
        "systems": [row.model_dump() for row in rows],
    }


def _show(asked: "Probes", rows: "Sequence[Row]", apis: int) -> None:
    counts = _counts(asked.queries)
    kinds = [query.group for query in asked.queries if query.relevant]
    shown = [*SHOWN[:3], *(f"recall@5.{kind}" for kind in dict.fromkeys(kinds)), *SHOWN[3:]]
    names = [name.replace("recall@5.", "@5 ").replace("abstention_", "says no: ") for name in shown]
    show_table(
        ("system", *names, "tokens", "ms p50"),
        [
            (row.system, *(_percent(row.scores.get(name)) for name in shown), round(row.tokens), _ms(row))
            for row in rows
        ],
    )
    say()
    told = ", ".join(f"{number:,} {kind}" for kind, number in counts.items())
    say(f"{sum(counts.values()):,} queries ({told}) over {apis - len(asked.held_out):,} of {apis:,} APIs")
    note("scores x 100; tokens: what a model carries, bytes / 4; the times are those of single searches")


def _percent(score: float | None) -> float | None:
    return None if score is None else round(100 * score, 1)


def _ms(row: "Row") -> float | None:
    return None if row.ms_per_query_p50 is None else round(row.ms_per_query_p50, 1)


def _hold(gates: "Sequence[Gate]", row: "Row") -> None:
    """Exit with 1 where a gate is not held, saying which."""
    missed = [gate for gate in gates if not gate.holds(row.scores)]
    for gate in missed:
        reached = f"{row.scores[gate.score]:.3f}" if gate.score in row.scores else "not measured"
        note(f"error: {row.system}: {gate.score} is {reached}, below {gate.least:g}")
    if missed:
        raise typer.Exit(1)
