"""Every Api we know, in one SQLite file.

Knows how Apis are stored, found and kept apart: two sources that use one tool slug never overwrite each other. Knows
nothing of how Apis are read, called or searched. What is learned about an Api later (health, samples) goes into tables
of its own beside `apis`, keyed by its id, and goes when the Api goes: `rows` and `writing` are the way to them.

Nothing is loaded at opening. One `Catalog` may be used from several threads: each method holds a lock for as long as
it takes, and iteration takes it page by page. Several processes may use one file; writers wait for each other.
"""

import difflib
import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from apis.errors import CatalogError
from apis.model import Api, Source, Value
from apis.tables import DAMAGED, connect, naming, transaction

PAGE = 500
"""Apis read at a time while iterating, so that no cursor stays open between two of them."""

_UPSERT_TOOL = """
INSERT INTO tools VALUES (:slug, :base, :name, :category, :location, :hash, :about)
ON CONFLICT (slug) DO UPDATE SET
    name = :name, category = :category, location = :location, hash = :hash, about = :about
"""
_UPSERT_API = """
INSERT INTO apis VALUES (:id, :slug, :tool, :category, :name, :description, :effect, :hash, :body)
ON CONFLICT (id) DO UPDATE SET
    tool = :tool, category = :category, name = :name, description = :description, effect = :effect,
    hash = :hash, body = :body
"""
_FILTER = """
(:tool IS NULL OR slug = :tool COLLATE NOCASE OR tool = :tool COLLATE NOCASE)
AND (:category IS NULL OR category = :category COLLATE NOCASE)
AND (:text IS NULL OR instr(lower(id || ' ' || tool || ' ' || name || ' ' || description), lower(:text)))
AND (:healthy IS NULL OR EXISTS (SELECT 1 FROM health WHERE api = id AND health.hash = apis.hash AND stage = 'kept'))
"""


@dataclass(frozen=True, slots=True)
class Added:
    """What storing Apis came to."""

    ids: tuple[str, ...]
    """The id each given Api has in the catalog, in the order given."""
    added: int
    updated: int
    unchanged: int
    """Content as before; servers and source are taken over all the same."""
    removed: tuple[str, ...]
    """Ids of operations that their location no longer holds."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One Api in a line."""

    id: str
    tool: str
    category: str
    name: str
    description: str
    effect: str

    @property
    def tool_slug(self) -> str:
        """As `Api.tool_slug`."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool in a line."""

    slug: str
    name: str
    category: str
    location: str
    about: str
    apis: int


class Stats(Value):
    """How much a catalog holds."""

    apis: int
    tools: int
    categories: int
    distinct: int
    """Apis, those from several sources counted once."""


