"""One exchange over HTTP: a request goes out, redirects are followed, a bounded body comes back.

Knows the bounds and the order of things; which addresses may be reached is the transport's affair, what an answer
means is `classify`'s. Keeps no cookies and has no state.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from apis.executors.draft import REDIRECTS, Draft, redirected
from apis.executors.encoding import ACCEPTED, Decoder
from apis.executors.failure import Failure, NoResponse, Refused
from apis.model import Status

USER_AGENT = "toolsearch (+https://github.com/toolsearch/toolsearch)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may take. Headers are bounded by httpcore, at about 100 KB."""

    received: int = 5_000_000
    """Bytes of a body as they come from the network."""
    decoded: int = 10_000_000
    """Bytes of a body once decompressed."""
    redirects: int = 5
    follow: bool = True
    """Whether redirects are followed; else the redirect itself is the answer."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer, its body decompressed."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def media_type(self) -> str:
        """The type and subtype, lower case; empty where none is given."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()


async def exchange(transport: httpx.AsyncBaseTransport, draft: Draft, limits: Limits) -> Received:
    """Send a request and follow where it leads.

    Raises:
        Failure: there is no answer, or none that may be read. `NoResponse` where nothing at all came back.
    """
    draft = draft.with_headers(("User-Agent", USER_AGENT), ("Accept-Encoding", ACCEPTED))
    for _ in range(limits.redirects + 1):
        received = await _send(transport, draft, limits)
        location = received.headers.get("location")
        if received.status not in REDIRECTS or location is None or not limits.follow:
            return received
        draft = redirected(draft, received.status, location)
    raise Refused(f"more than {limits.redirects} redirects")


async def _send(transport: httpx.AsyncBaseTransport, draft: Draft, limits: Limits) -> Received:
    headers = [(name.encode("ascii"), value.encode()) for name, value in draft.headers]
    request = httpx.Request(draft.method, draft.url, headers=headers, content=draft.content or None)
    with _failures(NoResponse, draft.url.host):
        response = await transport.handle_async_request(request)
    try:
        # A redirect's body is nobody's to read: closing the response unread costs its connection and nothing else.
        follows = response.status_code in REDIRECTS and "location" in response.headers
        body = b"" if follows or draft.method == "HEAD" else await _read(response, draft.url.host, limits)
        return Received(response.status_code, response.headers, body)
    finally:
        await response.aclose()


async def _read(response: httpx.Response, host: str, limits: Limits) -> bytes:
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limits.received:
        raise Failure(Status.TOO_LARGE, f"the response is {declared} bytes; the limit is {limits.received:,}")
    decoder = Decoder(response.headers.get("content-encoding", ""), limits.decoded)
    received = 0
    with _failures(Failure, host):
        async for chunk in response.aiter_raw():
            received += len(chunk)
            if received > limits.received:
                raise Failure(Status.TOO_LARGE, f"the response is larger than {limits.received:,} bytes")
            decoder.feed(chunk)
    return decoder.finish()


@contextmanager
def _failures(kind: type[Failure], host: str) -> Iterator[None]:
    """Turn the transport's errors into failures; those of the network into `kind`."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise Failure(Status.TIMEOUT, f"{host}: no connection in time") from error
    except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
        raise Refused(f"not a request that can be sent: {error}") from error
    except httpx.TransportError as error:
        if _headers_too_long(error):
            raise Failure(Status.TOO_LARGE, f"{host}: its headers are larger than 100 KB") from error
        raise kind(Status.NETWORK_ERROR, f"{host}: {str(error) or type(error).__name__}") from error


def _headers_too_long(error: httpx.TransportError) -> bool:
    """Find h11's hint "431 Request Header Fields Too Large", which httpcore passes on inside its own error."""
    inner = error.__cause__.args if error.__cause__ else ()
    return any(getattr(reason, "error_status_hint", None) == 431 for reason in inner)
