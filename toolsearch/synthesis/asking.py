"""Asking a language model for one piece of a synthesis.

A reply that is none (no message in it, or a conversation too long for the model) is an empty one: whoever reads it
rejects what it cannot read, with a reason that is counted. A server that is away or refuses is an error of the command,
which goes on later where it stopped.
"""

from toolsearch.errors import BadReply, ContextOverflow
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import Assistant, User


async def asked(model: LLM, request: Request) -> Assistant:
    """Return what a model says.

    Raises:
        ModelError: the model cannot be asked at all.
    """
    try:
        return (await model.complete(request)).message
    except (BadReply, ContextOverflow):
        return Assistant()


async def told(model: LLM, prompt: str, seed: int) -> str:
    """Return the text that a model answers to a prompt; as `asked`."""
    return (await asked(model, Request((User(content=prompt),), settings=Settings(seed=seed)))).content.strip()
