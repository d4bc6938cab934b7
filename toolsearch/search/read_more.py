"""`read_more`: the function by which a model asks for what was cut from an answer.

It is offered from the first turn on wherever answers are compressed. Knows the answers that were shortened in its own
tree, and no Api.
"""

import json
from dataclasses import dataclass

from apis.executors.compressed import Wholes, value_of
from apis.model import Observation, Status, ToolCall
from apis.plans.apply import compress
from apis.pointer import NoSuchPlace, follow
from apis.schema import Function
from apis.tokens import Count, count_tokens
from toolsearch.search import prompts

NAME = "read_more"
FUNCTION = Function(
    name=NAME,
    description=prompts.READ_MORE,
    parameters={
        "type": "object",
        "properties": {
            "call": {"type": "string", "description": prompts.READ_MORE_CALL},
            "pointer": {"type": "string", "description": prompts.READ_MORE_POINTER, "default": ""},
            "start": {"type": "integer", "minimum": 0, "description": prompts.READ_MORE_START, "default": 0},
        },
        "required": ["call"],
    },
)


@dataclass(frozen=True, slots=True)
class ReadMore:
    """A built-in function over the answers of one tree."""

    wholes: Wholes
    budget: int
    """Tokens of what is read at a time."""
    count: Count = count_tokens

    @property
    def function(self) -> Function:
        return FUNCTION

    async def run(self, call: ToolCall) -> Observation:
        """Read a part of an answer; what cannot be read is told with what can."""
        asked, pointer = call.arguments.get("call"), call.arguments.get("pointer", "")
        start = call.arguments.get("start", 0)
        whole = self.wholes.get(str(asked))
        if whole is None:
            known = ", ".join(self.wholes.calls[-5:]) or "none yet"
            return _wrong(call, f"No answer of the call {asked!r} was shortened. Shortened were: {known}.")
        if not isinstance(pointer, str) or not isinstance(start, int) or start < 0:
            return _wrong(call, "pointer is a JSON pointer such as /items/12/name, start a number from 0.")
        try:
            part = follow(value_of(whole), pointer)
        except NoSuchPlace as error:
            return _wrong(call, str(error))
        if start and isinstance(part, list | str):
            part = part[start:]
        shown = compress(part, None, self.budget, count=self.count, how=prompts.READ_ON.format(call=asked))
        return Observation(call_id=call.id, status=Status.OK, content=shown.text, cut=shown.cut)


def _wrong(call: ToolCall, why: str) -> Observation:
    status = Status.INVALID_ARGUMENTS
    content = json.dumps({"error": status.value, "message": why}, ensure_ascii=False)
    return Observation(call_id=call.id, status=status, content=content)
