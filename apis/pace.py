"""How hard one host is asked: so many requests at the same time, so many a second, none while it asks for patience."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    turns: asyncio.Semaphore
    next: float = 0.0
    """When the next request may begin."""
    apart: float = 0.0
    """Seconds that the host wants between two requests."""


@dataclass(slots=True)
class Pace:
    """Bounds that hold for each host by itself."""

    at_once: int = 4
    rate: float = 10.0
    """Requests a second."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _hosts: dict[str, _Host] = field(init=False)

    def __post_init__(self) -> None:
        self._hosts = defaultdict(lambda: _Host(asyncio.Semaphore(self.at_once)))

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at a host, and hold it for the block."""
        known = self._hosts[host]
        async with known.turns:
            now = self.clock()
            begin = max(now, known.next)
            known.next = begin + max(1 / self.rate, known.apart)
            if begin > now:
                await self.sleep(begin - now)
            yield

    def hold(self, host: str, seconds: float) -> None:
        """Let no request to a host begin for so many seconds."""
        known = self._hosts[host]
        known.next = max(known.next, self.clock() + seconds)

    def space(self, host: str, seconds: float) -> None:
        """Let requests to a host begin no nearer to each other than this."""
        self._hosts[host].apart = seconds
