"""`toolsearch serve`: tool search for agents, as an MCP server."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apis.errors import ConfigError
from toolsearch.cli import build, options
from toolsearch.cli.groups import spread
from toolsearch.cli.loop import Interrupted, run_async

if TYPE_CHECKING:
    from toolsearch.gateway import Profile

PORT = 8787
TOKEN = "TOOLSEARCH_TOKEN"


@spread
def serve(
    allow: options.Allow,
    base_url: options.BaseUrls,
    servers: Annotated[
        list[str],
        typer.Option(
            "--servers",
            help="Stand in front of MCP servers too: an mcpServers file, or any location `apis add` takes; repeatable.",
            metavar="FILE",
            default_factory=list,
            show_default=False,
        ),
    ],
    only: Annotated[
        list[str],
        typer.Option(
            "--only",
            help="Find and call these only: ids, tool/*, or category:NAME; repeatable.",
            metavar="PATTERN",
            default_factory=list,
            show_default=False,
        ),
    ],
    pin: Annotated[
        list[str],
        typer.Option(
            "--pin",
            help="Offer this API as a tool of its own beside search and call; repeatable.",
            metavar="ID",
            default_factory=list,
            show_default=False,
        ),
    ],
    trust_hints: options.TrustHints,
    model: options.Asking,
    budget: options.Budgets,
    profiles: Annotated[
        Path | None,
        typer.Option(
            help="A JSON file of profiles: {NAME: {only, without, pins, allow_writes, token}}.", metavar="FILE"
        ),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="The profile to serve, of those in the file.", metavar="NAME")
    ] = None,
    http: Annotated[bool, typer.Option("--http", help="Serve streamable HTTP on loopback instead of stdio.")] = False,
    port: Annotated[int, typer.Option(help="For --http; 0 takes a free one.", min=0, max=65535)] = PORT,
    method: options.Method = "dfsdt",
    retriever: options.RetrieverSpec = "default",
    k: options.Offered = 5,
    healthy: options.Healthy = False,
    timeout: options.Timeout = 20.0,
    allow_writes: options.AllowWrites = False,
    catalog: options.CatalogFile = build.CATALOG,
) -> None:
    """Serve the catalog to agents as an MCP server: search_apis, describe_api, call_api, solve.

    Over stdio, or with --http at http://127.0.0.1:8787/mcp behind a bearer token: TOOLSEARCH_TOKEN, or one made and
    printed. With --servers it is a gateway: the tools of those MCP servers are found and called through it.

    Example: toolsearch serve --catalog catalog.db --allow 127.0.0.1:8765
    """
    from apis.executors.resolve import needing

    with needing("serve", "mcp"):
        from toolsearch.cli.serving import Serving

    serving = Serving(
        catalog=catalog,
        reach=build.reach(allow, base_url, allow_writes=allow_writes, timeout=timeout),
        model=model.spec,
        serving=build.serving(model),
        settings=build.settings(model),
        method=build.method(method),
        retriever=retriever,
        k=k,
        healthy=healthy,
        budget=build.spending(budget, model),
    )
    given = _profiles(profiles, profile, http, tuple(only), tuple(pin), allow_writes)
    with suppress(Interrupted):  # the usual way to end a server is no failure
        run_async(serving.run(given, servers, trust_hints, port if http else None))


def _profiles(
    file: Path | None, name: str | None, http: bool, only: tuple[str, ...], pins: tuple[str, ...], writes: bool
) -> "dict[str, Profile]":
    """Return the profiles to serve, by bearer token; over stdio there is one, by the empty token."""
    import os
    import secrets

    from toolsearch.cli.output import note
    from toolsearch.gateway import Profile

    if file is None:
        if name:
            raise ConfigError(f"--profile {name!r} stands in no file: name it with --profiles FILE")
        profile = Profile(only=only, pins=pins, allow_writes=writes)
        token = os.environ.get(TOKEN) or (secrets.token_urlsafe(24) if http else "")
        if http and TOKEN not in os.environ:
            note(f"bearer token: {token} (set {TOKEN} to choose it)")
        return {token: profile}
    if only or pins:
        raise ConfigError("--only and --pin stand in the profiles where --profiles names a file: write them there")
    known = _read(file)
    if name is not None and name not in known:
        raise ConfigError(f"{str(file)!r} has no profile {name!r}: it has {', '.join(known)}")
    chosen = {name: known[name]} if name is not None else known
    if not http:
        if len(chosen) != 1:
            raise ConfigError(f"over stdio there is one caller: choose one of {', '.join(known)} with --profile")
        return {"": next(iter(chosen.values()))}
    return {_token(label, one): one for label, one in chosen.items()}


def _read(file: Path) -> "dict[str, Profile]":
    from pydantic import TypeAdapter, ValidationError

    from toolsearch.gateway import Profile

    try:
        known = TypeAdapter(dict[str, Profile]).validate_json(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"cannot read {str(file)!r}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{str(file)!r} is no file of profiles: {place}: {first['msg']}") from error
    if not known:
        raise ConfigError(f"{str(file)!r} holds no profile")
    return known


def _token(name: str, profile: "Profile") -> str:
    """Return a profile's bearer token, taken from the environment where it says so."""
    import os
    import re

    filled = re.sub(r"\$\{(\w+)\}", lambda match: os.environ.get(match[1], ""), profile.token)
    if not filled:
        raise ConfigError(
            f"profile {name!r} has no token: over HTTP it needs one, such as '${{MY_TOKEN}}' with MY_TOKEN set"
        )
    return filled
