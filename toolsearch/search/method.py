"""A method of search as settings of one loop.

ReAct is a tree of one path, ReAct@N has N independent paths from the root, DFSDT branches anywhere. What the published
code does otherwise (depth counted in its three kinds of nodes, going back two states after a give-up) are settings too.
"""

from dataclasses import dataclass, field
from typing import Literal

from toolsearch.budget import Budget
from toolsearch.messages import Assistant
from toolsearch.search.conversation import Diversity


@dataclass(frozen=True, slots=True)
class Method:
    """How a tree grows.

    Sources: ToolLLM (Qin et al., 2023), section 3; ReAct (Yao et al., 2023).
    """

    name: str
    """The spec it is known by."""
    width: int = 2
    """Children of a state at most."""
    paths: int | None = None
    """Children of the root at most, where that differs from `width`."""
    depth: int = 12
    """Length at which a path ends, in `unit`."""
    unit: Literal["turns", "nodes"] = "turns"
    """turns: a model turn counts 1. nodes: ToolBench's count, 1 for a thought and 2 for a call."""
    back_off: int = 1
    """How many states a give-up or an answer sends back: 1 tries its siblings, 2 leaves them untried (ToolBench)."""
    answers: int = 1
    """How many answers end the search."""
    diversity: Diversity = "outcome"
    budget: Budget = field(default_factory=Budget)
    """Limits of the method itself, beside those of the run."""

    def length(self, message: Assistant) -> int:
        """Count what one turn adds to the depth of its path."""
        if self.unit == "turns":
            return 1
        return max(1, bool(message.content) + 2 * len(message.calls))


def react(paths: int = 1) -> Method:
    """Follow one path to its end; up to `paths` independent ones, until one answers."""
    name = "react" if paths == 1 else f"react@{paths}"
    return Method(name=name, width=1, paths=paths, diversity="none")


def dfsdt() -> Method:
    """Search depth first over decisions, in pre-order, telling a state that is returned to what was tried there."""
    return Method(name="dfsdt", budget=Budget(model_calls=100))
