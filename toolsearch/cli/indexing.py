"""`toolsearch retriever index`: encode and index a catalog before anybody searches it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from apis.errors import ConfigError
from toolsearch.cli import build, options
from toolsearch.cli.loop import Interrupted
from toolsearch.cli.output import note, progress, say, show_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from retriever.base import Searcher
    from retriever.shelf import OnIndexed


def index(
    retriever: options.RetrieverSpec = "default",
    catalog: options.CatalogFile = build.CATALOG,
    kind: Annotated[
        Literal["flat", "hnsw", "ivfpq"] | None,
        typer.Option("--kind", help="Of the FAISS index: exact, a graph, or compressed; chosen by size if not said."),
    ] = None,
    storage: Annotated[
        Literal["float32", "float16", "int8"] | None,
        typer.Option("--storage", help="Of each number in a flat or hnsw index; float32 and int8 if not said."),
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Encode and index a catalog for a retriever, so that no search has to.

    What is kept stands beside the catalog, in CATALOG.search, and is used by retrieve, solve, annotate, serve and view.
    A text is encoded once, whatever becomes of the index: interrupted, the same command goes on where it stopped.
    Of hybrid:A+B, rrf:A+B and rerank:MODEL+A each part is indexed.

    Example: toolsearch retriever index --retriever dense:models/mine
    """
    from retriever.corpus import Indexing
    from retriever.resolve import index_catalog

    if (kind or storage) and not any(encoding in retriever for encoding in ("dense:", "openai-embedding:")):
        raise ConfigError(f"--kind and --storage are of vectors, and {retriever!r} keeps none on FAISS: leave them out")
    begun = time.monotonic()
    try:
        with build.catalog(catalog) as opened, indexed() as told:
            made = index_catalog(retriever, opened, Indexing(kind, storage), on_indexed=told)
    except KeyboardInterrupt:
        raise Interrupted("interrupted; the same command goes on where it stopped") from None
    document = {"retriever": retriever, "apis": len(made.ids), "folder": f"{catalog}.search"} | _about(made)
    document["seconds"] = round(time.monotonic() - begun, 2)
    if json:
        show_json(document)
        return
    if isinstance(document.get("index"), str):
        note(f"index: {document['index']}")
    note(f"{len(made.ids):,} APIs, {document['seconds']:,} seconds; kept in {document['folder']}")
    say(retriever)


def _about(made: "Searcher") -> dict[str, Any]:
    """Tell what an index of vectors is; nothing where words are indexed, or several parts are."""
    from retriever.dense import Dense

    if isinstance(made, Dense):
        return {"index": "none: compared one by one, since FAISS is missing (pip install 'toolsearch[faiss-cpu]')"}
    card = getattr(getattr(made, "index", None), "card", None)
    if card is None:
        return {}
    return {"index": {"kind": card.kind, "storage": card.storage, "dimension": card.dimension}}


@contextmanager
def indexed() -> "Iterator[OnIndexed]":
    """Yield what draws how many APIs are indexed; the bar is made when there is something to show: it costs 0.1 s."""
    with ExitStack() as stack:
        bar: list[Callable[[int, int], None]] = []

        def tell(done: int, total: int) -> None:
            if not bar:
                bars = stack.enter_context(progress())
                task = bars.add_task("indexing", note="")
                bar.append(lambda done, total: bars.update(task, completed=done, total=total))
            bar[0](done, total)

        yield tell