class Catalog:
    """The Apis of one file. Iterating yields them in the order of their ids."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True) -> Self:
        """Open a catalog file, made if it is missing.

        Args:
            path: the file; its folder must exist.
            create: where False, a missing file is an error.

        Raises:
            CatalogError: the file is missing (`create=False`), is no catalog, is of a newer version, cannot be opened.
        """
        path = Path(path)
        if not create and not path.exists():
            raise CatalogError(f"there is no catalog {str(path)!r}: make one with `toolsearch apis add LOCATION`")
        return cls(connect(path), path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; calling it twice is fine."""
        with self._lock:
            self._connection.close()

    def add(self, apis: Iterable[Api], *, prune: bool = True, moves: bool = True) -> Added:
        """Store all Apis of one or more documents, in one transaction: all of them or none.

        A tool keeps its slug where the same location is read again, or the same document from another location. A tool
        from elsewhere whose slug is taken gets six hex digits of its document's hash.

        Args:
            apis: every Api of the documents they come from.
            prune: remove what a location held before and holds no longer; False where `apis` is only a part of it.
            moves: whether the same document at another location has moved there; False where it stands at both, and
                its Apis are counted twice (`twins`).

        Raises:
            CatalogError: the file cannot be written; or one tool of one location has an id twice.
        """
        apis = list(apis)  # whatever makes them is done before the file is locked
        with self.writing() as connection:
            return _Adding(connection, moves=moves).run(apis, prune=prune)

    def relocate(self, old: str, new: str) -> None:
        """Take what was read at one location to stand at another from now on."""
        with self.writing() as connection:
            connection.execute("UPDATE tools SET location = ? WHERE location = ?", (new, old))

    def twins(self, id: str) -> list[str]:  # noqa: A002 - the field is called so
        """Return the ids of the other Apis with the same content, sorted: the same Api from another source."""
        query = "SELECT id FROM apis WHERE hash = (SELECT hash FROM apis WHERE id = :id) AND id != :id ORDER BY id"
        return [row[0] for row in self._rows(query, {"id": id})]

    def get(self, id: str) -> Api:  # noqa: A002 - the field is called so
        """Return one Api.

        Raises:
            CatalogError: there is none; names the nearest ids.
        """
        rows = self._rows("SELECT body FROM apis WHERE id = ?", (id,))
        if rows:
            return self._read(rows[0][0])
        nearest = ", ".join(map(repr, self.nearest(id)))
        hint = f"did you mean {nearest}?" if nearest else "`toolsearch apis list` shows what there is"
        raise CatalogError(f"there is no API {id!r} in {str(self.path)!r}: {hint}")

    def nearest(self, id: str, count: int = 3) -> list[str]:  # noqa: A002 - the field is called so
        """Return the ids most like `id`, best first: those of tools with a like slug, and operations of a like name."""
        slug, _, name = id.lower().rpartition("/")
        slugs = [row[0] for row in self._rows("SELECT slug FROM tools", ())]
        like = difflib.get_close_matches(slug or name, slugs, n=3)
        query = f"SELECT id FROM apis WHERE slug IN ({', '.join('?' * len(like))}) OR id LIKE '%/' || ? LIMIT 5000"
        candidates = [row[0] for row in self._rows(query, (*like, name))]
        return difflib.get_close_matches(id.lower(), candidates, n=count, cutoff=0.4)

    def find(
        self, *, tool: str | None = None, category: str | None = None, text: str | None = None, healthy: bool = False
    ) -> Iterator[Api]:
        """Yield the Apis that meet every condition, in the order of their ids.

        Args:
            tool: the tool's slug or name, in any case.
            category: in any case.
            text: what id, tool, name or description contain, in any (ASCII) case.
            healthy: only those that passed their last check (`apis.health`) and have not changed since.
        """
        chosen = {"tool": tool, "category": category, "text": text, "healthy": "yes" if healthy else None}
        query = f"SELECT id, body FROM apis WHERE id > :last AND {_FILTER} ORDER BY id LIMIT {PAGE}"
        last = ""
        while rows := self._rows(query, chosen | {"last": last}):
            yield from (self._read(body) for _, body in rows)
            last = rows[-1][0]

    def __iter__(self) -> Iterator[Api]:
        return self.find()

    def __contains__(self, id: object) -> bool:  # noqa: A002 - the field is called so
        return bool(self._rows("SELECT 1 FROM apis WHERE id = ?", (str(id),)))

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM apis", ())[0][0])

    def summaries(
        self, *, tool: str | None = None, category: str | None = None, text: str | None = None, healthy: bool = False
    ) -> list[Summary]:
        """Return a line for each Api that `find` would yield, without reading the whole of it."""
        chosen = {"tool": tool, "category": category, "text": text, "healthy": "yes" if healthy else None}
        query = f"SELECT id, tool, category, name, description, effect FROM apis WHERE {_FILTER} ORDER BY id"
        return [Summary(*row) for row in self._rows(query, chosen)]

    def tools(self) -> list[Tool]:
        """Return every tool, by slug."""
        query = """
            SELECT slug, tools.name, tools.category, location, about, count(*)
            FROM tools JOIN apis USING (slug) GROUP BY slug ORDER BY slug
        """
        return [Tool(*row) for row in self._rows(query, ())]

    def categories(self) -> dict[str, int]:
        """Return every category with the number of its Apis, by name."""
        return dict(self._rows("SELECT category, count(*) FROM apis GROUP BY category ORDER BY category", ()))

    def stats(self) -> Stats:
        """Count Apis, tools and categories."""
        query = "SELECT count(*), count(DISTINCT slug), count(DISTINCT category), count(DISTINCT hash) FROM apis"
        apis, tools, categories, distinct = self._rows(query, ())[0]
        return Stats(apis=apis, tools=tools, categories=categories, distinct=distinct)

    def content_hash(self) -> str:
        """Return the sha256 over ids and contents of all Apis, hexadecimal; where they were read does not count."""
        rows = self._rows("SELECT id, hash FROM apis ORDER BY id", ())
        return hashlib.sha256("".join(f"{id_} {hash_}\n" for id_, hash_ in rows).encode()).hexdigest()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write to the tables beside `apis`, all or nothing; other threads and processes wait.

        Raises:
            CatalogError: the file cannot be written.
        """
        with self._lock, naming(self.path), transaction(self._connection):
            yield self._connection

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]  # columns differ by query
        """Read from the tables beside `apis`."""
        return self._rows(query, values)

    def _rows(self, query: str, values: Sequence[object] | dict[str, str | None]) -> list[tuple]:  # type: ignore[type-arg]  # columns differ by query
        with self._lock, naming(self.path):
            return self._connection.execute(query, values).fetchall()

    def _read(self, body: str) -> Api:
        try:
            return Api.model_validate_json(body)
        except ValueError as error:
            raise CatalogError(f"catalog {str(self.path)!r} {DAMAGED}") from error


class _Adding:
    """One transaction that stores Apis."""

    def __init__(self, connection: sqlite3.Connection, *, moves: bool) -> None:
        self.connection, self.moves = connection, moves
        self.added = self.updated = self.unchanged = 0

    def run(self, apis: list[Api], *, prune: bool) -> Added:
        groups: dict[tuple[str, str], dict[str, Api]] = {}
        for api in apis:
            group = groups.setdefault((api.source.location, api.tool_slug), {})
            if api.id in group:
                raise CatalogError(
                    f"{api.source.location!r} gives the id {api.id!r} twice: give each operation its own"
                )
            group[api.id] = api
        slugs = {key: self._store(key[1], list(group.values())) for key, group in groups.items()}
        ids = tuple(_renamed(api.id, slugs[api.source.location, api.tool_slug]) for api in apis)
        removed = self._prune({location for location, _ in groups}, set(ids)) if prune else []
        return Added(ids, self.added, self.updated, self.unchanged, tuple(removed))

    def _store(self, base: str, apis: list[Api]) -> str:
        """Store the Apis of one tool of one location; return the tool's slug."""
        slug = self._slug(base, apis[0].source)
        self.connection.execute(_UPSERT_TOOL, _tool_row(slug, base, apis[0]))
        query = "SELECT id, hash, body FROM apis WHERE slug = ?"
        known = {id_: (hash_, body) for id_, hash_, body in self.connection.execute(query, (slug,))}
        for api in apis:
            row = _api_row(slug, api.model_copy(update={"id": _renamed(api.id, slug)}))
            self._count(known.get(row["id"]), row)
            if known.get(row["id"]) != (row["hash"], row["body"]):
                self.connection.execute(_UPSERT_API, row)
        return slug

    def _count(self, before: tuple[str, str] | None, row: dict[str, str]) -> None:
        self.added += before is None
        self.updated += before is not None and before[0] != row["hash"]
        self.unchanged += before is not None and before[0] == row["hash"]

    def _slug(self, base: str, source: Source) -> str:
        """Choose the slug of a tool: the one it has, its own, or its own with digits of its document's hash."""
        query = """
            SELECT slug FROM tools WHERE (base = :base OR slug = :base)
            AND (location = :location OR (hash = :hash AND hash != ''))
            ORDER BY location = :location DESC, slug
        """
        moved = source.hash if self.moves else ""
        known = self._one(query, {"base": base, "location": source.location, "hash": moved})
        if known is not None:
            return known
        digits = source.hash or hashlib.sha256(source.location.encode()).hexdigest()
        names = [base, *(f"{base}-{digits[:length]}" for length in range(6, len(digits) + 1))]
        return next(name for name in names if self._one("SELECT slug FROM tools WHERE slug = ?", (name,)) is None)

    def _one(self, query: str, values: Sequence[str] | dict[str, str]) -> str | None:
        row = self.connection.execute(query, values).fetchone()
        return row[0] if row else None

    def _prune(self, locations: set[str], keep: set[str]) -> list[str]:
        query = "SELECT id FROM apis JOIN tools USING (slug) WHERE location = ? ORDER BY id"
        held = [row[0] for location in sorted(locations) for row in self.connection.execute(query, (location,))]
        gone = [id_ for id_ in held if id_ not in keep]
        self.connection.executemany("DELETE FROM apis WHERE id = ?", [(id_,) for id_ in gone])
        self.connection.execute("DELETE FROM tools WHERE slug NOT IN (SELECT slug FROM apis)")
        return gone


def _renamed(api_id: str, slug: str) -> str:
    return f"{slug}/{api_id.partition('/')[2]}"


def _tool_row(slug: str, base: str, api: Api) -> dict[str, str]:
    source = api.source
    return {
        "slug": slug, "base": base, "name": api.tool, "category": api.category,
        "location": source.location, "hash": source.hash, "about": source.about,
    }  # fmt: skip


def _api_row(slug: str, api: Api) -> dict[str, str]:
    return {
        "id": api.id, "slug": slug, "tool": api.tool, "category": api.category, "name": api.name,
        "description": api.description, "effect": api.effect.value, "hash": api.content_hash,
        "body": api.model_dump_json(),
    }  # fmt: skip
