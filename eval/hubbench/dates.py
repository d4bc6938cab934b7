"""Days and times of day in free text, in the ways people write them in English and in figures.

Knows the calendar and nothing of facts. Days written in figures alone can be read in two ways (05/06/2026): both
readings are kept where both are days. Time zones are not converted, and words such as "tomorrow" are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    *("twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth"),
    *("twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
)

_DAY = r"(?<!\d)(?<!\d[.,:])(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:])"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
_MONTH = (
    r"(?<![a-z])(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_SPELT = "|".join(word.replace("-", r"[\s-]") for word in sorted(ORDINALS, key=len, reverse=True))
_MONTH_NAME = _MONTH.replace("?P<month>", "?:")
_IN_WORDS = re.compile(
    rf"\b(?P<before>{_SPELT})\b(?=\s+(?:of\s+)?{_MONTH_NAME})|(?P<month>{_MONTH_NAME}\s+(?:the\s+)?)(?P<after>{_SPELT})\b",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_AND = r"\s*(?:[-–—,&/]|,?\s*(?:and|or|to|through|until)\b)\s*(?:the\s+)?"
_DASH = r"\s*(?:[-–—]|to\b|through\b)\s*"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2026-05-14, 2026/5/14, 2026.05.14, also before a T
        r"(?<!\d)(?<!\d[.-])(?P<year>[12]\d{3})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d|[.-]\d)",
        # 20260514T0843
        r"(?<!\w)(?<!\d[.,-])(?P<year>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?=T\d)",
        # 14.05.2026, 14/05/2026, 05/14/2026, 14-05-2026
        r"(?<!\w)(?<!\d[.,/:-])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>[12]\d{3})(?![\d/]|[.,-]\d)",
        # 5/14/26
        r"(?<!\w)(?<!\d[.,/:-])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<short>\d\d)(?![\d/]|[.,-]\d)",
        # 14 May 2026, 14th of May, 2026, 14-May-2026, 14 and 15 May 2026, 14. May
        rf"(?P<days>{_DAY}(?:{_AND}{_WEEKDAY}{_DAY})*)\.?[\s-]*(?:of\s+)?{_MONTH}(?:,?[\s-]*(?:in\s+)?{_YEAR})?",
        # May 14, 2026, May 14th 2026, May 14 and 15, 2026
        rf"{_MONTH}\s*(?:the\s+)?(?P<days>{_DAY}(?:{_AND}{_WEEKDAY}{_DAY})*),?\s*(?:in\s+|of\s+)?{_YEAR}",
        # 2026 May 14, 2026-May-14
        rf"(?<!\d){_YEAR}[,\s-]*{_MONTH}[\s-]*(?P<days>{_DAY})",
        # May 14, May 14-16
        rf"{_MONTH}\s*(?:the\s+)?(?P<days>{_DAY}(?:{_DASH}{_DAY})?)",
    )
)

_TIME = re.compile(
    r"(?<![\d+−])(?<!\d[.:,])(?<!\s-)(?<!\A-)(?<!UTC-)(?<!GMT-)(?P<h>[01]?\d|2[0-4])(?:"
    r"(?:[:.](?P<m>[0-5]\d))?(?::(?P<s>[0-5]\d)(?:[.,]\d+)?)?\s*(?P<half>[ap])\.?\s?m(?:\b|\.)"
    r"|:(?P<m2>[0-5]\d)(?::(?P<s2>[0-5]\d)(?:[.,]\d+)?)?"
    r"|\.(?P<m3>[0-5]\d)(?=\s?(?:h|hrs|hours|uhr|o['’]clock)\b)"
    r"|\s?h\s?(?P<m4>[0-5]\d)(?![\d\w]|\s?m(?:in|\b))"
    r")(?:Z\b|\+\d\d:?\d\d\b|(?<=:\d\d:\d\d)[−-]\d\d:?\d\d\b)?(?![\d:])",
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"(?<![\w+−.])(?<!\d[.,:/-])(?:(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?=\s?(?:h|hrs|hours|Z)\b)"
    r"|(?P<h2>0\d)(?P<m2>[0-5]\d)(?![\w/-]|[.,:]\d|\s\d))"
    r"|(?<=T)(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)(?:[0-5]\d)?(?=Z|\b)"
)
_WORDS = re.compile(r"\b(?:(?P<noon>noon|midday)|midnight)\b", re.IGNORECASE)
_PART = re.compile(r"\s*(?:in the (?:afternoon|evening)|at night|tonight)\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\w)(?<!\d[.,:/-])[12]\d{3}(?![\w/]|[.,:-]\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written, at its place in the text."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    """None where the text leaves it out."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day as written, at its place in the text."""

    start: int
    end: int
    minutes: tuple[int, ...]
    """Minutes after midnight that it may stand for: with seconds, the minute begun and the nearest."""


