"""The chat-completions form of a conversation: requests as JSON, and JSON replies as messages.

Knows the wire format that OpenAI set and vLLM, SGLang, llama.cpp and Ollama speak, each a little differently, and is
lenient in what it reads. Knows no HTTP and no SDK.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from apis.model import Json, ToolCall
from apis.schema import NAME_LENGTH, Function
from toolsearch.budget import Usage
from toolsearch.errors import BadReply
from toolsearch.llm.base import Finish, Reply, Request
from toolsearch.llm.repair import parse, read_arguments
from toolsearch.llm.sizes import estimate
from toolsearch.llm.thought import split_thought
from toolsearch.messages import Assistant, Message, ToolReply

_FINISHES: dict[object, Finish] = {
    "stop": "stop",
    "tool_calls": "calls",
    "function_call": "calls",
    "length": "length",
    "content_filter": "filtered",
}


def body_of(request: Request, *, length_key: str = "max_tokens") -> dict[str, Any]:
    """Write a request as the body of a chat completion, without the model's name.

    Args:
        request: settings that are None are left out, and so is the choice of tools where there are none.
        length_key: what the server calls the limit of new tokens.
    """
    settings = request.settings
    given: dict[str, Json] = {
        "temperature": settings.temperature,
        length_key: settings.max_tokens,
        "seed": settings.seed,
        "stop": list(settings.stop) or None,
    }
    body: dict[str, Any] = {"messages": [_message(message) for message in request.messages]}
    body |= {name: value for name, value in given.items() if value is not None}
    if request.functions:
        body |= {"tools": [tool_of(function) for function in request.functions], "tool_choice": settings.tool_choice}
    return body


def reply_of(text: str, request: Request) -> Reply:
    """Read a server's answer.

    Call ids that are missing, or were given before in the conversation, are replaced. Arguments that are no JSON
    object, and cannot be meant to be one alone (`toolsearch.llm.repair`), stay as text in `ToolCall.malformed`.

    Raises:
        BadReply: it is no JSON, or there is no message in it.
    """
    try:
        answer = parse(text)
    except (ValueError, RecursionError) as error:
        raise BadReply("answered with something that is no JSON: does the URL end in /v1?") from error
    said = _at(answer, "error")
    if said and not _at(answer, "choices"):
        raise BadReply(f"answered with an error: {_at(said, 'message') or said}")
    choice = _at(_at(answer, "choices"), 0)
    message = _at(choice, "message")
    if not isinstance(message, dict):
        raise BadReply("answered without a message: `choices` is empty or missing")
    finish = _FINISHES.get(_at(choice, "finish_reason"), "unknown")
    calls = tuple(_calls(_at(message, "tool_calls"), taken(request.messages), cut=finish == "length"))
    reasoning, content = split_thought(_text(message.get("content")) or _text(message.get("refusal")))
    reasoning = _text(message.get("reasoning_content")) or _text(message.get("reasoning")) or reasoning
    assistant = Assistant(content=content, calls=calls, reasoning=reasoning)
    return Reply(assistant, _usage(answer, request), "calls" if calls and finish == "stop" else finish)


def _message(message: Message) -> dict[str, Any]:
    if (
        isinstance(message, ToolReply) and not message.call_id
    ):  # the older form, which models that write calls as text know
        return {"role": "function", "name": message.name, "content": message.content}
    if isinstance(message, ToolReply):
        return {"role": "tool", "tool_call_id": message.call_id, "content": message.content}
    if isinstance(message, Assistant) and message.calls:
        calls = [_call(call) for call in message.calls]
        return {"role": "assistant", "content": message.content or None, "tool_calls": calls}
    return {"role": message.role, "content": message.content}


def _call(call: ToolCall) -> dict[str, Any]:
    # Servers refuse a whole history for one name or argument text that is not well-formed, so none is sent: the reply
    # to the call says what was wrong with it.
    name = re.sub(r"[^A-Za-z0-9_-]", "_", call.name)[:NAME_LENGTH] or "unnamed"
    arguments = json.dumps(call.arguments, ensure_ascii=False)
    return {"id": call.id, "type": "function", "function": {"name": name, "arguments": arguments}}


def tool_of(function: Function) -> dict[str, Any]:
    """Write a function as servers and chat templates take it."""
    return {"type": "function", "function": function.model_dump()}


def taken(messages: Iterable[Message]) -> set[str]:
    """Return the ids of all calls of a conversation."""
    return {call.id for message in messages if isinstance(message, Assistant) for call in message.calls}


def _calls(calls: Json, taken: set[str], *, cut: bool) -> Iterator[ToolCall]:
    for call in calls if isinstance(calls, list) else ():
        function = _at(call, "function")
        id_ = free_id(_text(_at(call, "id")), taken)
        taken.add(id_)
        name, arguments = _text(_at(function, "name")), _at(function, "arguments")
        read = _object(arguments, cut=cut)
        if read is None:
            yield ToolCall(id=id_, name=name, malformed=_text(arguments) or json.dumps(arguments))
        else:
            yield ToolCall(id=id_, name=name, arguments=read)


def free_id(id_: str, taken: set[str]) -> str:
    """Return the id, or the first `call_N` that is free where it is missing or taken."""
    number = len(taken)
    while not id_ or id_ in taken:
        id_, number = f"call_{number}", number + 1
    return id_


def _object(arguments: Json, *, cut: bool) -> dict[str, Json] | None:
    """Read a call's arguments: JSON text, nothing for none, or an object as some servers send it."""
    if arguments is None:
        return {}
    if isinstance(arguments, str):
        return read_arguments(arguments, cut=cut)
    return arguments if isinstance(arguments, dict) else None


def _text(content: Json) -> str:
    """Read text that stands as it is, or in parts."""
    if isinstance(content, list):
        return "".join(_text(_at(part, "text")) for part in content)
    return content if isinstance(content, str) else ""


def _usage(answer: Json, request: Request) -> Usage:
    usage = _at(answer, "usage")
    if not isinstance(usage, dict):
        return Usage(model_calls=1, prompt_tokens=_estimate(body_of(request)), completion_tokens=_estimate(answer))
    return Usage(
        model_calls=1,
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
        cached_tokens=_count(_at(usage.get("prompt_tokens_details"), "cached_tokens")),
    )


def _count(value: Json) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _estimate(value: Json) -> int:
    """For servers that do not say what they used."""
    return estimate(json.dumps(value, ensure_ascii=False))


def _at(value: Json, key: str | int) -> Json:
    """Return what stands at a key or place, None where there is no such thing."""
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None
