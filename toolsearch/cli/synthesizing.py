"""Making APIs under a progress bar: from what the user typed to a grown run."""

from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from retriever.bm25 import BM25
from retriever.documents import document_of
from toolsearch.cli import build
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import progress
from toolsearch.llm.resolve import open_model
from toolsearch.synthesis.definition import Evolved
from toolsearch.synthesis.evolve import PromptedEvolver, RulesEvolver
from toolsearch.synthesis.growing import Files, Growing, Grown, Origin, read_tree
from toolsearch.synthesis.measure import Profile, profile_of
from toolsearch.synthesis.pool import found_share
from toolsearch.synthesis.speciation import Domain, PromptedReader, RulesReader, domains_of, materials, seeds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `synth apis` was asked for."""

    out: Path
    count: int
    documents: tuple[Path, ...]
    catalog: Path | None
    model: str
    seed: int
    likest: float

    @property
    def origin(self) -> Origin:
        named = (*map(str, self.documents), *([str(self.catalog)] if self.catalog else []))
        return Origin(model=self.model, seed=self.seed, material=named or ("seeds",), likest=self.likest)


def grow(wanted: Wanted) -> Grown:
    """Make or resume a run.

    Raises:
        ConfigError: another run stands at the file.
        Interrupted: says how far it came and how to go on.
    """
    files = Files(wanted.out)
    files.begin(wanted.origin)
    try:
        return run_async(_grow(wanted, files))
    except Interrupted:
        held = sum(1 for _ in wanted.out.open("rb")) if wanted.out.exists() else 0
        raise Interrupted(
            f"interrupted: {held:,} of {wanted.count:,} APIs are kept; the same command goes on from there"
        ) from None


async def _grow(wanted: Wanted, files: Files) -> Grown:
    async with aclosing(open_model(wanted.model)) as model:
        rules = wanted.model == "heuristic"
        unread: Counter[str] = Counter()
        reader = RulesReader() if rules else PromptedReader(model, wanted.seed, unread)
        documents = chain.from_iterable(map(materials, wanted.documents))
        await read_tree(files, _domains(wanted), documents, reader)
        evolver = RulesEvolver() if rules else PromptedEvolver(model)
        growing = Growing(
            files, evolver, seed=wanted.seed, likest=wanted.likest, index=BM25.over, batch=50 if rules else 1
        )
        with progress() as bars:
            done = min(wanted.count, len(growing.evolution.kept))
            bar = bars.add_task("APIs", total=wanted.count, completed=done, note="")
            async with aclosing(growing.grow(wanted.count)) as outcomes:
                async for outcome in outcomes:
                    refused = f"{len(growing.evolution.refused):,} refused"
                    bars.update(bar, advance=isinstance(outcome, Evolved), note=refused)
        return replace(growing.grown, unread=unread)


def _domains(wanted: Wanted) -> Iterator[Domain]:
    if wanted.catalog:
        with build.catalog(wanted.catalog) as catalog:
            yield from domains_of(catalog)
    elif not wanted.documents:
        yield from seeds()


def found(grown: Grown) -> float:
    """Return the share of APIs that BM25 finds in its top 5 by the instruction written for them."""
    retriever = BM25.over(document_of(one.api) for one in grown.kept)
    return found_share(retriever, [(one.instruction, one.api.id) for one in grown.kept])


def profiles(grown: Grown, beside: Path | None) -> list[tuple[str, Profile]]:
    """Measure what was made, and a catalog to compare it with."""
    made = [("made", profile_of([one.api for one in grown.kept]))] if grown.kept else []
    if beside is None:
        return made
    with build.catalog(beside) as catalog:
        return [*made, *([(beside.name, profile_of(catalog))] if len(catalog) else [])]
