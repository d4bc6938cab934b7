"""The form in which an Api is offered to a model: a named function, and the table back.

A function name matches `^[A-Za-z0-9_-]{1,64}$`, reads `<api>_for_<tool>`, is unique in its table, depends on nothing
but the ids in the table, and maps back by table, never by suffix.
"""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from apis.model import Api, Schema, Value

NAME_LENGTH = 64
"""The longest function name that every known server accepts."""
DESCRIPTION_LENGTH = 1024
"""The longest description that every known server accepts, in characters."""


class Function(Value):
    """What a model sees of an Api, or of a built-in."""

    name: str
    description: str
    parameters: Schema


class Found(Protocol):
    """Anything that carries an Api, such as a search hit."""

    @property
    def api(self) -> Api | None: ...


@dataclass(frozen=True, slots=True)
class FunctionTable:
    """The functions of one task, in a fixed order, and the way back to their Apis."""

    functions: tuple[Function, ...]
    apis: dict[str, Api]
    """By function name; built-ins are not in it."""

    @classmethod
    def of(cls, items: Iterable[Api | Found], builtins: Sequence[Function] = ()) -> "FunctionTable":
        """Offer these Apis (or search hits that carry them), then the built-in functions."""
        apis = list({api.id: api for item in items if (api := _api_of(item)) is not None}.values())
        plain = Counter(plain_name(api.id) for api in apis)
        named: dict[str, Api] = {}
        for api in apis:
            name = plain_name(api.id)
            named[hashed_name(api.id) if plain[name] > 1 else name] = api
        functions = [function_of(api, name) for name, api in named.items()]
        return cls((*functions, *builtins), named)

    def nearest(self, name: str, count: int = 3) -> list[str]:
        """Return the offered names most like `name`, best first."""
        return difflib.get_close_matches(name, [f.name for f in self.functions], n=count, cutoff=0.3)


def function_of(api: Api, name: str | None = None) -> Function:
    """Describe an Api as a function: what it does, what it returns, what it takes."""
    returned = response_keys(api.returns)
    tail = f" Returns: {', '.join(returned)}." if returned else ""
    words = " ".join(api.description.split()) or api.name
    return Function(
        name=name or plain_name(api.id),
        description=shorten(words, DESCRIPTION_LENGTH - len(tail)) + tail,
        parameters=api.parameters,
    )


def plain_name(api_id: str) -> str:
    """Name the function of an Api by its id alone.

    >>> plain_name("public-holidays/list-holidays")
    'list_holidays_for_public_holidays'
    """
    tool, _, api = api_id.partition("/")
    name = re.sub(r"[^A-Za-z0-9_]+", "_", f"{api}_for_{tool}").strip("_")
    return name if len(name) <= NAME_LENGTH else hashed_name(api_id)


def hashed_name(api_id: str) -> str:
    """Name the function of an Api whose plain name is taken or too long: cut, with six digits of the id's hash."""
    tool, _, api = api_id.partition("/")
    name = re.sub(r"[^A-Za-z0-9_]+", "_", f"{api}_for_{tool}").strip("_")
    return f"{name[: NAME_LENGTH - 7]}_{hashlib.sha256(api_id.encode()).hexdigest()[:6]}"


def response_keys(schema: Schema | None, limit: int = 24) -> list[str]:
    """List the property names of a response schema, breadth first, arrays entered, each once.

    >>> response_keys({"type": "array", "items": {"properties": {"code": {}, "city": {"properties": {"name": {}}}}}})
    ['code', 'city', 'name']
    """
    keys: dict[str, None] = {}
    level, seen = [schema] if schema else [], set[str]()
    while level and len(keys) < limit:
        following: list[Schema] = []
        for part in level:
            following += _parts(part, schema or {}, seen)
            keys |= dict.fromkeys(part.get("properties") or {})
        level = following
    return list(keys)[:limit]


def shorten(text: str, length: int) -> str:
    """Cut a text at a word so that it fits `length` characters, an ellipsis included.

    >>> shorten("three short words", 12)
    'three short…'
    """
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]).rstrip(" ,;:.") + "…"


def _api_of(item: Api | Found) -> Api | None:
    return item if isinstance(item, Api) else item.api


def _parts(part: Schema, root: Schema, seen: set[str]) -> list[Schema]:
    """The schemas directly inside one: properties, items, branches and the `$defs` it points to, each once."""
    inner = [*(part.get("properties") or {}).values(), part.get("items")]
    for key in ("allOf", "anyOf", "oneOf"):
        inner += part.get(key) or []
    ref = part.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/$defs/") and ref not in seen:
        seen.add(ref)
        inner.append((root.get("$defs") or {}).get(ref.removeprefix("#/$defs/")))
    return [schema for schema in inner if isinstance(schema, dict)]
