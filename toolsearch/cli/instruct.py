"""`toolsearch instruct`: instructions made from the APIs of a catalog."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolsearch.cli import build, options
from toolsearch.cli.groups import spread
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import note, progress, say, show_json

if TYPE_CHECKING:
    from toolsearch.annotation.drafts import Writer
    from toolsearch.annotation.instructions import Made, Tally
    from toolsearch.llm.base import LLM
    from toolsearch.records import Group


class Kind(StrEnum):
    """I1: one tool; I2: several tools of one category; I3: several categories."""

    I1 = "I1"
    I2 = "I2"
    I3 = "I3"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made."""

    kind: "Group"
    out: Path
    count: int
    holdout: float
    healthy: bool
    concurrency: int
    seed: int
    catalog: Path


@spread
def instruct(
    kind: Annotated[Kind, typer.Option("--kind", help="I1: one tool; I2: tools of a category; I3: of several.")],
    out: Annotated[Path, typer.Option("--out", help="A JSONL file, made or gone on with.", metavar="FILE")],
    model: options.Asking,
    count: Annotated[int, typer.Option("-n", help="Instructions to make.", metavar="N", min=1)] = 100,
    holdout: Annotated[
        float,
        typer.Option(
            "--holdout",
            help="Share of categories, tools and instructions kept from training; 0 makes no splits.",
            min=0,
            max=0.5,
        ),
    ] = 0.1,
    toolbench: Annotated[
        Path | None, typer.Option("--toolbench", help="Write them as ToolBench's query file too.", metavar="FILE")
    ] = None,
    healthy: options.Healthy = False,
    concurrency: options.Concurrency = 8,
    seed: options.Seed = 0,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Make instructions bottom-up: draw APIs from the catalog, have instructions written over them, keep the good ones.

    With --model heuristic they are composed by rules; any other model writes them. Each says which APIs it needs
    (relevant) and which are offered with it (apis). The same command goes on where it stopped. Exit code 1: the
    catalog gave fewer than asked for.

    Example: toolsearch instruct --kind I1 -n 1000 --out i1.jsonl
    """
    order = Order(kind.value, out, count, holdout, healthy, concurrency, seed, catalog)
    with progress() as bars:
        bar = bars.add_task(out.name, total=count, note="")
        try:
            tally = run_async(
                _make(order, model, lambda made: bars.update(bar, advance=made.kept)),
            )
        except Interrupted:
            raise Interrupted("interrupted; the same command goes on from there") from None
    if toolbench:
        _export(out, toolbench, catalog)
    _tell(tally, out, count, json=json)


async def _make(order: Order, model: options.Asking, on_sample: "Callable[[Made], None]") -> "Tally":
    from toolsearch.annotation.composing import Composer

    if model.spec == "heuristic":
        return await _run(order, Composer(), on_sample)
    from toolsearch.annotation.prompted import Prompted
    from toolsearch.llm.base import Settings
    from toolsearch.llm.resolve import open_model

    asked: LLM = open_model(model.spec, serving=build.serving(model))
    async with aclosing(asked):
        settings = Settings(temperature=model.temperature, max_tokens=model.max_tokens)
        return await _run(order, Prompted(asked, settings), on_sample)


async def _run(order: Order, writer: "Writer", on_sample: "Callable[[Made], None]") -> "Tally":
    from toolsearch.annotation.instructions import Maker, Making
    from toolsearch.annotation.samples import Sampler
    from toolsearch.annotation.splits import Holdout

    with build.catalog(order.catalog) as catalog:
        making = Making(
            kind=order.kind,
            seed=order.seed,
            writer=writer.name,
            holdout=order.holdout,
            catalog=catalog.content_hash(),
        )
        tools = ((tool.slug, tool.category) for tool in catalog.tools())
        maker = Maker(
            out=order.out,
            making=making,
            sampler=Sampler(catalog, order.kind, order.seed, order.healthy),
            writer=writer,
            holdout=Holdout.of(tools, share=order.holdout, seed=order.seed),
            concurrency=order.concurrency,
            on_sample=on_sample,
        )
        return await maker.make(order.count)


def _export(out: Path, to: Path, catalog: Path) -> None:
    """Write a file of instructions as ToolBench's query file."""
    import json

    from toolsearch.disk import replace
    from toolsearch.journal import read
    from toolsearch.records import Instruction
    from toolsearch.toolbench.queries import write_queries

    instructions = list(read(out, Instruction))
    with build.catalog(catalog) as opened:
        apis = {id_: opened.get(id_) for each in instructions for id_ in (*(each.apis or ()), *each.relevant)}
    replace(to, json.dumps(write_queries(instructions, apis), ensure_ascii=False, indent=1).encode())


def _tell(tally: "Tally", out: Path, count: int, *, json: bool) -> None:
    if json:
        show_json(
            {
                "file": str(out),
                "instructions": tally.kept,
                "samples": tally.samples,
                "dropped": dict(tally.dropped),
                "errors": dict(tally.errors),
                "usage": tally.usage.model_dump(),
            }
        )
    else:
        dropped = ", ".join(f"{number:,} {reason}" for reason, number in tally.dropped.most_common())
        say(f"{tally.kept:,} instructions of {tally.samples:,} samples; dropped: {dropped or 'none'}")
        say(str(out))
    if tally.kept < count:
        reason = (
            f"; the writer failed {tally.errors.total():,} times: {tally.errors.most_common(1)[0][0]}"
            if tally.errors
            else ""
        )
        note(f"error: {tally.kept:,} of {count:,} could be made{reason}")
        raise typer.Exit(1)
