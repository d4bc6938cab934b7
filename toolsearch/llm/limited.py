"""A bound on how hard a model's server is asked.

Wraps any model. Models that share a server share one limiter, so that the bound holds for the server and not for each
of them. What a request will use is not known before it is answered: its length is told, and the server's count after.
"""

from dataclasses import dataclass

from apis.limits import Limiter, turn
from toolsearch.llm.base import LLM, Reply, Request
from toolsearch.llm.sizes import tokens_of


@dataclass(frozen=True, slots=True)
class Limited:
    """A model that waits for its turn before each request."""

    model: LLM
    limiter: Limiter

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Reply:
        """Wait for a turn, then ask."""
        async with turn(self.limiter, tokens_of(request)) as held:
            reply = await self.model.complete(request)
            held.used = reply.usage.tokens
            return reply

    async def aclose(self) -> None:
        """Close the model."""
        await self.model.aclose()
