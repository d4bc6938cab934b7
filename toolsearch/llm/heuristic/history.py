"""What a conversation says so far: the request, the calls made and what came of them, what was tried at this point.

Knows messages. A call's id is the policy's own note on it, `call_3_goal0_lookup`: the call's number, the goal it was
made for, and whether it was to answer that goal or to look something up for it. Calls with other ids count as answers
to the goal they fit best, which is for the plan to say.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from apis.model import Status, ToolCall, canonical
from toolsearch.llm.heuristic.reading import Reading, read, values_of
from toolsearch.messages import Assistant, Message, ToolReply, Tried, User

Role = Literal["answer", "lookup"]
_ID = re.compile(r"call_\d+_goal(\d+)_(answer|lookup)")


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made."""

    reading: Reading
    goal: int | None
    """None where the call's id does not say."""
    role: Role
    key: str
    """`key_of` the call."""
    ok: bool
    """Whether it brought something."""
    said: str
    """The call and its reply as they were said: two that say the same are the same."""


@dataclass(frozen=True, slots=True)
class Past:
    """The calls of a path, in their order. Equal where all was said in the same words."""

    said: tuple[str, ...]
    made: tuple[Made, ...] = field(compare=False)

    def brought(self, values: Set[str]) -> bool:
        """Whether a call that was not made with them brought one of some values."""
        readings = [one.reading for one in self.made if one.ok]
        return any(values & (reading.brought - values_of(reading.call.arguments)) for reading in readings)

    def feeds(self, made: Made) -> bool:
        """Whether a call took a value that another one before it brought."""
        taken = values_of(made.reading.call.arguments)
        return any(
            one.ok
            and one.reading.turn < made.reading.turn
            and taken & (one.reading.brought - values_of(one.reading.call.arguments))
            for one in self.made
        )


@dataclass(frozen=True, slots=True)
class History:
    """A conversation, read."""

    request: str
    past: Past
    turns: int
    tried: tuple[Tried, ...]

    @classmethod
    def of(cls, messages: Sequence[Message]) -> "History":
        said = [message for message in messages if isinstance(message, User)]
        replies = {message.call_id: message for message in messages if isinstance(message, ToolReply)}
        calls = [call for message in messages if isinstance(message, Assistant) for call in message.calls]
        made = [_made(call, replies[call.id], number) for number, call in enumerate(calls) if call.id in replies]
        last = messages[-1] if messages else None
        return cls(
            request=said[0].content if said else "",
            past=Past(tuple(one.said for one in made), tuple(made)),
            turns=sum(isinstance(message, Assistant) for message in messages),
            tried=last.tried if isinstance(last, User) else (),
        )

    @property
    def made(self) -> tuple[Made, ...]:
        return self.past.made


def key_of(name: str, arguments: object) -> str:
    """Name a call by what it asks."""
    return f"{name} {canonical(arguments)}"


def call_id(number: int, goal: int, role: Role) -> str:
    return f"call_{number}_goal{goal}_{role}"


def _made(call: ToolCall, reply: ToolReply, number: int) -> Made:
    reading = read(call, reply.status, reply.content, number)
    match = _ID.fullmatch(call.id)
    key = key_of(call.name, call.arguments)
    return Made(
        reading,
        goal=int(match[1]) if match else None,
        role="lookup" if match and match[2] == "lookup" else "answer",
        key=key,
        ok=reading.ok,
        said=f"{call.id} {key} {reply.status} {reply.content}",
    )


def blamed(tried: Sequence[Tried]) -> set[int]:
    """Name the goals of the calls that failed further down where former tries led."""
    matches = [_ID.fullmatch(call.id) for one in tried for call in one.failed]
    return {int(match[1]) for match in matches if match}


def failed(tried: Sequence[Tried]) -> set[str]:
    """Name the calls of former tries that brought an error at once."""
    return {key_of(call.name, call.arguments) for one in tried for call in refused(one)}


def refused(tried: Tried) -> list[ToolCall]:
    """Return the calls of a former try that brought an error at once."""
    pairs = zip(tried.calls, tried.observations, strict=False)
    return [call for call, seen in pairs if seen.status is not Status.OK]
