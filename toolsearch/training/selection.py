"""Which samples are exported, and on which side of a split: no duplicate, and nothing held out is seen in training.

A split holds out whole Apis, tools or categories. A sample that calls only what is held out is for testing; one that
calls nothing of it is for training, and what is held out is not even offered there; one that mixes both is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from apis.errors import ConfigError
from apis.model import Api, canonical
from toolsearch.messages import Assistant
from toolsearch.records import Sample
from toolsearch.synthesis.rules_of_calls import calls_of

Keep = Literal["passed", "all"]
By = Literal["api", "tool", "category"]
Side = Literal["train", "test", "mixed"]


@dataclass(slots=True)
class Counts:
    """What selection came to."""

    read: int = 0
    not_passed: int = 0
    duplicates: int = 0
    mixed: int = 0
    train: int = 0
    test: int = 0
    functions_hidden: int = 0
    """Held-out functions that were offered and not called, taken out of training samples."""


@dataclass(frozen=True, slots=True)
class Split:
    """What is held out: names of Apis, tools or categories."""

    by: By
    held_out: frozenset[str]
    categories: dict[str, str] = field(default_factory=dict)
    """Category by tool slug, for a split by category."""

    @classmethod
    def draw(cls, samples: Iterable[Sample], by: By, share: float, seed: int, apis: Iterable[Api] = ()) -> "Split":
        """Hold out a share of what samples call, drawn by a seed.

        Raises:
            ConfigError: nothing can be held out, or a category is not known.
        """
        split = cls(by, frozenset(), {api.tool_slug: api.category for api in apis})
        keys = sorted({key for sample in samples for key in split.called(sample)})
        count = max(1, round(len(keys) * share))
        if count >= len(keys):
            raise ConfigError(f"--hold-out {share:g}: the samples call only {len(keys)} of {by}: nothing would be left")
        return cls(by, frozenset(Random(seed).sample(keys, count)), split.categories)

    def called(self, sample: Sample) -> set[str]:
        """Return the keys of what a sample calls; built-in functions have none."""
        names = {call.name for call in calls_of(sample)}
        return {self.key(id_) for name, id_ in sample.provenance.apis.items() if name in names}

    def key(self, api_id: str) -> str:
        tool = api_id.partition("/")[0]
        if self.by == "category":
            if tool not in self.categories:
                raise ConfigError(f"--by category: the category of {api_id!r} is not known: give --catalog or --apis")
            return self.categories[tool]
        return api_id if self.by == "api" else tool

    def side(self, sample: Sample) -> Side:
        """Say where a sample belongs."""
        called = self.called(sample)
        if not called & self.held_out:
            return "train"
        return "test" if called <= self.held_out else "mixed"

    def hidden(self, sample: Sample) -> Sample:
        """Take what is held out from what a training sample offers; nothing of it is called there."""
        ids = sample.provenance.apis
        tools = tuple(f for f in sample.tools if f.name not in ids or self.key(ids[f.name]) not in self.held_out)
        return sample if len(tools) == len(sample.tools) else sample.model_copy(update={"tools": tools})


def select(samples: Iterable[Sample], keep: Keep, counts: Counts) -> Iterator[Sample]:
    """Yield the samples to export: those that passed, or all; no conversation twice."""
    seen: set[str] = set()
    for sample in samples:
        counts.read += 1
        if keep == "passed" and not sample.passed:
            counts.not_passed += 1
        elif (key := _content(sample)) in seen:
            counts.duplicates += 1
        else:
            seen.add(key)
            yield sample


def _content(sample: Sample) -> str:
    said = [
        [m.role, m.content, [[c.name, c.arguments] for c in m.calls] if isinstance(m, Assistant) else None]
        for m in sample.messages
    ]
    return canonical([said, sorted(function.name for function in sample.tools)])
