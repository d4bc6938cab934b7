"""Where the planets stand and the stars that ships steer by, from ephem. Knows no clouds; the moon is `moon_phases`.

The fifty-seven stars of navigation have the numbers of the Nautical Almanac. Days are taken at noon, UTC.
"""

import math
from datetime import UTC, date, timedelta
from typing import Annotated, Literal, cast

import ephem
import ephem.stars
from fastapi import Path, Query

from apis.hub.clock import Day, to_the_minute
from apis.hub.coordinates import Latitude, Longitude
from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value

tool = hub_tool(
    "night-sky",
    title="Night Sky",
    category="Science",
    about="Planets and stars for observers and navigators: in which constellation a planet stands on a date, how far "
    "and how bright it is, when it rises and sets, and the 57 stars of the Nautical Almanac by name and number.",
    licence="MIT (ephem)",
)

PlanetName = Literal["Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune"]
KM_PER_AU = ephem.meters_per_au / 1000
Planet = Annotated[PlanetName, Query(description="Which planet.", examples=["Saturn", "Venus"])]


class PlanetPosition(Value):
    planet: PlanetName
    date: date
    constellation: str
    distance_au: float
    distance_million_km: float
    magnitude: float
    elongation_degrees: float


class PlanetTimes(Value):
    planet: PlanetName
    date: date
    rises_utc: str
    highest_utc: str
    sets_utc: str


class FoundStar(Value):
    number: int
    name: str


class FoundStars(Value):
    stars: list[FoundStar]


class StarDetails(Value):
    number: int
    name: str
    constellation: str
    magnitude: float
    spectral_class: str
    right_ascension_hours: float
    declination_degrees: float


@tool.get("/planets/position")
def planet_position(planet: Planet, date: Day) -> PlanetPosition:
    """Tell where a planet stands on a date: its constellation, distance from the earth, magnitude and elongation."""
    body = _planet(planet)
    body.compute(_noon(date))
    return PlanetPosition(
        planet=planet,
        date=date,
        constellation=ephem.constellation(body)[1],
        distance_au=round(body.earth_distance, 3),
        distance_million_km=round(body.earth_distance * KM_PER_AU / 1e6, 1),
        magnitude=round(body.mag, 1),
        elongation_degrees=round(abs(math.degrees(body.elong)), 1),
    )


@tool.get("/planets/times")
def planet_times(planet: Planet, date: Day, latitude: Latitude, longitude: Longitude) -> PlanetTimes:
    """Tell when a planet rises, stands highest and sets at a point on a date, in UTC; empty where it does not."""
    place = ephem.Observer()
    place.lat, place.lon = math.radians(latitude), math.radians(longitude)
    midnight = ephem.Date((date.year, date.month, date.day))

    def within_the_day(event: str) -> str:
        place.date = midnight
        try:
            when = getattr(place, event)(_planet(planet))
        except (ephem.NeverUpError, ephem.AlwaysUpError):
            return ""
        moment = to_the_minute(when.datetime().replace(tzinfo=UTC))
        return moment if moment < f"{date + timedelta(days=1)}" else ""

    return PlanetTimes(
        planet=planet,
        date=date,
        rises_utc=within_the_day("next_rising"),
        highest_utc=within_the_day("next_transit"),
        sets_utc=within_the_day("next_setting"),
    )


@tool.get("/stars/find")
def find_star(
    name: Annotated[str, Query(min_length=2, max_length=40, description="Name of the star.", examples=["Vega"])],
) -> FoundStars:
    """Find a star of navigation by its name and get its number in the Nautical Almanac."""
    found = [(number, title) for number, title in _stars().items() if fold(name) in fold(title)]
    if not found:
        raise NotFound(f"no star of navigation is called {name!r}")
    found.sort(key=lambda row: (len(row[1]), row[1]))
    return FoundStars(stars=[FoundStar(number=number, name=title) for number, title in found])


@tool.get("/stars/{number}")
def get_star(
    number: Annotated[int, Path(description="Number of the star in the Nautical Almanac, 1 to 57.", examples=[49])],
) -> StarDetails:
    """Get a star of navigation by its number: constellation, magnitude, spectral class and place (J2000)."""
    name = _stars().get(number)
    if name is None:
        raise NotFound(f"no star of navigation has the number {number}: they have 1 to 57")
    star = ephem.star(name)
    star.compute("2000/1/1 12:00", epoch="2000")
    return StarDetails(
        number=number,
        name=name,
        constellation=ephem.constellation(star)[1],
        magnitude=round(star.mag, 2),
        spectral_class=star._spect,
        right_ascension_hours=round(math.degrees(star._ra) / 15, 3),
        declination_degrees=round(math.degrees(star._dec), 2),
    )


def _stars() -> dict[int, str]:
    return cast("dict[int, str]", ephem.stars.STAR_NUMBER_NAME) | {56: "Fomalhaut"}  # which the list misspells


def _planet(name: PlanetName) -> ephem.Planet:
    return getattr(ephem, name)()


def _noon(day: date) -> ephem.Date:
    return ephem.Date((day.year, day.month, day.day, 12))
