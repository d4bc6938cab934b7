"""What an answer means, read from the protocol: HTTP status, content type, and whether JSON is JSON.

Never looks for words in a body: an API about errors may say "error". Knows nothing of requests or credentials.
"""

import json
import re
from dataclasses import dataclass
from typing import Literal

from apis.compress import Shortened, compact, shorten_json, shorten_text, well_formed
from apis.executors.body import is_json
from apis.executors.exchange import Received
from apis.executors.page import is_page, visible_text
from apis.model import Json, Status

STATUSES = {
    401: Status.UNAUTHORIZED,
    402: Status.NOT_SUBSCRIBED,
    403: Status.UNAUTHORIZED,
    404: Status.NOT_FOUND,
    408: Status.TIMEOUT,
    410: Status.NOT_FOUND,
    429: Status.RATE_LIMITED,
}
TEXTS = re.compile(r"text/.*|application/(xml|yaml|x-yaml|javascript|.*\+(xml|yaml))")
LINES = ("", "application/x-ndjson", "application/jsonl")
"""Media types that may be text: told by their bytes."""
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
CHARSETS = re.compile(r"utf-?(16|32).*|iso[-_].*|windows-\d+|cp\d+|koi8.*|gb.*|big5.*|shift.*|euc.*|latin.*", re.I)
"""The declared character sets that are believed: Python knows others that are no character sets, such as punycode."""
ERROR_LENGTH = 2000
"""Characters of a failing answer that are shown."""
HTML_PAGE = "an HTML page instead of data"
PAGE_LENGTH = 500
"""Characters of an HTML page's text that are shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as it was understood."""

    status: Status
    kind: Literal["json", "text", "page", "binary"]
    value: Json
    """The JSON value, the text, what a page says, or a description of bytes that are no text."""
    http_status: int
    reason: str | None = None
    """Why an answer of HTTP status 2xx is not ok."""


def classify(received: Received, *, accept: str = "application/json") -> Reading:
    """Understand an answer; `accept` is the media type that the Api promises."""
    status = status_of(received.status)
    kind, value = _content(received)
    reason = _surprise(received, kind, accept) if status is Status.OK else None
    return Reading(Status.UNEXPECTED_CONTENT if reason else status, kind, value, received.status, reason)


def status_of(http_status: int) -> Status:
    """Map an HTTP status code to what it means for the call.

    >>> status_of(204), status_of(422), status_of(503)
    (<Status.OK: 'ok'>, <Status.CLIENT_ERROR: 'client_error'>, <Status.SERVER_ERROR: 'server_error'>)
    """
    if 200 <= http_status < 300:
        return Status.OK
    if http_status >= 500:
        return Status.SERVER_ERROR
    return STATUSES.get(http_status, Status.CLIENT_ERROR)


def content_of(reading: Reading, limit: int, *, hint: str | None = None) -> Shortened:
    """Write what a model sees of an answer, in at most about `limit` characters.

    JSON data stay JSON, text stays text; everything that is not ok is a JSON object with `error` and `http_status`.
    """
    if reading.status is Status.OK:
        plain = reading.kind in ("text", "page")
        return shorten_text(reading.value, limit) if plain else shorten_json(reading.value, limit)
    said = {"error": reading.status.value, "http_status": reading.http_status}
    if message := reading.reason or hint:
        said["message"] = message
    if reading.value not in ("", None):
        page = reading.kind == "page"
        said["response"] = shorten_text(reading.value, PAGE_LENGTH).text if page else reading.value
    return shorten_json(said, min(limit, ERROR_LENGTH))


def failure_content(status: Status, reason: str) -> str:
    """Write what a model sees of a call that brought no answer."""
    return compact({"error": status.value, "message": reason})


def _content(received: Received) -> tuple[Literal["json", "text", "page", "binary"], Json]:
    kind, body = received.media_type, received.body
    if not body.strip():
        return "text", ""
    if is_page(body):
        return "page", visible_text(_text(received))
    if is_json(kind) or body.lstrip()[:1] in b"{[":
        try:
            return "json", _json(received)
        except ValueError:
            pass  # told apart below, by what was declared
    if kind in ("text/html", "application/xhtml+xml"):
        return "page", visible_text(_text(received))
    if is_json(kind) or _is_text(kind, body):
        return "text", _text(received)
    return "binary", {"media_type": kind or "application/octet-stream", "bytes": len(body)}


def _surprise(received: Received, kind: str, accept: str) -> str | None:
    if kind == "page" and "html" not in accept:
        return HTML_PAGE
    if kind == "text" and received.body.strip() and is_json(received.media_type):
        return "declared as JSON, but it is none"
    return None


def _json(received: Received) -> Json:
    """Parse a body; NaN and its like, which JSON does not have, become null."""
    try:
        return json.loads(received.body, parse_constant=lambda _: None)
    except UnicodeDecodeError:
        return json.loads(_text(received), parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _is_text(media_type: str, body: bytes) -> bool:
    return bool(TEXTS.fullmatch(media_type)) or (media_type in LINES and b"\0" not in body)


def _text(received: Received) -> str:
    """Decode a body by its declared character set, or as UTF-8; what is neither shows as replacement characters."""
    declared = CHARSET.search(received.headers.get("content-type", ""))
    charset = declared[1] if declared and CHARSETS.fullmatch(declared[1]) else "utf-8-sig"
    try:
        return well_formed(received.body.decode(charset, "replace"))
    except LookupError:
        return received.body.decode("utf-8-sig", "replace")
