"""A web site that is crawled into a catalog, as a user would."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sites import Site, visiting

from apis.catalog import Catalog
from apis.crawl.book import Tally
from apis.crawl.crawl import Bounds, Crawl, Event
from apis.crawl.polite import Polite
from apis.executors.exchange import Limits
from apis.executors.fetch import make_send
from apis.executors.policy import Policy
from apis.pace import Pace
from apis.sources.apis_guru import GuruIndex


@pytest.fixture
def site() -> Iterator[Site]:
    with visiting() as serving:
        yield serving


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


class Crawler:
    """Crawls the site; what came of the last time is kept."""

    def __init__(self, catalog: Catalog, site: Site) -> None:
        self.catalog, self.site = catalog, site
        self.waits: list[float] = []
        self.tally: Tally | None = None

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))

    async def __call__(
        self, *, index: Any = None, rate: float = 1000, largest: int = 100_000, **bounds: Any
    ) -> dict[str, Event]:
        events: dict[str, Event] = {}
        policy = Policy(frozenset([self.site.endpoint]))
        send = make_send(policy, limits=Limits(received=largest, decoded=largest, follow=False))
        crawl = Crawl(
            catalog=self.catalog,
            index=index or GuruIndex(self.site.index),
            polite=Polite(send, Pace(4, rate, sleep=self._sleep)),
            bounds=Bounds(**bounds),
            on_event=lambda event: events.update({event.entry.name: event}),
        )
        self.tally = await crawl.run()
        return events


@pytest.fixture
def crawl(catalog: Catalog, site: Site) -> Crawler:
    return Crawler(catalog, site)
