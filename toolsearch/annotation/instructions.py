"""Instructions from a catalog, bottom-up: draw Apis, have instructions written over them, keep those that are good.

Works sample by sample, several at the same time, and keeps in order: what comes of a seed depends on neither
concurrency nor interruptions. The file of instructions grows by whole lines; a second file beside it, with the ending
`.made.jsonl`, says for each sample what became of its drafts, and is where a stopped making goes on.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from pydantic import Field

from apis.errors import ConfigError
from apis.model import Value
from toolsearch.annotation.drafts import Draft, Drafts, Writer
from toolsearch.annotation.quality import Quality
from toolsearch.annotation.samples import Sample, Sampler
from toolsearch.annotation.splits import Holdout
from toolsearch.budget import Usage
from toolsearch.errors import ModelError
from toolsearch.journal import Journal, read
from toolsearch.records import Group, Instruction

BARREN = 200
"""Samples in a row of which nothing is kept, after which no more is expected; more where there are more tools."""


class Making(Value):
    """What all instructions of one file have in common."""

    kind: Group
    seed: int
    writer: str
    holdout: float
    catalog: str
    """sha256 of the catalog's content, hexadecimal."""


class Made(Value):
    """What became of one sample."""

    schema_version: Literal[1] = 1
    making: Making
    sample: int
    kept: int
    dropped: dict[str, int] = Field(default_factory=dict)
    """By reason."""
    error: str | None = None
    """Why the writer failed, where it did; such a sample is written again on resuming."""
    usage: Usage = Usage()


@dataclass(slots=True)
class Tally:
    """What a making came to, over all its sessions."""

    kept: int = 0
    samples: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)

    def count(self, made: Made) -> None:
        self.kept += made.kept
        self.samples += 1
        self.dropped.update(made.dropped)
        self.errors.update([made.error] if made.error else [])
        self.usage += made.usage


@dataclass(slots=True)
class Maker:
    """Makes one file of instructions."""

    out: Path
    making: Making
    sampler: Sampler
    writer: Writer
    holdout: Holdout
    concurrency: int = 8
    on_sample: Callable[[Made], None] | None = None
    tally: Tally = field(default_factory=Tally)
    _quality: Quality = field(default_factory=Quality)
    _done: set[int] = field(default_factory=set)
    _written: set[str] = field(default_factory=set)

    async def make(self, count: int) -> Tally:
        """Make instructions until the file has `count` of them, nothing new comes, or the writer keeps failing.

        Raises:
            ConfigError: the file was begun with something else.
            RecordError: one of the two files is damaged.
            RunError: the disk is full or failing; all instructions before that are kept.
        """
        self._recall()
        barren, most = 0, max(BARREN, 2 * self.sampler.starts)
        async with Journal(self.out) as lines, Journal(made_file(self.out)) as journal:
            samples = self._samples()
            while len(self._written) < count and barren < most:
                batch = list(islice(samples, self.concurrency))
                written = await self._write(batch)
                if all(isinstance(drafts, ModelError) for drafts in written):
                    barren = most  # a server that is gone is not asked for every tool there is
                for sample, drafts in zip(batch, written, strict=True):
                    if len(self._written) >= count:
                        break
                    made = await self._keep(sample, drafts, count, lines)
                    if made is None:  # there is more to it than was asked for: it is written again when more is
                        break
                    await journal.put(made)
                    self.tally.count(made)
                    barren = 0 if made.kept else barren + 1
                    if self.on_sample:
                        self.on_sample(made)
        self.tally.kept = len(self._written)
        return self.tally

    def _recall(self) -> None:
        """Take in what earlier sessions made."""
        if self.out.exists():
            for instruction in read(self.out, Instruction):
                self._quality.remember(instruction.text, instruction.relevant)
                self._written.add(instruction.id)
        beside = made_file(self.out)
        if not beside.exists() and self._written:
            raise ConfigError(f"{str(self.out)!r} holds instructions that nothing here made: choose another --out")
        for made in read(beside, Made) if beside.exists() else ():
            if made.making != self.making:
                raise ConfigError(
                    f"{str(self.out)!r} was begun with {_told(made.making)}: repeat that, or choose another --out"
                )
            if made.error is None:
                self._done.add(made.sample)
                self.tally.count(made)

    def _samples(self) -> Iterator[Sample]:
        number = 0
        while True:
            if number not in self._done:
                yield self.sampler.sample(number)
            number += 1

    async def _write(self, samples: list[Sample]) -> list[Drafts | ModelError]:
        return list(await asyncio.gather(*(self._ask(sample) for sample in samples)))

    async def _ask(self, sample: Sample) -> Drafts | ModelError:
        try:
            return await self.writer.write(sample, seed=self.making.seed)
        except ModelError as error:
            return error

    async def _keep(self, sample: Sample, drafts: Drafts | ModelError, count: int, lines: Journal) -> Made | None:
        """Keep what is good of a sample; None where some of it is left over, since the file has `count`."""
        if isinstance(drafts, ModelError):
            return Made(making=self.making, sample=sample.number, kept=0, error=str(drafts))
        dropped = Counter({"unreadable": drafts.unreadable} if drafts.unreadable else {})
        kept = 0
        for place, draft in enumerate(drafts.drafts):
            instruction = self._instruction(sample, draft, place)
            if instruction.id in self._written:  # the last session was stopped within this sample
                kept += 1
            elif len(self._written) >= count:
                return None
            elif reason := self._quality.keep(draft, sample):
                dropped[reason] += 1
            else:
                await lines.put(instruction)
                self._written.add(instruction.id)
                kept += 1
        return Made(making=self.making, sample=sample.number, kept=kept, dropped=dict(dropped), usage=drafts.usage)

    def _instruction(self, sample: Sample, draft: Draft, place: int) -> Instruction:
        id_ = f"{sample.group}-{self.making.seed}-{sample.number}-{place}"
        return Instruction(
            id=id_,
            text=draft.text,
            group=sample.group,
            apis=tuple(sorted(api.id for api in sample.offered)),
            relevant=draft.named,
            split=self.holdout.split_of(id_, sample.offered),
        )


def made_file(out: Path) -> Path:
    """Say where it stands what became of each sample."""
    return out.with_name(f"{out.name}.made.jsonl")


def _told(making: Making) -> str:
    how = f"--kind {making.kind} --seed {making.seed} --model {making.writer} --holdout {making.holdout:g}"
    return f"{how} and a catalog of its own"
