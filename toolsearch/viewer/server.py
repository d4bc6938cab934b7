"""The page of a run that grows, served on loopback: it asks again and again what was recorded meanwhile.

Labels given by hand are appended to `RUN/verdicts/human.jsonl`. Knows nothing of how a run is made; who may ask is
`toolsearch.viewer.guard`.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp

from apis.loopback import url_of
from apis.model import Value
from toolsearch.journal import Journal
from toolsearch.records import Verdict
from toolsearch.viewer.guard import Guard
from toolsearch.viewer.page import live_page
from toolsearch.viewer.reading import Reading

HUMAN = "human"
"""The judge whose verdicts are labels given by hand."""


class Label(Value):
    """A label given by hand."""

    run: int
    """The run's place among those shown."""
    verdict: Verdict


@dataclass(slots=True)
class News:
    """What changed in some runs, and when: a version counts the rows that changed."""

    readings: Sequence[Reading]
    version: int = 1
    _changed: list[dict[str, int]] = field(default_factory=list)

    def since(self, version: int) -> dict[str, Any]:
        """Read on, and return the rows that changed after a version; after 0, all of them."""
        self._changed = self._changed or [{} for _ in self.readings]
        for reading, changed in zip(self.readings, self._changed, strict=True):
            for row in reading.refresh():
                self.version += 1
                changed[row.id] = self.version
        rows = [
            [
                row.model_dump(mode="json", exclude_defaults=True)
                for row in reading.rows.values()
                if changed.get(row.id, 1) > version
            ]
            for reading, changed in zip(self.readings, self._changed, strict=True)
        ]
        faces = [reading.face().model_dump(mode="json") for reading in self.readings]
        return {"runs": faces, "rows": rows, "version": self.version}


def run_app(readings: Sequence[Reading]) -> FastAPI:
    """Make the application that serves the page of some runs and what it asks for."""
    app = FastAPI(openapi_url=None)
    news = News(readings)

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(live_page(" · ".join(reading.name for reading in readings)))

    @app.get("/news")
    def changes(since: int) -> dict[str, Any]:
        return news.since(since)

    @app.get("/record")
    def record(run: int, id: str) -> dict[str, Any]:  # noqa: A002 - the page's own word
        found = readings[run].detail(id) if 0 <= run < len(readings) else None
        if found is None:
            raise HTTPException(404)
        return found

    @app.post("/label", status_code=204, response_class=Response)
    def label(given: Label) -> None:
        known = 0 <= given.run < len(readings) and given.verdict.instruction_id in readings[given.run].rows
        if not known or given.verdict.judge != HUMAN:
            raise HTTPException(422)
        reading = readings[given.run]
        with Journal(reading.run.verdicts_file(HUMAN)) as journal:
            journal.append(given.verdict)
        reading.verdicts.setdefault(given.verdict.instruction_id, []).append(given.verdict)

    return app


def serve(app: ASGIApp, listener: socket.socket, *, on_listening: Callable[[str], None]) -> None:
    """Serve a page's application behind a guard until interrupted.

    Args:
        app: what the guard lets through to.
        listener: a loopback socket (`apis.loopback`).
        on_listening: gets the link that opens the page, once.
    """
    guard = Guard(app, url_of(listener).removeprefix("http://"))
    on_listening(guard.link)
    config = uvicorn.Config(
        guard, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run(sockets=[listener])
