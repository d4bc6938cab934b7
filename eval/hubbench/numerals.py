"""Numbers in free text, as people of several countries write them.

Knows separators (1,234.5 / 1.234,5 / 1 234,5 / 1'234 / 12,34,567), signs, powers of ten, percent, fractions, words
such as "twelve" and "million", and how many digits a number shows. Knows neither units nor what a number is about.
Digits inside other tokens (CDG5, COVID-19, 978-3-16-148410-0, 10.0.0.1, 02134) are no numbers. Days and times are to be
blanked out before (`eval.hubbench.dates.without_dates`).
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from eval.hubbench.separators import DecimalSign, decimal_sign, split

SHOWN = 3
"""Fewest significant digits to which an answer may round."""
WHOLE = 10_000
"""From here on a whole number may be rounded: smaller ones are counts, years and codes."""
TOLERANCE = 0.001
"""Relative, for numbers that are not whole."""

SCALES = {"hundred": 2, "thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12}
LETTERS = {"k": 3, "K": 3, "m": 6, "M": 6, "B": 9}
"""Written right after the digits; what else the letter may mean stays possible."""
UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_RUN = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,'’_]\d+)*|(?<![\w.])\.\d+")
_CHAIN = re.compile(r"(?<!\w)\(?\d+\)?(?:\s?[-–]\d+){2,}(?!\w)")
_OFFSET = re.compile(r"(?:(?<=UTC)|(?<=GMT)|(?<![^\s(\"']))([+−-])(\d{1,2}):(\d{2})\b")
_EXPONENT = re.compile(r"[eE]([+-]?\d+)\b|\s?[x×·*⋅]\s?10\s?(?:\^|\*\*)\s?[({]?([+−-]?\d+)[)}]?")
_POWER = re.compile(r"\s?(?:\^|\*\*)\s?[({]?([+−-]?\d{1,3})[)}]?(?![\w^])")
_PERCENT = re.compile(r"\s?(?:%|percent\b|per\s?cent\b|pct\b)", re.IGNORECASE)
_SCALE = re.compile(rf"[\s-]({'|'.join(SCALES)})\b", re.IGNORECASE)
_FRACTION = re.compile(r"\s?[/⁄]\s?(\d+)(?![\w/]|[.,]\d)")
_UNIT = re.compile(r"[^\W\d_]*[23]?(?![\w^])")
_MINUS = re.compile(r"\s?°\s?[SW]\b|\s?degrees? (?:south|west)\b|\s?(?:h|hours?|hrs?) behind\b")
_PERHAPS_MINUS = re.compile(r"\s?[SW]\b|\s?(?:°C?|degrees|m|ft|met(?:re|er)s|feet)?\s?below\b")
_DURATION = re.compile(r"(?<![\w.,:-])(\d{1,3})\s?(?:h|hrs?|hours?),?\s(?:and\s)?(\d{1,2})\s?(?:m|mins?|minutes?)\b")
_SPELLED = re.compile(
    rf"(?<![\w-])(?:({'|'.join(TENS)})(?:[\s-]({'|'.join(UNITS[1:10])}))?|({'|'.join(UNITS)}))"
    rf"(?:[\s-]({'|'.join(SCALES)}))?(?![\w-])",
    re.IGNORECASE,
)
_NOT_ONE = re.compile(r"(?:this|that|the|which|another|first|next|last|any|no|each|every|the only)\s$", re.IGNORECASE)
_ONE_OF = re.compile(r"\s(?:of|another|is|that|who|which|can|day)\b", re.IGNORECASE)
_NONE = re.compile(
    r"\bnone\b|\b(?:there (?:is|are|was|were)|has|have|had|with) no\b|\b(?:is|are|was|were|has|have)(?:n't| not) any\b",
    re.IGNORECASE,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_PARTS = {"¼": "25", "½": "5", "¾": "75"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that a written number may stand for."""

    value: float
    step: float = 0.0
    """The unit of the last digit shown; 0 where it shows fewer than `SHOWN` significant digits."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, at its place in the text."""

    start: int
    end: int
    readings: tuple[Reading, ...]

    def states(self, value: float, tolerance: float | None = None) -> bool:
        """Tell whether this may be `value`: equal, within the tolerance, or rounded to the digits shown.

        Args:
            value: what is true.
            tolerance: relative; None is `TOLERANCE`, and 0 for a whole number; an explicit 0 forbids rounding too.
        """
        return any(_is_near(reading, value, tolerance) for reading in self.readings)


