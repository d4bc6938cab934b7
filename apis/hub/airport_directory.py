"""Airports by name, code, country and place, from airportsdata. Knows no flights, no airlines, no terminals."""

import functools
from typing import Annotated, Any, Literal, TypedDict, cast

import numpy as np
from fastapi import Path, Query

from apis.hub.coordinates import EARTH_RADIUS_KM, Latitude, Longitude, kilometres
from apis.hub.territories import countries
from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value

SEARCHED: tuple[Literal["name", "city", "subd", "iata", "icao"], ...] = ("name", "city", "subd", "iata", "icao")


class Airport(TypedDict):
    """A row of airportsdata."""

    iata: str
    icao: str
    name: str
    city: str
    subd: str
    country: str
    elevation: float
    lat: float
    lon: float
    tz: str


@functools.cache
def airports() -> dict[str, Airport]:
    """Load every airport that has an IATA code, by that code."""
    import airportsdata

    return cast("dict[str, Airport]", airportsdata.load("IATA"))


@functools.cache
def _folded() -> list[tuple[str, str, Airport]]:
    """Every airport with its folded name, and with its folded name, place and codes after a space."""
    rows = airports().values()
    return [(fold(a["name"]), " " + fold(" ".join(a[key] for key in SEARCHED)), a) for a in rows]


tool = hub_tool(
    "airport-directory",
    title="Airport Directory",
    category="Travel",
    about="Reference data on 7,800 airports with scheduled or charter service worldwide. Look an airport up by name or "
    "city to get its IATA code, then use the code for position, elevation, time zone and ICAO code.",
    licence="MIT (airportsdata)",
    warm=_folded,
)

Limit = Annotated[int, Query(ge=1, le=200, description="How many airports to return at most.", examples=[10])]


class FoundAirport(Value):
    iata: str
    name: str
    city: str
    country_code: str


class FoundAirports(Value):
    total: int
    airports: list[FoundAirport]


class AirportDetails(Value):
    iata: str
    icao: str
    name: str
    city: str
    region: str
    country_code: str
    country: str
    latitude: float
    longitude: float
    elevation_ft: float
    elevation_m: float
    time_zone: str


class CountryAirports(Value):
    country_code: str
    country: str
    total: int
    airports: list[AirportDetails]


class NearAirport(Value):
    iata: str
    name: str
    city: str
    country_code: str
    distance_km: float


class NearAirports(Value):
    airports: list[NearAirport]


@tool.get("/airports/search")
def search_airports(
    text: Annotated[
        str,
        Query(
            min_length=2, max_length=80, description="Name of an airport or its city.", examples=["Schiphol", "Lisbon"]
        ),
    ],
    limit: Limit = 10,
) -> FoundAirports:
    """Search airports by name or city, best match first, and get the IATA code of each."""
    first, *others = [f" {word}" for word in fold(text).split()] or [""]
    found = [(n, a) for n, whole, a in _folded() if first in whole and all(word in whole for word in others)]
    if not found:
        raise NotFound(f"no airport matches {text!r}")
    phrase = fold(text)
    found.sort(key=lambda row: (phrase not in row[0], len(row[0]), row[1]["iata"]))
    rows = [FoundAirport(iata=a["iata"], name=a["name"], city=a["city"], country_code=a["country"]) for _, a in found]
    return FoundAirports(total=len(rows), airports=rows[:limit])


@tool.get("/airports/nearest")
def find_nearest_airports(
    latitude: Latitude,
    longitude: Longitude,
    limit: Annotated[int, Query(ge=1, le=100, description="How many airports to return.", examples=[5])] = 5,
) -> NearAirports:
    """Find the airports nearest to a point on the map, with the distance to each in kilometres."""
    around = on_a_sphere(latitude, longitude, limit + 5)
    rows = [(kilometres(latitude, longitude, a["lat"], a["lon"]), a) for _, a in around]
    rows.sort(key=lambda row: row[0])
    near = [
        NearAirport(iata=a["iata"], name=a["name"], city=a["city"], country_code=a["country"], distance_km=round(km, 1))
        for km, a in rows[:limit]
    ]
    return NearAirports(airports=near)


@tool.get("/airports/{iata}")
def get_airport(
    iata: Annotated[str, Path(description="IATA code of the airport, three letters.", examples=["CDG", "NBO"])],
) -> AirportDetails:
    """Get everything on one airport by its IATA code: place, position, elevation, time zone and ICAO code.

    Search airports gives the IATA code of an airport known by name.
    """
    return _details(airport(iata))


@tool.get("/countries/{country_code}/airports")
def list_airports_of_country(
    country_code: Annotated[str, Path(description="Two-letter ISO 3166 code of the country.", examples=["PT", "KE"])],
    limit: Limit = 50,
) -> CountryAirports:
    """List the airports of a country by its two-letter code, in alphabetical order with all details, and count them."""
    code = country_code.upper()
    rows = sorted((a for a in airports().values() if a["country"] == code), key=lambda a: (a["name"], a["iata"]))
    if not rows:
        raise NotFound(f"no airports for country code {country_code!r}: give a two-letter ISO code such as 'PT'")
    listed = [_details(a) for a in rows[:limit]]
    return CountryAirports(country_code=code, country=countries().get(code, code), total=len(rows), airports=listed)


def airport(iata: str) -> Airport:
    """Find an airport by its IATA code; raises `NotFound`."""
    found = airports().get(iata.strip().upper())
    if found is None:
        raise NotFound(f"no airport has the IATA code {iata!r}: a code has three letters, such as 'CDG'")
    return found


def _details(a: Airport) -> AirportDetails:
    return AirportDetails(
        iata=a["iata"],
        icao=a["icao"],
        name=a["name"],
        city=a["city"],
        region=a["subd"],
        country_code=a["country"],
        country=countries().get(a["country"], a["country"]),
        latitude=round(a["lat"], 5),
        longitude=round(a["lon"], 5),
        elevation_ft=a["elevation"],
        elevation_m=round(a["elevation"] * 0.3048, 1),
        time_zone=a["tz"],
    )


@functools.cache
def _positions() -> tuple[list[Airport], "np.ndarray[Any, np.dtype[np.float64]]"]:
    rows = list(airports().values())
    return rows, np.radians([(a["lat"], a["lon"]) for a in rows])


def on_a_sphere(latitude: float, longitude: float, count: int | None = None) -> list[tuple[float, Airport]]:
    """Order all airports (or the `count` nearest) by their distance from a point in kilometres on a sphere.

    It is within 0.6 % of the distance on the ellipsoid: good enough to choose the few that are measured properly.
    """
    rows, places = _positions()
    lat, lon = np.radians(latitude), np.radians(longitude)
    squares = np.sin((places[:, 0] - lat) / 2) ** 2
    squares += np.cos(lat) * np.cos(places[:, 0]) * np.sin((places[:, 1] - lon) / 2) ** 2
    distances = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(squares, 1)))
    order = np.argsort(distances)[:count]
    return [(km, rows[i]) for km, i in zip(distances[order].tolist(), order.tolist(), strict=True)]
