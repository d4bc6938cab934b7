"""Who may speak to a page's server: the browser that was given its link, from the page itself, and nobody else.

A web page elsewhere can make a browser send requests to loopback, and a name can be made to resolve there (DNS
rebinding). So each request must name this very host, come from this very origin where it names one, and carry the
cookie that the one-time token in the link was exchanged for. Knows ASGI (spec 3.0) and nothing of what is served.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "toolsearch"


@dataclass(slots=True)
class Guard:
    """An ASGI application in front of another."""

    app: ASGIApp
    host: str
    """`127.0.0.1:PORT`, as the Host header must say it."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Stands in the link; good for one use."""
    _session: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _used: bool = False

    @property
    def link(self) -> str:
        """The link that opens the page, once."""
        return f"http://{self.host}/?token={self.token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope["method"], headers) or self._admission(scope, headers)
        await (answer or self.app)(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> Response | None:
        """Refuse another host's name and another page's request; what changes something must say where it is from."""
        origin = headers.get("origin")
        if headers.get("host") != self.host:
            return PlainTextResponse("this server is known by another name", 421)
        if origin != f"http://{self.host}" and (origin is not None or method not in ("GET", "HEAD")):
            return PlainTextResponse("requests come from the page itself only", 403)
        return None

    def _admission(self, scope: Scope, headers: Headers) -> Response | None:
        """Let a session in, begin one for the token, refuse all else."""
        if _same(_cookie(headers), self._session):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if self._used or not _same(given, self.token):
            return PlainTextResponse("open the link that the command printed; it is good for one browser", 401)
        self._used = True
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self._session, httponly=True, samesite="strict", path="/")
        return answer


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _cookie(headers: Headers) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    morsel: Any = jar.get(COOKIE)
    return morsel.value if morsel else ""
