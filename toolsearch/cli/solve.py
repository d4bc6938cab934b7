"""`toolsearch solve`: one instruction, its search shown as it goes on."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from toolsearch.cli import build, options
from toolsearch.cli.groups import spread
from toolsearch.cli.loop import run_async
from toolsearch.cli.output import note, say, show_json

if TYPE_CHECKING:
    from toolsearch.config import EngineConfig
    from toolsearch.records import Instruction, PathRecord
    from toolsearch.search.tree import Node

SHOWN = 300
"""Characters shown of an observation."""
ROOM = 8
"""Requests under way at most where siblings are asked ahead."""

Write = Callable[[str], None]


@spread
def solve(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What you want done, in your own words.")],
    allow: options.Allow,
    base_url: options.BaseUrls,
    model: options.Asking,
    budget: options.Budgets,
    apis: Annotated[
        str | None, typer.Option("--apis", help="Offer these APIs instead of searching for some.", metavar="ID,ID")
    ] = None,
    method: options.Method = "dfsdt",
    parity: options.Parity = None,
    speculate: options.Speculate = False,
    retriever: options.RetrieverSpec = "default",
    k: options.Offered = 5,
    healthy: options.Healthy = False,
    compress: options.Compress = None,
    timeout: options.Timeout = 20.0,
    responses: options.Answers = "live",
    seed: options.Seed = 0,
    allow_writes: options.AllowWrites = False,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Search for an answer to one instruction and show the path as it grows.

    Exit code 0: there is an answer; 1: there is none.

    Example: toolsearch solve "Convert 5 miles to km." --allow 127.0.0.1:8765
    """
    from toolsearch.records import Instruction

    engine = build.engine(
        catalog=catalog,
        reach=build.reach(allow, base_url, allow_writes=allow_writes, timeout=timeout),
        method=build.method(method, parity=parity, speculate=speculate),
        model=model,
        retriever=None if apis else retriever,
        k=k,
        healthy=healthy,
        compress=compress,
        budget=build.spending(budget, model),
        seed=seed,
        responses=responses,
        speculate=ROOM if speculate else None,
    )
    instruction = Instruction(id="solve", text=query, apis=_named(apis, engine))
    record = run_async(_solve(engine, instruction, Told(note if json else say)))
    if json:
        show_json(record.model_dump(mode="json"))
    _conclude(record, note if json else say)


def _named(apis: str | None, engine: "EngineConfig") -> tuple[str, ...] | None:
    """Return the ids of `--apis`, every one of them in the catalog."""
    with build.catalog(engine.catalog) as catalog:
        if apis is None:
            return None
        ids = tuple(id_.strip() for id_ in apis.split(",") if id_.strip())
        build.check_ids(catalog, ids)
        return ids


async def _solve(engine: "EngineConfig", instruction: "Instruction", told: "Told") -> "PathRecord":
    async with engine.open() as opened:
        return await opened.solve(instruction, on_node=told.node)


class Told:
    """Tells a search turn by turn, saying where it goes back."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._last: int | None = None

    def node(self, node: "Node") -> None:
        """Tell one turn: its thought, its calls and what they brought."""
        if node.parent != self._last:
            self._write(f"-- back to {'the start' if node.parent is None else f'turn {node.parent + 1}'}")
        self._last = node.id
        self._write(f"{node.id + 1}. {_line(node.message.content) or '(no thought)'}")
        from apis.model import canonical

        for call, seen in zip(node.message.calls, node.observations, strict=True):
            self._write(f"   {call.name}({_line(canonical(call.arguments))})")
            if seen.content:
                told = seen.status.value if seen.source == "live" else f"{seen.status.value}, {seen.source}"
                self._write(f"   -> {told}, {seen.seconds:.2f} s: {_line(seen.content)}")


def _line(text: str) -> str:
    from apis.schema import shorten

    return shorten(" ".join(text.split()), SHOWN)


def _conclude(record: "PathRecord", write: Write) -> None:
    usage = record.usage
    spent = f"{usage.model_calls} model calls, {usage.api_calls} API calls, {usage.seconds:.1f} s"
    if record.vain:
        spent += f", {record.vain.model_calls} of the model calls asked ahead in vain"
    if record.status == "answer":
        write("")
        write(record.answer or "")
        note(f"({spent})")
        return
    reason = {"failed": record.error, "budget": f"limit reached: {record.limit}"}.get(record.status)
    note(f"error: no answer ({reason or record.status}) after {spent}")
    raise typer.Exit(1)
