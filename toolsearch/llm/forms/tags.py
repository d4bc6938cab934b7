"""Calls within tags: Hermes' `<tool_call>`, which Qwen took over, and Llama 3.1's `<function=NAME>`.

Sources: the function calling format of Hermes 2 Pro (NousResearch); the model card and prompt formats of Llama 3.1
(Meta), whose other form, one JSON object with `name` and `parameters`, is read too.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apis.model import Json
from apis.schema import Function
from toolsearch.llm.forms import prompts
from toolsearch.llm.forms.base import Turn, Written
from toolsearch.llm.repair import read_arguments
from toolsearch.messages import Assistant, Message, ToolReply, User

_HERMES = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|(?=<tool_call>)|\Z)", re.DOTALL)
_LLAMA = re.compile(r"<function=([^>\s]+)>\s*(.*?)\s*(?:</function>|(?=<function=)|\Z)", re.DOTALL)
_SPECIAL = re.compile(r"<\|(?:python_tag|eom_id|eot_id|start_header_id|end_header_id)\|>")
_NAME = re.compile(r'"name"\s*:\s*"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Hermes:
    """`<tool_call>{"name": …, "arguments": …}</tool_call>`."""

    name: str = "hermes"
    stop: tuple[str, ...] = ()

    def offer(self, functions: Sequence[Function]) -> str:
        """Tell the functions as JSON within a tag, one a line."""
        told = ({"type": "function", "function": function.model_dump()} for function in functions)
        return prompts.HERMES.format(functions="\n".join(json.dumps(each, ensure_ascii=False) for each in told))

    def write(self, message: Assistant) -> str:
        """Write the thought, then each call within its tag."""
        calls = (
            json.dumps({"name": call.name, "arguments": call.arguments}, ensure_ascii=False) for call in message.calls
        )
        return "\n".join(filter(None, [message.content, *(f"<tool_call>\n{call}\n</tool_call>" for call in calls)]))

    def tell(self, reply: ToolReply) -> Message:
        """Say what a call brought within a tag."""
        return User(content=f"<tool_response>\n{reply.content}\n</tool_response>")

    def read(self, text: str) -> Turn:
        """Read every call within its tag."""
        first = text.find("<tool_call>")
        if first < 0:
            return Turn(text.strip())
        return Turn(text[:first].strip(), tuple(_named(each[1]) for each in _HERMES.finditer(text, first)))


@dataclass(frozen=True, slots=True)
class Llama3:
    """`<function=NAME>{…}</function>`, or JSON with name and parameters."""

    name: str = "llama3"
    stop: tuple[str, ...] = ()

    def offer(self, functions: Sequence[Function]) -> str:
        """Tell the functions as JSON, one after another."""
        return prompts.LLAMA3.format(functions="\n".join(function.model_dump_json() for function in functions))

    def write(self, message: Assistant) -> str:
        """Write the thought, then each call within its tag."""
        calls = (
            f"<function={call.name}>{json.dumps(call.arguments, ensure_ascii=False)}</function>"
            for call in message.calls
        )
        return "\n".join(filter(None, [message.content, *calls]))

    def tell(self, reply: ToolReply) -> Message:
        """Say what a call brought in the role `tool`, which its template writes as `ipython`."""
        return reply

    def read(self, text: str) -> Turn:
        """Read every tag; a text that is JSON from end to end is calls too."""
        bare = _SPECIAL.sub("", text).strip()
        first = bare.find("<function=")
        if first >= 0:
            calls = tuple(Written(each[1], each[2]) for each in _LLAMA.finditer(bare, first))
            return Turn(bare[:first].strip(), calls)
        objects = tuple(_objects(bare))
        return Turn("", objects) if objects else Turn(bare)


def _named(text: str) -> Written:
    """Read an object with name and arguments; one that cannot be read keeps the name that stands in it."""
    read = read_arguments(text)
    if read is not None and isinstance(read.get("name"), str):
        return Written(read["name"], _text(read.get("arguments", read.get("parameters"))))
    name = _NAME.search(text)
    return Written(name[1] if name else "", text or "(nothing)")


def _objects(text: str) -> Iterator[Written]:
    """Read objects with name and parameters that make up the whole text, apart from separators."""
    found: list[Written] = []
    decoder = json.JSONDecoder(strict=False)
    place = 0
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        if not isinstance(value, dict) or not isinstance(value.get("name"), str):
            return
        if not value.keys() & {"parameters", "arguments"}:
            return
        found.append(Written(value["name"], _text(value.get("parameters", value.get("arguments")))))
        while place < len(text) and text[place] in "; \n\t,":
            place += 1
    yield from found


def _text(arguments: Json) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments or {}, ensure_ascii=False)
