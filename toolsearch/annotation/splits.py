"""ToolLLM's three kinds of generalization: instructions, tools and categories that training never saw.

A category and a tool are held out whole: nothing that offers one of their Apis is trained on. What is held out depends
on the seed and the catalog, not on the instructions, so that I1, I2 and I3 of one catalog hold out the same.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from apis.model import Api

Split = Literal["train", "test_instruction", "test_tool", "test_category"]
SPLITS: tuple[Split, ...] = ("train", "test_instruction", "test_tool", "test_category")


@dataclass(frozen=True, slots=True)
class Holdout:
    """What training does not see."""

    seed: int
    share: float
    """Of categories, of the tools of the others, and of instructions over the rest."""
    categories: frozenset[str]
    tools: frozenset[str]

    @classmethod
    def of(cls, tools: Iterable[tuple[str, str]], *, share: float, seed: int = 0) -> "Holdout":
        """Choose what is held out.

        Args:
            tools: the slug and the category of every tool.
            share: 0 holds nothing out, and no more than half of anything is held out.
            seed: another one holds out others.
        """
        by_tool = dict(tools)
        categories = _drawn(set(by_tool.values()), share, f"{seed} category")
        rest = {tool for tool, category in by_tool.items() if category not in categories}
        return cls(seed, share, categories, _drawn(rest, share, f"{seed} tool"))

    def split_of(self, id_: str, apis: Iterable[Api]) -> Split | None:
        """Say where an instruction belongs, by all that is offered with it; None where nothing is held out."""
        apis = list(apis)
        if not self.share:
            return None
        if any(api.category in self.categories for api in apis):
            return "test_category"
        if any(api.tool_slug in self.tools for api in apis):
            return "test_tool"
        return "test_instruction" if _draw(f"{self.seed} {id_}") < self.share else "train"


def _drawn(names: set[str], share: float, salt: str) -> frozenset[str]:
    """Draw a share of names: one at least where there are three, half of them at most."""
    count = min(round(len(names) * share), len(names) // 2)
    count = max(count, 1) if share and len(names) > 2 else count
    return frozenset(sorted(names, key=lambda name: _draw(f"{salt} {name}"))[:count])


def _draw(text: str) -> float:
    """Draw a number from 0 to 1 for a text, the same in every process."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / 2**64
