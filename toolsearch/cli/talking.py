"""Making dialogs under a progress bar: from what the user typed to a run of samples."""

import hashlib
from collections.abc import Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

from apis.errors import ConfigError
from apis.model import Api
from retriever.bm25 import BM25
from retriever.documents import document_of
from toolsearch.cli import build
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import note, progress
from toolsearch.cli.scoring import Learner
from toolsearch.config import Reach
from toolsearch.errors import RecordError
from toolsearch.journal import read
from toolsearch.llm.base import LLM
from toolsearch.llm.resolve import open_model
from toolsearch.records import Sample, SampleKind
from toolsearch.synthesis.assistant import PromptedAssistant, PromptedUser, RulesAssistant
from toolsearch.synthesis.blueprint import Planner
from toolsearch.synthesis.complexity import Bounds
from toolsearch.synthesis.definition import Evolved
from toolsearch.synthesis.dialog import Talk
from toolsearch.synthesis.exchange import Explorer, is_executable
from toolsearch.synthesis.talking import Guide, TalkFiles, Talking, TalkOrigin, explore, link
from toolsearch.training.resolve import open_losses


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `synth dialogs` was asked for."""

    out: Path
    count: int
    catalog: Path | None
    made: Path | None
    reach: Reach
    model: str
    mix: Mapping[SampleKind, float]
    draws: int
    enough: int
    unlike: float
    mask: float
    seed: int
    learner: Learner | None = None
    bounds: Bounds | None = None

    def apis(self) -> dict[str, Api]:
        """Return the Apis by id: those of the catalog, and made ones.

        Raises:
            ConfigError: there is none, or the file of made ones cannot be read.
        """
        apis: list[Api] = []
        if self.catalog:
            with build.catalog(self.catalog) as catalog:
                apis += catalog
        if self.made:
            try:
                apis += [one.api for one in read(self.made, Evolved)]
            except RecordError as error:
                raise ConfigError(str(error)) from error
        if not apis:
            raise ConfigError("there is no API to talk about: fill the catalog with `toolsearch apis add`")
        return {api.id: api for api in apis if not is_executable(api) or self._may_call(api)}

    def _may_call(self, api: Api) -> bool:
        return api.effect == "read" or self.reach.allow_writes

    def origin(self, apis: Mapping[str, Api]) -> TalkOrigin:
        contents = "".join(f"{id_} {api.content_hash}\n" for id_, api in sorted(apis.items()))
        return TalkOrigin(
            model=self.model,
            seed=self.seed,
            apis=hashlib.sha256(contents.encode()).hexdigest(),
            mix=dict(self.mix),
            draws=self.draws,
            enough=self.enough,
            unlike=self.unlike,
            mask=self.mask,
            learner=self.learner.model if self.learner else "",
            bounds=self.bounds,
        )


@dataclass(frozen=True, slots=True)
class Talked:
    """What a run of dialogs holds at its end."""

    kept: tuple[Sample, ...]
    reasons: Mapping[str, int]
    apis: int
    answered: int
    """How many of the Apis gave at least one answer."""


def talk(wanted: Wanted) -> Talked:
    """Make or resume a run.

    Raises:
        ConfigError: another run stands at the file, or nothing can be called.
        Interrupted: says how far it came and how to go on.
    """
    apis = wanted.apis()
    files = TalkFiles(wanted.out)
    files.begin(wanted.origin(apis))
    try:
        return run_async(_talk(wanted, files, apis))
    except Interrupted:
        kept = len(files.kept())
        raise Interrupted(
            f"interrupted: {kept:,} of {wanted.count:,} dialogs are kept; the same command goes on from there"
        ) from None


async def _talk(wanted: Wanted, files: TalkFiles, apis: Mapping[str, Api]) -> Talked:
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(aclosing(open_model(wanted.model)))
        executor = await stack.enter_async_context(wanted.reach.executor())
        explorer = Explorer(executor, wanted.seed)
        note(f"trying {len(apis):,} APIs")
        known = await explore(files, explorer, list(apis.values()))
        links = await link(files, explorer, known, apis)
        planner = Planner(apis, BM25.over(map(document_of, apis.values())), known, links, wanted.mix)
        guide = await _guide(wanted, stack)
        talking = Talking(files, planner, _how(wanted, model), mask=wanted.mask, guide=guide)
        with progress() as bars:
            bar = bars.add_task("dialogs", total=wanted.count, completed=len(talking.kept), note="")
            async with aclosing(talking.make(wanted.count)) as outcomes:
                async for outcome in outcomes:
                    refused = f"{len(talking.rejected):,} not kept"
                    bars.update(bar, advance=isinstance(outcome, Sample), note=refused)
        answered = sum(any(one.ok for one in each.exchanges) for each in known)
        return Talked(tuple(talking.kept), dict(talking.reasons.most_common()), len(apis), answered)


async def _guide(wanted: Wanted, stack: AsyncExitStack) -> Guide | None:
    """Open the model to be tuned, where one is named."""
    if wanted.learner is None or wanted.bounds is None:
        return None
    losses = open_losses(wanted.learner.model, wanted.learner.tokenizer)
    return Guide((await stack.enter_async_context(aclosing(losses))).loss, wanted.bounds)


def _how(wanted: Wanted, model: LLM) -> Talk:
    rules = wanted.model == "heuristic"
    return Talk(
        assistant=RulesAssistant() if rules else PromptedAssistant(model),
        generator=model.name,
        wording=None if rules else PromptedUser(model),
        seed=wanted.seed,
        draws=wanted.draws,
        enough=wanted.enough,
        unlike=wanted.unlike,
    )
