"""Where something stands in a document, and what is untidy there.

Knows nothing of OpenAPI.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from apis.model import Json
from apis.sources.base import Problem

LIMIT = 1_000
"""Problems that are kept of one document."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands."""

    value: Json
    uri: str
    """Of the document it stands in."""
    pointer: str = ""
    """A JSON pointer into that document."""

    def child(self, key: str | int) -> "Node":
        """Step to a key or an index; a missing one gives a node of None."""
        return Node(self.get(key), self.uri, f"{self.pointer}/{escaped(key)}")

    def get(self, key: str | int) -> Json:
        """Return the value at a key or an index, None where there is none."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            return self.value[key]
        return None

    def text(self, key: str) -> str:
        """Return the text at a key; numbers are written out, and anything else is no text."""
        value = self.get(key)
        is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
        return str(value).strip() if is_text else ""

    def children(self) -> list["Node"]:
        """List the items of an array, or the values of an object."""
        if isinstance(self.value, dict):
            return [self.child(key) for key in self.value]
        return [self.child(index) for index in range(len(self.value))] if isinstance(self.value, list) else []


@dataclass(slots=True)
class Problems:
    """The problems of one document, each once, in the order they were met."""

    uri: str
    """Of the document itself: places in other documents name theirs."""
    _found: dict[Problem, None] = field(default_factory=dict)

    def add(self, node: Node, text: str) -> None:
        if len(self._found) > LIMIT:
            return
        place = node.pointer if node.uri == self.uri else f"{urlsplit(node.uri).path}#{node.pointer}"
        problem = Problem(place, text) if len(self._found) < LIMIT else Problem("", "more problems than are kept")
        self._found[problem] = None

    def all(self) -> tuple[Problem, ...]:
        return tuple(self._found)


def escaped(key: str | int) -> str:
    """Write a key as a step of a JSON pointer.

    >>> escaped("/pets/{id}")
    '~1pets~1{id}'
    """
    return str(key).replace("~", "~0").replace("/", "~1")


def shown(value: Json) -> str:
    """Show a value in a message, cut to be short.

    >>> shown("x" * 60)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    text = repr(value[:40] if isinstance(value, str) else value)
    if isinstance(value, dict | list):
        text = f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return text if len(text) <= 40 else f"{text[:38]}…'"
