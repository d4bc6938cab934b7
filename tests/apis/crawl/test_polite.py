"""How a host is treated: its robots.txt, its Retry-After, its pace."""

from typing import Any

import pytest
from sites import Site

from apis.sources.base import Fault


async def test_what_robots_txt_forbids_is_not_fetched_and_named(site: Site, crawl: Any) -> None:
    site.holds("a", "b", "c")
    site.put("/robots.txt", "User-agent: *\nDisallow: /a\nDisallow: /*.json$\nAllow: /list.json\nAllow: /b.json$\n")
    events = await crawl()
    assert {name: event.visit.fault for name, event in events.items()} == {
        "a": Fault.ROBOTS,
        "b": None,
        "c": Fault.ROBOTS,
    }
    assert site.paths() == ["/list.json", "/b.json"]
    assert [asked.path for asked in site.asked].count("/robots.txt") == 1


async def test_rules_for_us_by_name_count_before_those_for_all(site: Site, crawl: Any) -> None:
    site.holds("a")
    site.put("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: toolsearch\nDisallow: /a\n")
    [event] = (await crawl()).values()
    assert event.visit.fault is Fault.ROBOTS


async def test_a_robots_txt_that_cannot_be_had_forbids_everything(site: Site, crawl: Any) -> None:
    site.holds("a")
    site.moods = {"/robots.txt": [(503, {})]}
    with pytest.raises(Exception, match=r"robots\.txt cannot be read"):
        await crawl()
    assert site.paths() == []


async def test_a_host_that_asks_to_come_back_is_left_alone_until_then(site: Site, crawl: Any) -> None:
    site.holds("a", "b")
    site.moods = {"/a.json": [(429, {"Retry-After": "7"})]}
    events = await crawl(workers=1)
    assert [event.visit.fault for event in events.values()] == [None, None]
    assert max(crawl.waits) >= 6.9
    assert site.paths() == ["/list.json", "/a.json", "/a.json", "/b.json"]


async def test_a_host_that_never_has_time_is_asked_three_times(site: Site, crawl: Any) -> None:
    site.holds("a")
    site.moods = {"/a.json": [(503, {"Retry-After": "1"})] * 9}
    [event] = (await crawl()).values()
    assert event.visit.fault is Fault.SERVER_ERROR
    assert site.paths().count("/a.json") == 3


async def test_a_wait_of_an_hour_is_not_waited_out(site: Site, crawl: Any) -> None:
    site.holds("a")
    site.moods = {"/a.json": [(429, {"Retry-After": "3600"})]}
    [event] = (await crawl()).values()
    assert event.visit.fault is Fault.RATE_LIMITED
    assert site.paths().count("/a.json") == 1


async def test_requests_to_one_host_keep_the_rate_and_its_crawl_delay(site: Site, crawl: Any) -> None:
    site.holds("a", "b", "c")
    await crawl(rate=0.5, workers=1)
    assert sum(wait > 1.5 for wait in crawl.waits) == 4  # all but the first
    crawl.waits.clear()
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 9\n")
    await crawl(workers=1)
    assert sum(wait > 8.5 for wait in crawl.waits) == 3  # robots.txt came before it was known


async def test_a_redirect_leads_no_further_than_robots_txt_permits(site: Site, crawl: Any) -> None:
    site.holds("a", "b", "c")
    site.put("/moved.json", site.pages["/a.json"].decode())
    site.put("/private/b.json", site.pages["/b.json"].decode())
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    site.moods = {
        "/a.json": [(302, {"Location": "/moved.json"})],
        "/b.json": [(301, {"Location": "/private/b.json"})],
        "/c.json": [(302, {"Location": "/c.json"})] * 9,
    }
    events = await crawl()
    assert {name: event.visit.fault for name, event in events.items()} == {
        "a": None,
        "b": Fault.ROBOTS,
        "c": Fault.NOT_PERMITTED,
    }
    assert "/private/b.json" not in site.paths()
    assert "more than 5 redirects" in events["c"].visit.detail
