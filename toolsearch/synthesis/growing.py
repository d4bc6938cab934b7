"""A run of `synth apis` on disk: the tree, what was kept, what was refused; stopped anywhere, it goes on from there.

    OUT                  one `Evolved` a line: the APIs
    OUT.tree.jsonl       the context tree, one `Topic` a line
    OUT.refused.jsonl    one `Refused` a line
    OUT.run.json         what all of it depends on

Knows files and the order of the steps; how a topic is read or an API evolved it does not know.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from apis.errors import ConfigError
from apis.model import Value
from toolsearch.disk import refusals, replace
from toolsearch.journal import Journal, read
from toolsearch.synthesis.context_tree import Adaptation, ContextTree
from toolsearch.synthesis.definition import Evolved
from toolsearch.synthesis.evolve import Evolution, Evolver, Refused
from toolsearch.synthesis.pool import Index, Pool
from toolsearch.synthesis.speciation import Domain, Material, Reader, extend, plant


class Origin(Value):
    """What the APIs of a run depend on."""

    schema_version: Literal[1] = 1
    model: str
    seed: int
    material: tuple[str, ...]
    """Names of the documents and catalogs read; `seeds` for the shipped topics."""
    likest: float


@dataclass(frozen=True, slots=True)
class Files:
    """Where a run stands."""

    out: Path

    @property
    def tree(self) -> Path:
        return self.out.with_name(f"{self.out.name}.tree.jsonl")

    @property
    def refused(self) -> Path:
        return self.out.with_name(f"{self.out.name}.refused.jsonl")

    @property
    def about(self) -> Path:
        return self.out.with_name(f"{self.out.name}.run.json")

    def begin(self, origin: Origin) -> None:
        """Begin a run, or find the same one begun.

        Raises:
            ConfigError: another run stands there.
        """
        with refusals(self.out):
            self.out.parent.mkdir(parents=True, exist_ok=True)
        if self.about.exists():
            if _read_origin(self.about) != origin:
                raise ConfigError(
                    f"{str(self.out)!r} was begun with another model, seed, similarity or material: "
                    "repeat those, or choose another --out"
                )
        elif self.out.exists():
            raise ConfigError(f"{str(self.out)!r} is there and was not made by this command: choose another --out")
        replace(self.about, origin.model_dump_json(indent=2).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Grown:
    """What a run holds at its end."""

    kept: tuple[Evolved, ...]
    refused: Counter[str]
    """Proposals by the reason they were refused for."""
    topics: Counter[str]
    """Topics of the tree by level."""
    gave_up: bool = False
    """Whether it ended since too many proposals in a row were refused."""
    unread: Counter[str] = field(default_factory=Counter)
    """Replies of a model that could not be read, by what they should have been; those on proposals are in `refused`."""

    @property
    def proposed(self) -> int:
        return len(self.kept) + self.refused.total()


async def read_tree(files: Files, domains: Iterable[Domain], documents: Iterable[Material], reader: Reader) -> None:
    """Read all material into the tree of a run and extend it; what an earlier session read stays.

    A document counts as read where topics of it are in the tree and others after them: of the last a part may be lost.
    """
    tree = ContextTree.read(files.tree) if files.tree.exists() else ContextTree()
    held = len(tree.topics)
    for domain in domains:
        plant(tree, domain)
    held = tree.save(files.tree, held=held)
    known = {topic.source for topic in tree.topics} - {tree.topics[-1].source if tree.topics else ""}
    for document in documents:
        if document.name not in known and (found := await reader.read(document)) is not None:
            plant(tree, found, document.name)
            held = tree.save(files.tree, held=held)
    async for _ in extend(tree, reader):
        held = tree.save(files.tree, held=held)


class Growing:
    """Grows the APIs of a run; enter it to write, iterate `grow` for each outcome."""

    def __init__(
        self, files: Files, evolver: Evolver, *, seed: int, likest: float, index: Index, batch: int = 1
    ) -> None:
        """Take up a run.

        Args:
            files: where it stands; its tree has been read.
            evolver: makes definitions.
            seed: everything drawn follows from it.
            likest: see `Pool`.
            index: see `Pool`.
            batch: outcomes written to disk at once; those not written are made again after a crash.
        """
        self.files, self.batch = files, batch
        self.tree = ContextTree.read(files.tree)
        self.evolution = Evolution(Adaptation(self.tree), Pool(index=index, likest=likest), evolver, seed)
        kept = list(read(files.out, Evolved)) if files.out.exists() else []
        refused = list(read(files.refused, Refused)) if files.refused.exists() else []
        self.evolution.recall(kept, refused)

    async def grow(self, count: int) -> AsyncGenerator[Evolved | Refused]:
        """Propose until `count` APIs are kept; what was yielded is on disk but for the last `batch`."""
        with Journal(self.files.out) as kept, Journal(self.files.refused) as refused:
            waiting: list[Evolved | Refused] = []
            try:
                async for outcome in self.evolution.propose(count):
                    waiting.append(outcome)
                    if len(waiting) == self.batch:
                        _write(waiting, kept, refused)
                    yield outcome
            finally:
                _write(waiting, kept, refused)

    @property
    def grown(self) -> Grown:
        return Grown(
            kept=tuple(self.evolution.kept),
            refused=Counter(one.reason for one in self.evolution.refused),
            topics=Counter(topic.level for topic in self.tree.topics),
            gave_up=self.evolution.gave_up,
        )


def _write(waiting: list[Evolved | Refused], kept: Journal, refused: Journal) -> None:
    kept.extend([one for one in waiting if isinstance(one, Evolved)])
    refused.extend([one for one in waiting if isinstance(one, Refused)])
    waiting.clear()


def _read_origin(path: Path) -> Origin | None:
    try:
        return Origin.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
