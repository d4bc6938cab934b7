"""Loopback servers that answer in the forms of model vendors, one fixed reply after the other."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import listening


@dataclass
class Vendor:
    url: str
    received: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def answering(replies: Sequence[dict[str, Any]]) -> Iterator[Vendor]:
    """Give the replies in their order, whatever is asked, and keep what was asked."""
    waiting = list(replies)
    vendor = Vendor("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            vendor.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(waiting.pop(0)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with listening(Handler) as port:
        vendor.url = f"http://127.0.0.1:{port}"
        yield vendor


def claude(*content: dict[str, Any]) -> dict[str, Any]:
    """A message of Anthropic's Messages API."""
    return {
        "id": "msg",
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": list(content),
        "stop_reason": "tool_use" if content[0]["type"] == "tool_use" else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


def gpt(*output: dict[str, Any]) -> dict[str, Any]:
    """A response of OpenAI's Responses API."""
    return {
        "id": "resp",
        "object": "response",
        "created_at": 0,
        "model": "gpt",
        "status": "completed",
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }
