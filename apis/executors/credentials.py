"""Credentials of tools: which of them a request carries.

A credential is one text for each tool, from `TOOLSEARCH_AUTH_<TOOL>` in the environment:

- a token, for whichever API key or bearer token the Api asks for (sent verbatim for a scheme of another kind);
- `user:password` for HTTP basic;
- `NAME=value;NAME2=value`, by the names of the tool's security schemes, where several go together.

An Api that declares no security is sent none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from apis.executors.failure import Refused
from apis.executors.secret import Secrets, base64_of
from apis.executors.styles import Pair
from apis.model import Api, Credential, HttpBinding

VARIABLE = "TOOLSEARCH_AUTH_"
MARKETPLACE = "rapidapi"
MARKETPLACE_HOSTS = (".p.rapidapi.com",)
"""The key in `TOOLSEARCH_AUTH_RAPIDAPI` is that of every tool called here which has none of its own."""
NAME = re.compile(r"[\w.-]+")


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


def secrets_of(credentials: Mapping[str, str]) -> Secrets:
    """Collect everything secret in the credentials of all tools."""
    texts = [text.strip() for text in credentials.values()]
    named = [pair.partition("=")[2].strip() for text in texts for pair in text.split(";")]
    wanted = [*texts, *(value for value in named if value.strip("="))]  # not the padding of base64
    return Secrets([part for text in wanted for part in _parts(text)])


@dataclass(frozen=True, slots=True)
class Grant:
    """What a request gets of its tool's credentials."""

    headers: tuple[Pair, ...] = ()
    query: tuple[Pair, ...] = ()
    cookies: tuple[Pair, ...] = ()
    secrets: Secrets = field(default_factory=Secrets)


def grant(api: Api, binding: HttpBinding, credentials: Mapping[str, str], host: str = "") -> Grant:
    """Work out what to send with a call of this Api; an empty grant where the user gave nothing that it asks for.

    Args:
        api: what is called.
        binding: how.
        credentials: by tool slug.
        host: what is called at; one key opens all tools of a marketplace, and goes to the marketplace's hosts only.

    Raises:
        Refused: the text given cannot be matched with what the Api needs.
    """
    shared = MARKETPLACE if host.lower().endswith(MARKETPLACE_HOSTS) else ""
    text = credentials.get(_slug(api.tool_slug), credentials.get(shared, "")).strip()
    if not text.isprintable():
        raise Refused(f"the credential of {api.tool_slug!r} holds characters that cannot be sent")
    alternatives = [alternative for alternative in binding.security if alternative]
    if not text or not alternatives:
        return Grant(secrets=Secrets(_parts(text)))
    given = _given(text, {credential.scheme for alternative in alternatives for credential in alternative})
    chosen = _bare(alternatives, text) if given is None else _named(alternatives, given)
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


def _given(text: str, schemes: set[str]) -> dict[str, str] | None:
    """Read `NAME=value;NAME2=value`; None where the text is a bare credential, which may hold `=` and `;` too.

    The names are of all the tool's Apis, so one of them must be a scheme of this one, unless there are several.
    """
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    given = {name.strip(): value.strip() for name, _, value in pairs if NAME.fullmatch(name.strip()) and value.strip()}
    named = len(given) == len(pairs) and (len(given) > 1 or not schemes.isdisjoint(given))
    return given if given and named else None


def _named(alternatives: list[tuple[Credential, ...]], given: dict[str, str]) -> Chosen | None:
    """Take the first alternative that what was given fulfils."""
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
        return "Basic " + base64_of(secret if ":" in secret else f"{secret}:")
    if credential.kind == "bearer" and not secret.lower().startswith("bearer "):
        return f"Bearer {secret}"
    return secret


def _parts(text: str) -> list[str]:
    """List what is secret in a credential: all of it, and what follows a user's or a scheme's name."""
    _, colon, password = text.partition(":")
    token = text.partition(" ")[2] if text.lower().startswith("bearer ") else ""
    return [text, *([base64_of(f"{text}:")] if text and not colon else []), password, token]


def _slug(name: str) -> str:
    return name.lower().replace("_", "-")
