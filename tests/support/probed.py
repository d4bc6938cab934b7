"""A real server whose APIs fail in every way that a check looks for, and the Apis that describe it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from loopback import listening

from apis.model import Api, Effect, HttpBinding, Place, Source

Answer = tuple[int, str, bytes]
Respond = Callable[[dict[str, str]], Answer]


def said(value: Any, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(value).encode()


@dataclass
class Site:
    """Answers each path by a function of its query; the last part of a longer path is the query's `id`."""

    routes: dict[str, Respond]
    port: int = 0
    served: list[str] = field(default_factory=list)
    """The requests as they came, path and query."""

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, target: str) -> Answer:
        self.served.append(target)
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if parts.path in self.routes:
            return self.routes[parts.path](query)
        parent, _, last = parts.path.rpartition("/")
        respond = self.routes.get(f"{parent}/*")
        return respond(query | {"id": last}) if respond else said({"detail": "Not Found"}, 404)

    def api(self, name: str, parameters: dict[str, Any] | None = None, **changes: Any) -> Api:
        """Describe a path: `/name`, with every parameter in the query, but for `id`; all of them required."""
        parameters = parameters or {}
        properties = {key: schema for key, schema in parameters.items() if key != "required"}
        in_path = "id" in properties
        return Api(
            id=f"{changes.pop('tool', 'shop')}/{name}",
            tool="Shop",
            category="Tools",
            name=name,
            description=changes.pop("description", "An API of a shop."),
            parameters={
                "type": "object",
                "properties": properties,
                "required": parameters.get("required", list(properties)),
            },
            effect=changes.pop("effect", Effect.READ),
            binding=HttpBinding(
                method=changes.pop("method", "GET"),
                path=changes.pop("path", f"/{name}/{{id}}" if in_path else f"/{name}"),
                servers=changes.pop("servers", (f"http://{self.endpoint}",)),
                places=tuple(
                    Place(
                        argument=key,
                        name=key,
                        location="path" if key == "id" else "query",
                        style="simple" if key == "id" else "form",
                    )
                    for key in properties
                ),
            ),
            source=Source(kind="openapi", location="shop.json"),
        )


@contextmanager
def visiting(routes: dict[str, Respond]) -> Iterator[Site]:
    """Serve these routes until the block ends."""
    site = Site(routes)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, body = site.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with listening(Handler) as site.port:
        yield site
