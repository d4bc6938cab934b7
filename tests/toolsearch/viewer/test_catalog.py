"""The page of a catalog over real APIs on loopback: what it asks its server for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from commands import Server, api, serving

from apis.catalog import Catalog
from retriever.resolve import open_retriever
from toolsearch.config import Reach
from toolsearch.gateway import Gateway, Profile
from toolsearch.viewer.catalog import catalog_app
from toolsearch.viewer.guard import Guard

HOST = "127.0.0.1:8123"
ORIGIN = {"Origin": f"http://{HOST}", "Content-Type": "application/json"}


@asynccontextmanager
async def opened(folder: Path, profile: Profile = Profile()) -> AsyncIterator[tuple[httpx.AsyncClient, Server]]:  # noqa: B008 - a frozen value
    """Open the page of a catalog of two APIs as a browser does."""
    with serving() as server, Catalog.open(folder / "catalog.db") as catalog:
        catalog.add([api(server, "greet", "Says hello to a person."), api(server, "change", "Renames.", method="POST")])
        reach = Reach(allow=(server.endpoint,))
        gateway = Gateway(
            catalog=catalog, retriever=open_retriever("bm25", catalog), executor=reach.executor(), profile=profile
        )
        app = catalog_app(gateway)
        guard = Guard(app, HOST)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(guard), base_url=f"http://{HOST}", follow_redirects=True
            ) as client,
        ):
            await client.get(guard.link)
            yield client, server


async def test_the_summary_counts_what_the_catalog_holds(tmp_path: Path) -> None:
    async with opened(tmp_path) as (client, _):
        said = (await client.get("/summary")).json()
    assert (said["apis"], said["tools"], said["categories"]) == (2, 1, {"Tools": 2})
    assert said["funnel"]["crawled"] == 2


async def test_without_a_query_apis_are_listed_and_with_one_they_are_found(tmp_path: Path) -> None:
    async with opened(tmp_path) as (client, _):
        listed = (await client.get("/search", params={"query": ""})).json()
        found = (await client.get("/search", params={"query": "hello to a person"})).json()
    assert [one["id"] for one in listed["apis"]] == ["demo/change", "demo/greet"]
    assert found["apis"][0]["id"] == "demo/greet"


async def test_an_api_is_described_with_arguments_to_try_and_called(tmp_path: Path) -> None:
    async with opened(tmp_path) as (client, server):
        described = (await client.get("/api", params={"id": "demo/greet"})).json()
        trial = f'{{"id": "demo/greet", "arguments": {described["sample"]}}}'
        seen = (await client.post("/call", content=trial, headers=ORIGIN)).json()
    assert seen["status"] == "ok"
    assert len(server.served) == 1


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}])
async def test_no_other_page_reaches_an_api_through_it(tmp_path: Path, headers: dict[str, str]) -> None:
    async with opened(tmp_path) as (client, server):
        trial = {"id": "demo/greet", "arguments": {"name": "Ada"}}
        assert (await client.post("/call", json=trial, headers=headers)).status_code == 403
    assert server.served == []


async def test_what_may_change_something_is_refused_as_everywhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as (client, server):
        trial = {"id": "demo/change", "arguments": {"name": "Ada"}}
        assert (await client.post("/call", json=trial, headers=ORIGIN)).json()["status"] == "refused"
    assert server.served == []


async def test_what_is_not_there_is_404_and_what_is_no_object_is_422(tmp_path: Path) -> None:
    async with opened(tmp_path) as (client, _):
        assert (await client.get("/api", params={"id": "demo/none"})).status_code == 404
        for text in ('{"id": "demo/greet", "arguments": 3}', '{"id": "demo/greet", "arguments": {'):
            assert (await client.post("/call", content=text, headers=ORIGIN)).status_code == 422
