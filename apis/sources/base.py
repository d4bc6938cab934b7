"""The seam to wherever Apis come from: a loader reads a location and yields one `Loaded` for each document.

A loader opens no connection itself: it is given `fetch`, which obeys the policy of what may be reached. Real documents
are untidy: only a document that cannot be read at all is an error, and it is reported in its `Loaded`, so that the
documents after it are still read. Everything else is a warning that names the place, and the operation stays.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from apis.model import Api

Fetch = Callable[[str], Awaitable[bytes]]
"""GET a URL under the policy; raises `SourceError` naming the URL and the reason."""


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
