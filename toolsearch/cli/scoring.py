"""Scoring samples under a model, from the command line, and taking bounds from a prior set."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apis.errors import ConfigError
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import progress
from toolsearch.disk import replace
from toolsearch.errors import RecordError
from toolsearch.journal import Journal, Record, read
from toolsearch.llm.resolve import open_model
from toolsearch.records import Sample
from toolsearch.synthesis.complexity import Bounds, Prior, bounds_of_prior
from toolsearch.synthesis.solving import solves
from toolsearch.training.resolve import Measuring, open_losses


@dataclass(frozen=True, slots=True)
class Learner:
    """The model to be tuned, as typed."""

    model: str
    tokenizer: Path | None = None

    @property
    def spec(self) -> str:
        """Name it as a model that answers."""
        return self.model if self.model.startswith("openai:") else f"local:{self.model}"


def score(source: Path, learner: Learner, out: Path) -> list[Sample]:
    """Write each sample of a file with its loss; what is there already stays.

    Raises:
        ConfigError: the source or the model cannot be read, or `out` is of another source.
        ModelError: the model's server fails.
        Interrupted: says how to go on.
    """
    samples, done = _begun(source, out, Sample)
    _resumable(_score(samples, done, learner, out), lambda: f"{len(done):,} of {len(samples):,} are scored")
    return done


async def _score(samples: Sequence[Sample], done: list[Sample], learner: Learner, out: Path) -> None:
    losses = open_losses(learner.model, learner.tokenizer)
    with Journal(out) as journal, progress() as bars:
        bar = bars.add_task("samples", total=len(samples), completed=len(done), note="")
        async with aclosing(losses), aclosing(_measured(samples[len(done) :], losses)) as measured:
            async for sample in measured:
                journal.append(sample)
                done.append(sample)
                bars.update(bar, advance=1)


async def _measured(samples: Sequence[Sample], losses: Measuring) -> AsyncGenerator[Sample]:
    """Yield samples with their losses, in their order, as many at the same time as the model takes."""
    for start in range(0, len(samples), losses.at_once):
        some = samples[start : start + losses.at_once]
        for sample, loss in zip(some, await asyncio.gather(*map(losses.loss, some)), strict=True):
            yield sample.model_copy(update={"scores": sample.scores.model_copy(update={"loss": loss})})


def bound(source: Path, learner: Learner, tuned: Learner, out: Path, share: float) -> tuple[Bounds, list[Prior]]:
    """Measure a prior set and write the bounds that follow from it; what was measured before stays.

    Raises:
        ConfigError: the source or a model cannot be read, or the samples give no bounds.
        ModelError: a model's server fails.
        Interrupted: says how to go on.
    """
    path = out.with_name(f"{out.name}.prior.jsonl")
    samples, done = _begun(source, path, Prior)
    _resumable(_bound(samples, done, (learner, tuned), path), lambda: f"{len(done):,} of {len(samples):,} are measured")
    bounds = bounds_of_prior(done, share)
    replace(out, bounds.model_dump_json().encode() + b"\n")
    return bounds, done


async def _bound(samples: Sequence[Sample], done: list[Prior], both: tuple[Learner, Learner], path: Path) -> None:
    async with AsyncExitStack() as stack:
        before, after = [
            await stack.enter_async_context(aclosing(open_losses(one.model, one.tokenizer))) for one in both
        ]
        model = await stack.enter_async_context(aclosing(open_model(both[0].spec)))
        journal, bars = stack.enter_context(Journal(path)), stack.enter_context(progress())
        bar = bars.add_task("samples", total=len(samples), completed=len(done), note="")
        for sample in samples[len(done) :]:
            solved = await solves(model, sample)
            prior = Prior(id=sample.id, loss=await before.loss(sample), tuned=await after.loss(sample), solved=solved)
            journal.append(prior)
            done.append(prior)
            bars.update(bar, advance=1)


def _begun(source: Path, out: Path, kind: type[Record]) -> tuple[list[Sample], list[Record]]:
    """Read the samples of a file, and what was made of the first of them before."""
    try:
        samples = list(read(source, Sample))
        done = list(read(out, kind)) if out.exists() else []
    except RecordError as error:
        raise ConfigError(str(error)) from error
    begun = [one.model_dump()["id"] for one in done]
    if source.resolve() == out.resolve() or begun != [sample.id for sample in samples[: len(begun)]]:
        raise ConfigError(f"{str(out)!r} holds other samples than {str(source)!r}, or is the same file: choose another")
    out.parent.mkdir(parents=True, exist_ok=True)
    return samples, done


def _resumable(work: Coroutine[Any, Any, None], reached: Callable[[], str]) -> None:
    try:
        run_async(work)
    except Interrupted:
        raise Interrupted(f"interrupted: {reached()}; the same command goes on") from None