def numbers(text: str) -> list[Number]:
    """List the numbers of a text in their order.

    >>> [n.readings[0].value for n in numbers("-1,234.5 m, 3.2e4, twelve, 5 %, gate CDG5, 392ft, 3/4")]
    [-1234.5, 32000.0, 12.0, 5.0, 392.0, 0.75]
    """
    text = _CHAIN.sub(_blank, plain(text))
    found = [Number(m.start(), m.end(), (Reading(_hours(m)),)) for m in _OFFSET.finditer(text)]
    found += [Number(m.start(), m.end(), _duration(int(m[1]), int(m[2]))) for m in _DURATION.finditer(text)]
    text = _OFFSET.sub(_blank, text)
    return sorted([*found, *_written(text), *_spelled(text)], key=lambda n: n.start)


def plain(text: str) -> str:
    """Write alike what looks alike: one kind of space, 10^8 for 10⁸, 2.5 for 2½; emphasis is dropped.

    >>> plain("**10⁸** m², 2½")
    '10^8 m², 2.5'
    """
    text = re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", text)
    text = re.sub(r"(?<=\d)[⁻⁺]?[⁰¹²³⁴-⁹]+", lambda m: "^" + m[0].translate(_RAISED), text)
    text = re.sub(r"(\d*)\s?([¼½¾])", lambda m: f"{m[1] or 0}.{_PARTS[m[2]]}", text)
    return re.sub(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*|`([^`]+)`", lambda m: m[1] or m[2], text)


def _is_near(reading: Reading, value: float, tolerance: float | None) -> bool:
    stated = reading.value
    if math.isclose(stated, value, rel_tol=1e-9, abs_tol=1e-12):
        return True
    if tolerance == 0 or (stated < 0) != (value < 0):
        return False
    whole = tolerance is None and float(value).is_integer()
    if whole and abs(value) < WHOLE:
        return False
    allowed = 0.0 if whole else abs(value) * (TOLERANCE if tolerance is None else tolerance)
    return abs(stated - value) <= max(allowed, reading.step / 2 * (1 + 1e-9))


def _written(text: str) -> Iterator[Number]:
    decimal = decimal_sign(match[0] for match in _RUN.finditer(text))
    end = 0
    for match in _RUN.finditer(text):
        sign = _sign(text, match.start())
        if match.start() < end or sign is None:
            continue
        *listed, last = _numbers_of(match, text, decimal) or [()]
        shape, end = _shape(text, match.end())
        for literals in listed:  # of "1,2,3 km" only the last is shaped by what follows, and only the first is signed
            yield _number(match, literals, _Shape(), (sign,))
            sign = 1
        if last and shape:
            number = _number(match, last, shape, (sign,) if sign < 0 else _signs(text, end))
            yield replace(number, end=end)


def _number(match: re.Match[str], literals: Sequence[str], shape: "_Shape", signs: Sequence[int]) -> Number:
    readings = [reading for literal in literals for reading in shape.readings(literal)]
    signed = tuple(Reading(sign * reading.value, reading.step) for reading in readings for sign in signs)
    return Number(match.start(), match.end(), signed)


def _numbers_of(match: re.Match[str], text: str, decimal: DecimalSign | None) -> list[tuple[str, ...]]:
    run = "0" + match[0] if match[0].startswith(".") else match[0]
    if text[: match.start()].endswith("[") and text[match.end() :].startswith("]"):  # a JSON array: commas part
        return [number for part in run.split(",") for number in split(part, ".")]
    return split(run, decimal)


def _sign(text: str, start: int) -> int | None:
    """Return 1 or -1, or None where the digits belong to a longer token."""
    before = text[:start].rstrip("$€£¥₹")
    last, ahead = before[-1:], before[-2:-1]
    if last.isalnum() or last in ("_", "^") or before.endswith("**") or (last in "/⁄" and ahead.isdigit()):
        return None
    if last in ("-", "−", "–"):
        if before[:-1].endswith(("UTC", "GMT")):
            return -1
        if (ahead.isalpha() and last == "-") or ahead in ("^", "_"):
            return None
        return 1 if ahead.isalnum() or ahead in (")", "]", "%", "-", "*") else -1
    return -1 if re.search(r"\b(?:minus|negative)\)?\s?$", before, re.IGNORECASE) else 1


def _signs(text: str, end: int) -> tuple[int, ...]:
    """Return the signs that the words after a number give it: 33.9° S, 5 hours behind, 3 m below."""
    if _MINUS.match(text, end):
        return (-1,)
    return (1, -1) if _PERHAPS_MINUS.match(text, end) else (1,)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What follows the digits and changes their value."""

    power: int | None = None
    """The digits are raised to it."""
    exponents: tuple[int, ...] = (0,)
    """Powers of ten that the digits may be multiplied by."""
    divisor: int = 1

    def readings(self, literal: str) -> Iterator[Reading]:
        if self.power is not None:
            yield Reading(_raise(literal, self.power))
            return
        step = _step(literal)
        if self.divisor > 1:
            yield Reading(float(literal) / self.divisor)
        for exponent in self.exponents:
            scale = Decimal(10) ** exponent
            yield Reading(float(Decimal(literal) * scale), float(step * scale))


def _shape(text: str, end: int) -> tuple[_Shape | None, int]:
    """Read what follows the digits; None where they turn out to be part of a longer token."""
    exponent = 0
    if match := _EXPONENT.match(text, end):
        exponent, end = _integer(match[1] or match[2]), match.end()
        if abs(exponent) > 300:
            return None, end
    if match := _POWER.match(text, end):
        return _Shape(power=_integer(match[1])), match.end()
    if match := _FRACTION.match(text, end):
        return _Shape(divisor=int(match[1]) or 1), match.end()
    if match := _PERCENT.match(text, end):
        return _Shape(exponents=(exponent, exponent - 2)), match.end()
    if match := _SCALE.match(text, end):
        return _Shape(exponents=(exponent + SCALES[match[1].lower()],)), match.end()
    unit = _UNIT.match(text, end)
    if not unit:
        return None, end
    also = LETTERS.get(unit[0])
    return _Shape(exponents=(exponent,) if also is None else (exponent, exponent + also)), end


def _step(literal: str) -> Decimal:
    """Return the unit of the last digit shown; the trailing zeros of a whole number may be rounding.

    >>> [str(_step(literal)) for literal in ("1.50", "68000", "120", "0.05")]
    ['0.01', '1E+2', '1', '0']
    """
    digits = literal.replace(".", "").lstrip("0")
    if len(digits) < SHOWN:
        return Decimal(0)
    if "." in literal:
        return Decimal(1).scaleb(-len(literal.partition(".")[2]))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(1).scaleb(min(zeros, len(digits) - SHOWN))


def _raise(literal: str, power: int) -> float:
    try:
        return float(literal) ** power
    except (OverflowError, ZeroDivisionError):
        return math.inf


def _integer(text: str) -> int:
    return int(text.replace("−", "-"))


def _hours(match: re.Match[str]) -> float:
    """Return the hours of an offset such as +05:30."""
    hours = int(match[2]) + int(match[3]) / 60
    return hours if match[1] == "+" else -hours


def _duration(hours: int, minutes: int) -> tuple[Reading, ...]:
    """Return the hours and the minutes that "9 hours 30 minutes" are."""
    return Reading(hours + minutes / 60), Reading(hours * 60 + minutes)


def _spelled(text: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(text):
        tens, ones, unit, scale = (group.lower() if group else "" for group in match.groups())
        if unit == "one" and not scale and _is_no_count(text, match):
            continue
        value = 20 + 10 * TENS.index(tens) if tens else 0
        value += UNITS.index(ones or unit) if ones or unit else 0
        sign = _sign(text, match.start()) or 1
        whole = value * 10 ** SCALES.get(scale, 0)
        signs = (-1,) if sign < 0 else _signs(text, match.end())
        yield Number(match.start(), match.end(), tuple(Reading(float(each * whole)) for each in signs))
    for match in _NONE.finditer(text):
        yield Number(match.start(), match.end(), (Reading(0.0),))


def _is_no_count(text: str, match: re.Match[str]) -> bool:
    """Tell whether a "one" stands for a thing: "this one", "one of them"."""
    return bool(_NOT_ONE.search(text[: match.start()]) or _ONE_OF.match(text, match.end()))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
