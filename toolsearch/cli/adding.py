"""Reading documents into a catalog: each is stored as it comes, one that cannot be read costs no other."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apis.catalog import Catalog
from apis.errors import ConfigError, SourceError
from apis.sources.base import Loaded, Loader
from apis.sources.openapi.loader import without_secrets
from apis.sources.resolve import SPECS, open_source
from toolsearch.cli.output import note, progress
from toolsearch.config import Reach

WARNINGS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A location and what reads it."""

    location: str
    load: Loader


def source_of(location: str, reach: Reach, trusted: Sequence[str] = ()) -> Wanted:
    """Choose what reads a location; a file that is not there is refused now."""
    if "://" not in location and not location.startswith(SPECS) and not Path(location).exists():
        raise ConfigError(f"there is no file or folder {location!r}, and it is no URL")
    return Wanted(location, open_source(location, mcp=reach.mcp(trusted), functions=reach.functions()))


@dataclass(slots=True)
class Report:
    """What adding came to."""

    documents: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    errors: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)

    def line(self) -> str:
        """Say it in one line."""
        counts = {"added": self.added, "updated": self.updated, "unchanged": self.unchanged, "removed": self.removed}
        said = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number or word == "added")
        return f"{self.documents:,} documents read: APIs {said}"

    def document(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def take(self, loaded: Loaded, catalog: Catalog) -> None:
        """Store the APIs of one document, or count it as one that cannot be read."""
        problems = [{"location": loaded.location, "place": p.place, "text": p.text} for p in loaded.problems]
        self.problems += problems
        if loaded.error is not None:
            self.errors.append({"location": loaded.location, "error": loaded.error})
            note(f"error: {loaded.error if loaded.location in loaded.error else f'{loaded.location}: {loaded.error}'}")
            return
        for problem in problems[:WARNINGS_SHOWN]:
            note(f"warning: {problem['location']}, {problem['place']}: {problem['text']}")
        if len(problems) > WARNINGS_SHOWN:
            note(f"warning: {loaded.location}: and {len(problems) - WARNINGS_SHOWN:,} more; --json lists them all")
        came = catalog.add(loaded.apis)
        self.documents += 1
        self.added, self.updated = self.added + came.added, self.updated + came.updated
        self.unchanged, self.removed = self.unchanged + came.unchanged, self.removed + len(came.removed)


async def add(catalog: Catalog, wanted: Sequence[Wanted], reach: Reach) -> Report:
    """Read locations into a catalog, one document after another."""
    report = Report()
    with progress(counts="{task.completed:,.0f}") as bars:
        task = bars.add_task("documents", total=None, note="")
        async for loaded in _documents(wanted, reach):
            report.take(loaded, catalog)
            bars.update(task, advance=1, note=loaded.location)
    return report


async def _documents(wanted: Sequence[Wanted], reach: Reach) -> AsyncIterator[Loaded]:
    fetch = reach.fetch()
    for one in wanted:
        try:
            async for loaded in one.load(one.location, fetch=fetch):
                yield loaded
        except (
            SourceError
        ) as error:  # the location itself: nothing more comes from it, the next one is read all the same
            yield Loaded(without_secrets(one.location), error=str(error))
