"""What of an Api's answers is worth a model's time: the keys to keep and those to leave out, by their paths.

A path is a JSON pointer in which `*` stands for every item of an array. A key that no sample held is in no plan, and is
kept. Pure values and functions; how a plan is learned is `apis.plans.learn`, where it is kept `apis.plans.book`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field

from apis.compress import DEEPEST, escaped
from apis.executors.page import visible_text
from apis.model import Json, Value

TAGS = re.compile(r"<(?:!--|!doctype\b|/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>)")
MARKED_UP = 2
"""So many tags make a text markup."""
BASE64 = re.compile(r"(?:data:(?P<type>[\w.+/-]*)(?:;[\w=.-]+)*,)?(?P<data>[A-Za-z0-9+/_\s-]{256,}={0,2})")
UNBROKEN = 200
"""Characters without a space in a text that is no prose."""


class Why(StrEnum):
    """Why a key is left out."""

    EMPTY = "empty"
    CONSTANT = "constant"
    ID_LIKE = "id_like"
    DUPLICATED = "duplicated"
    MARKUP = "markup"
    TRACKING = "tracking"
    UNWANTED = "unwanted"
    """A model said so."""


class Plan(Value):
    """What is kept of the answers of one Api."""

    schema_version: Literal[1] = 1
    hash: str
    """`Api.content_hash` of the Api that it was made for."""
    made_by: str = "samples"
    """Or the model that chose."""
    keep: tuple[str, ...] = ()
    """Paths that were seen and are worth keeping."""
    drop: dict[str, Why] = Field(default_factory=dict)
    """Paths that were seen and are left out."""


@dataclass(frozen=True, slots=True)
class Projected:
    """What is left of a value."""

    value: Json
    dropped: tuple[str, ...]
    """The paths that were there and are left out."""
    reduced: tuple[str, ...]
    """JSON pointers into `value` of texts that say less than they did: markup and bytes."""


def project(value: Json, plan: Plan | None) -> Projected:
    """Leave out what the plan leaves out, and reduce markup and bytes to what they say.

    >>> plan = Plan(hash="", drop={"/hits/*/etag": Why.ID_LIKE})
    >>> project({"hits": [{"name": "Oslo", "etag": "a1"}, {"name": "Bergen", "new": 1}]}, plan).value
    {'hits': [{'name': 'Oslo'}, {'name': 'Bergen', 'new': 1}]}
    """
    work = _Projection(dict(plan.drop) if plan else {})
    return Projected(work.visit(value, "", ""), tuple(work.dropped), tuple(work.reduced))


def said(text: str) -> str:
    """Reduce markup to its words and bytes to their size; any other text is returned as it is.

    >>> said("<p>Closed on <b>Monday</b>.</p>"), said("1 < 2 and 3 > 2")
    ('Closed on Monday .', '1 < 2 and 3 > 2')
    >>> said("data:image/png;base64," + "iVBORw0KGgo" * 30)
    'image/png, 247 bytes'
    """
    if len(text) >= UNBROKEN and (found := BASE64.fullmatch(text)) and _unbroken(found["data"]):
        size = len("".join(found["data"].split()).rstrip("=")) * 3 // 4
        return f"{found['type'] or 'binary'}, {size:,} bytes"
    if "<" in text and len(TAGS.findall(text)) >= MARKED_UP:
        return visible_text(text)
    return text


def is_markup(text: str) -> bool:
    """Tell whether a text is HTML, SVG or their like."""
    return "<" in text and len(TAGS.findall(text)) >= MARKED_UP


def paths(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield every leaf of a value with its path: what is no object and no array, an empty one, or one far inside.

    >>> list(paths({"a": [{"b": 1}, {"b": 2}], "c": []}))
    [('/a/*/b', 1), ('/a/*/b', 2), ('/c', [])]
    """
    deep = path.count("/") >= DEEPEST
    if isinstance(value, dict) and value and not deep:
        for name, inner in value.items():
            yield from paths(inner, f"{path}/{escaped(name)}")
    elif isinstance(value, list) and value and not deep:
        for inner in value:
            yield from paths(inner, f"{path}/*")
    else:
        yield path, value


def _unbroken(data: str) -> bool:
    return len(data.split()) <= 1 + len(data) // 60  # lines of base64, and no words


class _Projection:
    def __init__(self, drop: dict[str, Why]) -> None:
        self._drop = drop
        self.dropped: dict[str, None] = {}
        self.reduced: list[str] = []

    def visit(self, value: Json, path: str, pointer: str) -> Json:
        if path.count("/") >= DEEPEST:
            return value
        if isinstance(value, dict):
            return self._members(value, path, pointer)
        if isinstance(value, list):
            return [self.visit(item, f"{path}/*", f"{pointer}/{place}") for place, item in enumerate(value)]
        if isinstance(value, str) and (less := said(value)) != value:
            self.reduced.append(pointer)
            return less
        return value

    def _members(self, value: dict[str, Json], path: str, pointer: str) -> dict[str, Json]:
        kept: dict[str, Json] = {}
        for name, inner in value.items():
            step = f"/{escaped(name)}"
            if path + step in self._drop:
                self.dropped[path + step] = None
                continue
            left = self.visit(inner, path + step, pointer + step)
            if left == {} and inner:
                continue  # nothing of it was kept
            kept[name] = left
        return kept
