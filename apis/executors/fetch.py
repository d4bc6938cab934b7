"""Fetches documents under the same policy as calls: the `Fetch` that loaders are given.

Knows nothing of what a document holds. Opens a connection for each document and closes it again, so that there is
nothing to be entered and nothing to be left.
"""

import asyncio
import ssl
from urllib.parse import urlsplit

import httpcore
import httpx

from apis.errors import SourceError
from apis.executors.draft import Draft, http_url
from apis.executors.exchange import Limits, exchange
from apis.executors.failure import Failure
from apis.executors.network import PolicyTransport
from apis.executors.policy import Policy
from apis.sources.base import Fetch

DOCUMENT = Limits(received=32_000_000, decoded=32_000_000)
"""The largest document."""
ACCEPT = "application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5"


def make_fetch(
    policy: Policy,
    *,
    limits: Limits = DOCUMENT,
    timeout: float = 60.0,
    ssl_context: ssl.SSLContext | None = None,
    sockets: httpcore.AsyncNetworkBackend | None = None,
) -> Fetch:
    """Make a function that GETs a URL under the policy, within `timeout` seconds.

    It raises `SourceError`, naming the URL and the reason, for whatever is not an answer of status 2xx.
    """
    context = ssl_context or httpx.create_ssl_context(trust_env=False)

    async def fetch(url: str) -> bytes:
        try:
            async with (
                asyncio.timeout(timeout),
                PolicyTransport(policy, sockets=sockets, ssl_context=context) as transport,
            ):
                received = await exchange(transport, Draft("GET", http_url(url), (("Accept", ACCEPT),)), limits)
        except Failure as failure:
            raise SourceError(f"{_shown(url)}: {failure}") from failure
        except TimeoutError as error:
            raise SourceError(f"{_shown(url)}: no answer within {timeout:g} seconds") from error
        if not 200 <= received.status < 300:
            raise SourceError(f"{_shown(url)}: the server answered with status {received.status}")
        return received.body

    return fetch


def _shown(url: str) -> str:
    """Write a URL for an error message, without user name, password, query and fragment, which may be secrets."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a URL that cannot be read"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
