"""Hostile servers: everything they send is bounded, and everything they do is an observation."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from apis.executors.encoding import Decoder
from apis.executors.exchange import Limits
from apis.executors.failure import Failure
from apis.model import Api, Observation, Status

Call = Callable[..., Awaitable[Observation]]
SMALL = Limits(received=10_000, decoded=50_000)


def bare_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(body) + squeeze.flush()


BODY = b'{"text":"' + b"abc " * 1000 + b'"}'


def decode(encoding: str, data: bytes, piece: int = 1_000_000) -> bytes:
    decoder = Decoder(encoding, 100_000)
    for start in range(0, len(data), piece):
        decoder.feed(data[start : start + piece])
    return decoder.finish()


ENCODED = {
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY),
    "GZIP": gzip.compress(BODY),
    "identity": BODY,
    "identity, gzip": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    " deflate ": bare_deflate(BODY),
    "": BODY,
}


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("piece", [1, 7, 1_000_000])
def test_encodings_are_undone_however_the_network_cuts_them(encoding: str, piece: int) -> None:
    assert decode(encoding, ENCODED[encoding], piece) == BODY


def test_gzip_may_have_several_members_and_padding_after_them() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 100
    assert decode("gzip", data) == decode("gzip", data, piece=1) == b"one two"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_empty_body_needs_no_encoding(encoding: str) -> None:
    assert decode(encoding, b"") == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "deflate, gzip", "gzip, gzip, gzip"])
def test_encodings_that_were_not_asked_for_and_nested_ones_are_refused(encoding: str) -> None:
    with pytest.raises(Failure, match="not asked for"):
        decode(encoding, b"")


@pytest.mark.parametrize(
    "data",
    [b"not gzip", gzip.compress(BODY)[:-9], gzip.compress(BODY)[:5], b"\x1f\x8b"],
    ids=["no gzip", "without its end", "half a header", "two bytes"],
)
def test_damaged_bodies_are_unexpected_content(data: bytes) -> None:
    with pytest.raises(Failure) as raised:
        decode("gzip", data)
    assert raised.value.status is Status.UNEXPECTED_CONTENT


@pytest.mark.parametrize("size", [50_001, 20_000_000])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_decompression_bomb_is_too_large(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], size: int, encoding: str
) -> None:
    bomb = gzip.compress(b"0" * size) if encoding == "gzip" else zlib.compress(b"0" * size)
    server = await serve(reply(bomb, Content_Encoding=encoding))
    seen = await call(server, api(), limits=Limits(decoded=50_000))
    assert seen.status is Status.TOO_LARGE
    assert "50,000 bytes when decoded" in seen.content


def test_a_bomb_is_never_held_in_memory() -> None:
    bomb = zlib.compress(b"0" * 50_000_000)
    decoder = Decoder("deflate", 1000)
    with pytest.raises(Failure):
        decoder.feed(bomb)
    assert sum(map(len, decoder._parts)) <= 1001


async def test_an_endless_body_is_too_large_and_its_connection_closed(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield reply(b"", Content_Length="", Transfer_Encoding="chunked")
        while True:
            yield b"400\r\n" + b"x" * 1024 + b"\r\n"

    server = await serve(lambda _: endless())
    seen = await call(server, api(), limits=SMALL)
    assert seen.status is Status.TOO_LARGE
    await asyncio.wait_for(server.hung_up.wait(), 5)


async def test_a_declared_length_above_the_limit_is_not_even_read(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply(b"", Content_Length="99999999"))
    seen = await call(server, api(), limits=SMALL)
    assert seen.status is Status.TOO_LARGE
    assert "99999999" in seen.content


async def slowly(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    "chunks",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nX-Slow: "],
        [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"],
        [b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"'],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n"],
    ],
    ids=["silence", "slow headers", "only interim answers", "stalled body", "stalled chunk"],
)
async def test_one_timeout_covers_the_whole_call(
    serve: Any, call: Call, api: Callable[..., Api], chunks: list[bytes]
) -> None:
    server = await serve(lambda _: slowly(*chunks))
    seen = await call(server, api(), timeout=0.1)
    assert seen.status is Status.TIMEOUT
    assert "0.1 seconds" in seen.content
    await asyncio.wait_for(server.hung_up.wait(), 5)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n", Status.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 20_000 + b"\r\n", Status.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 300_000, Status.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{}", Status.NETWORK_ERROR),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", Status.NETWORK_ERROR),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", Status.NETWORK_ERROR),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}", Status.NETWORK_ERROR),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}", Status.NETWORK_ERROR),
        (b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", Status.NETWORK_ERROR),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", Status.NETWORK_ERROR),
        (b"\x16\x03\x01\r\n\r\n", Status.NETWORK_ERROR),
        (b"Connection: close", Status.NETWORK_ERROR),
    ],
    ids=[
        "long header",
        "many headers",
        "long chunk extension",
        "hang-up in the body",
        "negative length",
        "two lengths",
        "unknown transfer encoding",
        "bad chunk",
        "NUL in a header",
        "not HTTP",
        "not even text",
        "hang-up in the headers",
    ],
)
async def test_broken_answers_are_observations(
    serve: Any, call: Call, api: Callable[..., Api], answer: bytes, status: Status
) -> None:
    server = await serve(answer)
    seen = await call(server, api())
    assert seen.status is status


async def test_interim_answers_are_passed_over(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    server = await serve(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + reply(b"[1]"))
    assert (await call(server, api())).content == "[1]"


async def test_cookies_are_neither_kept_nor_sent(
    serve: Any, reply: Any, executor: Any, api: Callable[..., Api], make_call: Any
) -> None:
    server = await serve(reply(Set_Cookie="session=1"))
    async with executor(server) as opened:
        await opened.execute(api(), make_call())
        await opened.execute(api(), make_call())
    assert all("cookie" not in seen.headers for seen in server.seen)


async def test_the_request_names_the_project_and_advertises_only_what_is_decoded(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply())
    await call(server, api(accept="application/vnd.api+json"))
    headers = server.seen[0].headers
    assert headers["user-agent"].startswith("toolsearch")
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["accept"] == "application/vnd.api+json, */*;q=0.1"
