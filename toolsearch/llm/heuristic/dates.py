"""Days, months, years and times of day as people write them, and as parameters want them.

Knows spellings and formats; knows no clock, so that "tomorrow" stays a word. A day written 04/05/2026 is read the
American way unless its first number can be no month.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from toolsearch.llm.heuristic.lexicon import MONTHS

_MONTH = "(?P<month>" + "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + "|sept\\.?)"
_DAY = r"(?<![\d-])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_LAST = r"(?:\s*(?:-|–|to|until|through|and)\s*(?:the\s+)?(?P<last>\d{1,2})(?:st|nd|rd|th)?(?!\d))?"
_DAYS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?![\d-])",
        rf"\b{_DAY}{_LAST}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}{_LAST},?\s+{_YEAR}\b",
        r"(?<![\d-])(?P<first>\d{1,2})-(?P<second>\d{1,2})-(?P<year>\d{4})(?![\d-])",
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?![\d.])",
        r"(?<![\d/])(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})(?![\d/])",
        rf"\b{_DAY}{_LAST}\s+(?:of\s+)?{_MONTH}\b",
        rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}{_LAST}\b(?!\s*\d)",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b(?<=in )(?P<month>{'|'.join(MONTHS)})\b",
    )
]
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?\s*(?P<half>[ap]\.?m\b\.?)?", re.IGNORECASE
)
_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or what is told of one: without a day it is a month, without a month too it is a year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """The day as YYYY-MM-DD, the month as YYYY-MM, the year as YYYY; empty where the year is unknown."""
        parts = (f"{self.year:04}" if self.year else "", _two(self.month), _two(self.day))
        return "-".join(part for part in parts if part) if self.year else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A day or a time of day in a text, with its place."""

    start: int
    end: int
    value: Day | time


def find_days(text: str) -> list[Found]:
    """Find every day and month, longest spelling first; a range gives two.

    >>> [found.value.iso for found in find_days("from 3 to 7 May 2026, or June 2026, or on 2026-12-24")]
    ['2026-05-03', '2026-05-07', '2026-06', '2026-12-24']
    """
    found: list[Found] = []
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            if not any(match.start() < one.end and one.start < match.end() for one in found):
                found += _days(match)
    years = [one.value.year for one in found if isinstance(one.value, Day) and one.value.year]
    if len(set(years)) == 1:  # "from 3 May to 5 June 2026": the one year holds for all
        found = [_with_year(one, years[0]) for one in found]
    return sorted(found, key=lambda one: one.start)


def find_times(text: str) -> list[Found]:
    """Find times of day.

    >>> [found.value.isoformat() for found in find_times("at 14:30, 2:05 pm, 7am or noon, not 5")]
    ['14:30:00', '14:05:00', '07:00:00', '12:00:00']
    """
    told = [match for match in _CLOCK.finditer(text) if match["minute"] or match["half"]]
    found = [Found(match.start(), match.end(), value) for match in told if (value := _time(match))]
    named = list(re.finditer("|".join(_NAMED_TIMES), text.lower()))
    found += [Found(match.start(), match.end(), _NAMED_TIMES[match.group()]) for match in named]
    return sorted(found, key=lambda one: one.start)


def write_day(day: Day, like: str) -> str:
    """Write a day in the way of an example or of a format's letters; ISO where nothing else is recognised.

    >>> day = Day(2026, 5, 3)
    >>> write_day(day, "31/12/2024"), write_day(day, "MM-DD-YYYY"), write_day(day, "")
    ('03/05/2026', '05-03-2026', '2026-05-03')
    """
    for pattern, form in _FORMS:
        if day.day and re.search(pattern, like):
            return form.format(y=day.year, m=day.month, d=day.day)
    return day.iso


_FORMS = (
    (r"YYYY-MM-DD|\b\d{4}-\d\d-\d\d\b|%Y-%m-%d", "{y:04}-{m:02}-{d:02}"),
    (r"YYYYMMDD|\b(?:19|20)\d{6}\b|%Y%m%d", "{y:04}{m:02}{d:02}"),
    (r"YYYY/MM/DD|\b\d{4}/\d\d/\d\d\b|%Y/%m/%d", "{y:04}/{m:02}/{d:02}"),
    (r"MM-DD-YYYY|%m-%d-%Y", "{m:02}-{d:02}-{y:04}"),
    (r"DD-MM-YYYY|\b\d\d-\d\d-\d{4}\b|%d-%m-%Y", "{d:02}-{m:02}-{y:04}"),
    (r"DD/MM/YYYY|\b(?:1[3-9]|2\d|3[01])/\d\d/\d{4}\b|%d/%m/%Y", "{d:02}/{m:02}/{y:04}"),
    (r"MM/DD/YYYY|\b\d\d/\d\d/\d{4}\b|%m/%d/%Y", "{m:02}/{d:02}/{y:04}"),
    (r"DD\.MM\.YYYY|\b\d\d\.\d\d\.\d{4}\b|%d\.%m\.%Y", "{d:02}.{m:02}.{y:04}"),
    (r"\bMM-DD\b", "{m:02}-{d:02}"),
)


def month_number(word: str) -> int | None:
    """Return the number of a month's name or of its first three letters.

    >>> month_number("May"), month_number("sept"), month_number("moon")
    (5, 9, None)
    """
    key = word.lower().rstrip(".")
    return next(
        (n for n, name in enumerate(MONTHS, 1) if len(key) >= 3 and (name == key or key == name[: len(key)])), None
    )


def _days(match: re.Match[str]) -> Iterator[Found]:
    parts = match.groupdict()
    month, day = _month_and_day(parts)
    year = int(parts["year"]) if parts.get("year") else None
    if month is None or not _exists(year, month, day):
        return
    last = int(parts["last"]) if parts.get("last") else None
    yield Found(match.start(), match.end("day") if last else match.end(), Day(year, month, day))
    if last and _exists(year, month, last):
        yield Found(match.start("last"), match.end(), Day(year, month, last))


def _month_and_day(parts: dict[str, str | None]) -> tuple[int | None, int | None]:
    if first := parts.get("first"):
        one, two = int(first), int(parts["second"] or 0)
        return (two, one) if one > 12 else (one, two)
    month = parts["month"] or ""
    day = parts.get("day")
    return (int(month) if month.isdigit() else month_number(month)), (int(day) if day else None)


def _exists(year: int | None, month: int, day: int | None) -> bool:
    try:
        date(year or 2024, month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def _with_year(found: Found, year: int) -> Found:
    value = found.value
    if isinstance(value, Day) and value.year is None:
        return Found(found.start, found.end, Day(year, value.month, value.day))
    return found


def _time(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0) if 1 <= hour <= 12 else 99
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _two(number: int | None) -> str:
    return f"{number:02}" if number else ""
