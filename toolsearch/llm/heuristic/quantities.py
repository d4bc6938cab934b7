"""Numbers as people write them, with what they measure: units, percent, money; and pairs of coordinates.

Knows spellings of numbers and units. A unit alone ("in kilometres") is a value too.
"""

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from toolsearch.llm.heuristic.lexicon import FUNCTION_WORDS, NUMBER_NAMES, ORDINALS, REQUEST_WORDS, SCALES
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.units import UNITS
from toolsearch.llm.heuristic.world import CODED, NAMED

UNIT_NAMED = MappingProxyType({name.replace("_", " ").lower(): unit[0] for unit in UNITS for name in unit[1:]})
"""By spelled name in lower case: the unit's symbol."""
UNIT_SPELLED = MappingProxyType({unit[0]: tuple(name.replace("_", " ") for name in unit[1:]) for unit in UNITS})
"""By symbol: the unit's names."""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LONG_NAMES = [name for name in UNIT_NAMED if len(name) > 2]
_DIGITS = re.compile(
    r"(?<![\w.^])(?:(?<!\d )(?<!\))[-−+])?(?:\d{1,3}(?:,\d{3})+(?!\d|,\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\.?\d)"
    r"(?P<ordinal>st\b|nd\b|rd\b|th\b)?"
)
_SPELLED = re.compile(
    rf"\b(?:{_any_of(NUMBER_NAMES)})\b(?:(?:[ -]|\sand\s)(?:{_any_of([*NUMBER_NAMES, *SCALES])})\b)*", re.IGNORECASE
)
_SCALE = re.compile(r"\s?(k|m|bn)\b|\s(hundred|thousand|million|billion)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    rf"(?:\s|-)?(?:(?P<name>(?i:{_any_of(UNIT_NAMED)}))|(?P<symbol>{_any_of(UNIT_SPELLED)}))(?![\w/])"
)
_UNIT_ALONE = re.compile(rf"\b(?:{_any_of(_LONG_NAMES)})\b", re.IGNORECASE)
_SYMBOL_ALONE = re.compile(rf"\b(?:to|into|in|from)\s+(?P<symbol>{_any_of(UNIT_SPELLED)})(?=[\s,;?!)]|\.?$|\.\s)")
_CURRENCY_CODE = re.compile(r"\s?([A-Z]{3}|[€£$])(?!\w)")
_CURRENCY_WORDS = re.compile(r"\s([\w.]+)(?:\s([\w.]+))?(?:\s([\w.]+))?")
_DEGREES = (
    r"([-−]?\d{1,3}(?:\.\d+)?)\s*(?:°|degrees?\b)?\s*(?:of\s+)?"
    r"([NSEW]\b|north\b|south\b|east\b|west\b|latitude\b|longitude\b)?"
)
_COORDINATES = re.compile(
    rf"(?<![\w.])(?:lat(?:itude)?[\s:=]*)?{_DEGREES}\s*(?:,|/|;|\band\b|\bby\b)?\s*(?:and\s*)?"
    rf"(?:long?(?:itude)?[\s:=]*)?(?<![\d.]){_DEGREES}(?![\w.]*\d)"
)


SECONDS = MappingProxyType({"h": 3600, "min": 60, "s": 1})
"""How many seconds a unit of time lasts, the longest first."""
_DURATION = re.compile(
    r"(?<![\w.,])(?:(?P<h>\d+)\s?h(?:ours?|rs?)?\b(?:,? and |, | )?)?"
    r"(?:(?P<min>\d+)\s?min(?:ute)?s?\b(?:,? and |, | )?)?"
    r"(?:(?P<s>\d+)\s?s(?:ec(?:ond)?s?)?\b)?"
)
NTH = "th"
"""The unit of a number that says which or how often: "second", "twice"."""
TIMES = MappingProxyType({"once": 1, "twice": 2, "thrice": 3})
_TIMES = re.compile(rf"\b(?:{'|'.join(TIMES)}|(?:{'|'.join(ORDINALS)})(?= [a-z]))\b", re.IGNORECASE)
_COUNTING = re.compile(r"\s(?:(?:more|last|other|quick)\s)?(?:things?|questions?|points?|requests?|tasks?)\b")
"""What counts the requests themselves."""
_AMBIGUOUS = frozenset(("second", "minute", "day", "month", "year", "bar", "hour", "week"))
"""Names of units that are rather other words where they measure nothing."""
_BEFORE = re.compile(r"\b([a-z]{3,}) $")
_MEASURING = re.compile(r"(?:\d|\bto|\binto|\bin|\bper|\bunits?)\s*$", re.IGNORECASE)


def find_numbers(text: str, closed: list[Span]) -> Iterator[Span]:
    """Find numbers outside the spans that are closed to them; a time in two units is one number, of the first."""
    lasting = [_lasting(match) for match in _DURATION.finditer(text) if sum(map(bool, match.groups())) > 1]
    yield from lasting
    closed = [*closed, *lasting]
    for match in _DIGITS.finditer(text):
        if not _is_marker(text, match) and not any(span.overlaps(*match.span()) for span in closed):
            yield _written(text, match)
    for match in _SPELLED.finditer(text):
        span = _measured(text, match.start(), match.end(), _sum_of(match.group()))
        part = text[match.end() : match.end() + 1] == "-" and not span.unit  # "three-letter"
        lone = part or (match.group().lower() in ("one", "half") and not span.unit)
        lone = lone or bool(_COUNTING.match(text, match.end()))
        yield Span(span.kind, span.text, span.start, span.end, span.value, unit=span.unit, doubtful=lone)
    for match in _TIMES.finditer(text):
        word = match.group().lower()
        yield Span("number", match.group(), *match.span(), TIMES.get(word) or ORDINALS[word], unit=NTH)


