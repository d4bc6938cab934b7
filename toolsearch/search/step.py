"""One expansion: ask the model at a state, carry out its calls, append the node.

The search loop asks a step for child *i* of a state and knows nothing of models or executors; a step knows nothing of
the order in which states are visited.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from apis.model import canonical
from toolsearch.budget import Usage
from toolsearch.errors import BadReply, ContextOverflow
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import Assistant
from toolsearch.search.conversation import Diversity, messages
from toolsearch.search.environment import Environment
from toolsearch.search.tree import Node, State, Tree


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model said at a state; nothing has come of it yet."""

    message: Assistant
    usage: Usage
    usable: bool = True
    """False: the reply cannot be used, and ends its path."""
    shortened: tuple[str, ...] = ()
    """Ids of earlier calls whose observations the model saw shortened."""


class Stepping(Protocol):
    """What the search loop needs of a step."""

    async def ask(self, tree: Tree, state: int | None) -> Asked: ...

    async def carry_out(self, tree: Tree, state: int | None, asked: Asked) -> Node: ...


@dataclass(frozen=True, slots=True)
class Step:
    """Makes children of states, for one instruction and attempt."""

    model: LLM
    environment: Environment
    clock: Callable[[], float]
    """Seconds, monotonic."""
    key: tuple[int, str, int]
    """The run's seed, the instruction's id, the attempt: with the turn's place they seed each turn."""
    diversity: Diversity = "outcome"
    settings: Settings = field(default_factory=Settings)

    def request(self, tree: Tree, state: int | None) -> Request:
        """Say what the model is asked for the next child of a state."""
        seed = seed_of(*self.key, *_turn(state, len(tree.children(state))))
        asked = messages(tree, state, diversity=self.diversity)
        return Request(asked, tree.functions, replace(self.settings, seed=seed))

    async def ask(self, tree: Tree, state: int | None) -> Asked:
        """Ask the model for one more child of a state.

        Raises:
            ModelError: the model's server fails or refuses.
        """
        return await self.send(self.request(tree, state))

    async def send(self, request: Request) -> Asked:
        """Ask the model; a reply that cannot be used is told so."""
        started = self.clock()
        try:
            reply = await self.model.complete(request)
        except (BadReply, ContextOverflow) as error:
            spent = Usage(model_calls=1, seconds=self.clock() - started)
            return Asked(Assistant(content=f"({error})"), spent, usable=False)
        spent = reply.usage.model_copy(update={"seconds": self.clock() - started})
        return Asked(reply.message, spent, shortened=reply.shortened)

    async def carry_out(self, tree: Tree, state: int | None, asked: Asked) -> Node:
        """Run the calls of what was said, append the node and return it."""
        if not asked.usable:
            node = Node(id=len(tree.nodes), parent=state, message=asked.message, state=State.ERROR, usage=asked.usage)
            return tree.add(node)
        started = self.clock()
        outcome = await self.environment.carry_out(asked.message.calls)
        node = Node(
            id=len(tree.nodes),
            parent=state,
            message=asked.message,
            observations=outcome.observations,
            state=outcome.ending.state if outcome.ending else State.OPEN,
            answer=outcome.ending.answer if outcome.ending else None,
            usage=asked.usage + Usage(api_calls=outcome.sent, seconds=self.clock() - started),
            repeated=outcome.repeated,
            writes=outcome.writes,
            shortened=asked.shortened,
        )
        return tree.add(node)


def _turn(state: int | None, place: int) -> tuple[int, ...]:
    """Name a turn by its parent and its place among the siblings, which no order of growing the tree changes."""
    after = 0 if state is None else state + 1
    return (after, place) if place else (after,)


def seed_of(*parts: int | str) -> int:
    """Make a seed of 31 bits from what a turn is: the same turn has the same seed in every run.

    >>> seed_of(0, "a", 1, 0) == seed_of(0, "a", 1, 0) != seed_of(0, "a", 1, 1)
    True
    """
    return int.from_bytes(hashlib.sha256(canonical(list(parts)).encode()).digest()[:4]) >> 1
