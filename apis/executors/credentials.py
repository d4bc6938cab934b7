"""Credentials of tools: which of them a request carries, and how they are kept out of everything that is shown.

A credential is one text for each tool, from `TOOLSEARCH_AUTH_<TOOL>` in the environment:

- a token, for whichever API key or bearer token the Api asks for (sent verbatim for a scheme of another kind);
- `user:password` for HTTP basic;
- `NAME=value;NAME2=value`, by the names of the Api's security schemes, where several go together.

An Api that declares no security is sent none.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, quote_plus

from apis.executors.failure import Refused
from apis.executors.styles import Pair
from apis.model import Api, Credential, HttpBinding, Json

VARIABLE = "TOOLSEARCH_AUTH_"
REDACTED = "[redacted]"
SHORT = 6
"""A secret with fewer characters is only recognised as a whole word, or it would eat up innocent text."""


def from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Read the credentials of tools, by tool slug.

    >>> from_environment({"TOOLSEARCH_AUTH_OPEN_METEO": "k", "HOME": "/"})
    {'open-meteo': 'k'}
    """
    return {_slug(name.removeprefix(VARIABLE)): text for name, text in environ.items() if name.startswith(VARIABLE)}


def variable_of(tool_slug: str) -> str:
    """Name the environment variable that holds a tool's credential.

    >>> variable_of("open-meteo")
    'TOOLSEARCH_AUTH_OPEN_METEO'
    """
    return VARIABLE + tool_slug.upper().replace("-", "_")


class Secrets:
    """Texts that must not be seen, in every spelling in which a server may give them back."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = frozenset(filter(None, values))

    def __bool__(self) -> bool:
        return bool(self._values)

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling, the longest first."""
        return tuple(sorted({form for value in self._values for form in _spellings(value)}, key=len, reverse=True))

    def redact(self, value: Json) -> Json:
        """Return the same JSON value without the secrets, keys included."""
        if not self._values or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._pattern.sub(REDACTED, value)
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
        return self._pattern.sub(REDACTED, text).encode("utf-8", "surrogateescape")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_bounded, self.spellings)))


@dataclass(frozen=True, slots=True)
class Grant:
    """What a request gets of its tool's credentials."""

    headers: tuple[Pair, ...] = ()
    query: tuple[Pair, ...] = ()
    cookies: tuple[Pair, ...] = ()
    secrets: Secrets = field(default_factory=Secrets)


def grant(api: Api, binding: HttpBinding, credentials: Mapping[str, str]) -> Grant:
    """Work out what to send with a call of this Api; an empty grant where the user gave nothing that it asks for.

    Raises:
        Refused: the text given cannot be matched with what the Api needs.
    """
    text = credentials.get(_slug(api.tool_slug), "").strip()
    alternatives = [alternative for alternative in binding.security if alternative]
    if not text or not alternatives:
        return Grant(secrets=Secrets(_parts(text)))
    chosen = _named(alternatives, text) or _bare(alternatives, text)
    if chosen is None:
        names = ";".join(f"{credential.scheme}=value" for credential in alternatives[0])
        raise Refused(f"the credential of {api.tool_slug!r} must be given as {variable_of(api.tool_slug)}='{names}'")
    written = [(credential, _value(credential, secret)) for credential, secret in chosen]
    return Grant(
        headers=tuple((c.name, value) for c, value in written if _location(c) == "header"),
        query=tuple((c.name, value) for c, value in written if _location(c) == "query"),
        cookies=tuple((c.name, value) for c, value in written if _location(c) == "cookie"),
        secrets=Secrets([*_parts(text), *(part for _, secret in chosen for part in _parts(secret))]),
    )


Chosen = list[tuple[Credential, str]]


def _named(alternatives: list[tuple[Credential, ...]], text: str) -> Chosen | None:
    """Read `NAME=value;NAME2=value`, if each name is one of a scheme, and take the first alternative it fulfils."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    given = {name.strip(): value.strip() for name, equals, value in pairs if equals}
    if len(given) < len(pairs) or not given.keys() <= {c.scheme for alternative in alternatives for c in alternative}:
        return None
    for alternative in alternatives:
        if all(credential.scheme in given for credential in alternative):
            return [(credential, given[credential.scheme]) for credential in alternative]
    return None


def _bare(alternatives: list[tuple[Credential, ...]], text: str) -> Chosen | None:
    """Take the first alternative that is a single credential; basic before others only for `user:password`."""
    single = [alternative[0] for alternative in alternatives if len(alternative) == 1]
    fitting = [c for c in single if c.kind in ("api_key", "bearer") or (c.kind == "basic" and ":" in text)]
    chosen = next(iter(fitting or single), None)
    return [(chosen, text)] if chosen else None


def _location(credential: Credential) -> str:
    return credential.location if credential.kind in ("api_key", "other") else "header"


def _value(credential: Credential, secret: str) -> str:
    if credential.kind == "basic":
        return "Basic " + _base64(secret if ":" in secret else f"{secret}:")
    if credential.kind == "bearer" and not secret.lower().startswith("bearer "):
        return f"Bearer {secret}"
    return secret


def _parts(text: str) -> list[str]:
    """List what is secret in a credential: all of it, and what follows a user's or a scheme's name."""
    _, colon, password = text.partition(":")
    token = text.partition(" ")[2] if text.lower().startswith("bearer ") else ""
    return [text, *([_base64(f"{text}:")] if text and not colon else []), password, token]


def _spellings(value: str) -> set[str]:
    encoded = {quote(value, safe=""), quote(value), quote_plus(value)}
    lower = {re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), form) for form in encoded}
    escaped = {json.dumps(value)[1:-1], html.escape(value), value.replace("/", "\\/")}
    return {value, _base64(value).rstrip("="), *encoded, *lower, *escaped}


def _bounded(spelling: str) -> str:
    pattern = re.escape(spelling)
    return pattern if len(spelling) >= SHORT else rf"(?<!\w){pattern}(?!\w)"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _slug(name: str) -> str:
    return name.lower().replace("_", "-")
