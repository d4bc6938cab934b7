"""Texts that must not be seen: found and replaced in whatever a server gives back.

Knows nothing of where a secret comes from or goes to (`credentials`).
"""

import base64
import html
import json
import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote, quote_plus

from apis.model import Json

REDACTED = "[redacted]"
SHORT = 6
"""A secret with fewer characters is only recognised as a whole word, or it would eat up innocent text."""


class Secrets:
    """Texts that must not be seen, in every spelling in which a server may give them back."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = frozenset(filter(None, values))

    def __bool__(self) -> bool:
        return bool(self._values)

    def redact(self, value: Json) -> Json:
        """Return the same JSON value without the secrets, keys included."""
        if not self._values or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._pattern.sub(REDACTED, value) if self.within(value) else value
        if isinstance(value, list):
            return [self.redact(item) for item in value]
        if isinstance(value, dict):
            return {self.redact(key): self.redact(item) for key, item in value.items()}
        return REDACTED if str(value) in self._values else value

    def redact_bytes(self, body: bytes) -> bytes:
        """Return the same bytes without the secrets, as far as these are written in UTF-8."""
        if not self._values:
            return body
        text = body.decode("utf-8", "surrogateescape")
        return self._pattern.sub(REDACTED, text).encode("utf-8", "surrogateescape") if self.within(text) else body

    def within(self, text: str) -> bool:
        """Tell whether a text holds one of the secrets."""
        # Looking for plain texts is quicker than looking for a pattern of all of them, and mostly finds none.
        return any(spelling in text for spelling in self._all) and self._pattern.search(text) is not None

    @cached_property
    def _all(self) -> tuple[str, ...]:
        """Every spelling of every value, the longest first."""
        spellings = {spelling for value in self._values for spelling in _spellings(value)}
        return tuple(sorted(spellings, key=len, reverse=True))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_bounded, self._all)))


def base64_of(text: str) -> str:
    """Write a text as HTTP's basic authentication does."""
    return base64.b64encode(text.encode()).decode()


def _spellings(value: str) -> set[str]:
    encoded = {quote(value, safe=""), quote(value), quote_plus(value), quote_plus(value, safe="/")}
    lower = {re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), form) for form in encoded}
    escaped = {json.dumps(value)[1:-1], html.escape(value), value.replace("/", "\\/")}
    return {value, base64_of(value).rstrip("="), *encoded, *lower, *escaped}


def _bounded(spelling: str) -> str:
    pattern = re.escape(spelling)
    return pattern if len(spelling) >= SHORT else rf"(?<!\w){pattern}(?!\w)"
