"""A hub's GraphQL endpoint on loopback that answers by script, as the hub's documentation says."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from apis.catalog import Catalog
from apis.crawl.crawl import Crawl, Event
from apis.crawl.polite import Polite
from apis.errors import SourceError
from apis.executors.credentials import grant
from apis.executors.fetch import make_send
from apis.executors.policy import Policy
from apis.model import HttpBinding
from apis.pace import Pace
from apis.sources.base import Fault
from apis.sources.rapidapi import RapidApiIndex, headers_of

KEYS = "X-RapidAPI-Key=s3cret;X-RapidAPI-Identity-Key=me"


def tool(number: int) -> dict[str, Any]:
    return {
        "id": f"api_{number}",
        "name": f"Weather {number}",
        "slugifiedName": f"weather-{number}",
        "description": "Weather.",
        "longDescription": "Weather everywhere.",
        "category": "Weather",
        "currentVersion": {
            "id": f"version_{number}",
            "name": "v1",
            "endpoints": [
                {
                    "id": "e1",
                    "name": "Forecast",
                    "method": "GET",
                    "route": "/forecast/{city}",
                    "description": "The forecast of a city.",
                    "params": {
                        "parameters": [
                            {
                                "name": "city", "paramType": "STRING", "condition": "REQUIRED",
                                "value": "Oslo", "description": "Its name.", "options": [],
                            },
                            {
                                "name": "unit", "paramType": "ENUM", "condition": "OPTIONAL",
                                "value": "C", "description": "", "options": ["C", "F"],
                            },
                        ]
                    },
                }
            ],
        },
    }  # fmt: skip


class Hub:
    def __init__(self) -> None:
        self.port = 0
        self.tools = {f"api_{number}": tool(number) for number in range(5)}
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.errors: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def answer(self, variables: dict[str, Any]) -> dict[str, Any]:
        if "id" in variables:
            if said := self.errors.get(variables["id"]):
                return {"errors": [{"message": said}], "data": None}
            return {"data": {"api": self.tools.get(variables["id"])}}
        start = int(variables["pagination"].get("after", 0))
        shown = [one for one in self.tools.values() if variables["where"]["term"] in one["name"]]
        edges = [{"node": {"id": one["id"], "name": one["name"]}} for one in shown[start : start + 2]]
        more = start + 2 < len(shown)
        return {
            "data": {"searchApis": {"edges": edges, "pageInfo": {"hasNextPage": more, "endCursor": str(start + 2)}}}
        }


@pytest.fixture
def hub() -> Iterator[Hub]:
    here = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            here.asked.append(({name.lower(): value for name, value in self.headers.items()}, sent))
            body = json.dumps(here.answer(sent["variables"])).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        here.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        yield here
        listener.shutdown()
        thread.join()


async def crawl(hub: Hub, catalog: Catalog, *, query: str = "", keys: str = KEYS) -> dict[str, Event]:
    events: dict[str, Event] = {}
    send = make_send(Policy(frozenset([f"127.0.0.1:{hub.port}"])))
    polite = Polite(send, Pace(4, 1e6))
    index = RapidApiIndex(hub.url + query, polite.ask, headers_of(keys))
    await Crawl(
        catalog=catalog,
        index=index,
        polite=polite,
        on_event=lambda event: events.update({event.entry.name: event}),
    ).run()
    return events


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


async def test_every_tool_of_a_hub_is_found_page_by_page_and_read(hub: Hub, catalog: Catalog) -> None:
    events = await crawl(hub, catalog)
    assert sorted(events) == [f"api_{number}" for number in range(5)]
    api = catalog.get("weather-3/forecast")
    assert (api.tool, api.category, api.source.about) == ("Weather 3", "Weather", "Weather everywhere.")
    assert api.parameters == {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "Its name.", "examples": ["Oslo"]},
            "unit": {"type": "string", "enum": ["C", "F"], "examples": ["C"]},
        },
        "required": ["city"],
    }
    binding = api.binding
    assert isinstance(binding, HttpBinding)
    assert (binding.servers, binding.path) == (("https://weather-3.p.rapidapi.com",), "/forecast/{city}")
    assert binding.headers == {"X-RapidAPI-Host": "weather-3.p.rapidapi.com"}
    assert "s3cret" not in api.model_dump_json()


async def test_key_identity_and_host_go_with_every_question(hub: Hub, catalog: Catalog) -> None:
    await crawl(hub, catalog)
    assert len(hub.asked) == 3 + 5
    for headers, _ in hub.asked:
        assert headers["x-rapidapi-key"] == "s3cret"
        assert headers["x-rapidapi-identity-key"] == "me"
        assert headers["x-rapidapi-host"] == "127.0.0.1"


async def test_a_search_term_narrows_what_is_listed(hub: Hub, catalog: Catalog) -> None:
    assert list(await crawl(hub, catalog, query="?term=er+3")) == ["api_3"]
    assert hub.asked[0][1]["variables"]["where"] == {"term": "er 3"}


async def test_what_the_hub_says_is_wrong_costs_no_other_tool(hub: Hub, catalog: Catalog) -> None:
    hub.errors["api_1"] = "no access"
    listed = dict(hub.tools)
    hub.tools["api_4"] = listed["api_4"] | {"id": "api_gone"}
    events = await crawl(hub, catalog)
    faults = {name: event.visit.fault for name, event in events.items() if event.visit.fault}
    assert faults == {"api_1": Fault.UNREADABLE, "api_gone": Fault.GONE}
    assert "the hub says 'no access'" in events["api_1"].visit.detail
    assert len(catalog) == 3


def test_without_a_key_the_variable_is_named() -> None:
    with pytest.raises(SourceError, match="TOOLSEARCH_AUTH_RAPIDAPI"):
        headers_of("")


async def test_one_key_opens_every_tool_of_the_marketplace_and_goes_nowhere_else(hub: Hub, catalog: Catalog) -> None:
    await crawl(hub, catalog)
    api = catalog.get("weather-0/forecast")
    assert isinstance(api.binding, HttpBinding)

    def sent(host: str, **credentials: str) -> tuple[tuple[str, str], ...]:
        return grant(api, api.binding, credentials, host).headers  # type: ignore[arg-type]  # narrowed above

    assert sent("weather-0.p.rapidapi.com", rapidapi="k") == (("X-RapidAPI-Key", "k"),)
    assert sent("weather-0.p.rapidapi.com", rapidapi=KEYS) == (("X-RapidAPI-Key", "s3cret"),)
    for host in ("evil.test", "p.rapidapi.com.evil.test", "evilp.rapidapi.com", ""):
        assert sent(host, rapidapi="k") == ()
