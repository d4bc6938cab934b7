"""A bound on how hard each tool's server is asked.

Wraps any executor. All Apis of a tool share one limiter, since it is the tool's provider that counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from apis.executors.base import Executor
from apis.limits import Limiter, turn
from apis.model import Api, Observation, ToolCall


@dataclass(frozen=True, slots=True)
class Limited:
    """An executor that waits for its turn before each call."""

    executor: Executor
    make: Callable[[str], Limiter]
    """Makes the limiter of a tool, by its slug."""
    _limiters: dict[str, Limiter] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        await self.executor.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.executor.__aexit__(kind, error, trace)

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Wait for a turn, then call."""
        tool = api.tool_slug
        if tool not in self._limiters:
            self._limiters[tool] = self.make(tool)
        async with turn(self._limiters[tool]):
            return await self.executor.execute(api, call)
