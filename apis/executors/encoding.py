"""Content encodings undone with a bound on what comes out: gzip and deflate, from the standard library.

Knows bytes only. Nothing else is advertised, so a body in another encoding, or in several, is refused.
"""

import zlib

from apis.executors.failure import Failure
from apis.model import Status

ACCEPTED = "gzip, deflate"
"""The value of Accept-Encoding."""

GZIP, ZLIB, RAW = 31, 15, -15
"""zlib's `wbits` for a gzip member, a zlib stream and a bare deflate stream."""


class Decoder:
    """Undoes one content encoding, piece by piece, into at most `limit` bytes."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._bits = _bits(encoding)
        self._limit = limit
        self._inflate = zlib.decompressobj(self._bits) if self._bits else None
        self._head = b""
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes as they came from the network."""
        if self._inflate is None:
            self._keep(data)
            return
        if len(self._head) < 2:
            data = self._begin(data)
        while data:
            data = self._inflate_some(data)

    def finish(self) -> bytes:
        """Return the whole decoded body."""
        if self._inflate is not None and self._head and not self._inflate.eof:
            raise Failure(Status.UNEXPECTED_CONTENT, "the compressed body ends early")
        return b"".join(self._parts)

    def _begin(self, data: bytes) -> bytes:
        """Hold the first two bytes back until both are there: they tell what "deflate" means here.

        It means zlib (RFC 9110, 8.4.1.2), yet some servers send the stream without zlib's header (RFC 1950, 2.2).
        """
        data = self._head + data
        self._head = data[:2]
        if len(data) < 2:
            return b""
        if self._bits == ZLIB and (data[0] & 0x0F != 8 or int.from_bytes(data[:2], "big") % 31):
            self._inflate = zlib.decompressobj(RAW)
        return data

    def _inflate_some(self, data: bytes) -> bytes:
        """Decode what fits and return the bytes that are still to be decoded."""
        assert self._inflate is not None
        try:
            self._keep(self._inflate.decompress(data, self._limit - self._size + 1))
        except zlib.error as error:
            raise Failure(Status.UNEXPECTED_CONTENT, f"the compressed body is damaged: {error}") from error
        if not self._inflate.eof:
            return self._inflate.unconsumed_tail
        return self._next_member(self._inflate.unused_data)

    def _next_member(self, rest: bytes) -> bytes:
        if self._bits != GZIP or not rest.startswith(b"\x1f\x8b"):
            return b""  # padding after the end, which browsers ignore too
        self._inflate = zlib.decompressobj(GZIP)
        return rest

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise Failure(Status.TOO_LARGE, f"the response is larger than {self._limit:,} bytes when decoded")
        self._parts.append(piece)


def _bits(encoding: str) -> int | None:
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if not names:
        return None
    if names in (["gzip"], ["x-gzip"]):
        return GZIP
    if names == ["deflate"]:
        return ZLIB
    raise Failure(Status.UNEXPECTED_CONTENT, f"the response is encoded as {encoding!r}, which was not asked for")
