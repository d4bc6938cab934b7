"""The check against the hub: every planted fault is found and named, and nothing healthy is dropped."""

import inspect
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from apis.catalog import Catalog
from apis.crawl.crawl import Crawl
from apis.crawl.polite import Polite
from apis.executors.fetch import make_send
from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.health import HealthBook, Reason, Stage
from apis.hub.app import load_tools
from apis.pace import Pace
from apis.probe.check import CONTENT, Check
from apis.sources.apis_guru import GuruIndex

FAULTS = {
    "Gone": Reason.GONE,
    "KeyNeeded": Reason.KEY_NEEDED,
    "Limited": Reason.RATE_LIMITED,
    "ErrorPage": Reason.HTML_PAGE,
    "stall": Reason.NO_ANSWER,
}
LOADS = "/phone-numbers/locate?number=%2B14155552671"
"""The one call that loads its data when it is first made."""


def planted() -> dict[str, Reason]:
    """Read from the hub's source what each of its Apis does."""
    routes = [(tool, route) for tool in load_tools() for route in tool.routes if isinstance(route, APIRoute)]
    return {f"{tool.state.slug}/{route.name.replace('_', '-')}": fault_of(route) for tool, route in routes}


def fault_of(route: APIRoute) -> Reason:
    named = FAULTS.keys() & set(inspect.unwrap(route.endpoint).__code__.co_names)
    return FAULTS[named.pop()] if named else Reason.NONE


@pytest.fixture
def loaded_hub(hub: httpx.Client) -> str:
    """The host and port of a hub that has loaded all its data, so that only a planted fault is slow."""
    assert all(hub.get(path).is_success for path in ("/ready", LOADS))
    return f"{hub.base_url.host}:{hub.base_url.port}"


@pytest.fixture
async def checked(loaded_hub: str, tmp_path: Path) -> HealthBook:
    """A catalog crawled over HTTP from the hub's index, every Api of it checked."""
    host = loaded_hub
    policy = Policy(frozenset([host]))
    catalog = Catalog.open(tmp_path / "hub.db")
    index = GuruIndex(f"http://{host}/list.json")
    crawl = Crawl(catalog=catalog, index=index, polite=Polite(make_send(policy), Pace(8, 1000)))
    tally = await crawl.run()
    assert (tally.listed, tally.left, tally.failed) == (len(load_tools()), 0, {})
    book = HealthBook(catalog)
    async with HttpExecutor(policy, credentials={}, timeout=3, observation_limit=CONTENT) as executor:
        check = Check(catalog=catalog, executor=executor, pace=Pace(at_once=12, rate=1000), workers=12)
        await check.run(book.due(datetime.now(UTC)))
    return book


async def test_every_planted_fault_is_found_and_named_and_nothing_healthy_is_dropped(checked: HealthBook) -> None:
    found = {health.api: health.reason for health in checked.all(*Stage)}
    assert found == planted()
    stats = checked.catalog.stats()
    assert (stats.apis, stats.tools, stats.distinct) == (len(found), len(load_tools()), len(found))
    assert set(found.values()) == {*FAULTS.values(), Reason.NONE}
    funnel = checked.funnel()
    silent = sum(reason is Reason.NO_ANSWER for reason in found.values())
    good = [id_ for id_, reason in found.items() if reason is Reason.NONE]
    stages = (Stage.CRAWLED, Stage.REACHABLE, Stage.HEALTHY, Stage.KEPT)
    assert [funnel.reached(stage) for stage in stages] == [len(found), len(found) - silent, len(good), len(good)]
    assert [api.id for api in checked.catalog.find(healthy=True)] == sorted(good)
    assert all(sample.content for id_ in good for sample in checked.samples(id_))
    assert checked.due(datetime(2000, 1, 1, tzinfo=UTC)) == []
