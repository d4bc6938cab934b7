"""Crawling an index under a progress bar, and the words for what came of it."""

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from apis.catalog import Catalog, Stats
from apis.crawl.book import CrawlBook, Outcome, Tally
from apis.crawl.crawl import Bounds, Crawl, Event
from apis.crawl.polite import Polite
from apis.errors import ConfigError, SourceError
from apis.executors.credentials import from_environment
from apis.executors.exchange import Limits
from apis.executors.fetch import make_send
from apis.executors.policy import Policy
from apis.pace import Pace
from apis.sources.base import Fault, Index
from apis.sources.rapidapi import APART, RapidApiIndex
from apis.sources.resolve import open_index
from toolsearch.cli.loop import Interrupted, run_async
from toolsearch.cli.output import note, progress, say, show_table
from toolsearch.config import Reach

WORDS = {
    Fault.GONE: "gone: not found",
    Fault.NO_CONNECTION: "no connection",
    Fault.NO_ANSWER: "no answer in time",
    Fault.NO_ACCESS: "not for everybody",
    Fault.NOT_PERMITTED: "not permitted from here",
    Fault.ROBOTS: "forbidden by robots.txt",
    Fault.RATE_LIMITED: "rate-limited",
    Fault.SERVER_ERROR: "server error",
    Fault.CLIENT_ERROR: "the request is refused",
    Fault.TOO_LARGE: "too large",
    Fault.NO_LOCATION: "nothing listed that can be read",
    Fault.UNREADABLE: "not what can be read",
}
"""Each reason as people read it."""
SHOWN = 20
"""Failures that are told one by one."""
COUNTED = ("added", "updated", "unchanged", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a crawl goes about it."""

    bounds: Bounds
    largest: int
    """Bytes of a document."""
    timeout: float
    """Seconds for one document."""
    at_once: int
    """Requests to one host at the same time."""
    rate: float
    """Requests a second to one host."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An index, and the manners with which its hosts are asked."""

    index: Index
    polite: Polite


@dataclass(slots=True)
class Came:
    """What came of a crawl: of this command, and of the index as a whole."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    apis: Counter[str] = field(default_factory=Counter)
    """Added, updated, unchanged and removed."""
    tally: Tally | None = None
    held: Stats | None = None
    failed: list[dict[str, str]] = field(default_factory=list)

    def take(self, event: Event) -> None:
        self.outcomes[event.visit.outcome] += 1
        self.apis += Counter({name: getattr(event.added, name) for name in COUNTED[:3]})
        self.apis += Counter(removed=len(event.added.removed))

    def document(self) -> dict[str, Any]:
        tally = self.tally
        return {
            "documents": {str(outcome): self.outcomes[outcome] for outcome in Outcome},
            "apis": {name: self.apis[name] for name in COUNTED},
            "index": tally
            and {
                "listed": tally.listed,
                "left": tally.left,
                "complete": tally.complete,
                "unlisted": tally.unlisted,
                "failed": {str(fault): number for fault, number in tally.failed.items()},
            },
            "failed": self.failed,
            "catalog": self.held and self.held.model_dump(),
        }


def index_of(name: str, reach: Reach, manner: Manner) -> Wanted:
    """Choose what goes through an index of this name."""
    limits = Limits(received=manner.largest, decoded=manner.largest, follow=False)
    send = make_send(Policy(frozenset(reach.allow)), limits=limits, timeout=manner.timeout)
    polite = Polite(send, Pace(manner.at_once, manner.rate))
    try:
        index = open_index(name, mcp=reach.mcp(), ask=polite.ask, credentials=from_environment(os.environ))
        if isinstance(index, RapidApiIndex):
            polite.pace.space(urlsplit(index.url).netloc, APART)
        return Wanted(index, polite)
    except SourceError as error:
        raise ConfigError(str(error)) from error


def crawl(catalog: Catalog, wanted: Wanted, manner: Manner) -> Came:
    """Crawl until the index is through or a bound is met.

    Raises:
        SourceError: the index itself cannot be read.
        Interrupted: says how far it came and how to go on.
    """
    came, book = Came(), CrawlBook(catalog, wanted.index.source)
    with progress(counts="{task.completed:,.0f}") as bars:
        task = bars.add_task("documents", total=None, note="")

        def show(event: Event) -> None:
            came.take(event)
            counts = ", ".join(f"{number:,} {outcome}" for outcome, number in came.outcomes.most_common())
            bars.update(task, advance=1, note=f"{counts}; {event.entry.name}")

        job = Crawl(catalog=catalog, index=wanted.index, polite=wanted.polite, bounds=manner.bounds, on_event=show)
        try:
            came.tally = run_async(job.run())
        except Interrupted:
            done = f"interrupted: {came.outcomes.total():,} documents are done"
            raise Interrupted(f"{done}; the same command goes on from there") from None
    came.held = catalog.stats()
    came.failed = [
        {"name": entry.name, "location": entry.location, "reason": str(visit.fault), "detail": visit.detail}
        for entry, visit in book.failed()
    ]
    return came


def show(came: Came) -> None:
    """Print what was done now, what could not be read and why, and what is left."""
    done, tally = came.outcomes, came.tally
    note(f"{done.total():,} documents asked for now")
    counts = ", ".join(f"{came.apis[name]:,} {name}" for name in COUNTED if came.apis[name] or name == "added")
    rows = [("read", done[Outcome.READ], f"APIs: {counts}"), ("unchanged", done[Outcome.UNCHANGED], "")]
    show_table(("documents", "now", ""), [*rows, ("failed", done[Outcome.FAILED], "")])
    if tally and tally.failed:
        say()
        show_table(("not read", "documents"), [(WORDS[fault], number) for fault, number in tally.failed.items()])
        for one in came.failed[:SHOWN]:
            note(f"not read: {one['name']}: {one['detail']}")
        if len(came.failed) > SHOWN:
            note(f"and {len(came.failed) - SHOWN:,} more; --json lists them all")
    if tally:
        _show_rest(tally)
    if came.held:
        held = came.held
        same = f", {held.apis - held.distinct:,} of them the same as another" if held.apis != held.distinct else ""
        say(f"the catalog now holds {held.apis:,} APIs of {held.tools:,} tools{same}")


def _show_rest(tally: Tally) -> None:
    if tally.left or not tally.complete:
        more = "" if tally.complete else ", and there are pages of the index to list"
        say(f"{tally.left:,} of {tally.listed:,} listed are left to read{more}: the same command goes on from there")
    else:
        say(f"all {tally.listed:,} that are listed have been read")
    if tally.unlisted:
        say(f"{tally.unlisted:,} are no longer listed: what was read of them stays")
