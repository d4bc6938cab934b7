"""How far a crawl has come: kept in the catalog, so that a crawl that was killed goes on where it was.

A crawl goes through an index in rounds. In each, every page is listed and every entry read once; what has been done in
a round is known by the round's number. A new round begins when the one before is finished. Knows nothing of how pages
and entries are read.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from apis.catalog import Catalog
from apis.model import Value
from apis.sources.base import Entry, Fault, Page


class Outcome(StrEnum):
    """What came of reading an entry."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Visit(Value):
    """What came of reading an entry, the last time."""

    outcome: Outcome
    fault: Fault | None = None
    detail: str = ""
    """Why it could not be read, in one line."""
    location: str = ""
    """Where its Apis stand in the catalog, if it was ever read."""
    apis: int = 0
    """How many Apis it holds."""
    problems: int = 0
    """How many places in it are untidy."""


class File(Value):
    """A file as it was last received."""

    url: str
    etag: str = ""
    modified: str = ""
    hash: str
    """sha256 of the content, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Round:
    """A going through of an index."""

    number: int
    resumed: bool
    """Whether it was begun before."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How an index stands."""

    listed: int
    left: int
    """Not read yet in this round."""
    unlisted: int
    """Read once, and no longer in the index: their Apis stay."""
    complete: bool
    """Whether every page has been listed in this round."""
    failed: dict[Fault, int]
    """How many of the listed entries could not be read, by reason."""


