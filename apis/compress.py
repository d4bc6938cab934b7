"""Long values made short for a model: JSON stays JSON, and every cut is stated where it was made.

Pure functions over values; knows no Api and no network. An array keeps its first items and says how many there were, a
long text is cut at a word, an object keeps its members as long as their names fit. Work is bounded by the limit, not by
the size of the value, but for one writing of the whole.
"""

import json
from dataclasses import dataclass

from apis.model import Json

DEEPEST = 48
"""The deepest nesting that is entered where a value has to be cut."""
FLOOR = 24
"""Characters in which any value can be told, if only as "[1000 items]"."""
NOTE = 36
"""Characters kept free for the note on what was left out, where something is."""
FEWEST = 3
"""An array whose first items do not fit whole shows this many of them cut."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """A text that fits, and where it says less than the value did."""

    text: str
    cut: tuple[str, ...] = ()
    """JSON pointers into `text` of the values that were shortened."""


def compact(value: Json) -> str:
    """Write JSON without spaces; what JSON or UTF-8 has no form for (NaN, half a surrogate pair) becomes null or `?`.

    >>> compact({"a": [1.5, "é"]})
    '{"a":[1.5,"é"]}'
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"))
    return well_formed(text)


def well_formed(text: str) -> str:
    """Replace halves of surrogate pairs, which no file and no server takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value that fits, and where it says less than it did."""

    value: Json
    cut: tuple[str, ...] = ()
    """JSON pointers into `value`."""


def fit_json(value: Json, limit: int) -> Fitted:
    """Shorten a JSON value so that it is written in at most `limit` characters (at least 64)."""
    if len(compact(value)) <= limit:
        return Fitted(value)
    cut: list[str] = []
    return Fitted(_fit(value, max(limit, 64), "", cut), tuple(cut))


def shorten_json(value: Json, limit: int) -> Shortened:
    """Write a JSON value in at most `limit` characters (at least 64).

    >>> shorten_json({"ids": list(range(1000)), "total": 1000}, 100)
    Shortened(text='{"ids":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,"… 984 more of 1000"],"total":1000}', cut=('/ids',))
    """
    fitted = fit_json(value, limit)
    return Shortened(compact(fitted.value), fitted.cut)


def shorten_text(text: str, limit: int) -> Shortened:
    """Cut a plain text at a word and say how long it was.

    >>> shorten_text("one two three four five six", 25)
    Shortened(text='one two… (27 characters)', cut=('',))
    """
    if len(text) <= limit:
        return Shortened(text)
    tail = f"… ({len(text)} characters)"
    return Shortened(_at_word(text, limit - len(tail)) + tail, ("",))


def _fit(value: Json, room: int, pointer: str, cut: list[str]) -> Json:
    """Return the value so shortened that it is written in at most `room` characters."""
    if _size(value, room) <= room:
        return value
    deep = pointer.count("/") >= DEEPEST
    if isinstance(value, dict) and not deep and room >= FLOOR + NOTE:
        return _fit_object(value, room, pointer, cut)
    if isinstance(value, list) and not deep and room >= FLOOR + NOTE:
        return _fit_array(value, room, pointer, cut)
    cut.append(pointer)
    if isinstance(value, dict | list):
        return f"{{{len(value)} members}}" if isinstance(value, dict) else f"[{len(value)} items]"
    return _fit_text(value if isinstance(value, str) else str(value), room)


def _fit_object(value: dict[str, Json], room: int, pointer: str, cut: list[str]) -> Json:
    """Share the room among the members: the small stay whole, the large get equal parts of what is left."""
    names = _names_that_fit(value, room - 2)
    note = NOTE if len(names) < len(value) else 0
    left = room - 2 - note - sum(len(compact(name)) + 2 for name in names)
    parts = shares([_size(value[name], room) for name in names], left)
    shown = {
        name: _fit(value[name], part, f"{pointer}/{escaped(name)}", cut)
        for name, part in zip(names, parts, strict=True)
    }
    if len(names) < len(value):
        cut.append(pointer)
        shown["…"] = f"{len(value) - len(names)} more of {len(value)}"
    return shown


def _names_that_fit(value: dict[str, Json], room: int) -> list[str]:
    """Choose the first members for which there is room, each with its name and at least `FLOOR` for its value."""
    names: list[str] = []
    for name, item in value.items():
        room -= len(compact(name)) + 2 + min(_size(item, FLOOR), FLOOR)
        names.append(name)
        if room < 0:
            break
    else:
        return names
    while names and room < NOTE:
        name = names.pop()
        room += len(compact(name)) + 2 + min(_size(value[name], FLOOR), FLOOR)
    return names


def _fit_array(value: list[Json], room: int, pointer: str, cut: list[str]) -> Json:
    """Keep the first items whole; where hardly one fits, share the room among the first few."""
    whole, free = 0, room - 2 - NOTE
    for item in value:
        free -= _size(item, free) + 1
        if free < 0:
            break
        whole += 1
    shown = value[:whole]
    if whole < min(FEWEST, len(value)):
        few = value[: min(FEWEST, len(value), (room - 2 - NOTE) // (FLOOR + 1))]
        parts = shares([_size(item, room) for item in few], room - 2 - NOTE - len(few))
        pairs = zip(few, parts, strict=True)
        shown = [_fit(item, part, f"{pointer}/{position}", cut) for position, (item, part) in enumerate(pairs)]
    if len(shown) < len(value):
        cut.append(pointer)
        shown = [*shown, f"… {len(value) - len(shown)} more of {len(value)}"]
    return shown


def shares(sizes: list[int], room: int) -> list[int]:
    """Divide room among parts of these sizes: none gets more than it needs, and the needy get the same.

    >>> shares([10, 500, 500], 210)
    [10, 100, 100]
    """
    given = [0] * len(sizes)
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    for rank, index in enumerate(order):
        given[index] = min(sizes[index], room // (len(order) - rank))
        room -= given[index]
    return given


def _fit_text(text: str, room: int) -> str:
    """Cut a text so that it fits as a JSON string, escapes and quotes included."""
    length = min(len(text), room - 3)
    while True:
        shown = _at_word(text, length) + "…"
        over = len(compact(shown)) - room
        if over <= 0 or length <= 0:
            return shown
        length = max(0, length - max(1, over // 6))


def _at_word(text: str, length: int) -> str:
    """Cut at the last space, unless that would lose more than a quarter of what fits."""
    cut = text[: max(0, length)]
    space = cut.rfind(" ")
    return cut[:space].rstrip(" ,;:.") if space > 0.75 * len(cut) and len(text) > length else cut


def _size(value: Json, cap: int, depth: int = 0) -> int:
    """Count the characters of a value as JSON, or return some number above `cap` as soon as it is passed.

    A value nested deeper than is ever shown counts as too large.
    """
    if isinstance(value, str):
        return len(value) + 2 if len(value) > cap else len(compact(value))
    if not isinstance(value, dict | list):
        return len(compact(value))
    total = 2 + max(0, len(value) - 1) if depth <= DEEPEST else cap + 1
    names = value if isinstance(value, dict) else ()
    for name in names:
        total += len(name) + 3 if len(name) > cap else len(compact(name)) + 1
        if total > cap:
            return total
    for item in value.values() if isinstance(value, dict) else value:
        if total > cap:
            return total
        total += _size(item, cap - total, depth + 1)
    return total


def escaped(name: str) -> str:
    """Write a name as one token of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _finite(value: Json) -> Json:
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    return value
