"""The one search loop: depth first, pre-order, up to `width` children a state.

A state is one model turn. A child is expanded at once, and its next sibling only if the branch below it came to
nothing; with the filter, all children of a state are made first, and followed in the order of their rank. `Method` says
how wide, how deep, how far back after a give-up, and how many answers end the search; ReAct is the same loop with one
child a state.

Source: ToolLLM (Qin et al., 2023), section 3, and the order of its published code.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations

from toolsearch.budget import Budget, Usage
from toolsearch.search.method import Method
from toolsearch.search.rank import Ranker, Rules
from toolsearch.search.step import Stepping
from toolsearch.search.tree import Node, State, Tree

OnNode = Callable[[Node], None]

STOP = 1 << 30
"""States to go back when the search is over."""


@dataclass(slots=True)
class Search:
    """One search over one tree."""

    tree: Tree
    step: Stepping
    method: Method
    budget: Budget
    """What the run allows; the method's own limits hold beside it."""
    spent: Usage
    on_node: OnNode | None = None
    ranker: Ranker = field(default_factory=Rules)
    """Compares siblings, where the method has the filter."""
    limit: str | None = None
    """The limit that ended the search, once one did."""
    found: list[Node] = field(default_factory=list)
    """The answers, in the order in which they were reached."""
    vain: Usage | None = None
    """What was asked ahead and never needed, where siblings are asked ahead; not in `spent`."""

    async def run(self) -> None:
        """Grow the tree until it has enough answers, a limit is reached, or nothing is left to try."""
        await self._visit(None, 0)

    async def _visit(self, state: int | None, depth: int) -> int:
        """Expand a state; return how many states to go back from it, 1 being its parent's next child."""
        width = self.method.paths if state is None and self.method.paths else self.method.width
        ranked = await self._ranked(state, depth, width) if self.method.with_filter else []
        for place in range(width):
            node = ranked[place] if place < len(ranked) else await self._expand(state, depth)
            if node is None:
                return STOP
            back = await self._follow(node, depth + self.method.length(node.message))
            if back > 1:
                self._pass_over(ranked[place + 1 :])
                return back - 1
        return 1

    async def _follow(self, node: Node, depth: int) -> int:
        if node.state is State.ANSWER:
            self.found.append(node)
            return STOP if len(self.found) >= self.method.answers else self.method.back_off
        if node.state is State.GIVE_UP:
            return self.method.back_off
        if node.state is State.OPEN:
            return await self._visit(node.id, depth)
        return 1

    async def _expand(self, state: int | None, depth: int) -> Node | None:
        """Append one more child, unless a limit is reached."""
        late, before = self.method.drops_last, self.spent
        if self._reached(self.budget) or (not late and self._reached(self.method.budget)):
            return None
        asked = await self.step.ask(self.tree, state)
        self.spent = before + asked.usage
        if late and self._reached(self.method.budget):
            return None
        node = await self.step.carry_out(self.tree, state, asked)
        self.spent = before + node.usage
        if node.state is State.OPEN and depth + self.method.length(node.message) >= self.method.depth:
            node = self._mark(node, State.LIMIT)
        if self.on_node:
            self.on_node(node)
        return node

    async def _ranked(self, state: int | None, depth: int, width: int) -> list[Node]:
        """Append all children of a state and return them best first, as many as the limits allow."""
        made: list[Node] = []
        while len(made) < width:
            node = await self._expand(state, depth)
            if node is None:
                return [] if self.method.drops_last else made
            made.append(node)
        wins = dict.fromkeys((node.id for node in made), 0.0)
        for first, second in combinations(made, 2):
            outcome = await self.ranker.compare(self.tree, first, second)
            self.spent += outcome.usage
            wins[first.id] += outcome.first
            wins[second.id] += 1 - outcome.first
        return sorted(made, key=lambda node: -wins[node.id])

    def _pass_over(self, rest: list[Node]) -> None:
        for node in rest:
            self._mark(node, State.PASSED)

    def _mark(self, node: Node, state: State) -> Node:
        self.tree.nodes[node.id] = node.model_copy(update={"state": state})
        return self.tree.nodes[node.id]

    def _reached(self, budget: Budget) -> bool:
        self.limit = self.limit or budget.exceeded(self.spent)
        return self.limit is not None
