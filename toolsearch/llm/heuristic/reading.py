"""What came back from a call, as leaves that can be looked at: where each stands, in which row, under which words.

Knows JSON and nothing of functions or goals. A body that is no JSON is one leaf of text.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from apis.model import Json, Status, ToolCall
from toolsearch.llm.heuristic.text import code_terms, identifier_words

MOST_LEAVES = 1500
KEPT = 128
"""Bodies that are kept open."""
_ERROR_KEYS = frozenset(
    ("error", "errors", "message", "detail", "status", "code", "statuscode", "reason", "title", "type")
)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar in a result."""

    path: tuple[str, ...]
    """Keys from the root down; the places in lists are left out."""
    words: frozenset[str]
    """Stems of its own key."""
    context: frozenset[str]
    """Stems of the keys above it."""
    value: Json
    row: tuple[int, ...]
    """Its places in the lists above it, the outermost first; empty outside of lists."""
    list_at: int = 0
    """How many keys of the path lead to the outermost list."""

    @property
    def key(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One call and what it brought."""

    call: ToolCall
    status: Status
    data: Json
    leaves: tuple[Leaf, ...]
    turn: int

    @property
    def ok(self) -> bool:
        """Whether it brought something: a body of the right kind that is not empty and not only an error."""
        if self.status is not Status.OK or not any(leaf.value not in (None, "") for leaf in self.leaves):
            return False
        return not self._is_error() and not self._is_nothing()

    @property
    def brought(self) -> set[str]:
        """The texts of its values, in lower case."""
        return {str(leaf.value).lower() for leaf in self.leaves}

    def _is_error(self) -> bool:
        if isinstance(self.data, dict):
            keys = {str(key).lower().replace("_", "") for key in self.data}
            return keys <= _ERROR_KEYS and bool(keys & {"error", "errors", "detail"})
        return isinstance(self.data, str) and bool(_MARKUP.match(self.data))

    def _is_nothing(self) -> bool:
        """A count of zero beside an empty list and nothing else that is told."""
        if not isinstance(self.data, dict):
            return False
        lists = [value for value in self.data.values() if isinstance(value, list)]
        return (
            bool(lists)
            and not any(lists)
            and not any(isinstance(v, dict) and v for v in self.data.values())
            and _has_zero(self.data)
        )


def read(call: ToolCall, status: Status, content: str, turn: int) -> Reading:
    """Read the reply to a call."""
    data, leaves = _opened(content)
    return Reading(call, status, data, leaves, turn)


@lru_cache(KEPT)
def _opened(content: str) -> tuple[Json, tuple[Leaf, ...]]:
    """Open a body; a path says it again in every turn."""
    try:
        data: Json = json.loads(content)
    except (ValueError, RecursionError):
        data = content.strip()
    return data, tuple(islice(_walk(data, (), (), 0), MOST_LEAVES))


def values_of(arguments: Json) -> set[str]:
    """Flatten arguments to the texts of their values, in lower case."""
    if isinstance(arguments, dict):
        return {text for value in arguments.values() for text in values_of(value)}
    if isinstance(arguments, list):
        return {text for value in arguments for text in values_of(value)}
    return {str(arguments).lower()}


def _walk(value: Json, path: tuple[str, ...], row: tuple[int, ...], list_at: int) -> Iterator[Leaf]:
    """Yield the leaves, breadth before depth within an object: what stands above is told before what is nested."""
    if isinstance(value, dict):
        inner = [(str(key), item) for key, item in value.items()]
        for key, item in sorted(inner, key=lambda pair: isinstance(pair[1], dict | list)):
            yield from _walk(item, (*path, key), row, list_at)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _walk(item, path, (*row, place), list_at if row else len(path))
    else:
        above = frozenset(term for key in path[:-1] for term in code_terms(key))
        own = (code_terms(path[-1]) or identifier_words(path[-1])) if path else []
        yield Leaf(path, frozenset(own), above, value, row, list_at)


def _has_zero(data: dict[str, Json]) -> bool:
    numbers = [value for value in data.values() if isinstance(value, int) and not isinstance(value, bool)]
    return not numbers or 0 in numbers
