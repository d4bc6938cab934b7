"""The seam to whoever writes instructions: a sample in, drafts out; a model (`prompted`) or rules (`composing`)."""

from dataclasses import dataclass, field
from typing import Protocol

from toolsearch.annotation.samples import Sample
from toolsearch.budget import Usage


@dataclass(frozen=True, slots=True)
class Draft:
    """One instruction as it was written, before anybody checked it."""

    text: str
    named: tuple[str, ...]
    """What it needs, as the writer said it: function names of the sample, or ids of Apis."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """What one writing came to."""

    drafts: tuple[Draft, ...]
    unreadable: int = 0
    """Instructions that could not be read out of the reply."""
    usage: Usage = field(default_factory=Usage)


class Writer(Protocol):
    """Writes instructions. Raises `ModelError` and nothing else."""

    @property
    def name(self) -> str:
        """What it is known by: the model's spec, or `heuristic`."""

    async def write(self, sample: Sample, *, seed: int) -> Drafts: ...
