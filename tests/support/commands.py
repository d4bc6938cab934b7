"""Small real parts for commands: an API server on loopback, a catalog of it, scripts, the command line itself."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from loopback import listening

from apis.model import Api, Effect, HttpBinding, Place, Source


@dataclass
class Server:
    """Answers GET /greet?name=; holds a request for `hold` until it is released."""

    port: int = 0
    hold: str | None = None
    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    served: list[str] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    def greet(self, name: str) -> Any:
        if name == self.hold:
            self.reached.set()
            self.release.wait(60)
        self.served.append(name)
        return {"greeting": f"Hello, {name}!"}


@contextmanager
def serving() -> Iterator[Server]:
    """Serve until the block ends."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            name = parse_qs(parts.query).get("name", [""])[0]
            known = parts.path == "/greet"
            body = json.dumps(state.greet(name) if known else {"detail": "nothing here"}).encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with listening(Handler) as state.port:
        try:
            yield state
        finally:
            state.release.set()


def api(server: Server, name: str, description: str, method: str = "GET") -> Api:
    return Api(
        id=f"demo/{name}",
        tool="Demo",
        category="Tools",
        name=name,
        description=description,
        parameters={
            "type": "object",
            "properties": {"name": {"type": "string", "description": "Who it is for."}},
            "required": ["name"],
            "additionalProperties": False,
        },
        returns={"properties": {"greeting": {}}},
        effect=Effect.READ if method == "GET" else Effect.UNKNOWN,
        binding=HttpBinding(
            method=method,
            path=f"/{name}",
            servers=(f"http://{server.endpoint}",),
            places=(Place(argument="name", name="name", location="query"),),
        ),
        source=Source(kind="openapi", location="demo.json", about="Says hello.", licence="CC0"),
    )


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Done]
"""Runs a command in this process."""


def command(*arguments: object) -> list[str]:
    """Return the command line of a process of its own."""
    return [sys.executable, "-c", "from toolsearch.cli.main import run; run()", *map(str, arguments)]


def finishing(**arguments: str) -> dict[str, Any]:
    return {"calls": [{"name": "Finish", "arguments": arguments}]}


GIVE_UP = finishing(return_type="give_up_and_restart")


def greeting(name: str, **more: Any) -> dict[str, Any]:
    return {"content": "I greet.", "calls": [{"name": "greet_for_demo", "arguments": {"name": name}}]} | more


def lines(*records: dict[str, Any]) -> str:
    """Write records as JSONL."""
    return "".join(json.dumps(record) + "\n" for record in records)
