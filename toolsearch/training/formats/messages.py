"""Formats that keep messages and functions apart: OpenAI's, LLaMA-Factory's ShareGPT, Parquet.

Shapes: OpenAI's fine-tuning files (`messages`, `tools`; arguments as a JSON string, or as an object as Hugging Face's
templates want them); LLaMA-Factory's `sharegpt` (human, gpt, function_call, observation by turns).
"""

import json
from collections.abc import Sequence
from itertools import groupby

from apis.model import Json, ToolCall
from apis.schema import Function
from toolsearch.messages import Assistant, Message, ToolReply
from toolsearch.records import Sample
from toolsearch.training.formats.base import Called, Format, Row, meta_of

NO_REPLY = "(continue)"
"""Stands where LLaMA-Factory wants a turn that the conversation does not have: its rows alternate strictly."""


def dumped(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def tool_of(function: Function) -> Row:
    """Write a function as OpenAI's `tools` have it."""
    return {"type": "function", "function": function.model_dump()}


def openai_message(message: Message, *, objects: bool = False, failed: frozenset[str] = frozenset()) -> Row:
    """Write one message as OpenAI's files have it.

    Args:
        message: any.
        objects: arguments as objects, not as JSON strings.
        failed: ids of calls that failed; a message all of whose calls did has weight 0: it is read, not learnt.
    """
    if isinstance(message, ToolReply):
        return {"role": "tool", "tool_call_id": message.call_id, "name": message.name, "content": message.content}
    if isinstance(message, Assistant) and message.calls:
        calls = [_call(call, objects) for call in message.calls]
        row: Row = {"role": "assistant", "content": message.content, "tool_calls": calls}
        return row | ({"weight": 0} if all(call.id in failed for call in message.calls) else {})
    return {"role": message.role, "content": message.content}


def _call(call: ToolCall, objects: bool) -> Row:
    arguments = call.arguments if objects else dumped(call.arguments)
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def failed_calls(sample: Sample) -> frozenset[str]:
    return frozenset(m.call_id for m in sample.messages if isinstance(m, ToolReply) and m.status != "ok")


def _openai(sample: Sample, *, objects: bool) -> Row:
    failed = failed_calls(sample)
    messages = [openai_message(message, objects=objects, failed=failed) for message in sample.messages]
    return meta_of(sample) | {"messages": messages, "tools": [tool_of(function) for function in sample.tools]}


def _openai_calls(row: Row) -> list[Called]:
    calls = [call["function"] for message in row["messages"] for call in message.get("tool_calls", ())]
    return [Called(call["name"], _object(call["arguments"])) for call in calls]


def _object(arguments: Json) -> dict[str, Json]:
    read: dict[str, Json] = json.loads(arguments) if isinstance(arguments, str) else arguments
    return read


def _sharegpt(sample: Sample) -> Row:
    said: list[Row] = []
    system = "\n\n".join(message.content for message in sample.messages if message.role == "system")
    for replies, group in groupby((m for m in sample.messages if m.role != "system"), lambda m: m.role == "tool"):
        if replies:  # answers to calls made together are one observation
            contents = [message.content for message in group]
            _take(said, "observation", contents[0] if len(contents) == 1 else dumped(contents))
            continue
        for message in group:
            _take(said, *_sharegpt_turn(message))
    if len(said) % 2:  # a conversation that ends with an answer to a call: the last turn must be the assistant's
        said.append({"from": "gpt", "value": NO_REPLY})
    tools = dumped([function.model_dump() for function in sample.tools])
    return meta_of(sample) | {"conversations": said, "system": system, "tools": tools}


def _sharegpt_turn(message: Message) -> tuple[str, str]:
    if isinstance(message, Assistant) and message.calls:
        calls = [{"name": call.name, "arguments": call.arguments} for call in message.calls]
        return "function_call", dumped(calls[0] if len(calls) == 1 else calls)
    return ("gpt" if message.role == "assistant" else "human"), message.content


def _take(said: list[Row], speaker: str, value: str) -> None:
    """Append a turn where it may stand: human and observation at even places, the assistant's at odd ones."""
    assistant = speaker in ("gpt", "function_call")
    if assistant != bool(len(said) % 2):
        if speaker == "human" and said[-1]["from"] == "observation":
            said[-1]["value"] += "\n" + value
            return
        said.append({"from": "human" if assistant else "gpt", "value": NO_REPLY})
    said.append({"from": speaker, "value": value})


def _sharegpt_calls(row: Row) -> list[Called]:
    texts = [turn["value"] for turn in row["conversations"] if turn["from"] == "function_call"]
    read = [json.loads(text) for text in texts]
    flat = [call for one in read for call in (one if isinstance(one, list) else [one])]
    return [Called(call["name"], call["arguments"]) for call in flat]


def _parquet(sample: Sample) -> Row:
    """Write one row of plain columns: what differs in shape from row to row is JSON text."""
    row = _openai(sample, objects=True)
    return meta_of(sample) | {
        "messages": dumped(row["messages"]),
        "tools": dumped(row["tools"]),
        "passed": sample.passed,
        "scores": dumped(sample.scores.model_dump()),
        "provenance": dumped(sample.provenance.model_dump()),
    }


def _parquet_calls(row: Row) -> list[Called]:
    return _openai_calls({"messages": json.loads(row["messages"])})


FORMATS: Sequence[Format] = (
    Format(
        "openai",
        "messages and tools, arguments as JSON strings",
        lambda sample: _openai(sample, objects=False),
        _openai_calls,
    ),
    Format(
        "openai-objects",
        "the same, arguments as objects: what chat templates want",
        lambda sample: _openai(sample, objects=True),
        _openai_calls,
    ),
    Format("sharegpt", "LLaMA-Factory's, with a dataset_info.json", _sharegpt, _sharegpt_calls),
    Format("parquet", "plain columns, messages and tools as JSON text", _parquet, _parquet_calls, ".parquet"),
)
