"""Any server that speaks OpenAI's chat completions: the public one, vLLM, SGLang, llama.cpp, Ollama.

Carries requests over the openai SDK and turns its errors into ours. The SDK's retries are the only ones: connection
errors, time-outs, 408, 409, 429 (after what `Retry-After` says) and 5xx. Knows nothing of the wire's form
(`toolsearch.llm.wire`) and no environment: key and server are given (`toolsearch.llm.resolve`).
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

import openai

from apis.schema import shorten
from toolsearch.errors import BadReply, ContextOverflow, ModelError, ModelRefused, ModelUnreachable
from toolsearch.llm.base import Reply, Request
from toolsearch.llm.wire import body_of, reply_of

PUBLIC = "https://api.openai.com/v1"
TIMEOUT = 300.0
"""Seconds between two signs of life of a server; a long answer of a small machine takes minutes."""
RETRIES = 3
NO_KEY = "none"
"""Sent where there is no key: servers of one's own take anything."""

_OVERFLOW = re.compile(
    r"context[ _](length|size|window)|maximum.{0,40}tokens|too many tokens|(prompt|input) is too long", re.IGNORECASE
)


class OpenAI:
    """One model on one server; any number of requests at the same time."""

    def __init__(
        self,
        model: str,
        *,
        server: str = PUBLIC,
        key: str | None = None,
        timeout: float = TIMEOUT,
        max_retries: int = RETRIES,
    ) -> None:
        """Prepare the client; nothing is sent.

        Args:
            model: the name the server knows it by.
            server: base URL up to and including `/v1`.
            key: API key, never shown again.
            timeout: seconds without a sign of life that count as failure; connecting takes ten at most.
            max_retries: attempts after the first one.
        """
        self.model = model
        self.server = _without_credentials(server)
        self._key = key or NO_KEY
        self._client = openai.AsyncOpenAI(
            base_url=server,
            api_key=self._key,
            max_retries=max_retries,
            timeout=openai.Timeout(timeout, connect=min(timeout, 10.0)),
        )

    @property
    def name(self) -> str:
        return f"openai:{self.model}" if self.server == PUBLIC else f"openai:{self.model}@{self.server}"

    async def complete(self, request: Request) -> Reply:
        """Ask for one turn.

        Raises:
            ModelUnreachable: no connection, no answer in time, or still failing or busy after all retries.
            ModelRefused: the server said no: unknown model, wrong key, bad request.
            ContextOverflow: the conversation is too long for the model.
            BadReply: what came back is no chat completion.
        """
        # the public server's newer models refuse the old name of this limit; most other servers know only that one
        body = body_of(request, length_key="max_completion_tokens" if self.server == PUBLIC else "max_tokens")
        try:
            answer = await self._client.chat.completions.with_raw_response.create(model=self.model, **body)
            return reply_of(answer.text, request)
        except openai.APIStatusError as error:
            raise self._refusal(error) from error
        except openai.OpenAIError as error:
            raise self._silence(error) from error
        except BadReply as error:
            raise BadReply(self._line(str(error))) from error

    async def prompt_logprobs(self, tokens: Sequence[int]) -> list[float | None]:
        """Return the log-probability of each token of a text, in nats; None for the first, which follows nothing.

        Asks the older completions endpoint to echo its prompt, as vLLM and SGLang do; chat servers cannot.

        Raises:
            ModelUnreachable, ModelRefused, ContextOverflow: as `complete`.
            BadReply: the server tells no log-probabilities of a prompt.
        """
        try:
            answer = await self._client.completions.create(
                model=self.model, prompt=list(tokens), echo=True, logprobs=1, max_tokens=1, temperature=0
            )
        except openai.APIStatusError as error:
            raise self._refusal(error) from error
        except openai.OpenAIError as error:
            raise self._silence(error) from error
        told = answer.choices[0].logprobs.token_logprobs if answer.choices and answer.choices[0].logprobs else None
        if told is None or len(told) < len(tokens):
            raise BadReply(self._line("tells no log-probabilities of a prompt: serve the model with vLLM"))
        return [None, *told[1 : len(tokens)]]

    async def aclose(self) -> None:
        """Close connections; calling it twice is fine."""
        await self._client.close()

    def _refusal(self, error: openai.APIStatusError) -> ModelError:
        said, status = shorten(self._clean(_reason(error)), 300), error.status_code
        if status in (400, 413, 422) and (error.code == "context_length_exceeded" or _OVERFLOW.search(said)):
            return ContextOverflow(self._line(f"finds the conversation too long: {said}"))
        if status >= 500:
            return ModelUnreachable(self._line(f"keeps failing (HTTP {status}): {said}: look at its log"))
        if status == 429 and error.code != "insufficient_quota":
            return ModelUnreachable(self._line(f"stays busy (HTTP 429): {said}: lower --concurrency"))
        mend = {
            401: "set OPENAI_API_KEY to a key it takes",
            403: "set OPENAI_API_KEY to a key it takes",
            404: "check the model's name, and that the URL ends in /v1",
            429: "the account behind OPENAI_API_KEY has nothing left to spend",
        }.get(status, "check that the model can call tools")
        return ModelRefused(self._line(f"refuses (HTTP {status}): {said}: {mend}"))

    def _silence(self, error: openai.OpenAIError) -> ModelError:
        if isinstance(error, openai.APITimeoutError):
            return ModelUnreachable(self._line("gave no answer in time: is it overloaded? lower --concurrency"))
        reason = f"{type(error.__cause__).__name__}: {error.__cause__}" if error.__cause__ else str(error)
        return ModelUnreachable(self._line(f"cannot be reached ({shorten(reason, 120)}): is it running there?"))

    def _line(self, text: str) -> str:
        """Name the server and make one line of what happened, without the key."""
        return self._clean(" ".join(f"model {self.model!r}: {self.server} {text}".split()))

    def _clean(self, text: str) -> str:
        return text if self._key == NO_KEY else text.replace(self._key, "***")


def _reason(error: openai.APIStatusError) -> str:
    """Find the server's own words in an error's body."""
    body = error.body
    while isinstance(body, dict):
        body = next((body[key] for key in ("message", "error", "detail") if body.get(key)), "")
    text = " ".join(body.split()) if isinstance(body, str) else ""
    return text or "no reason given"


def _without_credentials(url: str) -> str:
    """Write a base URL without user, password, query and last slash.

    >>> _without_credentials("http://me:secret@127.0.0.1:8000/v1/?key=1")
    'http://127.0.0.1:8000/v1'
    """
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
