"""YAML as OpenAPI means it, built from libyaml's events: JSON values only, within bounds.

PyYAML's own loader reads YAML 1.1, where `no` is false, `12:30` is 750 and `2020-01-01` a date; it keeps keys that are
numbers or booleans, recurses in C until the stack ends, and lets merge keys multiply without limit. This one follows
the JSON ruleset of YAML 1.2 that OpenAPI asks for: every key is text, every other plain scalar is null, a boolean, a
number as JSON writes it, or text. Unknown tags are ignored. An alias shares its value, and how much all aliases
together may stand for is bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from apis.model import Json

DEPTH = 60
"""Levels of nesting: the deepest of fifty well-known documents has 24, reading one may triple it, and pydantic reads no
JSON beyond 200."""
EXPANSION = 1_000_000
"""Values that all aliases of a document may stand for."""

CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
CONSTANTS |= {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")
TYPED = {None, *(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))}


class Unparsable(ValueError):
    """A text that is neither JSON nor YAML, or beyond bounds; one line that says where."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come, or a finished value."""

    value: Json
    anchor: str | None = None
    size: int = 1
    height: int = 0
    key: str | None = None
    """The key whose value comes next, in a mapping."""
    merging: bool = False


def parse_yaml(text: str) -> Json:
    """Read one YAML document."""
    try:
        return _build(_events(text))
    except Unparsable:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise Unparsable(f"not YAML: {place}{error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unparsable(f"not YAML: {' '.join(str(error).split())}") from error


def scalar(text: str) -> Json:
    """Read a plain scalar.

    >>> [scalar(text) for text in ("no", "null", "3.10", "007", "2020-01-01", "1e3", "-.inf")]
    ['no', None, 3.1, '007', '2020-01-01', 1000.0, '-.inf']
    """
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] not in "-+.0123456789":
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    if NUMBER.fullmatch(text) and any(map(str.isdigit, text.lower().partition("e")[0])):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text


def _events(text: str) -> Iterator[yaml.Event]:
    parser = yaml.CBaseLoader(text)
    while (event := parser.get_event()) is not None:
        yield event


def _build(events: Iterator[yaml.Event]) -> Json:
    stack, anchors, documents, spent = [_Open([])], dict[str, _Open](), 0, 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor))
        elif isinstance(event, yaml.ScalarEvent):
            _add(stack, anchors, _Open(_value(event, stack[-1]), event.anchor), plain=event.implicit[0])
        elif isinstance(event, yaml.CollectionEndEvent):
            _add(stack, anchors, stack.pop())
        elif isinstance(event, yaml.AliasEvent):
            meant = _meant(event, anchors)
            spent += meant.size
            _add(stack, anchors, _Open(meant.value, None, meant.size, meant.height))
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        _within_bounds(len(stack) + stack[-1].height, spent, documents)
    built = stack[0].value
    return built[0] if built else None


def _within_bounds(depth: int, spent: int, documents: int) -> None:
    if depth > DEPTH:
        raise Unparsable(f"nested deeper than {DEPTH} levels")
    if spent > EXPANSION:
        raise Unparsable(f"its aliases stand for more than {EXPANSION:,} values")
    if documents > 1:
        raise Unparsable("several YAML documents in one")


def _value(event: yaml.ScalarEvent, parent: _Open) -> Json:
    is_key = isinstance(parent.value, dict) and parent.key is None
    plain = event.implicit[0] or event.tag is not None
    return scalar(event.value) if plain and event.tag in TYPED and not is_key else event.value


def _meant(event: yaml.AliasEvent, anchors: dict[str, _Open]) -> _Open:
    meant = anchors.get(event.anchor or "")
    if meant is None:
        raise Unparsable(f"not YAML: alias {event.anchor!r} has no finished anchor before it")
    return meant


def _add(stack: list[_Open], anchors: dict[str, _Open], done: _Open, *, plain: bool = False) -> None:
    """Put a finished value into the collection that is open."""
    if done.anchor:
        anchors[done.anchor] = done
    parent = stack[-1]
    if isinstance(parent.value, list):
        parent.value.append(done.value)
    elif parent.key is None:
        _take_key(parent, done.value, plain)
    else:
        _put(parent, done.value)
    parent.size += done.size
    parent.height = max(parent.height, done.height + 1)


def _take_key(parent: _Open, key: Json, plain: bool) -> None:
    if isinstance(key, dict | list):
        raise Unparsable("not YAML as OpenAPI has it: a key is a collection (a template's {{…}} needs quotes)")
    parent.key = key if isinstance(key, str) else str(key)
    parent.merging = plain and key == "<<"


def _put(parent: _Open, value: Json) -> None:
    if parent.merging:
        for merged in value if isinstance(value, list) else [value]:
            for key, item in merged.items() if isinstance(merged, dict) else ():
                parent.value.setdefault(key, item)
    else:
        parent.value[parent.key] = value
    parent.key = None
