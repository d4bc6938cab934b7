"""A server of embeddings on loopback: a text's vector counts its words, each in a place that follows from its hash."""

import json
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import numpy as np
from loopback import listening


@dataclass
class EmbeddingServer:
    """The state of one server; what is put into it changes how it answers."""

    dimension: int = 64
    failing: list[int] = field(default_factory=list)
    """Statuses that the next requests get instead of an answer."""
    body: str | None = None
    """Answered instead of vectors."""
    patience: int | None = None
    """Requests that are answered; the next one waits until `release` is set."""
    reached: threading.Event = field(default_factory=threading.Event)
    """Set once one waits."""
    release: threading.Event = field(default_factory=threading.Event)
    asked: list[list[str]] = field(default_factory=list)
    """The texts of each request that was answered."""
    keys: list[str] = field(default_factory=list)
    url: str = ""

    def vector(self, text: str) -> list[float]:
        made = np.zeros(self.dimension)
        for word in text.casefold().split():
            made[zlib.crc32(word.strip(".,").encode()) % self.dimension] += 1
        return [float(number) for number in made] if made.any() else [1.0] * self.dimension

    def answer(self, asked: dict[str, Any]) -> tuple[int, str]:
        if self.failing:
            return self.failing.pop(0), json.dumps({"error": {"message": "not now"}})
        if self.patience is not None and len(self.asked) >= self.patience:
            self.reached.set()
            self.release.wait(60)
        self.asked.append(asked["input"])
        rows = [
            {"object": "embedding", "index": place, "embedding": self.vector(text)}
            for place, text in enumerate(asked["input"])
        ]
        whole = {"object": "list", "model": asked["model"], "data": rows[::-1], "usage": {}}
        return 200, self.body if self.body is not None else json.dumps(whole)


@contextmanager
def embedding() -> Iterator[EmbeddingServer]:
    """Serve until the block ends."""
    state = EmbeddingServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.keys.append(self.headers["Authorization"])
            status, body = state.answer(asked) if self.path == "/v1/embeddings" else (404, "{}")
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Retry-After", "0.01")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with listening(Handler) as port:
        state.url = f"http://127.0.0.1:{port}/v1"
        try:
            yield state
        finally:
            state.release.set()
