"""The page of a catalog, served on loopback: what it holds, its health, search as one types, a call to try.

Finds, describes and calls through the gateway, so with the same policy as everything else. Who may ask is
`toolsearch.viewer.guard`.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from starlette.responses import HTMLResponse

from apis.health import HealthBook
from apis.model import Json, Observation, Value
from apis.sampling import candidates
from toolsearch.gateway import Gateway
from toolsearch.viewer.page import served_page

SHOWN = 40
"""APIs that one search shows."""
SCRIPTS = ("dom", "catalog")


class Trial(Value):
    """A call to try."""

    id: str
    arguments: dict[str, Json]


def catalog_app(gateway: Gateway) -> FastAPI:
    """Make the application that serves the page of a catalog and what it asks for.

    The gateway's executor is entered while the application runs.
    """

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        async with gateway.executor:
            yield

    app = FastAPI(openapi_url=None, lifespan=running)
    book = HealthBook(gateway.catalog)

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(served_page("the catalog", "catalog.html", SCRIPTS))

    @app.get("/summary")
    def summary() -> dict[str, Json]:
        stats = gateway.catalog.stats()
        return {
            "apis": stats.apis,
            "tools": stats.tools,
            "categories": dict(gateway.catalog.categories()),
            **_health(book),
        }

    @app.get("/search")
    async def search(query: str, category: str = "") -> dict[str, Json]:
        if not query.strip():
            listed = gateway.catalog.summaries(category=category or None)[:SHOWN]
            return {"apis": [_line(book, one.id, one.category, one.description) for one in listed], "unmatched": []}
        found = await gateway.search(query, SHOWN, category or None)
        apis = [_line(book, hit.api.id, hit.api.category, hit.api.description) for hit in found.hits if hit.api]
        return {"apis": apis, "unmatched": list(found.unmatched)}

    @app.get("/api")
    def describe(id: str) -> dict[str, Json]:  # noqa: A002 - the page's own word
        known = gateway.describe(id)
        if known is None:
            raise HTTPException(404)
        made = next(candidates(gateway.catalog.get(id)), None)
        return known | {"sample": json.dumps(made.values if made else {}, ensure_ascii=False, indent=2)}

    @app.post("/call")
    async def call(trial: Trial) -> Observation:
        return await gateway.call(trial.id, trial.arguments)

    return app


def _line(book: HealthBook, id_: str, category: str, description: str) -> Json:
    health = book.get(id_)
    return {
        "id": id_,
        "category": category,
        "description": description,
        "health": health.stage.value if health else "unchecked",
    }


def _health(book: HealthBook) -> dict[str, Json]:
    """Say how far Apis came when they were checked, and why no further."""
    funnel = book.funnel()
    said = funnel.document()
    reached = {name: value for name, value in said.items() if isinstance(value, int)}
    reasons: dict[str, Json] = {}
    for stage, counts in funnel.stages.items():
        reasons |= {f"{stage}: {reason}": count for reason, count in counts.items() if str(stage) != "kept"}
    return {"funnel": dict(reached), "reasons": reasons}
