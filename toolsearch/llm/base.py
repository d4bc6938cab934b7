"""The seam to models: one protocol, one request, one reply.

An adapter translates and nothing more; retries, limits, caches are wrappers or belong to the vendor's SDK. Every
implementation is deterministic given the request where it can be: `Settings.seed` is made by the caller from the run's
seed, the instruction, the attempt and the node.
"""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.messages import Assistant, Message

Finish = Literal["stop", "calls", "length", "filtered", "unknown"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a reply is sampled."""

    temperature: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    tool_choice: Literal["auto", "required", "none"] = "auto"
    stop: tuple[str, ...] = ()
    """Texts at which a reply ends."""


@dataclass(frozen=True, slots=True)
class Request:
    """One turn asked of a model."""

    messages: tuple[Message, ...]
    functions: tuple[Function, ...] = ()
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, and what it cost."""

    message: Assistant
    usage: Usage
    finish: Finish = "unknown"
    shortened: tuple[str, ...] = ()
    """Ids of the calls whose earlier observations the model saw shortened, since the whole was too long for it."""


class LLM(Protocol):
    """A model behind one method. Raises `ModelError` and nothing else."""

    @property
    def name(self) -> str:
        """The spec it was made from, without credentials."""

    async def complete(self, request: Request) -> Reply: ...

    async def aclose(self) -> None:
        """Close connections; calling it twice is fine."""