def days(text: str) -> list[Day]:
    """List the days of a text, each reading apart, in their order.

    >>> [(d.year, d.month, d.day) for d in days("from 14 to 16 May 2026, then 05/06/2026")]
    [(2026, 5, 14), (2026, 5, 16), (2026, 6, 5), (2026, 5, 6)]
    """
    found: list[Day] = []
    left = text
    for pattern in _PATTERNS:
        for match in pattern.finditer(left):
            read = list(_readings(match))
            found += read
            if read:
                left = _blank(left, match.start(), match.end())
    return sorted(found, key=lambda d: d.start)


def times(text: str) -> list[Time]:
    """List the times of day of a text.

    >>> [t.minutes for t in times("at 8:43 am, 20:43, noon and 08:43:50")]
    [(523,), (1243,), (720,), (523, 524)]
    """
    found = [time for match in _TIME.finditer(text) if (time := _clock(match, text))]
    found += [_military(match) for match in _MILITARY.finditer(text)]
    for match in _WORDS.finditer(text):
        minutes = (720,) if match["noon"] else (0,)
        found.append(Time(match.start(), match.end(), minutes))
    return sorted(found, key=lambda t: t.start)


def in_figures(text: str) -> str:
    """Write the days of a month in figures where they stand in words.

    >>> in_figures("on the eleventh of April 2030, or April twenty-first")
    'on the 11th of April 2030, or April 21th'
    """

    def figure(match: re.Match[str]) -> str:
        word = re.sub(r"[\s-]+", "-", (match["before"] or match["after"]).lower())
        return f"{match['month'] or ''}{ORDINALS.index(word) + 1}th"

    return _IN_WORDS.sub(figure, text)


def years(text: str) -> set[int]:
    """Return every year that a text names, in a day or alone."""
    return {day.year for day in days(text) if day.year} | {int(match[0]) for match in _YEARS.finditer(text)}


def without_dates(text: str) -> str:
    """Blank out days and times, so that what is left of the figures is numbers; places stay as they are."""
    spans = [(d.start, d.end) for d in days(text)] + [(t.start, t.end) for t in times(text)]
    for start, end in spans:
        text = _blank(text, start, end)
    return text


def _readings(match: re.Match[str]) -> Iterator[Day]:
    parts = match.groupdict()
    year = _year(parts)
    if parts.get("month"):
        pairs = [(_month(parts["month"]), int(n)) for n in re.findall(r"\d+", parts["days"])]
    elif parts.get("m"):
        pairs = [(int(parts["m"]), int(parts["d"]))]
    else:
        pairs = list(dict.fromkeys(_orders(int(parts["a"]), int(parts["b"]), parts.get("sep", "/"))))
    if year is None and parts.get("month") and not parts["month"][0].isupper():
        return  # "you may 5 times", "march 3 km": a month without its year begins with a capital letter
    for month, day in pairs:
        if _is_day(year, month, day):
            yield Day(match.start(), match.end(), month, day, year)


def _orders(a: int, b: int, separator: str) -> list[tuple[int, int]]:
    """Return (month, day) as it may be meant: day first, and month first where dots do not rule that out."""
    return [(b, a)] if separator == "." else [(b, a), (a, b)]


def _year(parts: dict[str, str | None]) -> int | None:
    if short := parts.get("short"):
        return 2000 + int(short)
    year = parts.get("year")
    return int(year) if year else None


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1


def _is_day(year: int | None, month: int, day: int) -> bool:
    try:
        date(year or 2000, month, day)  # a leap year: 29 February may be meant
    except ValueError:
        return False
    return True


def _clock(match: re.Match[str], text: str) -> Time | None:
    parts = match.groupdict()
    hour = int(parts["h"])
    minute = int(next((parts[k] for k in ("m", "m2", "m3", "m4") if parts[k]), 0))
    if half := parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    elif hour < 12 and _PART.match(text, match.end()):
        hour += 12
    return Time(match.start(), match.end(), _minutes(hour, minute, int(parts["s"] or parts["s2"] or 0)))


def _minutes(hour: int, minute: int, second: int) -> tuple[int, ...]:
    begun = (hour * 60 + minute) % 1440
    return (begun, (begun + 1) % 1440) if second >= 30 else (begun,)


def _military(match: re.Match[str]) -> Time:
    hour = match["h"] or match["h2"] or match["h3"]
    minute = match["m"] or match["m2"] or match["m3"]
    return Time(match.start(), match.end(), (int(hour) * 60 + int(minute),))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
