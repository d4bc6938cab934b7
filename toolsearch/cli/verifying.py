"""Verifying samples under a progress bar."""

from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

from apis.errors import ConfigError
from apis.model import Api
from toolsearch.cli import build
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import progress
from toolsearch.config import Reach
from toolsearch.errors import RecordError
from toolsearch.journal import read
from toolsearch.llm.resolve import open_model
from toolsearch.records import Sample
from toolsearch.synthesis.definition import Evolved
from toolsearch.synthesis.experts import PromptedExpert, RulesExpert
from toolsearch.synthesis.verifying import Verifier, verify_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `synth verify` was asked for."""

    samples: Path
    out: Path
    catalog: Path | None
    made: Path | None
    execute: bool
    reach: Reach
    model: str
    votes: int

    def apis(self) -> dict[str, Api]:
        """Return the Apis whose documentation answers are held against, by id."""
        apis: dict[str, Api] = {}
        if self.catalog:
            with build.catalog(self.catalog) as catalog:
                apis |= {api.id: api for api in catalog}
        if self.made:
            apis |= {one.api.id: one.api for one in read(self.made, Evolved)}
        return apis


def verify(wanted: Wanted) -> list[Sample]:
    """Verify a file of samples, and return all of them with their checks.

    Raises:
        ConfigError: the input cannot be read, or the output is of another one.
        Interrupted: says how far it came and how to go on.
    """
    try:
        total = sum(1 for _ in read(wanted.samples, Sample))
        run_async(_verify(wanted, total))
    except RecordError as error:
        raise ConfigError(str(error)) from error
    except Interrupted:
        done = sum(1 for _ in read(wanted.out, Sample)) if wanted.out.exists() else 0
        raise Interrupted(
            f"interrupted: {done:,} of {total:,} samples are verified; the same command goes on from there"
        ) from None
    return list(read(wanted.out, Sample))


async def _verify(wanted: Wanted, total: int) -> None:
    apis = wanted.apis()
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(aclosing(open_model(wanted.model)))
        executor = await stack.enter_async_context(wanted.reach.executor()) if wanted.execute else None
        experts = RulesExpert(apis) if wanted.model == "heuristic" else PromptedExpert(model, wanted.votes)
        verifier = Verifier(experts=experts, executor=executor, apis=apis)
        bars = stack.enter_context(progress())
        bar = bars.add_task("samples", total=total, note="")
        async with aclosing(verify_file(wanted.samples, wanted.out, verifier)) as checked:
            async for _ in checked:
                bars.update(bar, advance=1)
