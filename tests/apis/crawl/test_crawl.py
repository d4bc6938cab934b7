"""Crawls of a real web site: what is asked of it, what is stored, and what is done the next time."""

import json
from typing import Any

import pytest
from sites import Site, document

from apis.catalog import Catalog
from apis.crawl.book import Outcome
from apis.errors import SourceError
from apis.executors.exchange import USER_AGENT
from apis.servers import Server
from apis.sources.base import Entry, Fault, Fetch, FetchError, Loaded, Page
from apis.sources.mcp import Definition, Listing, McpLoader
from apis.sources.mcp_registry import RegistryIndex
from apis.sources.openapi.loader import load_url


async def test_everything_listed_is_read_once_with_licence_and_source(catalog: Catalog, site: Site, crawl: Any) -> None:
    site.holds("a", "b", "c")
    site.put("/a.json", document("Tool a", "look", "find", license={"name": "CC0-1.0"}))
    events = await crawl()
    assert {name: event.visit.outcome for name, event in events.items()} == dict.fromkeys("abc", Outcome.READ)
    assert (len(catalog), crawl.tally.listed, crawl.tally.left, crawl.tally.complete) == (4, 3, 0, True)
    assert sorted(site.paths()) == ["/a.json", "/b.json", "/c.json", "/list.json"]
    source = catalog.get("tool-a/look").source
    assert (source.location, source.licence) == (f"{site.url}/a.json", "CC0-1.0")
    assert {asked.headers["user-agent"] for asked in site.asked} == {USER_AGENT}


async def test_what_has_not_changed_costs_one_conditional_request(catalog: Catalog, site: Site, crawl: Any) -> None:
    site.holds("a", "b")
    await crawl()
    site.asked.clear()
    site.put("/b.json", document("Tool b", "look", "find"))
    events = await crawl()
    assert {name: event.visit.outcome for name, event in events.items()} == {
        "a": Outcome.UNCHANGED,
        "b": Outcome.READ,
    }
    assert sorted(site.paths(304)) == ["/a.json", "/list.json"]
    assert site.paths(200) == ["/b.json"]
    assert [api.id for api in catalog] == ["tool-a/look", "tool-b/find", "tool-b/look"]


async def test_without_an_etag_the_content_tells(catalog: Catalog, site: Site, crawl: Any) -> None:
    site.holds("a")
    site.tagged = False
    await crawl()
    site.asked.clear()
    [event] = (await crawl()).values()
    assert event.visit.outcome is Outcome.UNCHANGED
    assert site.paths() == ["/list.json", "/a.json"]


async def test_a_last_modified_date_is_asked_about_too(site: Site, crawl: Any) -> None:
    site.holds("a")
    site.tagged, date = False, "Thu, 14 May 2026 12:00:00 GMT"
    site.headers["/a.json"] = {"Last-Modified": date}
    await crawl()
    await crawl()
    assert [a.headers.get("if-modified-since") for a in site.asked if a.path == "/a.json"] == [None, date]


async def test_a_document_of_several_files_is_read_again_when_one_of_them_changed(
    catalog: Catalog, site: Site, crawl: Any
) -> None:
    site.holds("a")
    main = document("Tool a")
    main["paths"]["/look"]["get"]["parameters"] = [{"$ref": "part.json#/name"}]
    site.put("/a.json", main)
    part = {"name": {"name": "who", "in": "query", "schema": {"type": "string"}}}
    site.put("/part.json", part)
    await crawl()
    site.asked.clear()
    await crawl()
    assert site.paths(304) == ["/list.json", "/a.json", "/part.json"]
    part["name"]["name"] = "whom"
    site.put("/part.json", part)
    site.asked.clear()
    [event] = (await crawl()).values()
    assert event.added.updated == 1
    assert list(catalog.get("tool-a/look").parameters["properties"]) == ["whom"]
    assert site.paths(200) == ["/part.json", "/a.json"]  # the main document was not kept, so it is fetched whole


