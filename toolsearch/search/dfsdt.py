"""The one search loop: depth first, pre-order, up to `width` children a state.

A state is one model turn. A child is expanded at once, and its next sibling only if the branch below it came to
nothing. `Method` says how wide, how deep, how far back after a give-up, and how many answers end the search; ReAct is
the same loop with one child a state.

Source: ToolLLM (Qin et al., 2023), section 3, and the order of its published code.
"""

from collections.abc import Callable
from dataclasses import dataclass

from toolsearch.budget import Budget, Usage
from toolsearch.search.method import Method
from toolsearch.search.step import Step
from toolsearch.search.tree import Node, State, Tree

OnNode = Callable[[Node], None]

STOP = 1 << 30
"""States to go back when the search is over."""


@dataclass(slots=True)
class Search:
    """One search over one tree."""

    tree: Tree
    step: Step
    method: Method
    budget: Budget
    """What the run allows; the method's own limits hold beside it."""
    spent: Usage
    on_node: OnNode | None = None
    limit: str | None = None
    """The limit that ended the search, once one did."""

    async def run(self) -> None:
        """Grow the tree until it has enough answers, a limit is reached, or nothing is left to try."""
        await self._visit(None, 0)

    async def _visit(self, state: int | None, depth: int) -> int:
        """Expand a state; return how many states to go back from it, 1 being its parent's next child."""
        width = self.method.paths if state is None and self.method.paths else self.method.width
        for _ in range(width):
            if self._is_over():
                return STOP
            node = await self._expand(state, depth)
            back = await self._follow(node, depth + self.method.length(node.message))
            if back > 1:
                return back - 1
        return 1

    async def _follow(self, node: Node, depth: int) -> int:
        if node.state is State.ANSWER and len(self.tree.answers) >= self.method.answers:
            return STOP
        if node.state in (State.ANSWER, State.GIVE_UP):
            return self.method.back_off
        if node.state is State.OPEN:
            return await self._visit(node.id, depth)
        return 1

    async def _expand(self, state: int | None, depth: int) -> Node:
        node = await self.step.expand(self.tree, state)
        self.spent += node.usage
        if node.state is State.OPEN and depth + self.method.length(node.message) >= self.method.depth:
            node = self.tree.nodes[node.id] = node.model_copy(update={"state": State.LIMIT})
        if self.on_node:
            self.on_node(node)
        return node

    def _is_over(self) -> bool:
        self.limit = self.budget.exceeded(self.spent) or self.method.budget.exceeded(self.spent)
        return self.limit is not None
