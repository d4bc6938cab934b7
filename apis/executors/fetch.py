"""Fetches documents under the same policy as calls: the `Fetch` that loaders are given.

Knows nothing of what a document holds. Opens a connection for each document and closes it again, so that there is
nothing to be entered and nothing to be left.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpcore
import httpx

from apis.executors.draft import Draft, http_url
from apis.executors.exchange import Limits, Received, exchange
from apis.executors.failure import Failure
from apis.executors.network import PolicyTransport
from apis.executors.policy import Policy
from apis.model import Status
from apis.sources.base import Fault, Fetch, FetchError

DOCUMENT = Limits(received=32_000_000, decoded=32_000_000)
"""The largest document."""
TIMEOUT = 60.0
ACCEPT = ("Accept", "application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5")
FAULTS = {
    Status.REFUSED: Fault.NOT_PERMITTED,
    Status.TIMEOUT: Fault.NO_ANSWER,
    Status.TOO_LARGE: Fault.TOO_LARGE,
}
"""What a call that brought no answer means here; anything else is a connection that failed."""
STATUSES = {401: Fault.NO_ACCESS, 402: Fault.NO_ACCESS, 403: Fault.NO_ACCESS, 404: Fault.GONE, 410: Fault.GONE}
STATUSES |= {429: Fault.RATE_LIMITED}

Send = Callable[[Draft], Awaitable[Received]]
"""Sends one request and returns whatever answer comes; raises `FetchError` where none does."""


def make_send(
    policy: Policy,
    *,
    limits: Limits = DOCUMENT,
    timeout: float = TIMEOUT,
    ssl_context: ssl.SSLContext | None = None,
    sockets: httpcore.AsyncNetworkBackend | None = None,
) -> Send:
    """Make a function that sends a request under the policy, within `timeout` seconds."""
    context = ssl_context or httpx.create_ssl_context(trust_env=False)

    async def send(draft: Draft) -> Received:
        where = shown(str(draft.url))
        try:
            async with (
                asyncio.timeout(timeout),
                PolicyTransport(policy, sockets=sockets, ssl_context=context) as transport,
            ):
                return await exchange(transport, draft, limits)
        except Failure as failure:
            fault = FAULTS.get(failure.status, Fault.NO_CONNECTION)
            raise FetchError(f"{where}: {draft.secrets.redact(str(failure))}", fault) from failure
        except TimeoutError as error:
            raise FetchError(f"{where}: no answer within {timeout:g} seconds", Fault.NO_ANSWER) from error

    return send


def make_fetch(
    policy: Policy,
    *,
    limits: Limits = DOCUMENT,
    timeout: float = TIMEOUT,
    ssl_context: ssl.SSLContext | None = None,
    sockets: httpcore.AsyncNetworkBackend | None = None,
) -> Fetch:
    """Make a function that GETs a URL under the policy, within `timeout` seconds.

    It raises `FetchError`, naming the URL and the reason, for whatever is not an answer of status 2xx.
    """
    send = make_send(policy, limits=limits, timeout=timeout, ssl_context=ssl_context, sockets=sockets)

    async def fetch(url: str) -> bytes:
        return good(await send(get(url)), url).body

    return fetch


def get(url: str, *headers: tuple[str, str]) -> Draft:
    """Write a GET for a document; raises `FetchError` for what is no URL that can be reached."""
    try:
        return Draft("GET", http_url(url), (ACCEPT, *headers))
    except Failure as failure:
        raise FetchError(f"{shown(url)}: {failure}", Fault.NOT_PERMITTED) from failure


def good(received: Received, url: str) -> Received:
    """Return an answer of status 2xx; raise `FetchError` for any other."""
    status = received.status
    if 200 <= status < 300:
        return received
    fault = STATUSES.get(status, Fault.SERVER_ERROR if status >= 500 else Fault.CLIENT_ERROR)
    raise FetchError(f"{shown(url)}: the server answered with status {status}", fault)


def shown(url: str) -> str:
    """Write a URL for an error message, without user name, password, query and fragment, which may be secrets."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a URL that cannot be read"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
