"""A request before it is sent, and the request that a redirect makes of it.

Knows URLs and the rules of the web for following; opens no connection. What may be reached is for the policy to say.
"""

from dataclasses import dataclass, field, replace

import httpx

from apis.executors.failure import Refused
from apis.executors.secret import Secrets

Header = tuple[str, str]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
CARRIED = frozenset({"accept", "accept-encoding", "content-type", "user-agent", "x-request-id"})
"""The headers that go with a redirect to another origin: none that could hold a credential."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that is ready to be sent."""

    method: str
    url: httpx.URL
    headers: tuple[Header, ...] = ()
    content: bytes = b""
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    """What no URL of another origin may hold."""

    def with_headers(self, *headers: Header) -> "Draft":
        """Add headers, except those that are there already."""
        there = {name.lower() for name, _ in self.headers}
        return replace(self, headers=(*self.headers, *(h for h in headers if h[0].lower() not in there)))


def http_url(text: str) -> httpx.URL:
    """Parse an absolute URL; refuse every one that is not plain http or https to a named host."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"not a URL: {error}") from error
    if url.scheme not in ("http", "https"):
        raise Refused(f"only http and https are reached, not {url.scheme or 'a relative URL'!r}")
    if url.userinfo:
        raise Refused("a URL with a user name or password in it is not reached")
    if not url.host:
        raise Refused("a URL without a host is not reached")
    return url


def redirected(draft: Draft, status: int, location: str) -> Draft:
    """Make the request that a redirect asks for, by the rules browsers follow (Fetch standard, HTTP-redirect fetch).

    Raises:
        Refused: the new place is no place to go, or would learn a credential that is not its own.
    """
    try:
        new = http_url(str(draft.url.join(location).copy_with(fragment=None)))
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"a redirect to no URL: {error}") from error
    following = replace(draft, url=new)
    if (status == 303 and draft.method not in ("GET", "HEAD")) or (status in (301, 302) and draft.method == "POST"):
        kept = tuple(h for h in draft.headers if h[0].lower() != "content-type")
        following = replace(following, method="GET", content=b"", headers=kept)
    return following if same_origin(draft.url, new) else _abroad(following)


def same_origin(old: httpx.URL, new: httpx.URL) -> bool:
    """Tell whether what belongs to one URL may go to the other.

    A move of one host from http to https, both on their usual ports, is no change: what was sent in the clear may be
    sent under cover.

    >>> same_origin(httpx.URL("http://a.org/x"), httpx.URL("https://a.org/y"))
    True
    >>> same_origin(httpx.URL("https://a.org/"), httpx.URL("http://a.org/"))
    False
    """
    if (old.scheme, old.host, old.port) == (new.scheme, new.host, new.port):
        return True
    return old.host == new.host and (old.scheme, old.port, new.scheme, new.port) == ("http", None, "https", None)


def _abroad(draft: Draft) -> Draft:
    if draft.secrets.within(str(draft.url)):
        raise Refused(f"a redirect that would carry a credential to {draft.url.host}")
    return replace(draft, headers=tuple(h for h in draft.headers if h[0].lower() in CARRIED))
