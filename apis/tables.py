"""The tables of a catalog file: how they are made, and what SQLite's errors mean to a user.

Knows SQLite and nothing of what the rows stand for (`apis.catalog`). What is learned about an Api later goes into
tables of its own that refer to `apis (id)` with `ON DELETE CASCADE`. A new kind of table is one more step at the end
of `STEPS`: an older file is brought up to date when it is opened.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apis.errors import CatalogError

APPLICATION_ID = 0x746F6F6C  # "tool": SQLite keeps it in the file's header
BUSY_SECONDS = 30.0
"""How long a writer waits for another process."""

APIS = """
CREATE TABLE tools (
    slug TEXT PRIMARY KEY,
    base TEXT NOT NULL,      -- the slug the source gave
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    location TEXT NOT NULL,
    hash TEXT NOT NULL,      -- of the document
    about TEXT NOT NULL
);
CREATE INDEX tools_base ON tools (base);
CREATE INDEX tools_location ON tools (location);
CREATE TABLE apis (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL REFERENCES tools (slug) ON DELETE CASCADE,
    tool TEXT NOT NULL,
    category TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    effect TEXT NOT NULL,
    hash TEXT NOT NULL,      -- of the content, see Api.content_hash
    body TEXT NOT NULL       -- the whole Api as JSON
);
CREATE INDEX apis_slug ON apis (slug, id);
CREATE INDEX apis_category ON apis (category COLLATE NOCASE, id);
"""
HEALTH = """
CREATE TABLE health (
    api TEXT PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,      -- of the content that was checked
    server TEXT NOT NULL,    -- that it was checked at
    checked TEXT NOT NULL,   -- ISO 8601, UTC
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL       -- the whole Health as JSON
);
CREATE INDEX health_stage ON health (stage, reason);
CREATE TABLE samples (
    api TEXT NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, -- in the order of the calls
    body TEXT NOT NULL,      -- the whole Sample as JSON
    PRIMARY KEY (api, number)
);
"""
CRAWL = """
CREATE TABLE crawls (
    source TEXT PRIMARY KEY, -- the index
    round INTEGER NOT NULL,  -- how often the index has been gone through, this time included
    started TEXT NOT NULL,   -- ISO 8601, UTC
    finished TEXT,           -- NULL while something is left to list or to read
    cursor TEXT              -- of the page to list next, NULL where all are listed
);
CREATE TABLE crawl_pages (
    source TEXT NOT NULL,
    cursor TEXT NOT NULL,
    following TEXT,          -- the cursor of the next page
    PRIMARY KEY (source, cursor)
);
CREATE TABLE crawl_entries (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    page TEXT NOT NULL,      -- the cursor of the page that lists it
    place INTEGER NOT NULL,  -- its place on the page
    entry TEXT NOT NULL,     -- the whole Entry as JSON
    listed INTEGER NOT NULL, -- the last round in which the index named it
    done INTEGER NOT NULL,   -- the last round in which it was read, or 0
    visit TEXT NOT NULL,     -- what came of that, as JSON
    PRIMARY KEY (source, name)
);
CREATE TABLE crawl_files (
    source TEXT NOT NULL,
    reader TEXT NOT NULL,    -- the entry, or the page of the index, that the file was read for
    url TEXT NOT NULL,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,
    hash TEXT NOT NULL,      -- sha256 of the content
    PRIMARY KEY (source, reader, url)
);
CREATE INDEX apis_hash ON apis (hash);
"""
PLANS = """
CREATE TABLE plans (
    api TEXT PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,      -- of the content that it was made for
    body TEXT NOT NULL       -- the whole Plan as JSON
);
"""
STEPS = (APIS, HEALTH, CRAWL, PLANS)
"""What brings an empty file to version 1, that to version 2, and so on. A step that was released never changes."""
VERSION = len(STEPS)
FOREIGN = "is no catalog: give another file with --catalog"
DAMAGED = "is damaged: move it away and add the sources again"
MENDS = {  # by the beginning of SQLite's error name
    "SQLITE_NOTADB": FOREIGN,
    "SQLITE_CANTOPEN": "cannot be opened: the folder is missing or read-only, give another file with --catalog",
    "SQLITE_READONLY": "cannot be written: file or folder is read-only, give another file with --catalog",
    "SQLITE_PERM": "cannot be opened: no permission, give another file with --catalog",
    "SQLITE_FULL": "cannot be written: the disk is full, free some room and run the command again",
    "SQLITE_IOERR": "cannot be read or written: the disk is full or failing, free some room and run it again",
    "SQLITE_BUSY": "is being written by another process: try again when that is done",
    "SQLITE_CORRUPT": DAMAGED,
}


def connect(path: Path) -> sqlite3.Connection:
    """Open a catalog file; make its tables where it is new, and those it lacks where it is older.

    Raises:
        CatalogError: it cannot be opened, is something else, or was made by a newer version.
    """
    with naming(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        with naming(path):
            if _version(connection, path) < VERSION:
                _upgrade(connection, path)
            connection.execute("PRAGMA foreign_keys = ON")
    except CatalogError:
        connection.close()
        raise
    return connection


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one line that names the file and the mend."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        mend = next((text for start, text in MENDS.items() if name.startswith(start)), f"cannot be used: {error}")
        raise CatalogError(f"catalog {str(path)!r} {mend}") from error


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the file's tables, 0 for an empty file."""
    kind, version = (connection.execute(f"PRAGMA {key}").fetchone()[0] for key in ("application_id", "user_version"))
    filled = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if kind != APPLICATION_ID and (kind or version or filled):
        raise CatalogError(f"catalog {str(path)!r} {FOREIGN}")
    if version > VERSION:
        raise CatalogError(f"catalog {str(path)!r} was made by a newer toolsearch: install that or give another file")
    return int(version)


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # stays in the file; readers never wait for a writer
    with transaction(connection):
        for step in STEPS[_version(connection, path) :]:  # none where another process was quicker
            for statement in step.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
