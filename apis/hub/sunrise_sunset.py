"""A competing almanac of the sun, of which nothing works: a missing key, a used-up quota, an HTML page, one gone."""

from typing import Annotated

from fastapi import Query

from apis.hub.clock import Day, TimeOfDay, Year
from apis.hub.coordinates import Latitude, Longitude
from apis.hub.faults import ErrorPage, Gone, KeyNeeded, Limited
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "sunrise-sunset",
    title="Sunrise Sunset",
    category="Weather",
    about="Sunrise and sunset times for any place on the planet, loved by photographers. Day length, twilight and sun "
    "angles included.",
    licence="Apache-2.0 (astral)",
)


class SunriseSunset(Value):
    sunrise: str
    sunset: str
    day_length: str


class DawnDusk(Value):
    dawn: str
    dusk: str


class SunAngle(Value):
    altitude: float
    azimuth: float


class SunCalendar(Value):
    days: list[SunriseSunset]


@tool.get("/times")
def get_sunrise_sunset(latitude: Latitude, longitude: Longitude, date: Day) -> SunriseSunset:
    """Get the sunrise and sunset times and the day length at coordinates on a date."""
    raise KeyNeeded


@tool.get("/twilight")
def get_dawn_dusk(latitude: Latitude, longitude: Longitude, date: Day) -> DawnDusk:
    """Get dawn and dusk (civil twilight) at coordinates on a date."""
    raise Limited


@tool.get("/angle")
def get_sun_angle(latitude: Latitude, longitude: Longitude, date: Day, time: TimeOfDay) -> SunAngle:
    """Get the height of the sun above the horizon and its direction at a date and time."""
    raise Gone


@tool.get("/calendar")
def get_sun_calendar(
    latitude: Latitude,
    longitude: Longitude,
    year: Year,
    month: Annotated[int, Query(ge=1, le=12, description="Month, 1 to 12.", examples=[6])],
) -> SunCalendar:
    """Get a calendar of sunrise and sunset for all days of a month."""
    raise ErrorPage
