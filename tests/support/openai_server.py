"""A real HTTP server on loopback that answers like an OpenAI-compatible one, by script, and misbehaves by script.

    python tests/support/openai_server.py --port 8000 --script replies.jsonl

The script has the lines of `script:FILE` (toolsearch/llm/scripted.py: `content`, `calls`, `reasoning`, `when`,
`repeat`), and these for what real servers do:

    {"status": 429, "headers": {"Retry-After": "0.01"}, "body": {"error": {"message": "slow down"}}}
    {"status": 200, "body": "<html>"}                text instead of JSON
    {"hang_up": true}                                closes the connection in the middle of the body
    {"silent": true}                                 never answers
    {"content": "…", "choice": {"finish_reason": "length"}, "answer": {"usage": null}}    merged into what is sent

Every attempt uses up a line. Each conversation, known by its first user message, reads the lines from the first on.
"""

import argparse
import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Line = dict[str, Any]


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    """By name in lower case."""
    body: dict[str, Any]


@dataclass
class OpenAIServer:
    """The state of one server; `with running(lines) as server:` starts it."""

    lines: list[Line] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    url: str = ""
    """Base URL, `/v1` included."""
    context: int | None = None
    """Characters of all messages that are refused as too many; None: any number will do."""
    places: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)

    def next_line(self, body: dict[str, Any]) -> tuple[int, Line]:
        """Take the line that this request gets, with its place; one that is too long uses up none."""
        if self.context is not None and sum(len(each["content"] or "") for each in body["messages"]) > self.context:
            said = f"This model's maximum context length is {self.context} tokens."
            return -1, {"status": 400, "body": {"error": {"message": said, "code": "context_length_exceeded"}}}
        asked = next((message["content"] for message in body["messages"] if message["role"] == "user"), "")
        with self.lock:
            for place in range(self.places[asked], len(self.lines)):
                line = self.lines[place]
                if line.get("when", "") in asked:
                    self.places[asked] = place + (not line.get("repeat"))
                    return place, line
        said = f"the script has nothing more to say to {asked[:60]!r}"
        return -1, {"status": 400, "body": {"error": {"message": said}}}


def completion(line: Line, place: int, body: dict[str, Any]) -> dict[str, Any]:
    """Write a line as a chat completion."""
    calls = [
        {
            "id": call.get("id", f"call_{place}_{number}"),
            "type": "function",
            "function": {
                "name": call["name"],
                "arguments": call.get("malformed") or json.dumps(call.get("arguments", {})),
            },
        }
        for number, call in enumerate(line.get("calls", []))
    ]
    message: dict[str, Any] = {"role": "assistant", "content": line.get("content")}
    message |= {"tool_calls": calls} if calls else {}
    message |= {"reasoning_content": line["reasoning"]} if "reasoning" in line else {}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}
    size = len(json.dumps(body["messages"])) // 4
    answer = {
        "id": f"chatcmpl-{place}",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [choice | line.get("choice", {})],
        "usage": {
            "prompt_tokens": size,
            "completion_tokens": 7,
            "total_tokens": size + 7,
            "prompt_tokens_details": {"cached_tokens": size // 2},
        },
    }
    return answer | line.get("answer", {})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as real servers do
    state: OpenAIServer

    def do_GET(self) -> None:
        models = {"object": "list", "data": [{"id": "scripted", "object": "model"}]}
        self.answer(200 if self.path.endswith("/models") else 404, models, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.state.lock:
            self.state.received.append(
                Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
        if not self.path.endswith("/chat/completions"):
            return self.answer(404, {"error": {"message": "no such path"}}, {})
        place, line = self.state.next_line(body)
        if line.get("silent"):
            self.state.closing.wait()
            self.close_connection = True
        elif line.get("hang_up"):
            self.hang_up()
        elif "status" in line:
            self.answer(line["status"], line.get("body", ""), line.get("headers", {}))
        else:
            self.answer(200, completion(line, place, body), {})
        return None

    def answer(self, status: int, body: Any, headers: dict[str, str]) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        kind = "text/html" if isinstance(body, str) else "application/json"
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(data))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def hang_up(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"choices": [')
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # a queue of five makes many clients at once wait a second for their connection


@contextmanager
def running(lines: Iterable[Line] = (), *, port: int = 0) -> Iterator[OpenAIServer]:
    """Serve on loopback until the block ends."""
    state = OpenAIServer(list(lines))
    handler = type("ScriptedHandler", (Handler,), {"state": state})
    server = Server(("127.0.0.1", port), handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--script", type=Path, required=True)
    given = options.parse_args()
    lines = [json.loads(line) for line in given.script.read_text("utf-8").splitlines() if line.strip()]
    with running(lines, port=given.port) as server, suppress(KeyboardInterrupt):
        print(f"serving {server.url}", flush=True)  # noqa: T201 - a command says where it serves
        threading.Event().wait()


if __name__ == "__main__":
    main()
