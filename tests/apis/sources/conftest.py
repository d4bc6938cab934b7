"""What tests of sources share: documents written to a file and read, and a real server on loopback."""

import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from apis.executors.fetch import make_fetch
from apis.executors.policy import Policy
from apis.model import Api
from apis.sources.base import Fetch, Loaded
from apis.sources.openapi import load

Document = dict[str, Any] | str
Read = Callable[..., Awaitable[Loaded]]


@dataclass
class Site:
    """A server on loopback: what it serves, and what was asked of it."""

    url: str
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    """Of each request, by name in lower case."""

    def put(self, path: str, document: Document) -> str:
        text = document if isinstance(document, str) else json.dumps(document)
        self.pages[path] = text.encode()
        return f"{self.url}{path}"


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write one document to a file and read it."""

    async def reading(document: Document, name: str = "openapi.json") -> Loaded:
        text = document if isinstance(document, str) else json.dumps(document)
        (tmp_path / name).write_text(text, "utf-8")
        [loaded] = [loaded async for loaded in load(str(tmp_path / name), fetch=no_fetch)]
        return loaded

    return reading


@pytest.fixture
def read_operation(read: Read) -> Callable[..., Awaitable[Api]]:
    """Read a document of one operation, given as what stands in it."""

    async def reading(operation: dict[str, Any], path: str = "/x", method: str = "post", **beside: Any) -> Api:
        version = {} if "swagger" in beside else {"openapi": "3.1.0"}
        loaded = await read({**version, "info": {"title": "T"}, "paths": {path: {method: operation}}, **beside})
        assert loaded.error is None
        [api] = loaded.apis
        return api

    return reading


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve pages at 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            here.headers.append({name.lower(): value for name, value in self.headers.items()})
            page = here.pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Length", str(len(page or b"")))
            self.end_headers()
            self.wfile.write(page or b"")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetch(site: Site) -> Fetch:
    """Fetch from the site, as users do, and from nowhere else."""
    return make_fetch(Policy(allow=frozenset({site.url.removeprefix("http://")})))
