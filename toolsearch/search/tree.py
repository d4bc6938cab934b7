"""The record of a search: a flat list of model turns, each naming its parent.

One node is one model turn with what its calls brought. ReAct is a tree of one path, ReAct@N has N paths from the root,
DFSDT branches anywhere. The root itself is no node: it is the opening (system and instruction), and nodes whose parent
is None are its children. Nodes are only ever appended.

Knows nothing of models, executors or the order in which a tree grows; messages are a pure view of a path
(`toolsearch.search.prompts`).
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from apis.model import Observation, Value
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.messages import Assistant, Message


class State(StrEnum):
    """How a turn left its path."""

    OPEN = "open"  # the path may go on
    ANSWER = "answer"  # Finish(give_answer)
    GIVE_UP = "give_up"  # Finish(give_up_and_restart)
    LIMIT = "limit"  # the path is as deep as it may be
    ERROR = "error"  # the model failed here
    PASSED = "passed"  # made and ranked behind a sibling, and never followed


class Node(Value):
    """One model turn."""

    id: int
    parent: int | None
    """None: a child of the root."""
    message: Assistant
    observations: tuple[Observation, ...] = ()
    """One for each call of `message`, in the same order."""
    state: State = State.OPEN
    usage: Usage = Usage()
    answer: str | None = None
    """The final answer, where `state` is answer."""
    repeated: tuple[str, ...] = ()
    """Ids of the calls that were answered from memory: the same call was made before in this tree."""
    writes: tuple[str, ...] = ()
    """Ids of the calls that may have changed something: that stays done where the path is abandoned."""
    shortened: tuple[str, ...] = ()
    """Ids of earlier calls whose observations the model saw shortened in this turn: the whole path was too long."""


class Tree(BaseModel):
    """All turns of one search."""

    model_config = ConfigDict(extra="forbid")

    schema_version: Literal[1] = 1
    opening: tuple[Message, ...] = ()
    functions: tuple[Function, ...] = ()
    apis: dict[str, str] = {}
    """Function name to Api id; built-in functions are not in it."""
    nodes: list[Node] = []

    def add(self, node: Node) -> Node:
        """Append a node; its id must be its place in the list."""
        if node.id != len(self.nodes):
            raise ValueError(f"node {node.id} does not follow node {len(self.nodes) - 1}")
        self.nodes.append(node)
        return node

    def path(self, node: int | None) -> list[Node]:
        """Return the turns from the root to `node`, both ends included; empty for the root."""
        path: list[Node] = []
        while node is not None:
            path.append(self.nodes[node])
            node = self.nodes[node].parent
        return path[::-1]

    def children(self, parent: int | None) -> list[Node]:
        """Return the children of a node, or of the root, in the order they were made."""
        return [node for node in self.nodes if node.parent == parent]

    def branch(self, top: Node) -> Iterator[Node]:
        """Yield `top` and every turn below it, in the order they were made."""
        inside = {top.id}
        for node in self.nodes[top.id :]:
            if node.id in inside or node.parent in inside:
                inside.add(node.id)
                yield node

    def leaves(self) -> Iterator[Node]:
        """Yield the turns that nothing follows."""
        parents = {node.parent for node in self.nodes}
        return (node for node in self.nodes if node.id not in parents)

    @property
    def answers(self) -> list[Node]:
        """The turns that ended in an answer, in the order they were found."""
        return [node for node in self.nodes if node.state is State.ANSWER]
