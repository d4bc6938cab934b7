"""Requests that a host can bear: so many at once, so many a second, and only what its robots.txt permits.

Knows hosts and their rules (RFC 9309); knows nothing of what is fetched. A host that names the time to come back is
left alone until then, by every request.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from protego import Protego

from apis.executors.draft import REDIRECTS, Draft, redirected
from apis.executors.exchange import USER_AGENT, Received
from apis.executors.failure import Failure
from apis.executors.fetch import Send, get, shown
from apis.executors.retry import wait_asked
from apis.pace import Pace
from apis.sources.base import Fault, FetchError

AGENT = USER_AGENT.partition(" ")[0]
"""The name by which a robots.txt can speak of us."""
ATTEMPTS = 3
"""Requests for one thing to a host that asks to come back later."""
PATIENCE = 120.0
"""The longest time that is waited at a host's word, in seconds."""
HOPS = 6
"""Requests for one thing, redirects included."""
DELAY = 30.0
"""The longest `Crawl-delay` that is kept, in seconds."""


async def anything(draft: Draft) -> None:
    """Permit a request: a robots.txt is there to be read."""


@dataclass(slots=True)
class Polite:
    """Sends requests, each in its turn."""

    send: Send
    """Returns a redirect as an answer, where each host is to be asked whether it permits it."""
    pace: Pace = field(default_factory=Pace)
    now: Callable[[], float] = time.time
    """Seconds since the epoch, for a `Retry-After` that is a date."""
    _rules: dict[str, Protego | None] = field(init=False, default_factory=dict)
    """By origin; None where everything is forbidden."""
    _reading: dict[str, asyncio.Lock] = field(init=False, default_factory=lambda: defaultdict(asyncio.Lock))

    async def get(self, url: str, *headers: tuple[str, str]) -> Received:
        """GET a URL where its host permits it, and every host that it is redirected to.

        An answer of any other status is an answer.

        Raises:
            FetchError: it may not be fetched, or there is no answer.
        """
        return await self._followed(get(url, *headers), self._permitted)

    async def _followed(self, draft: Draft, permitted: Callable[[Draft], Awaitable[None]]) -> Received:
        """Send a request, and those that redirects make of it, each where it is permitted."""
        began = shown(str(draft.url))
        for _ in range(HOPS):
            await permitted(draft)
            received = await self.ask(draft)
            location = received.headers.get("location")
            if received.status not in REDIRECTS or location is None:
                return received
            try:
                draft = redirected(draft, received.status, location)
            except Failure as failure:
                raise FetchError(f"{began}: {failure}", Fault.NOT_PERMITTED) from failure
        raise FetchError(f"{began}: more than {HOPS - 1} redirects", Fault.NOT_PERMITTED)

    async def ask(self, draft: Draft) -> Received:
        """Send a request in its turn, and again where the host asks to come back later."""
        host = draft.url.netloc.decode()
        for attempt in range(1, ATTEMPTS + 1):
            async with self.pace.turn(host):
                received = await self.send(draft)
            wait = wait_asked(received, self.now())
            if wait is None or wait > PATIENCE or attempt == ATTEMPTS:
                break
            self.pace.hold(host, wait)
        return received

    async def _permitted(self, draft: Draft) -> None:
        url = draft.url
        origin = f"{url.scheme}://{url.netloc.decode()}"
        async with self._reading[origin]:
            if origin not in self._rules:
                self._rules[origin] = await self._read_rules(origin, url.netloc.decode())
        rules = self._rules[origin]
        if rules is None:
            raise FetchError(f"{shown(str(url))}: its host's robots.txt cannot be read", Fault.ROBOTS)
        if not rules.can_fetch(str(url), AGENT):
            raise FetchError(f"{shown(str(url))}: robots.txt forbids it", Fault.ROBOTS)

    async def _read_rules(self, origin: str, host: str) -> Protego | None:
        """Read a robots.txt: without one all is permitted, with one that cannot be had nothing is (RFC 9309, 2.3.1)."""
        try:
            received = await self._followed(get(f"{origin}/robots.txt"), anything)
        except FetchError as error:
            # Where nothing can be had of the host at all, what was wanted fails for the same, better reason.
            return None if error.fault is Fault.TOO_LARGE else Protego.parse("")
        if received.status >= 500 or received.status == 429:
            return None
        rules = Protego.parse(received.body.decode("utf-8", "replace") if received.status < 300 else "")
        if delay := rules.crawl_delay(AGENT):
            self.pace.space(host, min(delay, DELAY))
        return rules