def find_units(text: str) -> Iterator[Span]:
    """Find units that are named, beside a number or not."""
    for match in _UNIT_ALONE.finditer(text):
        if match.group().lower() not in _AMBIGUOUS or _MEASURING.search(text[: match.start()]):
            yield Span(
                "unit",
                match.group(),
                *match.span(),
                unit=UNIT_NAMED[match.group().lower()],
                doubtful=_is_part(text, match.start()),
            )
    for match in _SYMBOL_ALONE.finditer(text):
        yield Span("unit", match["symbol"], *match.span("symbol"), unit=match["symbol"])
    for match in _DIGITS.finditer(text):
        if (unit := _unit_after(text, match.end())) and unit["symbol"]:
            yield Span("unit", unit["symbol"], *unit.span("symbol"), unit=unit["symbol"])


def _is_part(text: str, start: int) -> bool:
    """Whether a unit is only a part of another one: "electron volt", "troy ounce"."""
    before = _BEFORE.search(text[:start])
    return before is not None and before[1] not in (FUNCTION_WORDS | REQUEST_WORDS | NUMBER_NAMES.keys())


def find_coordinates(text: str, closed: list[Span]) -> Iterator[Span]:
    """Find pairs of decimal degrees, latitude first."""
    for match in _COORDINATES.finditer(text):
        first, north, second, east = match.groups()
        if not (north and east) and not ("." in first and "." in second):
            continue
        pair = [_signed(first, north), _signed(second, east)]
        if (north or "").lower()[:1] in ("e", "w"):
            pair.reverse()
        if abs(pair[0]) <= 90 and abs(pair[1]) <= 180 and not any(s.overlaps(*match.span()) for s in closed):
            yield Span("coordinates", match.group(), *match.span(), pair)


def _lasting(match: re.Match[str]) -> Span:
    parts = [(int(match[name]), seconds) for name, seconds in SECONDS.items() if match[name]]
    unit = next(name for name in SECONDS if match[name])
    total = sum(number * seconds for number, seconds in parts)
    written = match.group().rstrip(" ,")
    return Span("number", written, match.start(), match.start() + len(written), total / SECONDS[unit], unit=unit)


def _is_marker(text: str, match: re.Match[str]) -> bool:
    """Whether a number only counts the items of a list: it opens a line, and a full stop or bracket follows."""
    before = text[: match.start()].rstrip(" (")
    return (not before or before[-1] in "\n:") and bool(re.match(r"[.)]\s", text[match.end() :]))


def _written(text: str, match: re.Match[str]) -> Span:
    digits = match.group().removesuffix(match["ordinal"] or "").replace(",", "").replace("−", "-")
    value: int | float = int(digits) if digits.lstrip("+-").isdigit() else float(digits)
    end = match.end()
    if scale := _SCALE.match(text, end):
        word = (scale[1] or scale[2]).lower()
        if scale[2] or text[match.start() - 1 : match.start()] in ("$", "€", "£"):
            value, end = value * SCALES[word], scale.end()
    return _measured(text, match.start(), end, value)


def _sum_of(spelled: str) -> int | float:
    total: int | float = 0
    current: int | float = 0
    for word in re.split(r"[\s-]+", spelled.lower()):
        if word in ("hundred", "dozen"):
            current = max(current, 1) * (100 if word == "hundred" else 12)
        elif word in SCALES:
            total, current = total + max(current, 1) * SCALES[word], 0
        else:
            current += NUMBER_NAMES.get(word, 0)
    return total + current


def _measured(text: str, start: int, end: int, value: float) -> Span:
    """Widen a number to the percent sign, the currency or the unit beside it."""
    if percent := _PERCENT.match(text, end):
        return Span("percent", text[start : percent.end()], start, percent.end(), value, unit="%")
    sign = text[max(0, start - 1) : start]
    if sign in ("$", "€", "£", "¥", "₹"):
        return Span("money", text[start - 1 : end], start - 1, end, value, unit=NAMED[sign][0].codes[0])
    if currency := _currency_after(text, end):
        return Span("money", text[start : currency[1]], start, currency[1], value, unit=currency[0])
    if unit := _unit_after(text, end):
        symbol = unit["symbol"] or UNIT_NAMED[unit["name"].lower()]
        return Span("number", text[start : unit.end()], start, unit.end(), value, unit=symbol)
    return Span("number", text[start:end], start, end, value)


def _unit_after(text: str, end: int) -> re.Match[str] | None:
    """Match the unit right after a number; "in" after a blank is the preposition."""
    unit = _UNIT_AFTER.match(text, end)
    return (
        None
        if unit
        and unit["symbol"] == "in"
        and text[end] == " "
        and not re.match(r"\s*(?:$|[,.;?!)]|to\b|into\b|in\b|by\b|x\b)", text[unit.end() :])
        else unit
    )


def _currency_after(text: str, end: int) -> tuple[str, int] | None:
    """Return the code of the currency named right after a number, and where its name ends."""
    code = _CURRENCY_CODE.match(text, end)
    if code and (("currency", code[1].lower()) in CODED or code[1] in NAMED):
        return (code[1] if len(code[1]) == 3 else NAMED[code[1]][0].codes[0]), code.end()
    words = _CURRENCY_WORDS.match(text, end)
    for size in (3, 2, 1) if words else ():
        last = words.end(size) if words else -1
        name = text[end + 1 : last].rstrip(".").lower() if last > 0 else ""
        for entry in NAMED.get(name, ()):
            if entry.realm == "currency" and not (name in UNIT_NAMED and name != "pounds sterling"):
                return entry.codes[0], last
    return None


def _signed(digits: str, side: str | None) -> float:
    value = float(digits.replace("−", "-"))
    return -value if (side or "")[:1].lower() in ("s", "w") and value > 0 else value
