"""Arguments for a test call of an Api: from what its document says, and made up where it says nothing.

Documented are examples, constants, defaults and enumerations; made up are values by format, pattern, bounds, a
parameter's usual name, or its bare type. Every set of arguments that comes out fits the Api's schema
(`apis.validate`). Knows nothing of how calls go; values seen in other answers come in as `known`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from apis.model import Api, Json, Schema, canonical
from apis.pattern import matching
from apis.soundness import at, sound
from apis.validate import check

VALUES = 6
"""The most values tried for one argument."""
LONGEST = 1000
"""Characters of the longest text that is made up."""
DEEPEST = 6
"""Schemas entered within each other."""
FORMATS: Mapping[str, tuple[str, ...]] = {
    "date": ("2026-01-15", "2026-03-20", "2025-07-04"),
    "date-time": ("2026-01-15T12:00:00Z", "2026-03-20T08:30:00Z", "2025-07-04T18:45:00Z"),
    "time": ("12:00:00Z", "08:30:00Z", "18:45:00Z"),
    "email": ("someone@example.com", "info@example.org"),
    "uri": ("https://example.com/", "https://example.org/"),
    "uuid": ("123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-a456-426614174001"),
    "ipv4": ("8.8.8.8", "1.1.1.1"),
    "ipv6": ("2001:4860:4860::8888", "2606:4700:4700::1111"),
    "hostname": ("example.com", "example.org"),
}
NAMES: tuple[tuple[str, tuple[Json, ...]], ...] = (
    ("lat|latitude", (52.52, 40.71, -33.87)),
    ("lon|lng|long|longitude", (13.4, -74.0, 151.2)),
    ("country|countrycode", ("US", "DE", "JP")),
    ("(base|from|to|target|source)?currency(code)?", ("USD", "EUR", "JPY")),
    ("(source|target)?(lang|language|locale)(code)?", ("en", "de", "fr")),
    ("city|location|place|address", ("London", "Berlin", "Tokyo")),
    ("tz|timezone|zone", ("Europe/London", "America/New_York", "Asia/Tokyo")),
    ("zip|zipcode|postalcode|postcode", ("10001", "90210", "60601")),
    ("year", (2026, 2025, 2024)),
    ("month|day|page|pagenumber", (1, 2, 3)),
    ("(.*)date", FORMATS["date"]),
    ("(.*)(url|uri|link)", FORMATS["uri"]),
    ("(.*)email", FORMATS["email"]),
    ("ip|ipaddress", FORMATS["ipv4"]),
    ("domain|host|hostname", FORMATS["hostname"]),
    ("symbol|ticker", ("AAPL", "MSFT", "IBM")),
)
"""What arguments of these names usually take: names in lower case with nothing but letters and digits."""
WORDS = ("test", "example", "water", "music", "house", "sample")
NUMBERS = (1, 2, 5, 10, 100, 0)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What one test call asks."""

    values: dict[str, Json]
    documented: bool
    """Whether every value stands in the document; else some were seen elsewhere or are made up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for one argument."""

    value: Json
    documented: bool


def candidates(api: Api, *, known: Mapping[str, Sequence[Json]] | None = None) -> Iterator[Arguments]:
    """Yield sets of arguments for test calls, the likeliest first, each once.

    First comes the smallest call, then those with optional arguments that have examples, then those with the other
    documented values of the required ones (the second of each together, and so on), then one made-up value at a time.

    Args:
        api: what is called.
        known: values seen elsewhere, by argument.
    """
    told: set[str] = set()
    api = _with_sound_schema(api)
    for arguments in _combined(api, known or {}):
        written = canonical(arguments.values)
        if written not in told and not check(arguments.values, api):
            told.add(written)
            yield arguments


def missing(api: Api) -> list[str]:
    """Name the required arguments for which no value can be made."""
    return [name for name, choices in _required(_with_sound_schema(api), {}).items() if not choices]


def _with_sound_schema(api: Api) -> Api:
    return api.model_copy(update={"parameters": sound(api.parameters)})


def _combined(api: Api, known: Mapping[str, Sequence[Json]]) -> Iterator[Arguments]:
    for whole in api.parameters.get("examples") or ():
        if isinstance(whole, dict):
            yield Arguments(whole, documented=True)
    required = _required(api, known)
    if not all(required.values()):
        return
    for number in range(max([1, *map(_documented_count, required.values())])):
        yield _chosen({name: each[min(number, max(0, _documented_count(each) - 1))] for name, each in required.items()})
        if number == 0:
            yield from _with_optional(api, required)
    first = {name: each[0] for name, each in required.items()}
    for number in range(1, VALUES):
        for name, each in required.items():
            if number < len(each):
                yield _chosen(first | {name: each[number]})


def _with_optional(api: Api, required: Mapping[str, Sequence[Choice]]) -> Iterator[Arguments]:
    """Add the optional arguments that have examples: all of them together, then each in turn."""
    first = _chosen({name: each[0] for name, each in required.items()})
    shown = {name: said for name in _optional(api) if (said := _documented(_part(api, name), api.parameters))}
    together = {name: said[0] for name, said in shown.items()}
    for more in (together, *({name: value} for name, said in shown.items() for value in said[:2])):
        yield Arguments(first.values | more, first.documented)


def _chosen(choices: Mapping[str, Choice]) -> Arguments:
    values = {name: choice.value for name, choice in choices.items()}
    return Arguments(values, all(choice.documented for choice in choices.values()))


def _documented_count(choices: Sequence[Choice]) -> int:
    return sum(choice.documented for choice in choices)


def _required(api: Api, known: Mapping[str, Sequence[Json]]) -> dict[str, list[Choice]]:
    return {name: _choices(api, name, known.get(name, ())) for name in api.parameters.get("required") or ()}


