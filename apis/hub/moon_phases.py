"""The moon's phases, risings and settings, and the seasons, from ephem. Knows no clouds and no tides."""

import functools
import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal, cast

import ephem
from fastapi import Query

from apis.hub.clock import Day, TimeOfDay, Year, moment, to_the_minute, zone_of
from apis.hub.coordinates import Latitude, Longitude
from apis.hub.faults import BUSY
from apis.hub.tool import hub_tool
from apis.model import Value

Phase = Literal["new moon", "first quarter", "full moon", "last quarter"]
Event = Literal["March equinox", "June solstice", "September equinox", "December solstice"]
NAMES = (
    "new moon", "waxing crescent", "first quarter", "waxing gibbous",
    "full moon", "waning gibbous", "last quarter", "waning crescent",
)  # fmt: skip
ONE_MINUTE = 1 / 1440
"""In days, as ephem counts."""

tool = hub_tool(
    "moon-phases",
    title="Moon Phases",
    category="Weather",
    about="Phases of the moon for any date, the next full or new moon, moonrise and moonset, and the equinoxes and "
    "solstices, computed to the minute. Times are UTC unless a time zone is given.",
    licence="MIT (ephem)",
)


class MoonPhase(Value):
    date: date
    time: str
    phase: str
    illuminated_percent: float
    age_days: float
    distance_km: int
    constellation: str


class PhaseTime(Value):
    phase: Phase
    date: date
    time_utc: str
    weekday: str


class PhaseList(Value):
    year: int
    total: int
    full_moons: int
    phases: list[PhaseTime]


class MoonTimes(Value):
    date: date
    time_zone: str
    moonrise: str
    moonset: str


class Season(Value):
    event: Event
    date: date
    time_utc: str


class Seasons(Value):
    year: int
    seasons: list[Season]


@tool.get("/phase")
def get_moon_phase(date: Day, time: TimeOfDay = "12:00") -> MoonPhase:
    """Get the moon's phase on a date and time of day in UTC: how much is lit, its age in days, its distance."""
    when = ephem.Date(moment(date, time, zone_of("UTC")).replace(tzinfo=None))
    moon = ephem.Moon(when)
    age = float(when - ephem.previous_new_moon(when))
    return MoonPhase(
        date=date,
        time=time,
        phase=_phase_name(when),
        illuminated_percent=round(moon.phase, 1),
        age_days=round(age, 1),
        distance_km=round(moon.earth_distance * ephem.meters_per_au / 1000),
        constellation=ephem.constellation(moon)[1],
    )


@tool.get("/next")
def find_next_moon_phase(
    phase: Annotated[Phase, Query(description="Which phase.", examples=["full moon", "new moon"])],
    after: Annotated[date, Query(description="Day after which to look, as YYYY-MM-DD.", examples=["2026-05-14"])],
) -> PhaseTime:
    """Find the next full moon, new moon or quarter after a day, with date and time in UTC."""
    following = _midnight(after + timedelta(days=1))
    return _phase_time(phase, _next(phase)(following))


@tool.get("/years")
def list_moon_phases(year: Year) -> PhaseList:
    """List all new moons, quarters and full moons of a year with date and time in UTC, and count the full moons."""
    rows = _phases_of(year)
    return PhaseList(
        year=year, total=len(rows), full_moons=sum(row.phase == "full moon" for row in rows), phases=list(rows)
    )


@tool.get("/times")
def get_moon_times(
    latitude: Latitude,
    longitude: Longitude,
    date: Day,
    time_zone: Annotated[
        str, Query(max_length=60, description="IANA time zone in which to give times.", examples=["UTC"])
    ] = "UTC",
) -> MoonTimes:
    """Get when the moon rises and sets at a point on a date; empty where it does not on that date."""
    zone = zone_of(time_zone)
    start = moment(date, "00:00", zone).astimezone(UTC)
    place = ephem.Observer()
    place.lat, place.lon = math.radians(latitude), math.radians(longitude)

    def within_the_day(event: Callable[..., ephem.Date]) -> str:
        place.date = ephem.Date(start.replace(tzinfo=None))
        try:
            when = _utc(event(ephem.Moon()))
        except (ephem.NeverUpError, ephem.AlwaysUpError):
            return ""
        return to_the_minute(when.astimezone(zone)) if when - start < timedelta(days=1) else ""

    return MoonTimes(
        date=date,
        time_zone=time_zone,
        moonrise=within_the_day(place.next_rising),
        moonset=within_the_day(place.next_setting),
    )


@tool.get("/seasons", dependencies=[BUSY])
def list_seasons(year: Year) -> Seasons:
    """List the equinoxes and solstices of a year, when the seasons begin, with date and time in UTC."""
    start = _midnight(date(year, 1, 1))
    spring = ephem.next_vernal_equinox(start)
    summer = ephem.next_summer_solstice(start)
    autumn = ephem.next_autumn_equinox(start)
    winter = ephem.next_winter_solstice(start)
    rows = (
        _season("March equinox", spring),
        _season("June solstice", summer),
        _season("September equinox", autumn),
        _season("December solstice", winter),
    )
    return Seasons(year=year, seasons=list(rows))


@functools.lru_cache(maxsize=300)
def _phases_of(year: int) -> tuple[PhaseTime, ...]:
    phases: tuple[Phase, ...] = ("new moon", "first quarter", "full moon", "last quarter")
    start, end = _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1))
    found = [(when, phase) for phase in phases for when in _all(_next(phase), start, end)]
    return tuple(_phase_time(phase, when) for when, phase in sorted(found))


def _phase_name(when: ephem.Date) -> str:
    """Name the eighth of the way round that the moon has come from the sun."""
    moon, sun = (ephem.Ecliptic(body).lon for body in (ephem.Moon(when), ephem.Sun(when)))
    eighth = round(math.degrees(moon - sun) % 360 / 45) % 8
    return NAMES[eighth]


def _next(phase: Phase) -> Callable[[ephem.Date], ephem.Date]:
    events: dict[Phase, Callable[[ephem.Date], ephem.Date]] = {
        "new moon": ephem.next_new_moon,
        "first quarter": ephem.next_first_quarter_moon,
        "full moon": ephem.next_full_moon,
        "last quarter": ephem.next_last_quarter_moon,
    }
    return events[phase]


def _all(following: Callable[[ephem.Date], ephem.Date], start: ephem.Date, end: ephem.Date) -> Iterator[ephem.Date]:
    when = following(start)
    while when < end:
        yield when
        when = following(when + ONE_MINUTE)


def _phase_time(phase: Phase, when: ephem.Date) -> PhaseTime:
    day, time = to_the_minute(_utc(when)).split()
    return PhaseTime(phase=phase, date=date.fromisoformat(day), time_utc=time, weekday=f"{date.fromisoformat(day):%A}")


def _season(event: Event, when: ephem.Date) -> Season:
    day, time = to_the_minute(_utc(when)).split()
    return Season(event=event, date=date.fromisoformat(day), time_utc=time)


def _midnight(day: date) -> ephem.Date:
    return ephem.Date((day.year, day.month, day.day))


def _utc(when: ephem.Date) -> datetime:
    return cast("datetime", ephem.Date(when).datetime()).replace(tzinfo=UTC)
