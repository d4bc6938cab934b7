"""Redirects are followed by our own loop: each place is checked, and nothing private goes along."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from apis.executors.draft import Draft, http_url, redirected
from apis.executors.exchange import Limits
from apis.executors.failure import Refused
from apis.executors.secret import Secrets
from apis.model import Api, Body, Credential, Effect, Observation, Place, Status

Call = Callable[..., Awaitable[Observation]]

FORBIDDEN = [
    "http://127.0.0.1:1/",
    "http://localhost:1/",
    "http://[::1]:1/",
    "http://[::ffff:127.0.0.1]:1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2130706433:1/",
    "http://0x7f.1:1/",
    "http://127.1:1/",
    "http://10.0.0.1/",
    "//127.0.0.1:1/",
    "https://127.0.0.1:1/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:1/_x",
    "javascript:alert(1)",
    "data:application/json,{}",
    "unix:///run/docker.sock",
    "http://user:pass@example.com/",
    "http://example.com:99999/",
    "http://example.com:x/",
    "http://[::1",
    "http://１２７.0.0.1:1/",
    "http://127。0。0。1:1/",
    "http://exa mple.com/",
    "http://example.com\\@127.0.0.1:1/",
]


@pytest.mark.parametrize("location", FORBIDDEN)
async def test_a_redirect_to_a_forbidden_place_is_refused(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], location: str
) -> None:
    server = await serve(reply(b"", 302, Location=location))
    seen = await call(server, api())
    assert seen.status is Status.REFUSED
    assert len(server.seen) == 1


async def test_a_chain_of_redirects_is_checked_at_every_step(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    forbidden = await serve(reply(b'{"secret":1}'))
    second = await serve(lambda seen: reply(b"", 307, Location=forbidden.url))
    first = await serve(lambda seen: reply(b"", 301, Location=f"{second.url}/x"))
    seen = await call(first, api(), None, second)
    assert seen.status is Status.REFUSED
    assert f"--allow {forbidden.endpoint}" in seen.content
    assert (len(second.seen), forbidden.connections) == (1, 0)


async def test_redirects_are_followed_up_to_a_limit(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    def count_down(seen: Any) -> bytes:
        left = int(seen.path.strip("/") or 5)
        return reply(b'{"done":true}') if left == 1 else reply(b"", 302, Location=f"/{left - 1}")

    server = await serve(count_down)
    assert (await call(server, api())).content == '{"done":true}'
    assert [seen.path for seen in server.seen] == ["/", "/4", "/3", "/2", "/1"]
    seen = await call(server, api(path="/9"))
    assert seen.status is Status.REFUSED
    assert "more than 5 redirects" in seen.content
    seen = await call(server, api(), limits=Limits(redirects=0))
    assert seen.status is Status.REFUSED


async def test_a_redirect_without_location_is_a_client_error(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    for status in (300, 302, 304):
        seen = await call(await serve(reply(b"" if status == 304 else b"{}", status)), api())
        assert seen.status is Status.CLIENT_ERROR


SECURITY = (
    (
        Credential(scheme="key", kind="api_key", name="X-Api-Key"),
        Credential(scheme="token", kind="bearer"),
        Credential(scheme="jar", kind="api_key", location="cookie", name="jar"),
    ),
)
GIVEN = {"tool": "key=s3cret-key;token=s3cret-token;jar=s3cret-jar"}
PRIVATE = Place(argument="session", name="X-Session", location="header", style="simple")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_credentials_never_go_to_another_origin(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], status: int
) -> None:
    other = await serve(reply())
    server = await serve(reply(b"", status, Location=f"{other.url}/x"))
    called = api(PRIVATE, security=SECURITY)
    assert (await call(server, called, {"session": "s3cret-session"}, other, credentials=GIVEN)).ok
    sent, leaked = server.seen[0].headers, other.seen[0].headers
    assert (sent["x-api-key"], sent["authorization"]) == ("s3cret-key", "Bearer s3cret-token")
    assert (sent["cookie"], sent["x-session"]) == ("jar=s3cret-jar", "s3cret-session")
    assert "s3cret" not in str(leaked)
    assert leaked["x-request-id"] == sent["x-request-id"]


async def test_credentials_stay_with_a_redirect_on_the_same_origin(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(lambda seen: reply() if seen.path == "/b" else reply(b"", 302, Location="/b"))
    assert (await call(server, api(security=SECURITY), credentials=GIVEN)).ok
    assert server.seen[1].headers["authorization"] == "Bearer s3cret-token"


async def test_credentials_do_not_come_back_from_another_origin(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    other = await serve(lambda seen: reply(b"", 302, Location=f"{server.url}/back"))
    server = await serve(lambda seen: reply() if seen.path == "/back" else reply(b"", 302, Location=other.url))
    assert (await call(server, api(security=SECURITY), None, other, credentials=GIVEN)).ok
    assert "s3cret" not in str(server.seen[1].headers)


async def test_a_redirect_that_repeats_a_query_credential_to_another_origin_is_refused(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    other = await serve(reply())
    server = await serve(lambda seen: reply(b"", 302, Location=f"{other.url}{seen.target}"))
    called = api(security=((Credential(scheme="key", kind="api_key", location="query", name="key"),),))
    seen = await call(server, called, None, other, credentials={"tool": "s3cret/key"})
    assert seen.status is Status.REFUSED
    assert other.seen == []
    assert "s3cret" not in seen.content


@pytest.mark.parametrize(
    ("status", "method", "followed", "body"),
    [
        (301, "POST", "GET", b""),
        (302, "POST", "GET", b""),
        (303, "POST", "GET", b""),
        (303, "PUT", "GET", b""),
        (301, "PUT", "PUT", b'{"a":1}'),
        (302, "DELETE", "DELETE", b'{"a":1}'),
        (307, "POST", "POST", b'{"a":1}'),
        (308, "PATCH", "PATCH", b'{"a":1}'),
    ],
)
async def test_methods_change_as_in_browsers(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], status: int, method: str, followed: str, body: bytes
) -> None:
    server = await serve(lambda seen: reply() if seen.path == "/b" else reply(b"", status, Location="/b"))
    place = Place(argument="a", name="a", location="body")
    called = api(place, method=method, body=Body(media_type="application/json"), effect=Effect.UNKNOWN)
    assert (await call(server, called, {"a": 1}, allow_writes=True)).ok
    assert (server.seen[0].method, server.seen[0].body) == (method, b'{"a":1}')
    assert (server.seen[1].method, server.seen[1].body) == (followed, body)
    assert ("content-type" in server.seen[1].headers) == bool(body)


@pytest.mark.parametrize(
    ("old", "location", "kept"),
    [
        ("http://a.test/", "https://a.test/", True),
        ("https://a.test/", "https://a.test:443/x", True),
        ("https://a.test/", "http://a.test/", False),
        ("http://a.test:8080/", "https://a.test/", False),
        ("https://a.test/", "https://a.test:8443/", False),
        ("https://a.test/", "https://b.a.test/", False),
        ("https://a.test/", "https://a.test.evil.test/", False),
        ("https://a.test/", "//A.test/x", True),
    ],
)
def test_headers_are_kept_on_one_origin_and_on_its_way_to_https(old: str, location: str, kept: bool) -> None:
    draft = redirected(Draft("GET", http_url(old), (("X-Key", "k"), ("Accept", "x/y"))), 302, location)
    assert dict(draft.headers) == ({"X-Key": "k"} if kept else {}) | {"Accept": "x/y"}


def test_a_fragment_is_dropped_and_a_secret_in_any_spelling_is_seen() -> None:
    draft = Draft("GET", http_url("https://a.test/x?y"), secrets=Secrets(["p/w secret"]))
    assert redirected(draft, 302, "?z#f").url == "https://a.test/x?z"
    for spelling in ("p%2fw%20secret", "p/w+secret", "cC93IHNlY3JldA=="):
        with pytest.raises(Refused, match=r"credential to b\.test"):
            redirected(draft, 302, f"https://b.test/?k={spelling}")


def test_a_url_keeps_its_name() -> None:
    assert http_url("https://Example.com:443/a") == httpx.URL("https://example.com/a")
