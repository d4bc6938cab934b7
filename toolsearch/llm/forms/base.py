"""The seam to written calls: how functions are told, how a turn is written, how a model's text is read back.

A form is pure text in and out. It reads strictly: what is not written in its form is a thought and no call, and what
it cannot read of a call's arguments stays as text, so that the model hears of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from apis.schema import Function
from toolsearch.messages import Assistant, Message, ToolReply


@dataclass(frozen=True, slots=True)
class Written:
    """A call as a model wrote it."""

    name: str
    arguments: str
    """Text that is meant as a JSON object."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a text says: its thought, then its calls."""

    thought: str
    calls: tuple[Written, ...] = ()


class Form(Protocol):
    """One way of writing calls."""

    @property
    def name(self) -> str: ...

    @property
    def stop(self) -> tuple[str, ...]:
        """Texts at which a turn has ended."""

    def offer(self, functions: Sequence[Function]) -> str:
        """Tell the functions and how to call them: the end of the system message."""

    def write(self, message: Assistant) -> str:
        """Write a turn as the model itself would have."""

    def tell(self, reply: ToolReply) -> Message:
        """Say what a call brought."""

    def read(self, text: str) -> Turn:
        """Read a model's turn."""