@dataclass(frozen=True, slots=True)
class CrawlBook:
    """The crawls of one index. Each method is one reading or one writing of the file."""

    catalog: Catalog
    source: str

    def begin(self, now: datetime) -> Round:
        """Take up the round that is not finished, or begin a new one."""
        rows = self.catalog.rows("SELECT round, finished FROM crawls WHERE source = ?", (self.source,))
        if rows and rows[0][1] is None:
            return Round(rows[0][0], resumed=True)
        number = rows[0][0] + 1 if rows else 1
        with self.catalog.writing() as connection:
            query = "INSERT OR REPLACE INTO crawls VALUES (?, ?, ?, NULL, '')"
            connection.execute(query, (self.source, number, now.isoformat()))
        return Round(number, resumed=False)

    def finish(self, now: datetime) -> None:
        """End the round: everything is listed and read."""
        with self.catalog.writing() as connection:
            connection.execute("UPDATE crawls SET finished = ? WHERE source = ?", (now.isoformat(), self.source))

    def cursor(self) -> str | None:
        """Return the cursor of the page to list next; None where all are listed."""
        cursor: str | None = self.catalog.rows("SELECT cursor FROM crawls WHERE source = ?", (self.source,))[0][0]
        return cursor

    def list_page(self, cursor: str, page: Page, round_: Round, files: Iterable[File]) -> None:
        """Store what a page lists; what was done in this round stays done."""
        query = """
            INSERT INTO crawl_entries VALUES (?, ?, ?, ?, ?, ?, 0, '')
            ON CONFLICT (source, name) DO UPDATE SET
                page = excluded.page, place = excluded.place, entry = excluded.entry, listed = excluded.listed
        """
        rows = [
            (self.source, entry.name, cursor, place, entry.model_dump_json(), round_.number)
            for place, entry in enumerate(page.entries)
        ]
        changed = """
            DELETE FROM crawl_files WHERE source = ?1 AND reader = ?2
            AND NOT EXISTS (SELECT 1 FROM crawl_entries WHERE source = ?1 AND name = ?3 AND entry = ?4)
        """
        with self.catalog.writing() as connection:
            # An entry that names another document now is no longer known by the files of the last one.
            connection.executemany(changed, [(self.source, _entry(row[1]), row[1], row[4]) for row in rows])
            connection.executemany(query, rows)
            query = "INSERT OR REPLACE INTO crawl_pages VALUES (?, ?, ?)"
            connection.execute(query, (self.source, cursor, page.following))
            connection.execute("UPDATE crawls SET cursor = ? WHERE source = ?", (page.following, self.source))
            self._replace_files(connection, _page(cursor), files)

    def list_again(self, cursor: str, round_: Round) -> None:
        """Take a page to list what it did before."""
        with self.catalog.writing() as connection:
            query = "UPDATE crawl_entries SET listed = ? WHERE source = ? AND page = ?"
            connection.execute(query, (round_.number, self.source, cursor))
            query = """
                UPDATE crawls SET cursor = (SELECT following FROM crawl_pages WHERE source = ?1 AND cursor = ?2)
                WHERE source = ?1
            """
            connection.execute(query, (self.source, cursor))

    def page_files(self, cursor: str) -> list[File]:
        """Return the files that a page of the index was last read from."""
        return self._files(_page(cursor))

    def entry_files(self, name: str) -> list[File]:
        """Return the files that an entry was last read from."""
        return self._files(_entry(name))

    def pending(self, round_: Round, limit: int | None = None) -> list[Entry]:
        """Return the listed entries that are not read yet in this round, in the order of the index."""
        query = """
            SELECT entry FROM crawl_entries WHERE source = ? AND listed = ? AND done < ?
            ORDER BY page, place LIMIT ?
        """
        values = (self.source, round_.number, round_.number, -1 if limit is None else limit)
        return [Entry.model_validate_json(body) for (body,) in self.catalog.rows(query, values)]

    def visit(self, name: str) -> Visit | None:
        """Return what came of an entry the last time that it was read."""
        query = "SELECT visit FROM crawl_entries WHERE source = ? AND name = ? AND done > 0"
        rows = self.catalog.rows(query, (self.source, name))
        return Visit.model_validate_json(rows[0][0]) if rows else None

    def record(self, name: str, visit: Visit, round_: Round, files: Iterable[File] | None) -> None:
        """Store that an entry has been read; `files` are what it was read from, None where that is as before."""
        with self.catalog.writing() as connection:
            query = "UPDATE crawl_entries SET done = ?, visit = ? WHERE source = ? AND name = ?"
            connection.execute(query, (round_.number, visit.model_dump_json(), self.source, name))
            if files is not None:
                self._replace_files(connection, _entry(name), files)

    def failed(self) -> list[tuple[Entry, Visit]]:
        """Return the entries that could not be read when they were last tried."""
        query = """
            SELECT entry, visit FROM crawl_entries JOIN crawls USING (source)
            WHERE source = ? AND listed = round AND done > 0 ORDER BY page, place
        """
        rows = self.catalog.rows(query, (self.source,))
        found = [(Entry.model_validate_json(entry), Visit.model_validate_json(visit)) for entry, visit in rows]
        return [(entry, visit) for entry, visit in found if visit.fault]

    def tally(self) -> Tally:
        """Count how the index stands."""
        query = """
            SELECT count(*) FILTER (WHERE listed = round), count(*) FILTER (WHERE listed = round AND done < round),
                count(*) FILTER (WHERE listed < round AND done > 0)
            FROM crawl_entries JOIN crawls USING (source) WHERE source = ?
        """
        listed, left, unlisted = self.catalog.rows(query, (self.source,))[0]
        complete = self.cursor() is None
        failed: dict[Fault, int] = {}
        for _, visit in self.failed():
            if visit.fault:
                failed[visit.fault] = failed.get(visit.fault, 0) + 1
        failed = dict(sorted(failed.items(), key=lambda item: (-item[1], item[0])))
        return Tally(listed, left, unlisted if complete else 0, complete, failed)

    def _files(self, reader: str) -> list[File]:
        query = "SELECT url, etag, modified, hash FROM crawl_files WHERE source = ? AND reader = ? ORDER BY rowid"
        rows = self.catalog.rows(query, (self.source, reader))
        return [File(url=url, etag=etag, modified=modified, hash=hash_) for url, etag, modified, hash_ in rows]

    def _replace_files(self, connection: sqlite3.Connection, reader: str, files: Iterable[File]) -> None:
        connection.execute("DELETE FROM crawl_files WHERE source = ? AND reader = ?", (self.source, reader))
        rows = [(self.source, reader, file.url, file.etag, file.modified, file.hash) for file in files]
        connection.executemany("INSERT INTO crawl_files VALUES (?, ?, ?, ?, ?, ?)", rows)


def _page(cursor: str) -> str:
    return json.dumps(["page", cursor])


def _entry(name: str) -> str:
    return json.dumps(["entry", name])
