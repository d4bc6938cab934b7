"""`toolsearch apis crawl`: whole indexes of APIs, politely, and again later at the cost of what has changed."""

from typing import Annotated

import typer

from toolsearch.cli import build, options
from toolsearch.cli.output import show_json


def crawl(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="apis-guru, mcp-registry, the URL of a list.json, or rapidapi:URL.", show_default=False
        ),
    ],
    allow: options.Allow,
    limit: Annotated[
        int | None, typer.Option("--limit", help="Read so many documents, this time.", metavar="N", min=1)
    ] = None,
    time: Annotated[
        float | None, typer.Option("--time", help="Stop after so many seconds, for this time.", metavar="S", min=0.1)
    ] = None,
    max_size: Annotated[
        float, typer.Option("--max-size", help="Megabytes of the largest document.", metavar="MB", min=0.001)
    ] = 32.0,
    timeout: Annotated[
        float, typer.Option("--timeout", help="Seconds for one document.", metavar="S", min=0.001)
    ] = 60.0,
    per_host: Annotated[
        int, typer.Option("--per-host", help="Requests to one host at the same time.", metavar="N", min=1)
    ] = 4,
    rate: Annotated[float, typer.Option("--rate", help="Requests a second to one host.", metavar="N", min=0.001)] = 5.0,
    workers: Annotated[
        int, typer.Option("--workers", help="Documents read at the same time, over all hosts.", metavar="N", min=1)
    ] = 16,
    again: Annotated[bool, typer.Option("--again", help="Read what has not changed, too.")] = False,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Read everything that an index lists into the catalog.

    Each document is stored as it comes; one that cannot be read costs no other, and is named with its reason. The same
    command goes on where it was stopped; once all is read, it begins anew and asks each server only whether its
    document has changed. Hosts are asked one thing after another, as often as they permit, and what their robots.txt
    forbids is not fetched.

    Exit code 1: the index itself cannot be read.

    Example: toolsearch apis crawl apis-guru --limit 100
    """
    from apis.catalog import Catalog
    from apis.crawl.crawl import Bounds
    from toolsearch.cli import crawling

    manner = crawling.Manner(
        bounds=Bounds(limit=limit, seconds=time, workers=workers, again=again),
        largest=round(max_size * 1_000_000),
        timeout=timeout,
        at_once=per_host,
        rate=rate,
    )
    reach = build.reach(allow)
    index = crawling.index_of(name, reach, manner)
    with Catalog.open(catalog) as opened:
        came = crawling.crawl(opened, index, manner)
    if json:
        show_json(came.document())
    else:
        crawling.show(came)
