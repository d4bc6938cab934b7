"""A bound on how many requests are under way at the same time.

Wraps any model. Models that share a server share one `turns`, so that the bound holds for the server and not for each
of them.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from toolsearch.llm.base import LLM, Reply, Request


@dataclass(frozen=True, slots=True)
class Limited:
    """A model that waits for its turn before each request."""

    model: LLM
    turns: AbstractAsyncContextManager[object]
    """Entered for the time of a request, by many at once: an `asyncio.Semaphore(n)`."""

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Reply:
        """Wait for a turn, then ask."""
        async with self.turns:
            return await self.model.complete(request)

    async def aclose(self) -> None:
        """Close the model."""
        await self.model.aclose()