def _optional(api: Api) -> list[str]:
    required = api.parameters.get("required") or ()
    return [name for name in api.parameters.get("properties") or {} if name not in required]


def _part(api: Api, name: str) -> Schema:
    part = (api.parameters.get("properties") or {}).get(name)
    return part if isinstance(part, dict) else {}


def _choices(api: Api, name: str, known: Sequence[Json]) -> list[Choice]:
    """List values for one argument that fit its schema, best first."""
    part, root = _part(api, name), api.parameters
    said = _documented(part, root)
    proposed = [Choice(value, True) for value in said]
    proposed += [
        Choice(value, False) for value in (*known, *(_near(said[0]) if said else ()), *_made(part, root, name))
    ]
    alone = root.get("required") == [name]
    relaxed = api if alone else api.model_copy(update={"parameters": {**root, "required": []}})
    fitting: dict[str, Choice] = {}
    for each in proposed:
        if len(fitting) < VALUES and not check({name: each.value}, relaxed):
            fitting.setdefault(canonical(each.value), each)
    return list(fitting.values())


def _documented(part: Json, root: Schema, depth: int = 0) -> list[Json]:
    """List the values that a schema itself gives: examples, constant, default, enumeration."""
    part = _followed(part, root)
    values = [*(part.get("examples") or ()), *([part["const"]] if "const" in part else ())]
    values += [part["default"]] if part.get("default") not in (None, "") else []
    values += list(part.get("enum") or ())[:VALUES]
    if not values and depth < DEEPEST:
        for branch in _branches(part):
            values += _documented(branch, root, depth + 1)
        if "items" in part:
            values += [[value] for value in _documented(part["items"], root, depth + 1)]
    return [value for value in values if value is not None][:VALUES]


def _near(value: Json) -> Iterator[Json]:
    """Vary a value that is known to be right a little: numbers by one and two, days by a month or two."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield from (value + 1, value + 2)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            day = date.fromisoformat(value)
            yield from (str(day + timedelta(days=31)), str(day + timedelta(days=62)))
        except (ValueError, OverflowError):
            return


def _made(part: Json, root: Schema, name: str = "", depth: int = 0) -> Iterator[Json]:
    """Make values up that a schema may allow; whoever takes them checks them."""
    part = _followed(part, root)
    branches = _branches(part)
    kind = _kind(part)
    if depth >= DEEPEST or part.get("format") in ("binary", "byte"):
        return
    if branches and kind is None:
        for branch in branches:
            yield from islice(_made(branch, root, name, depth + 1), VALUES)
    elif kind in ("integer", "number"):
        yield from (*_usual(name), *_numbers(part))
    elif kind == "boolean":
        yield from (True, False)
    elif kind == "array":
        least = max(1, int(part.get("minItems") or 1))
        for item in [*_documented(part.get("items"), root), *_made(part.get("items"), root, name, depth + 1)][:VALUES]:
            yield [item] * min(least, 20)
    elif kind == "object":
        yield from _objects(part, root, depth)
    elif kind in ("string", None):
        yield from _texts(part, name)


def _objects(part: Schema, root: Schema, depth: int) -> Iterator[Json]:
    properties, made = part.get("properties") or {}, {}
    for name in part.get("required") or ():
        inner = properties.get(name)
        values = _documented(inner, root) or list(islice(_made(inner, root, name, depth + 1), 1))
        if not values:
            return
        made[name] = values[0]
    yield made


def _numbers(part: Schema) -> Iterator[int | float]:
    """Make numbers between the bounds, from the lower one on."""
    step = part.get("multipleOf") or 1
    low = part.get("minimum", part.get("exclusiveMinimum"))
    if isinstance(low, int | float) and not isinstance(low, bool):
        first = -(-low // step) * step
        yield from (first, first + step, first + 2 * step, first + 10 * step)
    high = part.get("maximum", part.get("exclusiveMaximum"))
    if isinstance(high, int | float) and not isinstance(high, bool):
        last = high // step * step
        yield from (last, last - step)
    yield from (number * step for number in NUMBERS)


def _texts(part: Schema, name: str) -> Iterator[str]:
    if isinstance(pattern := part.get("pattern"), str):
        yield from filter(None, (matching(pattern, variant) for variant in range(3)))
    yield from FORMATS.get(str(part.get("format")), ())
    yield from map(str, _usual(name))
    least, most = min(int(part.get("minLength") or 0), LONGEST), int(part.get("maxLength") or LONGEST)
    for word in WORDS:
        yield (word * (least // len(word) + 1))[: max(least, min(len(word), most))]


def _usual(name: str) -> tuple[Json, ...]:
    """Return what arguments of a name usually take.

    >>> _usual("countryCode"), _usual("from_currency"), _usual("colour")
    (('US', 'DE', 'JP'), ('USD', 'EUR', 'JPY'), ())
    """
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return next((values for names, values in NAMES if re.fullmatch(names, plain)), ())


def _kind(part: Schema) -> str | None:
    kind: Any = part.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), None)
    if kind is None:
        kind = "object" if "properties" in part else "array" if "items" in part else None
    return kind if isinstance(kind, str) else None


def _branches(part: Schema) -> list[Json]:
    return [branch for key in ("anyOf", "oneOf", "allOf") for branch in part.get(key) or ()]


def _followed(part: Json, root: Schema) -> Schema:
    """Return the schema that references lead to, an empty one where they lead nowhere."""
    for _ in range(DEEPEST):
        if not isinstance(part, dict) or "$ref" not in part:
            break
        part = at(str(part["$ref"]), root)
    return part if isinstance(part, dict) else {}
