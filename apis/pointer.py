"""JSON pointers (RFC 6901): from a text such as /items/12/name to what stands there."""

from apis.compress import compact
from apis.model import Json

NAMED = 20
"""Members of an object that are named where a pointer leads nowhere."""


class NoSuchPlace(ValueError):
    """A pointer leads nowhere; the text says how far it led and what is there."""


def follow(value: Json, pointer: str) -> Json:
    """Return what a pointer leads to; "" is the whole.

    >>> follow({"a": [{"b/c": 7}]}, "/a/0/b~1c")
    7

    Raises:
        NoSuchPlace: it leads nowhere.
    """
    if pointer in ("", "/"):
        return value
    walked = ""
    for token in pointer.strip().removeprefix("/").split("/"):
        name = unescaped(token)
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            raise NoSuchPlace(f"There is no {token!r} at {walked or 'the top'!r}, which is {_kind(value)}.")
        walked += f"/{token}"
    return value


def leads(value: Json, pointer: str) -> bool:
    """Tell whether a pointer leads somewhere."""
    try:
        follow(value, pointer)
    except NoSuchPlace:
        return False
    return True


def unescaped(token: str) -> str:
    """Read one token of a pointer.

    >>> unescaped("b~1c~0d")
    'b/c~d'
    """
    return token.replace("~1", "/").replace("~0", "~")


def _kind(value: Json) -> str:
    if isinstance(value, dict):
        names = list(value)
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        return f"an object with {compact(names[:NAMED])}{more}"
    return f"an array of {len(value)} items" if isinstance(value, list) else "a single value"
