"""The faults of the real world, on by default, for the hub's less fortunate APIs to fail with.

| fault | how a caller sees it | in a tool file |
|---|---|---|
| gone | 404 to every call | `raise Gone` |
| HTML | an HTML error page with status 200 | `raise ErrorPage` |
| key | 401 to every call: a key is asked for that nobody has | `raise KeyNeeded` |
| slow | nothing for `STALL` seconds, then 504; ends when the caller hangs up | `await stall(request)` |
| limited | always 429, with `Retry-After: 30` | `raise Limited` |
| busy | 429 with `Retry-After: 1` to an `X-Request-ID`'s first attempt, then an answer | `dependencies=[BUSY]` |

A fault is a function of the request (its path and arguments) alone, never of load, order or clock. "Busy" is the one
exception, as a wait could not be told from a failure otherwise: it remembers the ids of the requests that it has sent
away until they come again, at most `REMEMBERED` of them. A request without an id never comes again and is always sent
away. The sixth way to fail has no code here: a look-up of good faith whose ids or formats no other tool takes.

The documents of these APIs look like any other. The table above is for those who read the hub's source; a tool says no
more of its faults than a provider would, such as that a key is needed.
"""

import asyncio
from collections import OrderedDict
from typing import Never

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import APIKeyHeader

STALL = 60.0
"""Seconds that a slow API takes: more than any caller waits."""
REMEMBERED = 10_000
"""How many requests sent away by a busy tool are remembered; the oldest are forgotten first."""
KEY = Security(APIKeyHeader(name="X-Api-Key", description="Your subscription key.", auto_error=False))
"""For `dependencies=[KEY]`: says in the document that a key is needed, as an honest provider does."""
ERROR_PAGE = """<!DOCTYPE html>
<html><head><title>We'll be right back</title></head>
<body><h1>We'll be right back</h1><p>The service is being upgraded. Please try again later.</p></body></html>
"""


class Gone(HTTPException):
    """The provider has switched the API off: HTTP 404."""

    def __init__(self) -> None:
        super().__init__(404, "This API does not exist any more.")


class KeyNeeded(HTTPException):
    """The provider wants a key: HTTP 401."""

    def __init__(self) -> None:
        super().__init__(401, "Invalid or missing API key: subscribe to a plan to get one.")


class Limited(HTTPException):
    """The quota is used up, now and always: HTTP 429."""

    def __init__(self) -> None:
        super().__init__(429, "Too many requests: the quota of this plan is used up.", {"Retry-After": "30"})


class ErrorPage(Exception):
    """A page for people where data was asked for: HTML with status 200."""


async def stall(request: Request) -> Never:
    """Answer nothing for `STALL` seconds or until the caller hangs up, then 504."""
    try:
        async with asyncio.timeout(STALL):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
    raise HTTPException(504, "The request took too long.")


class Attempts:
    """The requests that were sent away and may come again."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._ids: OrderedDict[str, None] = OrderedDict()

    def first(self, request_id: str) -> bool:
        """Tell whether this is an id's first attempt, or its first since it was answered."""
        if request_id in self._ids:
            del self._ids[request_id]
            return False
        self._ids[request_id] = None
        if len(self._ids) > self._limit:
            self._ids.popitem(last=False)
        return True


async def _turn_away(request: Request) -> None:
    attempts: Attempts = request.app.state.attempts
    request_id = request.headers.get("X-Request-ID")
    if request_id is None or attempts.first(request_id):
        raise HTTPException(429, "Too many requests: try again in a second.", {"Retry-After": "1"})


BUSY = Depends(_turn_away)
"""For `dependencies=[BUSY]` on an API that answers the second attempt."""
