"""A crawl: an index is listed page by page, every entry is read, and each is recorded as soon as it is in the catalog.

Knows the order of the work and what is asked of a server that was asked before; what an index holds is the index's
affair (`apis.sources`), how a host is treated `apis.crawl.polite`'s. An entry is done or it is not: a crawl that was
killed goes on with those that are not. One bad document costs no other.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from apis.catalog import Added, Catalog
from apis.crawl.book import CrawlBook, File, Outcome, Round, Tally, Visit
from apis.crawl.polite import Polite
from apis.errors import SourceError
from apis.executors.fetch import good
from apis.pool import pool
from apis.sources.base import Entry, Fault, FetchError, Index, Loaded

NOTHING = Added((), 0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Event:
    """An entry has been read."""

    entry: Entry
    visit: Visit
    added: Added = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where a crawl stops, for this time."""

    limit: int | None = None
    """The most entries that are read."""
    seconds: float | None = None
    """How long it may take."""
    workers: int = 16
    """Entries read at the same time, over all hosts."""
    again: bool = False
    """Whether what has not changed is read all the same."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Crawl:
    """Goes through one index, from where it was left."""

    catalog: Catalog
    index: Index
    polite: Polite
    bounds: Bounds = field(default_factory=Bounds)
    now: Callable[[], datetime] = utc_now
    on_event: Callable[[Event], None] = lambda event: None
    """Told each entry once it is recorded."""
    _read: int = field(init=False, default=0)

    async def run(self) -> Tally:
        """Read until the index is through or a bound is met; say how it stands.

        Raises:
            SourceError: the index itself cannot be read; what was read before stays.
            CatalogError: the catalog cannot be read or written; what was recorded before stays.
        """
        book = CrawlBook(self.catalog, self.index.source)
        round_ = book.begin(self.now())
        with suppress(TimeoutError):  # what is not recorded by then is still to be read
            async with asyncio.timeout(self.bounds.seconds):
                await self._go(book, round_)
        return book.tally()

    async def _go(self, book: CrawlBook, round_: Round) -> None:
        while True:
            await pool(partial(self._one, book, round_), book.pending(round_, self._left()), self.bounds.workers)
            if book.pending(round_, 1):
                return  # the limit is met
            cursor = book.cursor()
            if cursor is None:
                book.finish(self.now())
                return
            if self._left() == 0:
                return
            await self._list(cursor, book, round_)

    def _left(self) -> int | None:
        return None if self.bounds.limit is None else max(0, self.bounds.limit - self._read)

    async def _list(self, cursor: str, book: CrawlBook, round_: Round) -> None:
        asking = Asking(self.polite, book.page_files(cursor))
        if not self.bounds.again and await asking.unchanged():
            book.list_again(cursor, round_)
            return
        page = await self.index.page(cursor, fetch=asking.fetch)
        book.list_page(cursor, page, round_, asking.files.values())

    async def _one(self, book: CrawlBook, round_: Round, entry: Entry) -> None:
        asking = Asking(self.polite, book.entry_files(entry.name))
        before = book.visit(entry.name)
        event = await self._visit(entry, asking, before)
        kept = event.visit.fault in (None, Fault.UNREADABLE)  # else nothing new is known of its files
        book.record(entry.name, event.visit, round_, asking.files.values() if kept else None)
        self._read += 1
        self.on_event(event)

    async def _visit(self, entry: Entry, asking: "Asking", before: Visit | None) -> Event:
        """Read an entry where it has changed."""
        location = before.location if before else ""
        if entry.error:
            return _failed(entry, Fault.NO_LOCATION, entry.error, location)
        try:
            if before is not None and not self.bounds.again and await _unchanged(asking, before):
                outcome = Outcome.FAILED if before.fault else Outcome.UNCHANGED
                return Event(entry, before.model_copy(update={"outcome": outcome}))
            loaded = await self.index.read(entry, fetch=asking.fetch)
        except FetchError as error:
            return _failed(entry, error.fault, str(error), location)
        except SourceError as error:
            return _failed(entry, Fault.UNREADABLE, str(error), location)
        if loaded.error is not None:
            return _failed(entry, Fault.UNREADABLE, loaded.error, location)
        return self._stored(entry, loaded, location)

    def _stored(self, entry: Entry, loaded: Loaded, location: str) -> Event:
        if location not in ("", loaded.location):
            self.catalog.relocate(location, loaded.location)
        added = self.catalog.add(loaded.apis, moves=False)
        changed = added.added or added.updated or added.removed
        visit = Visit(
            outcome=Outcome.READ if changed else Outcome.UNCHANGED,
            location=loaded.location,
            apis=len(loaded.apis),
            problems=len(loaded.problems),
        )
        return Event(entry, visit, added)


async def _unchanged(asking: "Asking", before: Visit) -> bool:
    """Ask whether what was read before is as it was; what could not be fetched then is fetched whole now."""
    return before.fault in (None, Fault.UNREADABLE) and await asking.unchanged()


def _failed(entry: Entry, fault: Fault, detail: str, location: str) -> Event:
    return Event(entry, Visit(outcome=Outcome.FAILED, fault=fault, detail=detail, location=location))


class Asking:
    """The requests for one entry: conditional where its files are known from before."""

    def __init__(self, polite: Polite, known: Sequence[File]) -> None:
        self._polite = polite
        self._known = known
        self._contents: dict[str, bytes] = {}
        self.files: dict[str, File] = {}
        """What was received, or is as it was, by URL in the order of asking."""

    async def unchanged(self) -> bool:
        """Ask for every file that is known, until one has changed; False where none is known.

        An unchanged document of one file costs one conditional request.
        """
        for file in self._known:
            conditions = [("If-None-Match", file.etag)] if file.etag else []
            conditions += [("If-Modified-Since", file.modified)] if file.modified else []
            received = await self._polite.get(file.url, *conditions)
            if received.status == 304:
                self.files[file.url] = file
                continue
            content = good(received, file.url).body
            self._take(file.url, content, received.headers.get("etag", ""), received.headers.get("last-modified", ""))
            if self.files[file.url].hash != file.hash:
                return False
        return bool(self._known)

    async def fetch(self, url: str) -> bytes:
        """GET a URL, once: a `Fetch`."""
        if url not in self._contents:
            received = good(await self._polite.get(url), url)
            headers = received.headers
            self._take(url, received.body, headers.get("etag", ""), headers.get("last-modified", ""))
        return self._contents[url]

    def _take(self, url: str, content: bytes, etag: str, modified: str) -> None:
        self._contents[url] = content
        self.files[url] = File(url=url, etag=etag, modified=modified, hash=hashlib.sha256(content).hexdigest())