async def test_one_bad_document_costs_no_other_and_is_named_with_its_reason(
    catalog: Catalog, site: Site, crawl: Any
) -> None:
    site.holds("good")
    site.put("/torn.json", '{"openapi": ')
    site.put("/other.json", {"name": "no document"})
    site.put("/huge.json", document("Huge", *(f"operation-{n}" for n in range(2000))))
    site.moods = {"/broken.json": [(500, {})], "/locked.json": [(403, {})]}
    names = ("torn", "other", "huge", "gone", "broken", "locked", "good")
    site.lists(*names)
    index = json.loads(site.pages["/list.json"]) | {
        "nothing": {"versions": {}},
        "file": {"versions": {"1": {"swaggerUrl": "file:///etc/hostname"}}},
        "inner": {"versions": {"1": {"swaggerUrl": "http://127.0.0.1:1/a.json"}}},
    }
    site.put("/list.json", index)
    events = await crawl()
    assert {name: event.visit.fault for name, event in events.items()} == {
        "torn": Fault.UNREADABLE,
        "other": Fault.UNREADABLE,
        "huge": Fault.TOO_LARGE,
        "gone": Fault.GONE,
        "broken": Fault.SERVER_ERROR,
        "locked": Fault.NO_ACCESS,
        "good": None,
        "nothing": Fault.NO_LOCATION,
        "file": Fault.NO_LOCATION,
        "inner": Fault.NOT_PERMITTED,
    }
    assert crawl.tally.failed == {
        Fault.NO_LOCATION: 2, Fault.UNREADABLE: 2, Fault.GONE: 1, Fault.NO_ACCESS: 1, Fault.NOT_PERMITTED: 1,
        Fault.SERVER_ERROR: 1, Fault.TOO_LARGE: 1,
    }  # fmt: skip
    assert [api.id for api in catalog] == ["tool-good/look"]


async def test_what_could_not_be_fetched_is_fetched_whole_the_next_time(
    catalog: Catalog, site: Site, crawl: Any
) -> None:
    site.holds("a")
    await crawl()
    site.moods = {"/a.json": [(500, {})]}
    [event] = (await crawl()).values()
    assert event.visit.fault is Fault.SERVER_ERROR
    assert len(catalog) == 1  # what was read of it stays
    [event] = (await crawl()).values()
    assert (event.visit.fault, event.visit.outcome) == (None, Outcome.UNCHANGED)


async def test_a_document_that_was_bad_and_has_not_changed_is_still_bad(site: Site, crawl: Any) -> None:
    site.holds("a")
    site.put("/a.json", "<html>sorry</html>")
    await crawl()
    site.asked.clear()
    [event] = (await crawl()).values()
    assert (event.visit.outcome, event.visit.fault) == (Outcome.FAILED, Fault.UNREADABLE)
    assert site.paths(304) == ["/list.json", "/a.json"]


async def test_a_limit_is_met_and_the_next_crawl_goes_on(catalog: Catalog, site: Site, crawl: Any) -> None:
    site.holds(*"abcde")
    assert sorted(await crawl(limit=2)) == ["a", "b"]
    assert (crawl.tally.listed, crawl.tally.left) == (5, 3)
    assert sorted(await crawl(limit=3)) == ["c", "d", "e"]
    assert (len(catalog), crawl.tally.left) == (5, 0)
    assert sorted(site.paths()) == [*(f"/{name}.json" for name in "abcde"), "/list.json"]  # nothing twice
    site.asked.clear()
    await crawl()
    assert set(site.paths()) == set(site.paths(304))


async def test_the_time_is_bounded_and_the_next_crawl_goes_on(catalog: Catalog, site: Site, crawl: Any) -> None:
    site.holds(*"abc")
    site.moods = {"/robots.txt": [(429, {"Retry-After": "60"})] * 3}
    assert await crawl(seconds=0) == {}
    assert (crawl.tally.left, crawl.tally.complete, len(catalog)) == (0, False, 0)
    site.moods = {}
    assert sorted(await crawl()) == ["a", "b", "c"]


async def test_what_has_not_changed_is_read_again_where_that_is_wanted(site: Site, crawl: Any) -> None:
    site.holds("a")
    await crawl()
    site.asked.clear()
    await crawl(again=True)
    assert site.paths(200) == ["/list.json", "/a.json"]


async def test_a_document_that_moved_takes_its_apis_with_it(catalog: Catalog, site: Site, crawl: Any) -> None:
    site.holds("a")
    await crawl()
    site.put("/v2/a.json", document("Tool a", "find"))
    site.put("/list.json", {"a": {"preferred": "2", "versions": {"2": {"swaggerUrl": "/v2/a.json"}}}})
    await crawl()
    assert [(api.id, api.source.location) for api in catalog] == [("tool-a/find", f"{site.url}/v2/a.json")]


