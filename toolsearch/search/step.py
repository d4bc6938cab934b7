"""One expansion: ask the model at a state, carry out its calls, append the node.

The search loop asks a step for child *i* of a state and knows nothing of models or executors; a step knows nothing of
the order in which states are visited.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from apis.model import canonical
from toolsearch.budget import Usage
from toolsearch.errors import BadReply, ContextOverflow
from toolsearch.llm.base import LLM, Reply, Request, Settings
from toolsearch.messages import Assistant
from toolsearch.search.conversation import Diversity, messages
from toolsearch.search.environment import Environment
from toolsearch.search.tree import Node, State, Tree


@dataclass(frozen=True, slots=True)
class Step:
    """Makes children of states, for one instruction and attempt."""

    model: LLM
    environment: Environment
    clock: Callable[[], float]
    """Seconds, monotonic."""
    key: tuple[int, str, int]
    """The run's seed, the instruction's id, the attempt: with the node's id they seed each turn."""
    diversity: Diversity = "outcome"
    settings: Settings = field(default_factory=Settings)

    async def expand(self, tree: Tree, state: int | None) -> Node:
        """Append one more child to a state and return it.

        A reply that cannot be used ends its path (`State.ERROR`).

        Raises:
            ModelError: the model's server fails or refuses; nothing is appended.
        """
        started = self.clock()
        asked = messages(tree, state, diversity=self.diversity)
        seed = seed_of(*self.key, len(tree.nodes))
        try:
            reply = await self.model.complete(Request(asked, tree.functions, replace(self.settings, seed=seed)))
        except (BadReply, ContextOverflow) as error:
            spent = Usage(model_calls=1, seconds=self.clock() - started)
            failed = Assistant(content=f"({error})")
            return tree.add(Node(id=len(tree.nodes), parent=state, message=failed, state=State.ERROR, usage=spent))
        node = await self._carry_out(reply, len(tree.nodes), state)
        spent = Usage(seconds=self.clock() - started - node.usage.seconds)
        return tree.add(node.model_copy(update={"usage": node.usage + spent}))

    async def _carry_out(self, reply: Reply, place: int, state: int | None) -> Node:
        outcome = await self.environment.carry_out(reply.message.calls)
        return Node(
            id=place,
            parent=state,
            message=reply.message,
            observations=outcome.observations,
            state=outcome.ending.state if outcome.ending else State.OPEN,
            answer=outcome.ending.answer if outcome.ending else None,
            usage=reply.usage + Usage(api_calls=outcome.sent),
            repeated=outcome.repeated,
            writes=outcome.writes,
        )


def seed_of(*parts: int | str) -> int:
    """Make a seed of 31 bits from what a turn is: the same turn has the same seed in every run.

    >>> seed_of(0, "a", 1, 0) == seed_of(0, "a", 1, 0) != seed_of(0, "a", 1, 1)
    True
    """
    return int.from_bytes(hashlib.sha256(canonical(list(parts)).encode()).digest()[:4]) >> 1
