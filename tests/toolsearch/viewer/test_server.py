from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from shown import record, recovered, small_run, verdict

from toolsearch.journal import read
from toolsearch.records import Verdict
from toolsearch.viewer.guard import Guard
from toolsearch.viewer.reading import Reading
from toolsearch.viewer.server import run_app

HOST = "127.0.0.1:8123"
ORIGIN = {"Origin": f"http://{HOST}"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_run(tmp_path / "run")


@pytest.fixture
def guard(folder: Path) -> Guard:
    return Guard(run_app([Reading.of(folder)]), HOST)


def client_of(guard: Guard) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url=f"http://{HOST}", follow_redirects=True)


@pytest.fixture
async def client(guard: Guard) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that opened the link."""
    async with client_of(guard) as client:
        await client.get(guard.link)
        yield client


async def test_the_link_opens_the_page_once_and_for_one_browser(guard: Guard) -> None:
    async with client_of(guard) as first, client_of(guard) as second:
        assert (await first.get("/")).status_code == 401
        page = await first.get(guard.link)
        assert (page.status_code, page.url.query) == (200, b"")
        assert (await second.get(guard.link)).status_code == 401
        assert (await second.get("/news?since=0")).status_code == 401
        assert (await first.get("/news?since=0")).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:8123", "127.0.0.1:8124"])
async def test_another_name_for_this_machine_is_refused(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/news?since=0", headers={"Host": host})).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8123", "http://127.0.0.1:81"])
async def test_a_request_from_another_page_is_refused(client: httpx.AsyncClient, origin: str) -> None:
    assert (await client.get("/news?since=0", headers={"Origin": origin})).status_code == 403


async def test_what_changes_something_must_say_where_it_is_from(client: httpx.AsyncClient) -> None:
    label = {"run": 0, "verdict": verdict("i0", "solved", judge="human").model_dump()}
    assert (await client.post("/label", json=label)).status_code == 403
    assert (await client.post("/label", json=label, headers=ORIGIN)).status_code == 204


async def test_news_hold_what_was_recorded_since(client: httpx.AsyncClient, folder: Path) -> None:
    first = (await client.get("/news?since=0")).json()
    assert [row["id"] for row in first["rows"][0]] == ["i0", "i1", "i2", "i3"]
    assert (await client.get(f"/news?since={first['version']}")).json()["rows"] == [[]]
    with (folder / "paths.jsonl").open("a") as file:
        file.write(record("i3", recovered(), "answer", "12 grams").model_dump_json() + "\n")
    later = (await client.get(f"/news?since={first['version']}")).json()
    assert [row["id"] for row in later["rows"][0]] == ["i3"]
    assert later["version"] > first["version"]


async def test_a_record_is_served_whole_and_what_is_not_there_is_404(client: httpx.AsyncClient) -> None:
    assert (await client.get("/record?run=0&id=i0")).json()["record"]["answer"] == "12 grams"
    for query in ("run=0&id=i9", "run=7&id=i0", "run=-1&id=i0"):
        assert (await client.get(f"/record?{query}")).status_code == 404


async def test_a_label_given_by_hand_is_a_verdict_of_the_run(client: httpx.AsyncClient, folder: Path) -> None:
    given = verdict("i1", "solved", judge="human")
    label = {"run": 0, "verdict": given.model_dump()}
    assert (await client.post("/label", json=label, headers=ORIGIN)).status_code == 204
    assert list(read(folder / "verdicts/human.jsonl", Verdict)) == [given]
    assert given.model_dump() in (await client.get("/record?run=0&id=i1")).json()["verdicts"]


@pytest.mark.parametrize("change", [{"judge": "checked"}, {"instruction_id": "i9"}, {"label": 3}])
async def test_a_label_of_anything_else_is_refused(
    client: httpx.AsyncClient, folder: Path, change: dict[str, object]
) -> None:
    label = {"run": 0, "verdict": verdict("i1", "solved", judge="human").model_dump() | change}
    assert (await client.post("/label", json=label, headers=ORIGIN)).status_code == 422
    assert not (folder / "verdicts/human.jsonl").exists()
