"""A competing almanac of the moon, of which nothing works: a used-up quota, an HTML page, slowness, and one gone."""

from fastapi import Request

from apis.hub.clock import Day, Year
from apis.hub.coordinates import Latitude, Longitude
from apis.hub.faults import ErrorPage, Gone, Limited, stall
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "lunar-calendar",
    title="Lunar Calendar",
    category="Weather",
    about="The moon calendar for gardeners, anglers and dreamers: phases, full moons, moonrise and moonset for "
    "every day.",
    licence="MIT (ephem)",
)


class LunarPhase(Value):
    phase: str
    illumination: float
    moon_age: float


class FullMoon(Value):
    date: str
    time: str


class FullMoons(Value):
    total: int
    full_moons: list[FullMoon]


class MoonRiseSet(Value):
    moonrise: str
    moonset: str


@tool.get("/phase")
def get_lunar_phase(date: Day) -> LunarPhase:
    """Get the phase of the moon on a date with illumination and moon age."""
    raise Limited


@tool.get("/full-moons/next")
def get_next_full_moon(after: Day) -> FullMoon:
    """Get the date and time of the next full moon after a date."""
    raise Gone


@tool.get("/full-moons")
def list_full_moons(year: Year) -> FullMoons:
    """List and count all full moons of a year."""
    raise ErrorPage


@tool.get("/rise-set")
async def get_moonrise_moonset(request: Request, latitude: Latitude, longitude: Longitude, date: Day) -> MoonRiseSet:
    """Get moonrise and moonset at coordinates on a date."""
    await stall(request)
