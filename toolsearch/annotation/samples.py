"""Bottom-up: which Apis an instruction is to be written about.

A sample is drawn from the catalog before there is any instruction: I1 from one tool, I2 from two to five tools of one
category, I3 from tools of at least two categories; at most three Apis of each. Beside them stand the Apis whose output
they need (`toolsearch.annotation.prerequisites`). Sample *n* depends on the seed and *n* alone.

Source: ToolLLM (Qin et al., 2023), section 2.2.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from apis.catalog import Catalog, Summary
from apis.errors import ConfigError
from apis.model import Api
from toolsearch.annotation.prerequisites import Need, needs
from toolsearch.records import Group

PER_TOOL = 3
TOOLS = (2, 5)
"""Tools of an I2 or I3 sample, at least and at most."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one writing is about."""

    number: int
    group: Group
    apis: tuple[Api, ...]
    """Those that were drawn; an instruction needs some of them."""
    needs: tuple[Need, ...] = ()
    """What some of them need of others, which are offered with them."""

    @property
    def offered(self) -> tuple[Api, ...]:
        """All Apis of the sample, each once."""
        every = [*self.apis, *(need.provider for need in self.needs)]
        return tuple({api.id: api for api in every}.values())


@dataclass(slots=True)
class Sampler:
    """Draws samples from a catalog."""

    catalog: Catalog
    group: Group
    seed: int = 0
    healthy: bool = False
    _tools: dict[str, list[Summary]] = field(default_factory=dict)
    """Apis by tool."""
    _categories: dict[str, list[str]] = field(default_factory=dict)
    """Tools by category."""
    _order: list[str] = field(default_factory=list)
    _whole: dict[str, tuple[Api, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tools: dict[str, list[Summary]] = defaultdict(list)
        for summary in self.catalog.summaries(healthy=self.healthy):
            tools[summary.id.partition("/")[0]].append(summary)
        self._tools = dict(sorted(tools.items()))
        categories: dict[str, list[str]] = defaultdict(list)
        for tool, summaries in self._tools.items():
            categories[summaries[0].category].append(tool)
        self._categories = dict(categories)
        self._order = self._starts()
        random.Random(f"{self.seed} {self.group}").shuffle(self._order)

    def __iter__(self) -> Iterator[Sample]:
        """Yield samples for ever, each tool (or category) in turn."""
        number = 0
        while True:
            yield self.sample(number)
            number += 1

    @property
    def starts(self) -> int:
        """How many tools or categories take turns."""
        return len(self._order)

    def sample(self, number: int) -> Sample:
        """Draw one sample."""
        rng = random.Random(f"{self.seed} {self.group} {number}")
        start = self._order[number % len(self._order)]
        chosen = [summary for tool in self._drawn(start, rng) for summary in self._some(self._tools[tool], rng)]
        apis = tuple(self.catalog.get(summary.id) for summary in chosen)
        found = [need for api in apis for need in needs(api, self._siblings(api))]
        return Sample(number, self.group, apis, tuple(found))

    def _starts(self) -> list[str]:
        if self.group == "I1":
            starts = list(self._tools)
        else:
            starts = [name for name, tools in self._categories.items() if len(tools) >= TOOLS[0] or self.group == "I3"]
        if not starts or (self.group == "I3" and len(self._categories) < TOOLS[0]):
            wanted = {"I1": "no API", "I2": "no category with two tools", "I3": "no two categories"}[self.group]
            raise ConfigError(
                f"{str(self.catalog.path)!r} has {wanted}, which --kind {self.group} needs: add some first"
            )
        return starts

    def _drawn(self, start: str, rng: random.Random) -> list[str]:
        """Draw the tools of a sample."""
        if self.group == "I1":
            return [start]
        count = rng.randint(*TOOLS)
        if self.group == "I2":
            tools = self._categories[start]
            return rng.sample(tools, min(count, len(tools)))
        others = rng.sample([name for name in self._categories if name != start], min(count, len(self._categories)) - 1)
        return [rng.choice(self._categories[category]) for category in (start, *others)]

    def _some(self, apis: Sequence[Summary], rng: random.Random) -> list[Summary]:
        most = PER_TOOL if self.group == "I1" else rng.choice((1, 1, 2, PER_TOOL))
        return rng.sample(apis, min(most, len(apis)))

    def _siblings(self, api: Api) -> tuple[Api, ...]:
        """Return all Apis of a tool, read once."""
        tool = api.tool_slug
        if tool not in self._whole:
            self._whole[tool] = tuple(self.catalog.get(summary.id) for summary in self._tools[tool])
        return self._whole[tool]
