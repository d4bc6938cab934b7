"""A model without native function calling: functions are told in its system message, calls are read from its text.

Wraps any model that answers in text. How calls are written is the form's (`toolsearch.llm.forms`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from apis.model import ToolCall
from toolsearch.llm.base import LLM, Reply, Request
from toolsearch.llm.forms.base import Form, Written
from toolsearch.llm.forms.react import React, ToolLlama
from toolsearch.llm.forms.tags import Hermes, Llama3
from toolsearch.llm.repair import read_arguments
from toolsearch.llm.thought import split_thought
from toolsearch.llm.wire import free_id, taken
from toolsearch.messages import Assistant, Message, System, ToolReply, User

FORMS: dict[str, Form] = {form.name: form for form in (React(), ToolLlama(), Hermes(), Llama3())}
"""By the name that stands behind # in a model's spec."""


@dataclass(frozen=True, slots=True)
class Texted:
    """A model that calls functions in writing."""

    model: LLM
    form: Form

    @property
    def name(self) -> str:
        return f"{self.model.name}#{self.form.name}"

    async def complete(self, request: Request) -> Reply:
        """Ask in text, and read the calls out of the text that comes back."""
        if not request.functions:
            return await self.model.complete(request)
        reply = await self.model.complete(plain(request, self.form))
        message = heard(reply.message, request, self.form, cut=reply.finish == "length")
        finish = "calls" if message.calls and reply.finish != "length" else reply.finish
        return replace(reply, message=message, finish=finish)

    async def aclose(self) -> None:
        """Close the model."""
        await self.model.aclose()


def plain(request: Request, form: Form) -> Request:
    """Write a request without functions, whose messages tell what they were."""
    messages = tuple(_joined(_written(message, form) for message in _offering(request, form)))
    return Request(messages, settings=replace(request.settings, stop=form.stop, tool_choice="auto"))


def heard(message: Assistant, request: Request, form: Form, *, cut: bool = False) -> Assistant:
    """Read the calls out of a text.

    Args:
        message: what the model wrote.
        request: what it was asked; its calls' ids are not given again.
        form: how it writes calls.
        cut: the text ended where its length did.
    """
    reasoning, text = split_thought(message.content)
    turn = form.read(text)
    ids = taken(request.messages)
    return Assistant(
        content=turn.thought,
        calls=tuple(_call(written, ids, cut=cut) for written in turn.calls),
        reasoning=message.reasoning or reasoning,
    )


def _call(written: Written, ids: set[str], *, cut: bool) -> ToolCall:
    id_ = free_id("", ids)
    ids.add(id_)
    read = read_arguments(written.arguments, cut=cut)
    if read is None:
        return ToolCall(id=id_, name=written.name, malformed=written.arguments)
    return ToolCall(id=id_, name=written.name, arguments=read)


def _offering(request: Request, form: Form) -> Iterator[Message]:
    offered = form.offer(request.functions)
    first = request.messages[0] if request.messages else None
    if isinstance(first, System):
        yield System(content=f"{first.content.rstrip()}\n\n{offered}")
        yield from request.messages[1:]
    else:
        yield System(content=offered)
        yield from request.messages


def _written(message: Message, form: Form) -> Message:
    if isinstance(message, ToolReply):
        return form.tell(message)
    if isinstance(message, Assistant):
        return Assistant(content=form.write(message))
    return message


def _joined(messages: Iterable[Message]) -> Iterator[Message]:
    """Make one of user messages that follow each other: most templates want turns to alternate."""
    waiting: User | None = None
    for message in messages:
        if isinstance(message, User):
            content = f"{waiting.content}\n\n{message.content}" if waiting else message.content
            waiting = User(content=content, tried=message.tried)
            continue
        if waiting:
            yield waiting
            waiting = None
        yield message
    if waiting:
        yield waiting
