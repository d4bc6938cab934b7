"""A competing world clock that names time zones as Windows does; tools that take IANA names do not know them.

Its converter is gone, the quota of its offsets is used up.
"""

import functools
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query

from apis.hub.clock import Day, TimeOfDay
from apis.hub.faults import Gone, Limited
from apis.hub.timezone_atlas import search_time_zones
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "world-clock",
    title="World Clock",
    category="Location",
    about="Time zones and local times for every city on earth. Find the zone of a city in one call and convert times "
    "between cities without headaches.",
    licence="BSD-3-Clause and Unicode (babel, CLDR)",
)

ZoneName = Annotated[
    str, Query(max_length=80, description="Name of the time zone.", examples=["W. Europe Standard Time"])
]


class CityZone(Value):
    city: str
    time_zone: str


class ZoneOffset(Value):
    time_zone: str
    offset: str


class ConvertedTime(Value):
    time_zone: str
    local_time: str


@tool.get("/cities")
def find_city_zone(
    city: Annotated[
        str, Query(min_length=2, max_length=80, description="Name of the city.", examples=["Tokyo", "Munich"])
    ],
) -> CityZone:
    """Find the time zone of a city by its name."""
    return CityZone(city=city, time_zone=_windows_name(search_time_zones(city).zones[0].zone))


@tool.get("/offset")
def get_zone_offset(time_zone: ZoneName, date: Day) -> ZoneOffset:
    """Get the UTC offset of a time zone on a date."""
    raise Limited


@tool.get("/convert")
def convert_city_time(
    from_city: Annotated[str, Query(max_length=80, description="City where the time is given.", examples=["Tokyo"])],
    to_city: Annotated[str, Query(max_length=80, description="City where the time is wanted.", examples=["Munich"])],
    date: Day,
    time: TimeOfDay,
) -> ConvertedTime:
    """Convert a date and time from the local time of one city to the local time of another."""
    raise Gone


@functools.cache
def _windows_name(zone: str) -> str:
    """The name of the Windows zone that stands for an IANA zone, or of one whose clocks agree in January and July."""
    from babel.core import get_global

    names: dict[str, str] = dict(get_global("windows_zone_mapping"))
    agreeing = [name for name, other in names.items() if _clocks(other) == _clocks(zone)]
    return next((name for name, other in names.items() if other == zone), None) or next(iter(agreeing), "UTC")


@functools.cache
def _clocks(zone: str) -> tuple[object, ...]:
    return tuple(datetime(2026, month, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() for month in (1, 7))
