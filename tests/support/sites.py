"""A real web site on loopback that a crawl visits: documents with ETags, an index of them, a robots.txt, moods."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from loopback import listening


def document(title: str, *operations: str, **info: Any) -> dict[str, Any]:
    """Write an OpenAPI document of these operations, each a GET."""
    paths = {
        f"/{name}": {"get": {"operationId": name, "summary": f"Gets {name} of {title}.", "responses": {}}}
        for name in operations or ("look",)
    }
    return {"openapi": "3.1.0", "info": {"title": title, "version": "1", **info}, "paths": paths}


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    """By name in lower case."""
    status: int


@dataclass
class Site:
    """What the site serves, and what was asked of it."""

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    """More headers of a page."""
    moods: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)
    """Answers that come first, each once: a status and its headers."""
    tagged: bool = True
    """Whether answers carry an ETag."""
    asked: list[Asked] = field(default_factory=list)
    before: Callable[[str], None] = lambda path: None
    """Told each path before it is answered; may hold it."""

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.endpoint}"

    @property
    def index(self) -> str:
        return f"{self.url}/list.json"

    def put(self, path: str, value: Any) -> None:
        """Serve a value as JSON, or a text as it is."""
        self.pages[path] = value.encode() if isinstance(value, str) else json.dumps(value).encode()

    def lists(self, *names: str) -> None:
        """Make the index: every name stands for the document at /NAME.json."""
        versions = {name: {"preferred": "1", "versions": {"1": {"swaggerUrl": f"/{name}.json"}}} for name in names}
        self.put("/list.json", versions)

    def holds(self, *names: str) -> None:
        """Serve a document of one operation for every name, and list them."""
        for name in names:
            self.put(f"/{name}.json", document(f"Tool {name}"))
        self.lists(*names)

    def paths(self, status: int | None = None) -> list[str]:
        """Return what was asked for, robots.txt left out."""
        return [a.path for a in self.asked if a.path != "/robots.txt" and status in (None, a.status)]

    def answer(self, path: str, tag: str | None) -> tuple[int, dict[str, str], bytes]:
        if self.moods.get(path):
            status, headers = self.moods[path].pop(0)
            return status, headers, b""
        page = self.pages.get(path)
        if page is None:
            return 404, {}, b""
        etag = f'"{hashlib.sha256(page).hexdigest()[:12]}"' if self.tagged else ""
        headers = {"ETag": etag} if etag else {}
        if etag and tag == etag:
            return 304, headers, b""
        return 200, headers | self.headers.get(path, {}), page


@contextmanager
def visiting() -> Iterator[Site]:
    """Serve until the block ends."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            site.before(path)
            status, headers, body = site.answer(path, self.headers.get("If-None-Match"))
            asked = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(Asked(path, asked, status))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with listening(Handler) as site.port:
        yield site
