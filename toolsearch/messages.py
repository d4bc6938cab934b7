"""What is said to a model and what it says: four messages, and nothing about any server's wire form.

Messages are a pure view of a path in a tree (`toolsearch.search.tree`); they are never edited in place. `Message.tried`
carries in structure what a diversity message says in words, so that no policy has to parse prose.
"""

from typing import Annotated, Literal

from pydantic import Field

from apis.model import Observation, Status, ToolCall, Value


class Tried(Value):
    """One thing already tried at a state, and what came of it."""

    calls: tuple[ToolCall, ...]
    """The calls of that child's turn; empty where it only wrote text."""
    observations: tuple[Observation, ...] = ()
    """What those calls brought."""
    outcome: str = ""
    """How the branch below ended, in a few words."""
    failed: tuple[ToolCall, ...] = ()
    """The calls further down that branch that failed, in their order."""


class System(Value):
    role: Literal["system"] = "system"
    content: str


class User(Value):
    role: Literal["user"] = "user"
    content: str
    tried: tuple[Tried, ...] = ()
    """Not empty only in a diversity message."""


class Assistant(Value):
    role: Literal["assistant"] = "assistant"
    content: str = ""
    """The thought, or the answer where no call was made."""
    calls: tuple[ToolCall, ...] = ()
    reasoning: str = ""
    """What a reasoning model thought apart from its content."""


class ToolReply(Value):
    role: Literal["tool"] = "tool"
    call_id: str
    name: str
    content: str
    status: Status
    """Said in words in `content` too, wherever it is not ok."""


Message = Annotated[System | User | Assistant | ToolReply, Field(discriminator="role")]
