"""`toolsearch retrieve`: the APIs that fit a query."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolsearch.cli import build, options
from toolsearch.cli.output import note, show_json, show_table

if TYPE_CHECKING:
    from retriever.base import Hit


def retrieve(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What you want to do, in your own words.")],
    k: options.K = 5,
    healthy: options.Healthy = False,
    retriever: options.RetrieverSpec = "default",
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Find the APIs that fit a query, best first.

    Example: toolsearch retrieve "public holidays in Germany" -k 3
    """
    from retriever.resolve import open_retriever

    with build.catalog(catalog) as opened:
        hits = open_retriever(retriever, opened, healthy=healthy).search(query, k)
    if json:
        show_json({"query": query, "retriever": retriever, "hits": [_document(hit) for hit in hits]})
    elif hits:
        show_table(("score", "id", "description"), [(f"{hit.score:.3f}", hit.id, _about(hit)) for hit in hits])
    else:
        note("nothing fits")


def _document(hit: "Hit") -> dict[str, Any]:
    said = hit.api.model_dump(include={"tool", "category", "name", "description"}) if hit.api else {}
    return {"id": hit.id, "score": hit.score} | said


def _about(hit: "Hit") -> str:
    return hit.api.description if hit.api else ""
