"""How hard one endpoint is asked: so many requests at the same time, so many of them and of their tokens a minute.

One protocol for APIs and for models. Everything that asks one endpoint shares one limiter, so that its bounds hold for
the endpoint and not for each of those who ask; a limiter that stands on another machine is one more implementation.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from aiolimiter import AsyncLimiter

BURST = 10.0
"""Seconds' worth of requests that an idle endpoint gets at once: servers count over a sliding minute."""


class Limiter(Protocol):
    """Lets requests through one at a time, each at the moment its bounds allow."""

    async def enter(self, size: int = 0) -> None:
        """Wait for leave to ask; every `enter` that returned is followed by one `leave`.

        Args:
            size: what the request will use, as far as that is known: tokens, for a model.
        """

    async def leave(self, used: int = 0) -> None:
        """Say that a request is over.

        Args:
            used: what it used beyond the size that was told; less than zero where it used less.
        """


@dataclass(slots=True)
class Turn:
    """One request that was let through."""

    size: int
    used: int | None = None
    """What it used in the end, set by whoever asked; None where that is not known."""


@asynccontextmanager
async def turn(limiter: Limiter, size: int = 0) -> AsyncIterator[Turn]:
    """Hold a turn for the block."""
    await limiter.enter(size)
    held = Turn(size)
    try:
        yield held
    finally:
        await limiter.leave(0 if held.used is None else held.used - size)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds as plain values; None does not bind."""

    at_once: int | None = None
    requests: int | None = None
    """A minute."""
    tokens: int | None = None
    """A minute."""

    def __bool__(self) -> bool:
        return any((self.at_once, self.requests, self.tokens))


class LocalLimiter:
    """The bounds of one endpoint within this process and event loop."""

    def __init__(self, limits: Limits) -> None:
        self._turns = asyncio.Semaphore(limits.at_once) if limits.at_once else None
        self._requests = _bucket(limits.requests)
        self._tokens = _bucket(limits.tokens)
        self._queue = asyncio.Lock()
        self._owed = 0
        """Tokens that were used and not told, or told and not used: the next request pays or gains them."""

    async def enter(self, size: int = 0) -> None:
        """Wait for a free turn, then for the requests and tokens of the minute."""
        if self._turns:
            await self._turns.acquire()
        try:
            if self._requests:
                await self._requests.acquire()
            await self._pay(size)
        except BaseException:  # cancelled while it waited: nobody will say `leave`
            self._free()
            raise

    async def leave(self, used: int = 0) -> None:
        """Free the turn, and remember what was used beyond or below what was told."""
        self._owed += used
        self._free()

    async def _pay(self, size: int) -> None:
        if self._tokens is None:
            return
        async with self._queue:  # in the order of coming: small ones would pass a large one for ever
            due, self._owed = size + self._owed, 0
            if due < 0:
                self._owed = due
            while due > 0:  # a request larger than the bucket pays in parts
                part = min(due, int(self._tokens.max_rate))
                await self._tokens.acquire(part)
                due -= part

    def _free(self) -> None:
        if self._turns:
            self._turns.release()


def _bucket(per_minute: int | None) -> AsyncLimiter | None:
    if not per_minute:
        return None
    most = max(1, int(per_minute * BURST / 60))
    return AsyncLimiter(most, time_period=60 * most / per_minute)


MakeLimiter = Callable[[str, Limits], Limiter]
"""Makes the limiter of an endpoint, by a name that is its own, or gives the one that there is."""


def local(endpoint: str, limits: Limits) -> Limiter:
    """Bound an endpoint within this process."""
    return LocalLimiter(limits)
