"""Thought / Action / Action Input: ReAct's form, and ToolLLaMA's, which has an end of turn and a role for results.

Sources: Yao et al., 2023 (arXiv:2210.03629); Qin et al., 2023 (arXiv:2307.16789) and its `tool-llama-single-rounds`
template.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from apis.schema import Function
from toolsearch.llm.forms import prompts
from toolsearch.llm.forms.base import Turn, Written
from toolsearch.messages import Assistant, Message, ToolReply, User

_ACTION = re.compile(r"^[ \t]*Action:[ \t]*(?P<name>[^\n]*?)[ \t]*$", re.MULTILINE)
_INPUT = re.compile(r"\s*Action Input:[ \t]*(?P<input>.*)", re.DOTALL)
_END = re.compile(r"^[ \t]*(?:Observation:|Thought:|Action:|End Action)", re.MULTILINE)
_THOUGHT = re.compile(r"^\s*Thought:[ \t]*")


@dataclass(frozen=True, slots=True)
class React:
    """ReAct's form: results come back as observations of the user."""

    name: str = "react"
    stop: tuple[str, ...] = ("\nObservation:",)

    def offer(self, functions: Sequence[Function]) -> str:
        """Tell the functions as JSON, one a line."""
        return prompts.REACT.format(functions="\n".join(function.model_dump_json() for function in functions))

    def write(self, message: Assistant) -> str:
        """Write thought, action and action input."""
        return written(message)

    def tell(self, reply: ToolReply) -> Message:
        """Say what a call brought, as an observation."""
        return User(content=f"Observation: {reply.content}")

    def read(self, text: str) -> Turn:
        """Read the first action; what a model wrote after it was never seen by anyone."""
        return read_action(text)


@dataclass(frozen=True, slots=True)
class ToolLlama:
    """ToolLLaMA's form: functions as Python writes them, results in a role of their own."""

    name: str = "toolllama"
    stop: tuple[str, ...] = ("\nEnd Action",)

    def offer(self, functions: Sequence[Function]) -> str:
        """Tell the functions as its training data did."""
        return prompts.TOOLLLAMA.format(functions=[function.model_dump() for function in functions])

    def write(self, message: Assistant) -> str:
        """Write thought, action and action input, all three of them always."""
        return written(message)

    def tell(self, reply: ToolReply) -> Message:
        """Say what a call brought in the role `function`."""
        return reply.model_copy(update={"call_id": ""})

    def read(self, text: str) -> Turn:
        """Read the first action."""
        return read_action(text)


def written(message: Assistant) -> str:
    """Write a turn; one without a call is a thought."""
    lines = [f"Thought: {message.content}"]
    for call in message.calls:
        given = call.malformed if call.malformed is not None else json.dumps(call.arguments, ensure_ascii=False)
        lines.append(f"Action: {call.name}\nAction Input: {given}")
    return "\n".join(lines)


def read_action(text: str) -> Turn:
    r"""Read a turn's thought and its first action.

    >>> read_action('Thought: Oslo.\nAction: look\nAction Input: {"at": "Oslo"}\nObservation: made up').calls
    (Written(name='look', arguments='{"at": "Oslo"}'),)
    """
    action = _ACTION.search(text)
    if not action:
        return Turn(_thought(text))
    given = _INPUT.match(text, action.end())
    if not given:
        return Turn(_thought(text[: action.start()]), (Written(action["name"], "(no Action Input)"),))
    end = _END.search(given["input"])
    arguments = given["input"][: end.start()] if end else given["input"]
    return Turn(_thought(text[: action.start()]), (Written(action["name"], arguments.strip()),))


def _thought(text: str) -> str:
    return _THOUGHT.sub("", text).strip()
