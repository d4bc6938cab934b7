"""A competing world clock that has a time zone for each city, by country; tools that take IANA names do not know them.

Its converter is gone, the quota of its offsets is used up.
"""

from typing import Annotated

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

ZoneName = Annotated[str, Query(max_length=80, description="Name of the time zone.", examples=["Germany/Munich"])]


class CityZone(Value):
    city: str
    zone: str


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
    """Find the time zone of a city by its name, for its UTC offset on a date, for the days on which its clocks go
    forward or back, and to convert the local time in one city to the local time in another.
    """
    found = search_time_zones(city).zones[0]
    return CityZone(city=city, zone=_own_name(found.country_code, city))


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


def _own_name(country_code: str, city: str) -> str:
    """Name the zone of a city.

    >>> _own_name("GB", "york")
    'United_Kingdom/York'
    """
    from babel import Locale

    country = Locale("en").territories.get(country_code, country_code)
    return f"{country}/{city.strip().title()}".replace(" ", "_")
