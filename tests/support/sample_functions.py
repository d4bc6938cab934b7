"""Functions of a sample module, as a user may have them."""

import asyncio
import os
import sys
import time
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

__license__ = "CC0-1.0"
__version__ = "2.1"

CALLS: list[str] = []


class Trip(BaseModel):
    town: str
    day: date
    title: str = ""


def plan_trip(trip: Trip, *, people: Annotated[int, Field(ge=1)] = 1) -> dict[str, Any]:
    """Plan a trip.

    Takes what is there.

    Args:
        trip: where to, and when.
        people: how many go.
    """
    sys.stdout.write("this must not get in between\n")
    return {"town": trip.town, "day": trip.day, "seats": people}


def count(unit: Literal["day", "week"] = "day") -> int:
    """Count the calls of this process so far.

    :param unit: what is counted by
    """
    CALLS.append(unit)
    return len(CALLS)


def say(text: str) -> str:
    return text


async def wait(seconds: float) -> str:
    """Wait, and say so."""
    await asyncio.sleep(seconds)
    return "waited"


def spin() -> None:
    """Never come back."""
    while True:
        time.sleep(0.001)


def die() -> None:
    """End the process."""
    os._exit(3)


def fail(text: str) -> None:
    """Raise."""
    raise LookupError(text)


def secret() -> list[str]:
    """Look for the user's credentials."""
    return [name for name in os.environ if name.startswith("TOOLSEARCH_AUTH_")]


def big() -> str:
    return "x" * 6_000_000


def untyped(a, b):  # type: ignore[no-untyped-def]  # that is the point
    return a + b


def greedy(*args: int, **kwargs: int) -> int:
    return len(args) + len(kwargs)


def _hidden(a: int) -> int:
    return a


for function in (plan_trip, count, say, wait, spin, die, fail, secret, big):
    function.effect = "read"  # type: ignore[attr-defined]
