"""A model that says what a script tells it to: for tests, for demonstrations, for replaying a conversation by hand.

A script is a list of replies, a function of the request, or a JSONL file (`script:FILE`), one reply a line:

    {"content": "I look first.", "calls": [{"name": "look_for_demo", "arguments": {"place": "Oslo"}}]}
    {"content": "It is 7 degrees."}
    {"error": "unreachable"}
    {"when": "currency", "calls": [{"name": "rates_for_bank", "arguments": {}}]}
    {"calls": [{"name": "Finish", "arguments": {"return_type": "give_up_and_restart"}}], "repeat": true}

Every conversation, known by its first user message, reads the lines from the first on, at its own pace, so that what an
instruction gets does not depend on what runs beside it. `when` keeps a line for instructions that contain its text;
`repeat` is never used up. A call's `id` may be left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import Field

from apis.model import Json, ToolCall, Value
from apis.schema import shorten
from toolsearch.budget import Usage
from toolsearch.errors import BadReply, ContextOverflow, ModelError, ModelRefused, ModelUnreachable
from toolsearch.journal import read
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant, User

Said = Assistant | Reply | ModelError

ERRORS = {
    "unreachable": ModelUnreachable,
    "refused": ModelRefused,
    "overflow": ContextOverflow,
    "bad_reply": BadReply,
}


class Call(Value):
    """A call in a script."""

    name: str
    arguments: dict[str, Json] = Field(default_factory=dict)
    malformed: str | None = None
    """Text in place of arguments that is no JSON object."""
    id: str = ""
    """Made from its place in the script where it is left out."""


class Line(Value):
    """One reply of a script."""

    when: str = ""
    """Text that an instruction must contain to get this line."""
    content: str = ""
    calls: tuple[Call, ...] = ()
    reasoning: str = ""
    usage: Usage = Usage(model_calls=1)
    error: Literal["unreachable", "refused", "overflow", "bad_reply"] | None = None
    """The model fails in this way; `content` is then what the error says."""
    repeat: bool = False
    """Answers every request of a conversation that has come this far."""

    def said(self, place: int) -> Said:
        """Return what the line at `place` says."""
        if self.error:
            return ERRORS[self.error](self.content or f"the script says {self.error}")
        calls = (
            ToolCall(id=call.id or f"call_{place}_{number}", **call.model_dump(exclude={"id"}))
            for number, call in enumerate(self.calls)
        )
        message = Assistant(content=self.content, calls=tuple(calls), reasoning=self.reasoning)
        return Reply(message, self.usage, "calls" if self.calls else "stop")


class Scripted:
    """A model made of a function from requests to what is said; keeps what it was asked."""

    def __init__(self, say: Callable[[Request], Said], *, name: str = "script") -> None:
        self.asked: list[Request] = []
        self._say = say
        self._name = name

    @classmethod
    def of(cls, replies: Iterable[Said | Line], *, name: str = "script") -> Self:
        """Say these replies in order, to each conversation from the first on."""
        return cls(_Script(tuple(replies), name), name=name)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Say the lines of a file.

        Raises:
            RecordError: the file cannot be read, or a line is not what it must be; names file and line.
        """
        return cls.of(read(Path(path), Line, torn=False), name=f"script:{path}")

    @property
    def name(self) -> str:
        return self._name

    async def complete(self, request: Request) -> Reply:
        """Say what comes next.

        Raises:
            ModelError: the script says so, or has nothing more to say.
        """
        self.asked.append(request)
        said = self._say(request)
        if isinstance(said, ModelError):
            raise said
        if isinstance(said, Assistant):
            return Reply(said, Usage(model_calls=1), "calls" if said.calls else "stop")
        return said

    async def aclose(self) -> None:
        """Nothing is open."""


class _Script:
    """Replies in order, with the place each conversation has reached."""

    def __init__(self, lines: tuple[Said | Line, ...], name: str) -> None:
        self.lines = lines
        self.name = name
        self.places: Counter[str] = Counter()

    def __call__(self, request: Request) -> Said:
        asked = opening_of(request)
        for place in range(self.places[asked], len(self.lines)):
            line = self.lines[place]
            if not isinstance(line, Line):
                self.places[asked] = place + 1
                return line
            if line.when in asked:
                self.places[asked] = place + (not line.repeat)
                return line.said(place)
        raise ModelError(f"{self.name} has nothing more to say to {shorten(asked, 60)!r}: add lines to it")


def opening_of(request: Request) -> str:
    """Return what a conversation began with: its first user message."""
    return next((message.content for message in request.messages if isinstance(message, User)), "")
