"""Which of two siblings is the better way on: asked of a model, or told by rules.

The filter of ToolLLM's search compares every pair of a state's children, in both orders, since a model may favour what
it reads first. Knows nothing of how the loop orders children by it.
"""

from dataclasses import dataclass, field
from typing import Protocol

from apis.model import canonical
from apis.schema import shorten
from toolsearch.budget import Usage
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import Message, System, User
from toolsearch.search import prompts
from toolsearch.search.tree import Node, State, Tree

SHOWN = 1000
"""Characters shown of one observation, call or thought."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing two siblings."""

    first: float
    """1: the first is better; 0: the second is; 0.5: a tie."""
    usage: Usage = field(default_factory=Usage)


class Ranker(Protocol):
    """Compares siblings. Raises `ModelError` and nothing else."""

    async def compare(self, tree: Tree, first: Node, second: Node) -> Comparison: ...


@dataclass(frozen=True, slots=True)
class Prompted:
    """Asks a model twice, once in each order; answers that contradict each other are a tie."""

    model: LLM

    async def compare(self, tree: Tree, first: Node, second: Node) -> Comparison:
        """Compare two children of one state."""
        told, spent_1 = await self._prefers_a(tree, first, second)
        reverse, spent_2 = await self._prefers_a(tree, second, first)
        wins = {(True, False): 1.0, (False, True): 0.0}
        return Comparison(wins.get((told, reverse), 0.5), spent_1 + spent_2)

    async def _prefers_a(self, tree: Tree, a: Node, b: Node) -> tuple[bool, Usage]:
        path = tree.path(a.parent)
        text = prompts.COMPARE.format(
            instruction=next((said.content for said in tree.opening if isinstance(said, User)), ""),
            before="\n".join(map(_told, path)) or "(nothing)",
            a=_told(a),
            b=_told(b),
        )
        messages: tuple[Message, ...] = (System(content=prompts.COMPARE_RULES), User(content=text))
        reply = await self.model.complete(Request(messages, settings=Settings(temperature=0.0)))
        return last_letter(reply.message.content) == "A", reply.usage


def last_letter(text: str) -> str | None:
    """Return the last A or B that stands alone in a text.

    >>> last_letter("A has more. So: **B**.")
    'B'
    """
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()
    return next((word for word in reversed(words) if word in ("A", "B")), None)


def _told(node: Node) -> str:
    """Tell one turn: its thought, its calls and what they brought."""
    lines = [shorten(node.message.content, SHOWN)] if node.message.content else []
    for call, seen in zip(node.message.calls, node.observations, strict=True):
        lines.append(f"{call.name}({shorten(canonical(call.arguments), SHOWN)})")
        lines.append(f"-> {seen.status.value}: {shorten(seen.content, SHOWN) or '(nothing)'}")
    return "\n".join(lines) or "(nothing)"


@dataclass(frozen=True, slots=True)
class Rules:
    """Prefers, without a model, what worked: an answer, then calls that all succeeded, then the rest."""

    async def compare(self, tree: Tree, first: Node, second: Node) -> Comparison:
        """Compare two children of one state."""
        a, b = _worth(first), _worth(second)
        return Comparison(0.5 if a == b else float(a > b))


def _worth(node: Node) -> float:
    """Say how promising a turn looks.

    0..1 for one that goes on, by the share of its calls that succeeded; an answer is worth more, an end less.
    """
    if node.state is State.ANSWER:
        return 2.0
    if node.state is not State.OPEN:
        return -1.0
    return sum(seen.ok for seen in node.observations) / len(node.observations) if node.observations else 0.0
