"""`toolsearch apis check`: a test call to every API that is safe to call."""

from typing import Annotated

import typer

from toolsearch.cli import build, options
from toolsearch.cli.output import show_json


def check(
    allow: options.Allow,
    base_url: options.BaseUrls,
    due: Annotated[
        float, typer.Option("--due", help="Check again what was last checked so many days ago.", metavar="DAYS", min=0)
    ] = 7.0,
    timeout: Annotated[
        float, typer.Option("--timeout", help="Seconds after which an API gives no answer.", metavar="S", min=0.001)
    ] = 10.0,
    slow: Annotated[
        float, typer.Option("--slow", help="Seconds that the quickest good answer may take.", metavar="S", min=0)
    ] = 5.0,
    tries: Annotated[
        int, typer.Option("--tries", help="The most calls to one API; two are the rule.", metavar="N", min=1)
    ] = 6,
    per_host: Annotated[
        int, typer.Option("--per-host", help="Calls to one host at the same time.", metavar="N", min=1)
    ] = 4,
    rate: Annotated[float, typer.Option("--rate", help="Calls a second to one host.", metavar="N", min=0.001)] = 10.0,
    workers: Annotated[
        int, typer.Option("--workers", help="APIs checked at the same time, over all hosts.", metavar="N", min=1)
    ] = 32,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Ask this model for arguments where a document has too few.", metavar="M"),
    ] = None,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Make test calls to the APIs that only read, and say which of them work.

    Arguments come from examples, defaults and enumerations, else are made up by format, pattern, bounds and name, or
    taken from answers of the same tool. An API is kept that answers 2xx with data in time, and says something: no HTML
    page, no error told as a success, not empty, not the same whatever is asked. One that may write, or whose arguments
    nobody knows, is untested and stays. Each verdict is stored at once with its date: the same command goes on where it
    was stopped, and later checks what is due. `--healthy` elsewhere uses only what was kept.

    Example: toolsearch apis check --due 30
    """
    from apis.probe.check import Rules
    from toolsearch.cli import checking

    checking.refuse_heuristic(model)
    manner = checking.Manner(
        rules=Rules(slow=slow, tries=tries), at_once=per_host, rate=rate, workers=workers, model=model
    )
    with build.catalog(catalog) as opened:
        came = checking.check(opened, build.reach(allow, base_url, timeout=timeout), manner, days=due)
    if json:
        show_json(came.document())
    else:
        checking.show(came)
