"""The seams to wherever Apis come from: a loader reads a location, an index lists what a crawl reads.

A loader yields one `Loaded` for each document. It opens no connection itself: it is given `fetch`, which obeys the
policy of what may be reached. Real documents are untidy: only a document that cannot be read at all is an error, and it
is reported in its `Loaded`, so that the documents after it are still read. Everything else is a warning that names the
place, and the operation stays.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from apis.errors import SourceError
from apis.model import Api, Value

Fetch = Callable[[str], Awaitable[bytes]]
"""GET a URL under the policy; raises `FetchError` naming the URL and the reason."""


class Fault(StrEnum):
    """Why something that was listed cannot be read."""

    GONE = "gone"
    NO_CONNECTION = "no_connection"
    NO_ANSWER = "no_answer"
    NO_ACCESS = "no_access"
    NOT_PERMITTED = "not_permitted"
    ROBOTS = "robots"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    CLIENT_ERROR = "client_error"
    TOO_LARGE = "too_large"
    NO_LOCATION = "no_location"
    UNREADABLE = "unreadable"


class FetchError(SourceError):
    """A URL brought nothing that can be read."""

    def __init__(self, text: str, fault: Fault) -> None:
        super().__init__(text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Problem:
    """Something untidy in a document, and what was made of it."""

    place: str
    """A JSON pointer into the document, such as `/paths/~1pets/get/parameters/0`."""
    text: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one document held."""

    location: str
    apis: tuple[Api, ...] = ()
    problems: tuple[Problem, ...] = ()
    error: str | None = None
    """One line, where the document could not be read; `apis` is then empty."""


class Loader(Protocol):
    """Reads one kind of location: a file, a folder, a URL, an index."""

    def __call__(self, location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]: ...


class Entry(Value):
    """One thing that an index lists: a document, a server, a tool."""

    name: str
    """Unique in its index."""
    location: str = ""
    """What it is read by; empty where it cannot be read."""
    categories: tuple[str, ...] = ()
    error: str = ""
    """Why it cannot be read, in one line."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an index."""

    entries: tuple[Entry, ...]
    following: str | None = None
    """The cursor of the page after it; None where it is the last."""


class Index(Protocol):
    """Lists what there is to read, page by page, and reads one of it."""

    @property
    def source(self) -> str:
        """Name the index, without secrets: a crawl is known by it."""
        ...

    async def page(self, cursor: str, *, fetch: Fetch) -> Page:
        """List a page, the first where the cursor is empty; raises `SourceError` where it cannot be read."""
        ...

    async def read(self, entry: Entry, *, fetch: Fetch) -> Loaded:
        """Read what an entry names; raises `SourceError` where it cannot be fetched."""
        ...
