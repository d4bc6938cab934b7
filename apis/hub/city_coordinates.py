"""Where the big cities of the world lie, from ephem's table of 120. Knows no small towns."""

import functools
from typing import Annotated

from fastapi import Query

from apis.hub.coordinates import Latitude, Longitude, kilometres, on_a_sphere
from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value

SPELLED = {"Arhus": "Aarhus", "Kiev": "Kyiv"}
"""Names that ephem spells in a way of its own."""
MISPLACED = {"Brazilia", "Luxembourg"}
"""Cities for which ephem has the middle of their country."""


class City(Value):
    name: str
    latitude: float
    longitude: float


@functools.cache
def cities() -> dict[str, City]:
    """Load every city, by folded name."""
    import ephem.cities

    rows = [
        (SPELLED.get(name, name), ephem.city(name)) for name in sorted(ephem.cities._city_data) if name not in MISPLACED
    ]
    degree = ephem.degrees("1")
    return {
        fold(name): City(name=name, latitude=round(at.lat / degree, 4), longitude=round(at.lon / degree, 4))
        for name, at in rows
    }


tool = hub_tool(
    "city-coordinates",
    title="City Coordinates",
    category="Mapping",
    about="Decimal coordinates (latitude and longitude on WGS 84) of 120 big cities of the world, for whatever needs a "
    "point on the map: sunrise, distances, time zones.",
    licence="MIT (ephem)",
)


class CityList(Value):
    total: int
    cities: list[City]


class NearCity(Value):
    name: str
    latitude: float
    longitude: float
    distance_km: float


class NearCities(Value):
    cities: list[NearCity]


@tool.get("/cities/find")
def find_city(
    name: Annotated[
        str, Query(min_length=2, max_length=60, description="Name of a big city.", examples=["Lisbon", "Seoul"])
    ],
) -> City:
    """Find the decimal latitude and longitude of a city by its name."""
    found = cities().get(fold(name))
    if found is None:
        raise NotFound(f"{name!r} is not among the cities listed: give the English name of a big city")
    return found


@tool.get("/cities/nearest")
def find_nearest_cities(
    latitude: Latitude,
    longitude: Longitude,
    limit: Annotated[int, Query(ge=1, le=50, description="How many cities to return.", examples=[5])] = 5,
) -> NearCities:
    """Find the big cities nearest to a point on the map, with the distance to each in kilometres."""
    guessed = sorted(cities().values(), key=lambda c: on_a_sphere(latitude, longitude, c.latitude, c.longitude))
    measured = ((kilometres(latitude, longitude, c.latitude, c.longitude), c) for c in guessed[: limit + 3])
    rows = sorted(measured, key=lambda row: row[0])
    near = [
        NearCity(name=c.name, latitude=c.latitude, longitude=c.longitude, distance_km=round(km, 1))
        for km, c in rows[:limit]
    ]
    return NearCities(cities=near)


@tool.get("/cities")
def list_cities(
    north_of: Annotated[
        float, Query(ge=-90, le=90, description="Leave out cities south of this latitude.", examples=[-90])
    ] = -90,
    south_of: Annotated[
        float, Query(ge=-90, le=90, description="Leave out cities north of this latitude.", examples=[90])
    ] = 90,
) -> CityList:
    """List and count the big cities of the world, or those in a band of latitudes, with their coordinates."""
    rows = [city for city in cities().values() if north_of <= city.latitude <= south_of]
    return CityList(total=len(rows), cities=rows)
