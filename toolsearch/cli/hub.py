"""`toolsearch hub`: serve the local hub in the foreground."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated

import typer

from toolsearch.cli.output import note


def hub(
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0, max=65535)] = 8765,
    now: Annotated[
        datetime | None, typer.Option(help="The day its index gives for its documents.", formats=["%Y-%m-%d"])
    ] = None,
) -> None:
    """Serve the local hub, real APIs computed on this machine, until Ctrl-C.

    It says how to add its APIs to a catalog.

    Example: toolsearch hub --port 8765
    """
    from apis.hub.server import serve

    with suppress(KeyboardInterrupt):  # the usual way to end a server is no failure
        serve(port=port, now=now.date() if now else None, on_listening=_tell)


def _tell(url: str) -> None:
    note(f"the hub listens at {url}; Ctrl-C ends it")
    note(f"next: toolsearch apis add {url}/list.json --allow {url.removeprefix('http://')}")
