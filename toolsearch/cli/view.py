"""`toolsearch view` and `toolsearch apis view`: look at runs, or at a catalog, in a browser."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolsearch.cli import build, options
from toolsearch.cli.output import note, say, show_json

if TYPE_CHECKING:
    from fastapi import FastAPI


def view(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run, or a folder of runs.")],
    live: Annotated[bool, typer.Option("--live", help="Follow a run as it grows, at a link on this machine.")] = False,
    port: Annotated[int, typer.Option(help="For --live; 0 takes a free one.", min=0, max=65535)] = 0,
    out: Annotated[Path | None, typer.Option(help="The page's file; view.html in RUN without it.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
    json: options.AsJson = False,
) -> None:
    """Write one page that shows a run: its figures, its instructions, each decision tree; and open it.

    The page needs no network and no other file. With --live it is served while the run grows, and labels given by hand
    go into the run.

    Example: toolsearch view runs/demo
    """
    if live:
        _follow(run, port, browser)
        return
    from toolsearch.disk import refusals
    from toolsearch.viewer.page import write_page
    from toolsearch.viewer.reading import open_readings

    readings = open_readings(run)
    page = out or run / "view.html"
    with refusals(page), page.open("w", encoding="utf-8") as file:
        file.writelines(write_page(readings))
    if json:
        show_json({"page": str(page), "runs": [reading.name for reading in readings], "bytes": page.stat().st_size})
        return
    say(str(page))
    if browser:
        _open(page.resolve().as_uri())


def view_catalog(
    allow: options.Allow,
    base_url: options.BaseUrls,
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0, max=65535)] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
    retriever: options.RetrieverSpec = "default",
    timeout: options.Timeout = 20.0,
    allow_writes: options.AllowWrites = False,
    catalog: options.CatalogFile = build.CATALOG,
) -> None:
    """Look at a catalog in a browser: categories, health, search as you type, a call to try; until Ctrl-C.

    Example: toolsearch apis view --allow 127.0.0.1:8765
    """
    from apis.executors.resolve import needing
    from retriever.resolve import open_retriever
    from toolsearch.gateway import Gateway, Profile

    with needing("apis view", "hub"):
        from toolsearch.viewer.catalog import catalog_app

    reach = build.reach(allow, base_url, allow_writes=allow_writes, timeout=timeout)
    with build.catalog(catalog) as opened:
        gateway = Gateway(
            catalog=opened,
            retriever=open_retriever(retriever, opened),
            executor=reach.executor(),
            profile=Profile(allow_writes=allow_writes),
        )
        _serve(catalog_app(gateway), port, browser, "look at the catalog")


def _follow(run: Path, port: int, browser: bool) -> None:
    """Serve the page of a run until Ctrl-C."""
    from apis.executors.resolve import needing
    from toolsearch.viewer.reading import open_readings

    with needing("view --live", "hub"):
        from toolsearch.viewer.server import run_app

    _serve(run_app(open_readings(run)), port, browser, "follow the run")


def _serve(app: "FastAPI", port: int, browser: bool, purpose: str) -> None:
    from apis.loopback import listen
    from toolsearch.viewer.server import serve

    def tell(link: str) -> None:
        note(f"{purpose} at {link} (good for one browser); Ctrl-C ends it")
        if browser:
            _open(link)

    with listen("the page", "127.0.0.1", port) as listener, suppress(KeyboardInterrupt):
        serve(app, listener, on_listening=tell)


def _open(address: str) -> None:
    """Open an address in the user's browser, where somebody sits at a terminal."""
    import webbrowser

    if sys.stderr.isatty():
        webbrowser.open(address)
