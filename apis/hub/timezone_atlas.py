"""Time zones: where they lie (timezonefinder), what they are called (IANA), what their clocks show (zoneinfo).

Knows nothing of the present moment: every answer is for a day that the caller names.
"""

import functools
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from fastapi import Query

from apis.hub.airport_directory import airports
from apis.hub.clock import Day, TimeOfDay, Year, Zone, moment, offset_text, zone_names, zone_of
from apis.hub.coordinates import Latitude, Longitude
from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value

if TYPE_CHECKING:
    from timezonefinder import TimezoneFinder


@functools.cache
def finder() -> "TimezoneFinder":
    """Load the map of time zones and look at one place, which loads the rest."""
    from timezonefinder import TimezoneFinder

    found = TimezoneFinder()
    found.timezone_at(lat=0, lng=0)
    return found


tool = hub_tool(
    "timezone-atlas",
    title="Timezone Atlas",
    category="Location",
    about="The world's time zones. Find the IANA time zone of a city or of coordinates, then use its name to get the "
    "UTC offset on any date, to convert local times between zones and to list when clocks change.",
    licence="MIT (timezonefinder), public domain (IANA time zone database)",
    warm=finder,
)


class FoundZone(Value):
    zone: str
    place: str
    country_code: str


class FoundZones(Value):
    zones: list[FoundZone]


class ZoneAt(Value):
    latitude: float
    longitude: float
    zone: str


class UtcOffset(Value):
    zone: str
    date: date
    time: str
    utc_offset: str
    offset_hours: float
    abbreviation: str
    daylight_saving: bool


class LocalTime(Value):
    zone: str
    date: date
    time: str
    utc_offset: str


class Conversion(Value):
    origin: LocalTime
    target: LocalTime
    difference_hours: float


class ClockChange(Value):
    date: date
    utc: str
    offset_before: str
    offset_after: str
    clocks_go: str


class ClockChanges(Value):
    zone: str
    year: int
    total: int
    changes: list[ClockChange]


class ZoneRow(Value):
    zone: str
    country_code: str
    utc_offset: str
    abbreviation: str


class ZoneList(Value):
    date: date
    total: int
    zones: list[ZoneRow]


@tool.get("/zones/search")
def search_time_zones(
    place: Annotated[
        str, Query(min_length=2, max_length=80, description="Name of a city.", examples=["Tokyo", "Munich"])
    ],
) -> FoundZones:
    """Search the IANA time zone of a city by the city's name; other calls need the zone that it gives."""
    found = _places().get(fold(place))
    if not found:
        raise NotFound(f"no time zone is known for {place!r}: give the name of a city")
    ordered = sorted(found, key=lambda row: (fold(row[0].rpartition("/")[2]) != fold(place), row))
    return FoundZones(zones=[FoundZone(zone=zone, place=place, country_code=code) for zone, code in ordered])


@tool.get("/zones/at")
def find_time_zone(latitude: Latitude, longitude: Longitude) -> ZoneAt:
    """Find the IANA time zone that a point on the map lies in."""
    name = finder().timezone_at(lat=latitude, lng=longitude)
    if name is None:
        raise NotFound(f"no time zone at {latitude}, {longitude}")
    return ZoneAt(latitude=latitude, longitude=longitude, zone=name)


@tool.get("/offset")
def get_utc_offset(zone: Zone, date: Day, time: TimeOfDay = "12:00") -> UtcOffset:
    """Get the offset from UTC of a time zone on a date, its abbreviation and whether daylight saving is in force."""
    when = moment(date, time, zone_of(zone))
    return UtcOffset(
        zone=zone,
        date=date,
        time=time,
        utc_offset=offset_text(when),
        offset_hours=_hours(when.utcoffset()),
        abbreviation=when.tzname() or "",
        daylight_saving=bool(when.dst()),
    )


@tool.get("/convert")
def convert_local_time(origin_zone: Zone, target_zone: Zone, date: Day, time: TimeOfDay) -> Conversion:
    """Convert a date and time of day in one time zone to the local time in another."""
    origin = moment(date, time, zone_of(origin_zone))
    target = origin.astimezone(zone_of(target_zone))
    ahead = (target.utcoffset() or timedelta()) - (origin.utcoffset() or timedelta())
    return Conversion(
        origin=_local(origin_zone, origin), target=_local(target_zone, target), difference_hours=_hours(ahead)
    )


@tool.get("/changes")
def list_clock_changes(zone: Zone, year: Year) -> ClockChanges:
    """List the days of a year on which the clocks of a time zone are put forward or back (daylight saving time)."""
    found = zone_of(zone)
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(-1, 366)]
    changes = [
        _change(a, found)
        for a, b in pairwise(noons)
        if a.astimezone(found).utcoffset() != b.astimezone(found).utcoffset()
    ]
    inside = [change for change in changes if change.date.year == year]
    return ClockChanges(zone=zone, year=year, total=len(inside), changes=inside)


@tool.get("/zones")
def list_time_zones(
    date: Day,
    country_code: Annotated[
        str, Query(max_length=2, description="Two-letter ISO country code; empty for the world.", examples=["AU", "BR"])
    ] = "",
) -> ZoneList:
    """List and count the IANA time zones of a country or of the world with their UTC offsets at noon of a date."""
    chosen = {z: c for z, c in _territories().items() if country_code.upper() in ("", c)}
    if not chosen:
        raise NotFound(f"no time zones for country code {country_code!r}: give a two-letter ISO code such as 'AU'")
    noon = {z: moment(date, "12:00", zone_of(z)) for z in sorted(chosen)}
    rows = [
        ZoneRow(zone=z, country_code=chosen[z], utc_offset=offset_text(when), abbreviation=when.tzname() or "")
        for z, when in noon.items()
    ]
    return ZoneList(date=date, total=len(rows), zones=rows)


@functools.cache
def _territories() -> dict[str, str]:
    """The country of every zone that lies in one, from CLDR."""
    from babel.core import get_global

    return {zone: code for zone, code in get_global("zone_territories").items() if zone in zone_names()}


@functools.cache
def _places() -> dict[str, set[tuple[str, str]]]:
    """The zones, with country, of every city that has a zone named after it or an airport, by folded name."""
    named = [(zone.rpartition("/")[2], zone, code) for zone, code in _territories().items()]
    served = [(a["city"], a["tz"], a["country"]) for a in airports().values() if a["city"] and a["tz"]]
    places: dict[str, set[tuple[str, str]]] = {}
    for city, zone, code in (*named, *served):
        places.setdefault(fold(city), set()).add((zone, code))
    return places


def _local(zone: str, when: datetime) -> LocalTime:
    return LocalTime(zone=zone, date=when.date(), time=when.strftime("%H:%M"), utc_offset=offset_text(when))


def _hours(ahead: timedelta | None) -> float:
    return (ahead or timedelta()).total_seconds() / 3600


def _change(before: datetime, zone: ZoneInfo) -> ClockChange:
    """Find the minute, within a day of `before`, at which the offset of a zone changes."""
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        same = (before + timedelta(minutes=middle)).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    change = (before + timedelta(minutes=high)).astimezone(zone)
    ahead = change.utcoffset() or timedelta()
    return ClockChange(
        date=(change - timedelta(minutes=1)).date(),
        utc=change.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
        offset_before=offset_text(before.astimezone(zone)),
        offset_after=offset_text(change),
        clocks_go="forward" if ahead > (offset or timedelta()) else "back",
    )
