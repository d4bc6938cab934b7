"""The seam to whatever answers a call: one protocol, and wrappers round it.

An executor is an async context manager, since some hold sessions or connection pools. It never raises for a failing
Api: that is an `Observation`. Arguments reach it already checked against the schema (`apis.validate`); it checks
nothing but its own policy.
"""

import hashlib
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from apis.model import Api, Observation, ToolCall

Keep = Callable[[bytes], str]
"""Keeps the untouched body of a response and returns its sha256, hexadecimal."""


class Executor(Protocol):
    """Something that carries out calls."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def execute(self, api: Api, call: ToolCall) -> Observation: ...


def hash_only(body: bytes) -> str:
    """Name a body by its sha256 without keeping it: the default `Keep`."""
    return hashlib.sha256(body).hexdigest()
