"""`toolsearch retrieve`: the APIs that fit a query."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolsearch.cli import build, options
from toolsearch.cli.indexing import indexed
from toolsearch.cli.output import note, show_json, show_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apis.catalog import Catalog
    from retriever.base import Hit, Search
    from retriever.catalog_retriever import CatalogRetriever


def retrieve(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What you want to do, in your own words.")],
    k: options.K = 5,
    category: options.Category = None,
    tool: options.Tool = None,
    healthy: options.Healthy = False,
    retriever: options.RetrieverSpec = "default",
    catalog: options.CatalogFile = build.CATALOG,
    cover: Annotated[
        bool, typer.Option("--cover", help="Choose APIs together, so that each sentence of QUERY gets one of its own.")
    ] = False,
    json: options.AsJson = False,
) -> None:
    """Find the APIs that fit a query, best first.

    Example: toolsearch retrieve "public holidays in Germany" -k 3
    """
    with build.catalog(catalog) as opened:
        searching = _open(retriever, opened, category=category, tool=tool, healthy=healthy)
        found = searching.find(query, k, cover=cover)
    if json:
        show_json({"query": query, "retriever": retriever} | _found(found))
        return
    if found.hits:
        rows = [(f"{hit.score:.3f}", hit.id, _about(hit)) for hit in found.hits]
        show_table(("score", "id", "description"), rows)
    for line in _remarks(found):
        note(line)


def _open(
    spec: str, catalog: "Catalog", *, category: str | None, tool: str | None, healthy: bool
) -> "CatalogRetriever":
    """Open a retriever; what takes long is shown."""
    from retriever.resolve import open_retriever

    with indexed() as told:
        return open_retriever(spec, catalog, category=category, tool=tool, healthy=healthy, on_indexed=told)


def _found(found: "Search") -> dict[str, Any]:
    """Write down a search; what only the default retriever can tell is null with others."""
    return {
        "confidence": found.confidence,
        "answerable": found.answerable,
        "unmatched": list(found.unmatched),
        "complete": found.complete,
        "hits": [_document(hit) for hit in found.hits],
    }


def _remarks(found: "Search") -> "Iterator[str]":
    """Say what a user should know of the hits above."""
    if not found.hits:
        yield "nothing fits"
    elif found.answerable is False:
        yield f"perhaps no API fits: the chance that one of these does is {found.confidence:.0%}"
    if found.unmatched:
        yield f"words that no API has: {', '.join(found.unmatched)}"
    if not found.complete:
        yield "only words were compared: onnxruntime is missing"


def _document(hit: "Hit") -> dict[str, Any]:
    said = hit.api.model_dump(include={"tool", "category", "name", "description"}) if hit.api else {}
    return {"id": hit.id, "score": hit.score} | said


def _about(hit: "Hit") -> str:
    return hit.api.description if hit.api else ""
