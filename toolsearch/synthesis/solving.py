"""Whether a model solves a sample as it is: turn by turn it makes the calls that are right there, and no others.

Each turn is asked with the conversation of the sample before it, so that one wrong turn does not spoil the next. What a
reply says in words is not judged. Knows models by their protocol only.
"""

from apis.model import ToolCall, canonical
from toolsearch.errors import BadReply, ContextOverflow
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import Assistant
from toolsearch.records import Sample

LONGEST = 512
"""Tokens of a reply; what goes on longer than the calls it should make is not right."""


async def solves(model: LLM, sample: Sample) -> bool:
    """Tell whether a model makes a sample's calls, message by message, at temperature 0.

    Raises:
        ModelError: the model cannot be asked at all.
    """
    for place, message in enumerate(sample.messages):
        if not isinstance(message, Assistant):
            continue
        asked = Request(sample.messages[:place], sample.tools, Settings(temperature=0.0, max_tokens=LONGEST, seed=0))
        try:
            reply = await model.complete(asked)
        except (BadReply, ContextOverflow):
            return False
        if _keys(reply.message.calls) != _keys(message.calls):
            return False
    return True


def _keys(calls: tuple[ToolCall, ...]) -> list[str]:
    """Name calls by what they ask; their order within one message does not count."""
    return sorted(canonical([call.name, call.malformed, call.arguments]) for call in calls)
