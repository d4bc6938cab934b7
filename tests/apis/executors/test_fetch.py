"""Documents are fetched under the same policy as calls."""

import gzip
import ssl
from typing import Any

import pytest

from apis.errors import SourceError
from apis.executors.exchange import Limits
from apis.executors.fetch import make_fetch
from apis.executors.policy import Policy


async def test_a_document_is_fetched_and_decompressed(serve: Any, reply: Any) -> None:
    server = await serve(reply(gzip.compress(b"openapi: 3.1.0"), Content_Encoding="gzip", Content_Type="text/yaml"))
    fetch = make_fetch(Policy(allow=frozenset({server.endpoint})))
    assert await fetch(f"{server.url}/api.yaml?v=1") == b"openapi: 3.1.0"
    assert server.seen[0].target == "/api.yaml?v=1"
    assert server.seen[0].headers["user-agent"].startswith("toolsearch")


async def test_redirects_are_followed_and_checked(serve: Any, reply: Any) -> None:
    target = await serve(reply(b"{}"))
    server = await serve(reply(b"", 302, Location=f"{target.url}/x"))
    both = Policy(allow=frozenset({server.endpoint, target.endpoint}))
    assert await make_fetch(both)(server.url) == b"{}"
    with pytest.raises(SourceError, match=f"--allow {target.endpoint}"):
        await make_fetch(Policy(allow=frozenset({server.endpoint})))(server.url)
    assert len(target.seen) == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/x", "loopback"),
        ("http://localhost/x", "name of this machine"),
        ("file:///etc/passwd", "only http and https"),
        ("openapi.yaml", "only http and https"),
        ("http://", "without a host"),
        ("http://[::1", "not a URL"),
        ("http://ann:s3cret@api.test/?key=s3cret#s3cret", "user name or password"),
    ],
)
async def test_a_url_that_may_not_be_fetched_names_the_reason_and_no_secret(url: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as raised:
        await make_fetch(Policy())(url)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("status", [304, 404, 500])
async def test_an_answer_that_is_no_document_is_an_error_with_its_status(serve: Any, reply: Any, status: int) -> None:
    server = await serve(reply(b"", status))
    with pytest.raises(SourceError, match=f"{server.endpoint}/a.json: the server answered with status {status}"):
        await make_fetch(Policy(allow=frozenset({server.endpoint})))(f"{server.url}/a.json?key=s3cret")


async def test_documents_are_bounded_in_size_and_time(serve: Any, reply: Any) -> None:
    server = await serve(reply(b"x" * 2000))
    policy = Policy(allow=frozenset({server.endpoint}))
    assert len(await make_fetch(policy, limits=Limits(received=2000, decoded=2000))(server.url)) == 2000
    with pytest.raises(SourceError, match="the limit is 1,000"):
        await make_fetch(policy, limits=Limits(received=1000))(server.url)
    slow = await serve(b"HTTP/1.1 200 OK\r\n")
    with pytest.raises(SourceError, match=r"no answer within 0\.1 seconds"):
        await make_fetch(Policy(allow=frozenset({slow.endpoint})), timeout=0.1)(slow.url)


async def test_an_unreachable_server_is_named(unused: Any) -> None:
    with pytest.raises(SourceError, match=unused.endpoint):
        await make_fetch(Policy(allow=frozenset({unused.endpoint})))(unused.url)


async def test_a_certificate_nobody_vouches_for_is_an_error(
    serve: Any, reply: Any, tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    server = await serve(reply(b"{}"), tls=tls)
    policy = Policy(allow=frozenset({server.endpoint}))
    url = f"https://{server.endpoint}/"
    with pytest.raises(SourceError, match=r"(?i)certificate"):
        await make_fetch(policy)(url)
    with pytest.raises(SourceError, match=r"127\.0\.0\.1"):  # vouched for, but for another name
        await make_fetch(policy, ssl_context=trusting)(url)
