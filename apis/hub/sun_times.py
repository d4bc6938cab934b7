"""Where the sun stands and when it rises and sets, from astral. Knows no clouds and no hills."""

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from astral import Depression, Observer, sun
from fastapi import Query

from apis.hub.clock import Day, TimeOfDay, Year, moment, to_the_minute, zone_of
from apis.hub.coordinates import Latitude, Longitude
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

tool = hub_tool(
    "sun-times",
    title="Sun Times",
    category="Weather",
    about="Sunrise, sunset, solar noon, day length, twilight and the height of the sun for any point on earth and any "
    "date, from decimal coordinates. Times are UTC unless an IANA time zone is given.",
    licence="Apache-2.0 (astral)",
)

Clock = Annotated[
    str,
    Query(
        max_length=60,
        description="IANA time zone in which to give times, such as 'Europe/Lisbon'.",
        examples=["UTC", "Europe/Lisbon"],
    ),
]


class SunTimes(Value):
    date: date
    time_zone: str
    sunrise: str
    solar_noon: str
    sunset: str
    day_length: str
    day_length_minutes: int


class Twilight(Value):
    date: date
    time_zone: str
    civil_dawn: str
    civil_dusk: str
    nautical_dawn: str
    nautical_dusk: str
    astronomical_dawn: str
    astronomical_dusk: str


class SunPosition(Value):
    date: date
    time: str
    time_zone: str
    elevation_degrees: float
    azimuth_degrees: float
    above_horizon: bool


class SunDay(Value):
    date: date
    sunrise: str
    sunset: str
    day_length_minutes: int


class SunMonth(Value):
    time_zone: str
    days: list[SunDay]


@tool.get("/day")
def get_sun_times(latitude: Latitude, longitude: Longitude, date: Day, time_zone: Clock = "UTC") -> SunTimes:
    """Get sunrise, sunset, solar noon and day length at a point on a date."""
    place, zone = Observer(latitude, longitude), zone_of(time_zone)
    rise, down = _risen(place, date, zone)
    length = round((down - rise).total_seconds() / 60)
    return SunTimes(
        date=date,
        time_zone=time_zone,
        sunrise=to_the_minute(rise),
        solar_noon=to_the_minute(sun.noon(place, date, zone)),
        sunset=to_the_minute(down),
        day_length=f"{length // 60} h {length % 60:02d} min",
        day_length_minutes=length,
    )


@tool.get("/twilight")
def get_twilight(latitude: Latitude, longitude: Longitude, date: Day, time_zone: Clock = "UTC") -> Twilight:
    """Get when it dawns and gets dark at a point on a date: civil, nautical and astronomical twilight."""
    place, zone = Observer(latitude, longitude), zone_of(time_zone)

    def seen(event: Callable[..., datetime], depression: Depression) -> str:
        return to_the_minute(_happens(lambda: event(place, date, depression, zone), date))

    return Twilight(
        date=date,
        time_zone=time_zone,
        civil_dawn=seen(sun.dawn, Depression.CIVIL),
        civil_dusk=seen(sun.dusk, Depression.CIVIL),
        nautical_dawn=seen(sun.dawn, Depression.NAUTICAL),
        nautical_dusk=seen(sun.dusk, Depression.NAUTICAL),
        astronomical_dawn=seen(sun.dawn, Depression.ASTRONOMICAL),
        astronomical_dusk=seen(sun.dusk, Depression.ASTRONOMICAL),
    )


@tool.get("/position")
def get_sun_position(
    latitude: Latitude, longitude: Longitude, date: Day, time: TimeOfDay, time_zone: Clock = "UTC"
) -> SunPosition:
    """Get the elevation of the sun (how high it stands) and its azimuth in degrees at a point on a date and time."""
    place, when = Observer(latitude, longitude), moment(date, time, zone_of(time_zone))
    height = round(sun.elevation(place, when), 1)
    return SunPosition(
        date=date,
        time=time,
        time_zone=time_zone,
        elevation_degrees=height,
        azimuth_degrees=round(sun.azimuth(place, when), 1),
        above_horizon=height > 0,
    )


@tool.get("/month")
def list_sun_month(
    latitude: Latitude,
    longitude: Longitude,
    year: Year,
    month: Annotated[int, Query(ge=1, le=12, description="Month, 1 to 12.", examples=[6])],
    time_zone: Clock = "UTC",
) -> SunMonth:
    """List sunrise, sunset and day length at a point for every day of a month."""
    place, zone = Observer(latitude, longitude), zone_of(time_zone)
    days = [date(year, month, n + 1) for n in range(calendar.monthrange(year, month)[1])]
    times = [(day, *_risen(place, day, zone)) for day in days]
    rows = [
        SunDay(
            date=day,
            sunrise=to_the_minute(rise),
            sunset=to_the_minute(down),
            day_length_minutes=round((down - rise).total_seconds() / 60),
        )
        for day, rise, down in times
    ]
    return SunMonth(time_zone=time_zone, days=rows)


def _risen(place: Observer, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the sun rises, and when it sets after that."""
    rise = _happens(lambda: sun.sunrise(place, day, zone), day)
    down = _happens(lambda: sun.sunset(place, day, zone), day)
    return rise, down if down > rise else _happens(lambda: sun.sunset(place, day + timedelta(days=1), zone), day)


def _happens(event: Callable[[], datetime], day: date) -> datetime:
    try:
        return event()
    except ValueError as error:
        raise NotFound(f"not on {day} at this place: {error}") from error
