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
from toolsearch.messages import Assistant, Message, ToolReply

BYTES_PER_TOKEN = 4
"""For servers that do not say what they used."""

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
    given = {"temperature": settings.temperature, length_key: settings.max_tokens, "seed": settings.seed}
    body: dict[str, Any] = {"messages": [_message(message) for message in request.messages]}
    body |= {name: value for name, value in given.items() if value is not None}
    if request.functions:
        body |= {"tools": [_tool(function) for function in request.functions], "tool_choice": settings.tool_choice}
    return body


def reply_of(text: str, request: Request) -> Reply:
    """Read a server's answer.

    Call ids that are missing, or were given before in the conversation, are replaced. Arguments that are no JSON object
    stay as text in `ToolCall.malformed`.

    Raises:
        BadReply: it is no JSON, or there is no message in it.
    """
    try:
        answer = _parsed(text)
    except (ValueError, RecursionError) as error:
        raise BadReply("answered with something that is no JSON: does the URL end in /v1?") from error
    said = _at(answer, "error")
    if said and not _at(answer, "choices"):
        raise BadReply(f"answered with an error: {_at(said, 'message') or said}")
    choice = _at(_at(answer, "choices"), 0)
    message = _at(choice, "message")
    if not isinstance(message, dict):
        raise BadReply("answered without a message: `choices` is empty or missing")
    calls = tuple(_calls(_at(message, "tool_calls"), _taken(request.messages)))
    assistant = Assistant(
        content=_text(message.get("content")) or _text(message.get("refusal")),
        calls=calls,
        reasoning=_text(message.get("reasoning_content")) or _text(message.get("reasoning")),
    )
    finish = _FINISHES.get(_at(choice, "finish_reason"), "unknown")
    return Reply(assistant, _usage(answer, request), "calls" if calls and finish == "stop" else finish)


def _message(message: Message) -> dict[str, Any]:
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


def _tool(function: Function) -> dict[str, Any]:
    return {"type": "function", "function": function.model_dump()}


def _taken(messages: Iterable[Message]) -> set[str]:
    return {call.id for message in messages if isinstance(message, Assistant) for call in message.calls}


def _calls(calls: Json, taken: set[str]) -> Iterator[ToolCall]:
    for call in calls if isinstance(calls, list) else ():
        function = _at(call, "function")
        id_ = _free(_text(_at(call, "id")), taken)
        taken.add(id_)
        name, arguments = _text(_at(function, "name")), _at(function, "arguments")
        read = _object(arguments)
        if read is None:
            yield ToolCall(id=id_, name=name, malformed=_text(arguments) or json.dumps(arguments))
        else:
            yield ToolCall(id=id_, name=name, arguments=read)


def _free(id_: str, taken: set[str]) -> str:
    """Return the id, or the first `call_N` that is free where it is missing or taken."""
    number = len(taken)
    while not id_ or id_ in taken:
        id_, number = f"call_{number}", number + 1
    return id_


def _object(arguments: Json) -> dict[str, Json] | None:
    """Read a call's arguments: JSON text, nothing for none, or an object as some servers send it."""
    if arguments is None or arguments == "":
        return {}
    try:
        read = _parsed(arguments, parse_constant=_refuse) if isinstance(arguments, str) else arguments
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _parsed(text: str, **options: Any) -> Json:
    """Parse JSON; halves of characters, which no file could keep, become question marks."""
    value = json.loads(text, **options)
    if "\\ud" in text.lower():
        value = json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


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
    return len(json.dumps(value, ensure_ascii=False).encode()) // BYTES_PER_TOKEN


def _at(value: Json, key: str | int) -> Json:
    """Return what stands at a key or place, None where there is no such thing."""
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None
