"""A run of `synth dialogs` on disk: what calls brought, what was kept, what was not; stopped anywhere, it goes on.

    OUT                   one `Sample` a line
    OUT.calls.jsonl       what each Api was found to answer, one `Explored` a line
    OUT.links.jsonl       calls that take a value of another's answer, one `Link` a line, written at once
    OUT.rejected.jsonl    one `Rejected` a line
    OUT.run.json          what all of it depends on

Knows files and the order of the steps.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import ValidationError

from apis.errors import ConfigError
from apis.model import Api, Value
from toolsearch.disk import refusals, replace
from toolsearch.journal import Journal, read
from toolsearch.records import Sample, SampleKind
from toolsearch.synthesis.blueprint import Planner
from toolsearch.synthesis.complexity import Bounds, next_unlikeness
from toolsearch.synthesis.dialog import Rejected, Talk
from toolsearch.synthesis.exchange import Explored, Explorer, Link
from toolsearch.synthesis.masking import masked

LINKS = 150
"""The most links looked for."""
GIVES_UP = 20
"""Dialogs drawn for each one wanted before it is said that no more can be made."""
ROUND = 32
"""Apis explored before what was found is written."""


class TalkOrigin(Value):
    """What the dialogs of a run depend on."""

    schema_version: Literal[1] = 1
    model: str
    seed: int
    apis: str
    """sha256 over the contents of all Apis, hexadecimal."""
    mix: dict[SampleKind, float]
    draws: int
    enough: int
    unlike: float
    mask: float
    learner: str = ""
    """The model whose losses decide how unlike the next request is."""
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """What tells how hard samples are for the model to be tuned, and how hard they should be."""

    loss: Callable[[Sample], Awaitable[float | None]]
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class TalkFiles:
    """Where a run stands."""

    out: Path

    def beside(self, what: str) -> Path:
        return self.out.with_name(f"{self.out.name}.{what}")

    def begin(self, origin: TalkOrigin) -> None:
        """Begin a run, or find the same one begun.

        Raises:
            ConfigError: another run stands there.
        """
        about = self.beside("run.json")
        with refusals(self.out):
            self.out.parent.mkdir(parents=True, exist_ok=True)
        if about.exists():
            if _origin(about) != origin:
                raise ConfigError(
                    f"{str(self.out)!r} was begun with other options or another catalog: repeat those, or choose "
                    "another --out"
                )
        elif self.out.exists():
            raise ConfigError(f"{str(self.out)!r} is there and was not made by this command: choose another --out")
        replace(about, origin.model_dump_json(indent=2).encode() + b"\n")

    def kept(self) -> list[Sample]:
        return list(read(self.out, Sample)) if self.out.exists() else []

    def rejected(self) -> list[Rejected]:
        path = self.beside("rejected.jsonl")
        return list(read(path, Rejected)) if path.exists() else []


async def explore(files: TalkFiles, explorer: Explorer, apis: Sequence[Api]) -> list[Explored]:
    """Find out what every Api answers; what an earlier session found is not asked again."""
    path = files.beside("calls.jsonl")
    known = {one.api: one for one in read(path, Explored)} if path.exists() else {}
    left = [api for api in apis if api.id not in known]
    with Journal(path) as journal:
        for start in range(0, len(left), ROUND):
            found = await explorer.explore_all(left[start : start + ROUND])
            journal.extend(found)
            known |= {one.api: one for one in found}
    return [known[api.id] for api in apis]


async def link(files: TalkFiles, explorer: Explorer, known: Sequence[Explored], apis: Mapping[str, Api]) -> list[Link]:
    """Find the links between Apis, or take those that an earlier session found."""
    path = files.beside("links.jsonl")
    if path.exists():
        return list(read(path, Link))
    found = await explorer.link(known, dict(apis), most=LINKS)
    replace(path, b"".join(one.model_dump_json().encode() + b"\n" for one in found))
    return found


class Talking:
    """Makes the dialogs of a run."""

    def __init__(
        self,
        files: TalkFiles,
        planner: Planner,
        talk: Talk,
        *,
        mask: float = 0.0,
        guide: Guide | None = None,
    ) -> None:
        self.files, self.planner, self.talk, self.mask, self.guide = files, planner, talk, mask, guide
        self.kept, self.rejected = files.kept(), files.rejected()
        self._shapes = {shape_of(sample) for sample in self.kept}
        self.unlike = talk.unlike
        for sample in self.kept:
            self._learn(sample)

    async def make(self, count: int) -> AsyncGenerator[Sample | Rejected]:
        """Make dialogs until `count` are kept, or too many in a row are not; each is on disk when it is yielded."""
        numbers = [int(sample.id.rpartition("-")[2]) for sample in self.kept]
        number = 1 + max([-1, *numbers, *(one.number for one in self.rejected)])
        last = number + GIVES_UP * count
        with Journal(self.files.out) as kept, Journal(self.files.beside("rejected.jsonl")) as rejected:
            while len(self.kept) < count and number < last:
                outcome = await self._one(number)
                number += 1
                if isinstance(outcome, Sample):
                    kept.append(outcome)
                    self.kept.append(outcome)
                else:
                    rejected.append(outcome)
                    self.rejected.append(outcome)
                yield outcome

    async def _one(self, number: int) -> Sample | Rejected:
        rng = Random(f"{self.talk.seed} {number} plan")
        blueprint = self.planner.draw(rng)
        if blueprint is None:
            return Rejected(number=number, kind=None, reason="nothing to make this kind of")
        made = await replace_fields(self.talk, unlike=self.unlike).make(blueprint, number)
        if isinstance(made, Rejected):
            return made
        if (shape := shape_of(made)) in self._shapes:
            return Rejected(number=number, kind=made.kind, reason="same conversation as another")
        self._shapes.add(shape)
        sample = masked(made, rng) if rng.random() < self.mask else made
        if self.guide:
            loss = await self.guide.loss(sample)
            sample = sample.model_copy(update={"scores": sample.scores.model_copy(update={"loss": loss})})
            self._learn(sample)
        return sample

    def _learn(self, sample: Sample) -> None:
        """Let the next request be further from the descriptions where this one was too easy, nearer if too hard."""
        if self.guide and sample.scores.loss is not None:
            self.unlike = next_unlikeness(self.unlike, self.guide.bounds.judge(sample.scores.loss))

    @property
    def reasons(self) -> Counter[str]:
        return Counter(one.reason for one in self.rejected)


def shape_of(sample: Sample) -> str:
    """Say what makes two samples the same: everything the user said."""
    return "\n".join(message.content for message in sample.messages if message.role == "user")


def _origin(path: Path) -> TalkOrigin | None:
    try:
        return TalkOrigin.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