async def test_what_is_no_longer_listed_stays_and_is_counted(catalog: Catalog, site: Site, crawl: Any) -> None:
    site.holds("a", "b")
    await crawl()
    site.lists("a")
    await crawl()
    assert (crawl.tally.listed, crawl.tally.unlisted, len(catalog)) == (1, 1, 2)


async def test_the_same_api_from_two_sources_is_counted_twice_and_linked(
    catalog: Catalog, site: Site, crawl: Any
) -> None:
    site.holds("a")
    site.put("/copy.json", document("Tool a"))
    site.lists("a", "copy")
    await crawl()
    first, second = (api.id for api in catalog)
    assert (catalog.twins(first), catalog.twins(second)) == ([second], [first])
    stats = catalog.stats()
    assert (stats.apis, stats.distinct) == (2, 1)
    assert {catalog.get(id_).source.location for id_ in (first, second)} == {
        f"{site.url}/a.json",
        f"{site.url}/copy.json",
    }
    await crawl(again=True)
    assert [api.id for api in catalog] == [first, second]


async def test_an_index_that_cannot_be_read_is_an_error(site: Site, crawl: Any) -> None:
    with pytest.raises(FetchError, match=r"list\.json: the server answered with status 404"):
        await crawl()
    site.put("/list.json", {"openapi": "3.1.0"})
    with pytest.raises(SourceError, match="expected an index"):
        await crawl()


class Pages:
    """An index of three pages, which lists one document on each."""

    def __init__(self, site: Site) -> None:
        self.site, self.source = site, "pages"

    async def page(self, cursor: str, *, fetch: Fetch) -> Page:
        listed = json.loads(await fetch(f"{self.site.url}/page{cursor}.json"))
        return Page((Entry(name=listed["name"], location=listed["name"]),), listed.get("next"))

    async def read(self, entry: Entry, *, fetch: Fetch) -> Loaded:
        return await load_url(f"{self.site.url}/{entry.location}.json", fetch=fetch)


async def test_an_index_of_many_pages_is_listed_as_far_as_it_is_needed(
    catalog: Catalog, site: Site, crawl: Any
) -> None:
    site.holds("a", "b", "c")
    for cursor, name, following in (("", "a", "2"), ("2", "b", "3"), ("3", "c", None)):
        site.put(f"/page{cursor}.json", {"name": name, "next": following})
    index = Pages(site)
    assert sorted(await crawl(index=index, limit=1)) == ["a"]
    assert site.paths() == ["/page.json", "/a.json"]
    assert sorted(await crawl(index=index)) == ["b", "c"]
    assert site.paths()[2:] == ["/page2.json", "/b.json", "/page3.json", "/c.json"]
    site.asked.clear()
    assert sorted(await crawl(index=index)) == ["a", "b", "c"]
    assert len(site.paths(304)) == 6


async def test_a_registry_of_mcp_servers_is_crawled_page_by_page(catalog: Catalog, site: Site, crawl: Any) -> None:
    def entry(name: str, **server: Any) -> dict[str, Any]:
        return {"server": {"name": f"io.test/{name}", **server}}

    def remote(name: str) -> dict[str, Any]:
        return entry(name, remotes=[{"type": "streamable-http", "url": f"https://{name}.test/mcp"}])

    async def list_tools(server: Server) -> Listing:
        if server.name == "io.test/down":
            raise SourceError(f"{server.location}: no answer")
        return Listing("", "1", "", (Definition("look", "", "Looks.", {}),))

    package = entry("package", packages=[{"registryType": "npm", "identifier": "@test/package"}])
    site.put("/v0/servers", {"servers": [remote("a"), remote("down"), package, remote("b")]})
    events = await crawl(index=RegistryIndex(f"{site.url}/v0/servers", McpLoader(list_tools)))
    assert {name: event.visit.fault for name, event in events.items()} == {
        "io.test/a": None,
        "io.test/down": Fault.UNREADABLE,
        "io.test/package": Fault.NO_LOCATION,
        "io.test/b": None,
    }
    assert [api.id for api in catalog] == ["io-test-a/look", "io-test-b/look"]
