"""The conversation at a state, as a pure view of its path.

What a path says never changes as the tree grows: histories are append-only, so that a server's prefix cache works. The
diversity message of a state stands at the end and is seen by the child it is meant for, never by that child's
descendants.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from apis.model import Api, Observation, ToolCall, canonical
from apis.schema import shorten
from toolsearch.messages import Message, System, ToolReply, Tried, User
from toolsearch.search import prompts
from toolsearch.search.tree import Node, State, Tree

Diversity = Literal["none", "calls", "outcome"]
"""What a state that is returned to says of its former children: nothing; the first call and its observation, as
ToolBench; or the calls and what came of the branch below."""

ABOUT_LENGTH = 300
"""Characters of a tool's description in the system message."""
SEEN_LENGTH = 300
"""Characters of a former observation in a diversity message."""


def opening(text: str, apis: Iterable[Api]) -> tuple[Message, ...]:
    """Open the conversation: the rules with the tools at hand, then the instruction."""
    tools = {api.tool: " ".join(api.source.about.split()) for api in apis}
    lines = [f"- {tool}: {shorten(about, ABOUT_LENGTH)}" if about else f"- {tool}" for tool, about in tools.items()]
    listed = prompts.TOOLS.format(tools="\n".join(lines)) if lines else ""
    return System(content=prompts.SYSTEM.format(tools=listed)), User(content=text)


def messages(tree: Tree, state: int | None, *, diversity: Diversity) -> tuple[Message, ...]:
    """Say what a model is asked at a state: its path, then what was tried there before."""
    said = list(tree.opening)
    for node in tree.path(state):
        said += turn(node)
    former = tree.children(state) if diversity != "none" else []
    if former and (again := revisit(tree, former, diversity=diversity)):
        said.append(again)
    return tuple(said)


def turn(node: Node) -> Iterator[Message]:
    """Say one turn: the model's message, then the replies to its calls."""
    yield node.message
    for call, seen in zip(node.message.calls, node.observations, strict=True):
        yield ToolReply(call_id=call.id, name=call.name, content=seen.content, status=seen.status)
    if not node.message.calls:
        yield User(content=prompts.GO_ON)
    elif node.repeated:
        names = ", ".join(call.name for call in node.message.calls if call.id in node.repeated)
        yield User(content=prompts.REPEATED.format(calls=names))


def revisit(tree: Tree, former: list[Node], *, diversity: Diversity) -> User | None:
    """Say what the former children of a state did and what came of it, in words and in `tried`; None: there is none."""
    if diversity == "calls":
        tried, frame = tuple(_first_calls(tree, former)), prompts.DIVERSITY_CALLS
    else:
        tried, frame = tuple(_tried(tree, child) for child in former), prompts.DIVERSITY
    if not tried:
        return None
    text = frame.format(tried="\n".join(f"{n}. {_told(one)}" for n, one in enumerate(tried, start=1)))
    changed = [_call(call) for child in former for node in tree.branch(child) for call in _writes(node)]
    if changed:
        text += "\n" + prompts.WRITES.format(calls="; ".join(changed))
    return User(content=text, tried=tried)


def _first_calls(tree: Tree, former: list[Node]) -> Iterator[Tried]:
    """Yield each child's first call, or the first one below it on its first path; a branch without any is left out."""
    for child in former:
        node: Node | None = child
        while node and not node.message.calls:
            node = next(iter(tree.children(node.id)), None)
        if node:
            yield Tried(calls=node.message.calls[:1], observations=node.observations[:1])


def _tried(tree: Tree, child: Node) -> Tried:
    below = list(tree.branch(child))[1:]
    pairs = [pair for node in below for pair in zip(node.message.calls, node.observations, strict=True)]
    failed = [(call, seen) for call, seen in pairs if not seen.ok]
    return Tried(
        calls=child.message.calls,
        observations=child.observations,
        outcome=_outcome(
            len(below), (below or [child])[-1].state, [f"{call.name} ({seen.status})" for call, seen in failed]
        ),
        failed=tuple(call for call, _ in failed),
    )


def _outcome(turns: int, last: State, failed: list[str]) -> str:
    """Say how the branch below a child went: its length, how its first path ended, and which calls failed."""
    after = f"after {turns} more turn{'s' if turns != 1 else ''} " if turns else ""
    words = after + _ENDS[last]
    return f"{words}; there failed: {', '.join(dict.fromkeys(failed))}" if failed else words


_ENDS = {
    State.OPEN: "it led no further",
    State.ANSWER: "it gave an answer, and another is wanted",
    State.GIVE_UP: "it was given up",
    State.LIMIT: "it grew too long",
    State.ERROR: "no usable reply came",
    State.PASSED: "it was not followed",
}


def _told(tried: Tried) -> str:
    if not tried.calls:
        return f"You wrote text without a call: {tried.outcome or 'it led no further'}."
    seen: tuple[Observation | None, ...] = tried.observations or (None,) * len(tried.calls)
    lines = [
        f"{_call(call)} brought {shorten(one.content, SEEN_LENGTH) or 'nothing'}" if one else _call(call)
        for call, one in zip(tried.calls, seen, strict=True)
    ]
    return "; ".join(lines) + (f". Then {tried.outcome}." if tried.outcome else ".")


def _call(call: ToolCall) -> str:
    return f"{call.name}({shorten(canonical(call.arguments), SEEN_LENGTH)})"


def _writes(node: Node) -> list[ToolCall]:
    return [call for call in node.message.calls if call.id in node.writes]
