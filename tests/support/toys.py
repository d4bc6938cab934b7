"""Toys for a tool-calling policy: functions with schemas, answered by Python, and the smallest loop that runs them.

Each world is of a domain of its own; none resembles an API that ships with the project.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from apis.model import Json, Observation, Status, ToolCall
from apis.schema import Function
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import Message, System, ToolReply, Tried, User

FINISH = Function(
    name="Finish",
    description="End the work.",
    parameters={
        "type": "object",
        "properties": {
            "return_type": {"type": "string", "enum": ["give_answer", "give_up_and_restart"]},
            "final_answer": {"type": "string"},
        },
        "required": ["return_type"],
    },
)


class Fault(Exception):
    """A toy fails: the status and the words a model sees."""

    def __init__(self, status: Status, text: str = "failed") -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Toy:
    """A function and what answers it."""

    function: Function
    run: Callable[..., Json]


def toy(
    named: str, about: str, run: Callable[..., Json], /, *, optional: Sequence[str] = (), **properties: dict[str, Any]
) -> Toy:
    """Make a toy; every property is required unless it is listed as optional."""
    needed = [key for key in properties if key not in optional]
    parameters = {"type": "object", "properties": properties, "required": needed}
    return Toy(Function(name=named, description=about, parameters=parameters), run)


def fails(status: Status, text: str = "failed") -> Callable[..., Json]:
    """Answer every call with one failure."""

    def run(**_: Json) -> Json:
        raise Fault(status, text)

    return run


@dataclass
class Walk:
    """One path of one request through a world."""

    calls: list[tuple[str, dict[str, Json]]] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    answer: str | None = None
    gave_up: bool = False
    turns: int = 0
    messages: list[Message] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]


def walk(
    model: LLM,
    toys: Sequence[Toy],
    text: str,
    *,
    seed: int | None = None,
    tried: tuple[Tried, ...] = (),
    most: int = 16,
) -> Walk:
    """Follow one path to its end; `tried` is what was tried at its first point."""
    return asyncio.run(_walk(model, toys, text, seed, tried, most))


async def _walk(
    model: LLM, toys: Sequence[Toy], text: str, seed: int | None, tried: tuple[Tried, ...], most: int
) -> Walk:
    path = Walk(messages=[System(content="Call functions, then Finish."), User(content=text)])
    offered = (*(one.function for one in toys), FINISH)
    while path.turns < most:
        again: tuple[Message, ...] = (
            (User(content="Do something else.", tried=tried),) if tried and not path.turns else ()
        )
        settings = Settings(seed=None if seed is None else seed + path.turns)
        reply = await model.complete(Request((*path.messages, *again), offered, settings))
        path.turns += 1
        path.messages.append(reply.message)
        for call in reply.message.calls:
            if call.name == FINISH.name:
                path.answer, path.gave_up = call.arguments.get("final_answer"), "final_answer" not in call.arguments
                return path
            seen = observe(toys, call)
            path.calls.append((call.name, call.arguments))
            path.statuses.append(seen.status)
            path.messages.append(ToolReply(call_id=call.id, name=call.name, content=seen.content, status=seen.status))
        if not reply.message.calls:
            path.messages.append(User(content="Go on."))
    return path


def observe(toys: Sequence[Toy], call: ToolCall) -> Observation:
    """Answer one call."""
    one = next(one for one in toys if one.function.name == call.name)
    try:
        status, content = Status.OK, json.dumps(one.run(**call.arguments), ensure_ascii=False)
    except Fault as fault:
        status, content = fault.status, json.dumps({"error": fault.status.value, "message": str(fault)})
    except TypeError as wrong:
        status, content = Status.INVALID_ARGUMENTS, json.dumps({"error": "invalid_arguments", "message": str(wrong)})
    return Observation(call_id=call.id, status=status, content=content)
