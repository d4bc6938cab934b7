"""Calls Apis over HTTP: the policy decides, the request is written, the answer becomes an Observation.

Puts the parts beside it together and knows the order in which they act. Nothing an API does makes it raise, and no
credential leaves it but in the request it belongs to.
"""

import asyncio
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpcore

from apis.compress import Shortened, compact
from apis.executors.base import Keep, hash_only
from apis.executors.classify import Reading, classify, content_of, failure_content
from apis.executors.credentials import Grant, from_environment, grant, variable_of
from apis.executors.exchange import Limits, Received, exchange
from apis.executors.failure import Failure, Refused
from apis.executors.network import PolicyTransport
from apis.executors.policy import Policy
from apis.executors.request import draft_request
from apis.executors.retry import Retry, persist
from apis.executors.secret import Secrets
from apis.model import Api, Effect, HttpBinding, Observation, Status, ToolCall


def new_request_id() -> str:
    return str(uuid4())


@dataclass
class HttpExecutor:
    """Calls the Apis that are bound to HTTP. Enter it before the first call; one pool serves all of them."""

    policy: Policy
    _: KW_ONLY
    credentials: Mapping[str, str] = field(default_factory=lambda: from_environment(os.environ), repr=False)
    """By tool slug, in the forms of `apis.executors.credentials`; from the environment unless given."""
    base_urls: Mapping[str, str] = field(default_factory=dict)
    """By tool slug: the URL that stands in place of the document's servers."""
    allow_writes: bool = False
    """Whether Apis whose effect is `write` or `unknown` are called."""
    timeout: float = 20.0
    """Seconds for one call from end to end: looking up, connecting, redirects, waits and second attempts included."""
    limits: Limits = field(default_factory=Limits)
    retry: Retry = field(default_factory=Retry)
    observation_limit: int = 16_000
    """Characters of an observation's content."""
    keep: Keep = hash_only
    request_id: Callable[[], str] = new_request_id
    """Makes the `X-Request-ID` that every attempt of one call carries."""
    clock: Callable[[], float] = time.perf_counter
    ssl_context: ssl.SSLContext | None = field(default=None, repr=False)
    sockets: httpcore.AsyncNetworkBackend | None = field(default=None, repr=False)
    """What opens connections to the addresses that the policy returned."""
    _transport: PolicyTransport | None = field(default=None, init=False, repr=False)

    async def __aenter__(self) -> Self:
        self._transport = PolicyTransport(self.policy, sockets=self.sockets, ssl_context=self.ssl_context)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Carry out a call; whatever comes of it is an Observation."""
        started = self.clock()
        secrets = Secrets()
        try:
            binding = self._binding(api)
            base = self._base(api, binding)
            granted = grant(api, binding, self.credentials, _host(base))
            secrets = granted.secrets
            observation = await self._call(api, binding, base, granted, call)
        except Failure as failure:
            observation = self._failed(call, failure.status, str(failure), secrets)
        except TimeoutError:
            observation = self._failed(call, Status.TIMEOUT, f"no answer within {self.timeout:g} seconds", secrets)
        return observation.model_copy(update={"seconds": self.clock() - started})

    def _binding(self, api: Api) -> HttpBinding:
        if not isinstance(api.binding, HttpBinding):
            raise Refused(f"{api.id!r} is called by {api.binding.kind}, not over HTTP")
        if api.effect is not Effect.READ and not self.allow_writes:
            raise Refused(f"{api.id!r} may change something ({api.binding.method}); `--allow-writes` permits it")
        return api.binding

    async def _call(self, api: Api, binding: HttpBinding, base: str, granted: Grant, call: ToolCall) -> Observation:
        transport = self._transport
        if transport is None:
            raise RuntimeError("enter the executor with `async with` before calling")
        draft = draft_request(binding, base, call.arguments, grant=granted, request_id=self.request_id())
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.timeout
        async with asyncio.timeout_at(deadline):
            received = await persist(
                lambda: exchange(transport, draft, self.limits),
                self.retry,
                reads=draft.method in ("GET", "HEAD", "OPTIONS"),
                left=lambda: deadline - loop.time(),
            )
        hint = self._hint(api, binding) if received.status in (401, 403) else None
        return self._observed(call, received, binding.accept, granted.secrets, hint)

    def _base(self, api: Api, binding: HttpBinding) -> str:
        base = self.base_urls.get(api.tool_slug) or next(iter(binding.servers), "")
        if "://" not in base:
            raise Refused(f"no server is known for {api.tool_slug!r}; `--base-url {api.tool_slug}=URL` names one")
        return base

    def _hint(self, api: Api, binding: HttpBinding) -> str | None:
        needs = binding.security and all(binding.security) and api.tool_slug not in self.credentials
        return f"this API needs a credential and none is set in {variable_of(api.tool_slug)}" if needs else None

    def _observed(
        self, call: ToolCall, received: Received, accept: str, secrets: Secrets, hint: str | None
    ) -> Observation:
        try:
            reading = classify(received, accept=accept)
            body, reading = _without(secrets, received.body, reading)
            shown = content_of(reading, self.observation_limit, hint=hint)
        except RecursionError:
            return self._failed(call, Status.UNEXPECTED_CONTENT, "JSON nested too deeply to be read", secrets)
        return self._observation(call, reading.status, shown, self.keep(body))

    def _failed(self, call: ToolCall, status: Status, reason: str, secrets: Secrets) -> Observation:
        return self._observation(call, status, Shortened(failure_content(status, secrets.redact(reason))))

    @staticmethod
    def _observation(call: ToolCall, status: Status, shown: Shortened, whole: str | None = None) -> Observation:
        return Observation(call_id=call.id, status=status, content=shown.text, whole=whole, cut=shown.cut)


def _host(base: str) -> str:
    try:
        return urlsplit(base).hostname or ""
    except ValueError:
        return ""  # no URL, which is refused where the request is written


def _without(secrets: Secrets, body: bytes, reading: Reading) -> tuple[bytes, Reading]:
    """Take the secrets out of an answer: out of what is shown, and out of what is kept."""
    if not secrets:
        return body, reading
    value = secrets.redact(reading.value)
    # JSON can spell a secret in more ways than can be looked for in bytes: where the parsed value held one, that
    # value is kept instead of the body.
    spelt = reading.kind == "json" and value != reading.value
    return compact(value).encode() if spelt else secrets.redact_bytes(body), replace(reading, value=value)
