"""`toolsearch apis compress`: a plan for every API whose answers are known, of what in them is worth a model's time."""

from typing import Annotated

import typer

from toolsearch.cli import build, options
from toolsearch.cli.output import show_json


def compress(
    model: Annotated[
        str | None, typer.Option("--model", help="Let this model choose, by documentation and an example.", metavar="M")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Make the plans anew that a model has made.")] = False,
    concurrency: Annotated[
        int, typer.Option("--concurrency", help="Questions to the model at the same time.", metavar="N", min=1)
    ] = 8,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Make a plan for every API whose answers `apis check` has kept: which keys of them are worth keeping.

    What is constant, empty, id-like, duplicated, markup or for tracking goes; what the description speaks of stays, and
    what another API of the tool takes. Plans count where answers are shortened: `solve` and `annotate` with --compress
    TOKENS. A key that no sample held is always kept, and what is left out can be asked for with read_more.

    Example: toolsearch apis compress
    """
    from toolsearch.cli import checking, compressing

    checking.refuse_heuristic(model)
    with build.catalog(catalog) as opened:
        came = compressing.compress(opened, model, again=again, concurrency=concurrency)
    if json:
        show_json(came.document())
    else:
        compressing.show(came)
