"""The hub as a process: where it listens, how it ends, what its index says."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from apis.errors import ConfigError, MissingExtra, ToolSearchError
from apis.hub import server
from apis.hub.app import TOOLS, create_app
from apis.hub.server import hub_process, serve

ROOT = Path(__file__).parents[3]
PARENT = """
import sys
from apis.hub.server import hub_process
with hub_process(warm=False) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def test_the_index_has_the_shape_of_apis_guru(hub: httpx.Client) -> None:
    index = hub.get("/list.json").json()
    assert len(index) == len(TOOLS)
    for slug, entry in index.items():
        assert set(entry) == {"added", "preferred", "versions"}
        version = entry["versions"][entry["preferred"]]
        assert set(version) == {"added", "info", "updated", "swaggerUrl", "openapiVer", "link"}
        assert version["swaggerUrl"] == version["link"] == str(hub.base_url.join(f"/{slug}/openapi.json"))
        assert version["info"]["x-apisguru-categories"]
        assert version["openapiVer"].startswith("3.1")


def test_the_index_leads_to_the_documents(hub: httpx.Client) -> None:
    entry = hub.get("/list.json").json()["airport-directory"]
    document = hub.get(entry["versions"]["1.0.0"]["swaggerUrl"]).json()
    assert document["info"]["title"] == "Airport Directory"
    assert document["info"]["x-apisguru-categories"] == ["Travel"]


def test_the_day_of_the_index_is_given() -> None:
    client = TestClient(create_app(date(2027, 3, 1)))
    entry = client.get("/list.json").json()["sun-times"]
    assert entry["added"] == entry["versions"]["1.0.0"]["updated"] == "2027-03-01T00:00:00.000Z"


def test_the_hub_says_that_it_is_well(hub: httpx.Client) -> None:
    health = hub.get("/").json()
    assert (health["status"], health["tools"]) == ("ok", len(TOOLS))
    assert hub.get("/ready").json() == {"status": "ok", "warm": True}


def test_the_process_ends_with_the_block() -> None:
    with hub_process(warm=False) as url:
        assert httpx.get(f"{url}/list.json", trust_env=False).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_the_process_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent, socket.create_connection(address(parent.stdout.readline())) as connection:
        os.kill(parent.pid, signal.SIGKILL)
        connection.settimeout(20)
        with suppress(ConnectionResetError):  # so it is told where the hub had not yet taken the connection up
            assert connection.recv(1) == b""  # the hub is gone: its sockets are closed


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        clear = f"cannot listen on port {port}: .*; choose another port"
        with pytest.raises(ToolSearchError, match=clear), hub_process(port):
            pass
        with pytest.raises(ToolSearchError, match=f"port {port}"):
            serve(port=port)


def test_a_hub_that_does_not_answer_in_time_is_ended() -> None:
    with pytest.raises(ToolSearchError, match="did not start"), hub_process(patience=0.01):
        pass


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])
def test_the_hub_listens_on_this_machine_alone(host: str) -> None:
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1"):
        serve(host)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"toolsearch\[hub\]"), hub_process():
        pass


def address(url: str) -> tuple[str, int]:
    parsed = httpx.URL(url.strip())
    return parsed.host, parsed.port or 0
