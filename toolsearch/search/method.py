"""A method of search as settings of one loop.

ReAct is a tree of one path, ReAct@N has N independent paths from the root, DFSDT branches anywhere. What the published
code does otherwise (depth counted in its three kinds of nodes, going back two states after a give-up, throwing away the
reply that reaches its budget) are settings too: `toolbench` sets them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from apis.errors import ConfigError
from toolsearch.budget import Budget
from toolsearch.messages import Assistant
from toolsearch.search.conversation import Diversity

Unit = Literal["turns", "nodes"]


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
    unit: Unit = "turns"
    """turns: a model turn counts 1. nodes: ToolBench's count, 1 for a thought and 2 for a call."""
    back_off: int = 1
    """How many states a give-up or an answer sends back: 1 tries its siblings, 2 leaves them untried (ToolBench)."""
    answers: int = 1
    """How many answers end the search."""
    diversity: Diversity = "outcome"
    with_filter: bool = False
    """Make all children of a state first, let the model rank them in pairs, and follow the best first."""
    budget: Budget = field(default_factory=Budget)
    """Limits of the method itself, beside those of the run."""
    drops_last: bool = False
    """Throw away the reply that reaches `budget`, as ToolBench does; else it is used."""
    allowance: Mapping[str, int] | None = None
    """Model calls by instruction id, where each instruction has its own limit (`react@calls:RUN`)."""

    def length(self, message: Assistant) -> int:
        """Count what one turn adds to the depth of its path."""
        if self.unit == "turns":
            return 1
        return max(1, bool(message.content) + 2 * len(message.calls))

    @property
    def speculative(self) -> bool:
        """Whether siblings can be asked ahead: a state must not say how its children ended."""
        return self.diversity != "outcome"

    def of(self, instruction: str) -> "Method":
        """Return the method with the limits that hold for one instruction, named by its id.

        Raises:
            ConfigError: the method takes its limits from a run that did not work on it.
        """
        if self.allowance is None:
            return self
        if instruction not in self.allowance:
            raise ConfigError(f"{self.name} has no model calls for {instruction!r}: annotate it in that run first")
        return replace(self, budget=self.budget.model_copy(update={"model_calls": self.allowance[instruction]}))


UNBOUNDED = 1 << 30
"""Paths of a method that repeats until something else ends it."""


def react(paths: int = 1) -> Method:
    """Follow one path to its end; up to `paths` independent ones, until one answers."""
    name = "react" if paths == 1 else f"react@{paths}"
    return Method(name=name, width=1, paths=paths, diversity="none")


def react_within(allowance: Mapping[str, int], *, name: str) -> Method:
    """Repeat paths until one answers or an instruction's model calls are spent: the paper's ReACT@N."""
    return replace(react(UNBOUNDED), name=name, allowance=allowance)


def dfsdt() -> Method:
    """Search depth first over decisions, in pre-order, telling a state that is returned to what was tried there."""
    return Method(name="dfsdt", budget=Budget(model_calls=100))


def toolbench(method: Method) -> Method:
    """Set what ToolBench's code does otherwise, read from it: depth, back-off, diversity, budget.

    Its chains (`CoT@n`, here `react@n`) know no budget of their own.
    """
    budget = method.budget if method.diversity == "none" else Budget(model_calls=200)
    diversity: Diversity = "none" if method.diversity == "none" else "calls"
    return replace(
        method, depth=12, unit="nodes", back_off=2, diversity=diversity, budget=budget, drops_last=budget != Budget()
    )
