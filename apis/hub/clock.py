"""Days and times of day as the tools take them, and time zones by their IANA names."""

import functools
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from fastapi import Query

from apis.hub.tool import NotFound

Day = Annotated[date, Query(description="The day, as YYYY-MM-DD.", examples=["2026-05-14"])]
TimeOfDay = Annotated[
    str,
    Query(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Time of day, HH:MM in 24 hours.", examples=["18:30"]),
]
Year = Annotated[int, Query(ge=1901, le=2099, description="The year, four digits.", examples=[2027])]
Zone = Annotated[
    str,
    Query(
        max_length=60,
        description="IANA name of a time zone, such as 'Europe/Berlin'.",
        examples=["Europe/Berlin", "Asia/Tokyo"],
    ),
]


@functools.cache
def zone_names() -> frozenset[str]:
    """Every IANA time zone that the machine knows."""
    return frozenset(available_timezones())


def zone_of(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name; raises `NotFound`."""
    if name not in zone_names():
        raise NotFound(f"no time zone {name!r}: give an IANA name such as 'Europe/Berlin'")
    return ZoneInfo(name)


def moment(day: date, time: str, zone: ZoneInfo) -> datetime:
    """Put a day, a time of day (HH:MM) and a zone together.

    >>> moment(date(2026, 5, 14), "18:30", ZoneInfo("UTC")).isoformat()
    '2026-05-14T18:30:00+00:00'
    """
    return datetime.combine(day, datetime.strptime(time, "%H:%M").time(), zone)


def to_the_minute(when: datetime) -> str:
    """Write a moment as `YYYY-MM-DD HH:MM`, rounded to the nearest minute.

    >>> to_the_minute(datetime(2026, 5, 14, 18, 29, 31, tzinfo=ZoneInfo("UTC")))
    '2026-05-14 18:30'
    """
    seconds = round(when.timestamp() / 60) * 60
    return datetime.fromtimestamp(seconds, when.tzinfo).strftime("%Y-%m-%d %H:%M")


def offset_text(when: datetime) -> str:
    """Write how far a local time is ahead of UTC.

    >>> offset_text(datetime(2026, 5, 14, tzinfo=ZoneInfo("Asia/Kolkata")))
    '+05:30'
    """
    digits = when.strftime("%z")
    return f"{digits[:3]}:{digits[3:5]}"
