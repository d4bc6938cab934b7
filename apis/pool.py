"""Work on many things, so many at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


async def pool(work: Callable[[Thing], Awaitable[None]], things: Sequence[Thing], workers: int) -> None:
    """Do the work for every thing, in their order, so many at the same time; the first error ends all of it."""
    waiting = iter(things)

    async def worker() -> None:
        for thing in waiting:
            await work(thing)

    tasks = [asyncio.create_task(worker()) for _ in range(min(workers, len(things)))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
