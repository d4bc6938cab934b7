"""A model that is given less of what it saw earlier where the whole is too long for it.

The one exception to append-only histories: when a server says that a conversation is longer than its context, earlier
observations are shortened, the longest first and those of the last turn last, and the model is asked again. The
instruction, the functions and the model's own words stay. The reply names the calls whose observations were shortened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolsearch.errors import ContextOverflow
from toolsearch.llm.base import LLM, Reply, Request
from toolsearch.messages import Assistant, Message, ToolReply

TRIES = 6
"""Times that what was seen is halved: then a sixty-fourth of it is left."""
LEAST = 200
"""Characters that are left of an observation, with the note."""
NOTE = "… [this earlier result was {length} characters long and is shortened here]"


@dataclass(frozen=True, slots=True)
class Fitting:
    """A model that shortens earlier observations when it must."""

    model: LLM

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Reply:
        """Ask; where the conversation is too long, ask again with less of it.

        Raises:
            ContextOverflow: it is too long even with every observation at its shortest.
        """
        try:
            return await self.model.complete(request)
        except ContextOverflow as error:
            overflow = error
        whole = _seen(request.messages)
        for halving in range(1, TRIES + 1):
            messages, shortened = shorten_to(request.messages, whole >> halving)
            if not shortened:
                break
            try:
                reply = await self.model.complete(replace(request, messages=messages))
                return replace(reply, shortened=shortened)
            except ContextOverflow as error:
                overflow = error
        raise overflow

    async def aclose(self) -> None:
        """Close the model."""
        await self.model.aclose()


def shorten_to(messages: Sequence[Message], room: int) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """Shorten observations until they fit.

    Args:
        messages: a conversation.
        room: the most characters that all observations together may have, as far as `LEAST` of each allows.

    Returns:
        The conversation, and the ids of the calls whose observations were shortened.
    """
    kept = list(messages)
    last = max((place for place, message in enumerate(kept) if isinstance(message, Assistant)), default=0)
    earlier = [place for place, message in enumerate(kept) if isinstance(message, ToolReply) and place < last]
    latest = [place for place, message in enumerate(kept) if isinstance(message, ToolReply) and place > last]
    for places, beside in ((earlier, latest), (latest, earlier)):
        taken = sum(_length(kept[place]) for place in beside)
        longest = _level([_length(kept[place]) for place in places], max(0, room - taken))
        for place in places:
            kept[place] = _shortened(kept[place], max(LEAST, longest))
    return tuple(kept), tuple(
        message.call_id
        for message, before in zip(kept, messages, strict=True)
        if isinstance(message, ToolReply) and message != before
    )


def _level(lengths: Sequence[int], room: int) -> int:
    """Find the length at which the longest must be cut so that all fit the room.

    >>> _level([100, 10, 50], 70)
    30
    """
    rest = sorted(lengths)
    for number, length in enumerate(rest):
        share = room // (len(rest) - number)
        if length > share:
            return share
        room -= length
    return max(rest, default=0)


def _shortened(message: Message, length: int) -> Message:
    if not isinstance(message, ToolReply) or len(message.content) <= length:
        return message
    note = NOTE.format(length=len(message.content))
    return message.model_copy(update={"content": message.content[: max(0, length - len(note))] + note})


def _length(message: Message) -> int:
    return len(message.content)


def _seen(messages: Sequence[Message]) -> int:
    return sum(len(message.content) for message in messages if isinstance(message, ToolReply))
