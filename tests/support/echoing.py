"""A loopback server with a real model behind the older completions endpoint: it echoes a prompt with log-probabilities.

The form is vLLM's: `prompt` a list of token ids, `echo`, `logprobs`; the answer has `token_logprobs`, none for the
first token, and one more for the token that was generated.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from loopback import listening


@contextmanager
def echoing(path: Path) -> Iterator[str]:
    """Serve a model from a folder; yield the base URL."""
    import torch  # noqa: PLC0415 - only heavy tests have it
    from transformers import AutoModelForCausalLM  # noqa: PLC0415

    model = AutoModelForCausalLM.from_pretrained(path).eval()

    def told(ids: Sequence[int]) -> list[float | None]:
        with torch.inference_mode():
            likely = model(input_ids=torch.tensor([ids])).logits[0].log_softmax(-1)
        return [None, *(float(likely[place, token]) for place, token in enumerate(ids[1:])), -1.0]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == "/v1/completions"
            assert asked["echo"]
            logprobs = {"token_logprobs": told(asked["prompt"])}
            choice = {"index": 0, "text": "", "finish_reason": "length", "logprobs": logprobs}
            answer = {"id": "c", "object": "text_completion", "created": 0, "model": "tiny", "choices": [choice]}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with listening(Handler) as port:
        yield f"http://127.0.0.1:{port}/v1"
