"""When one call is tried again, and how long is waited before.

Only two things are worth another attempt: an answer that names the time to come back (429 or 503 with `Retry-After`),
and a connection that failed under a reading call before anything came back. All else is the caller's to see.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from apis.executors.exchange import Received
from apis.executors.failure import NoResponse


@dataclass(frozen=True, slots=True)
class Retry:
    """The bounds of trying again, and the two things that tests put in its place: sleeping and the clock."""

    waits: int = 2
    """How often `Retry-After` is waited out."""
    seconds: float = 10.0
    """How long in total."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.time
    """Seconds since the epoch, for a `Retry-After` that is a date."""


async def persist(
    send: Callable[[], Awaitable[Received]], retry: Retry, *, reads: bool, left: Callable[[], float]
) -> Received:
    """Send until there is an answer to keep.

    Args:
        send: makes one attempt.
        retry: the bounds.
        reads: whether the call changes nothing, so that a second attempt can do no harm.
        left: the seconds left to the call; no wait begins that would use them up.
    """
    received = await _connected(send, reads)
    spent = 0.0
    for _ in range(retry.waits):
        wait = wait_asked(received, retry.now())
        if wait is None or spent + wait > retry.seconds or wait >= left():
            return received
        await retry.sleep(wait)
        spent += wait
        received = await _connected(send, reads)
    return received


async def _connected(send: Callable[[], Awaitable[Received]], reads: bool) -> Received:
    try:
        return await send()
    except NoResponse:
        if not reads:
            raise
    return await send()


def wait_asked(received: Received, now: float) -> float | None:
    """Return the seconds after which the server asks to come back; None where it does not."""
    text = received.headers.get("retry-after", "").strip()
    if received.status not in (429, 503) or not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None
