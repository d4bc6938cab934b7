"""How hard one host is asked: so many calls at the same time, so many a second."""

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
    """When the next call may begin."""


@dataclass(slots=True)
class Pace:
    """Bounds that hold for each host by itself."""

    at_once: int = 4
    rate: float = 10.0
    """Calls a second."""
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
            known.next = begin + 1 / self.rate
            if begin > now:
                await self.sleep(begin - now)
            yield
