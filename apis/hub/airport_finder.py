"""A competing directory of airports: it numbers them in its own way, and no other tool knows its numbers.

Its details need a key, its map search is too slow to wait for.
"""

from typing import Annotated

from fastapi import Path, Query, Request

from apis.hub.airport_directory import Limit, airports, search_airports
from apis.hub.coordinates import Latitude, Longitude
from apis.hub.faults import KEY, KeyNeeded, stall
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "airport-finder",
    title="Airport Finder",
    category="Travel",
    about="The fastest way to find any airport. Type a name or a city, get the airport's id in milliseconds, and use "
    "the id with every airport service.",
    licence="MIT (airportsdata)",
)


class Listed(Value):
    airport_id: int
    airport_name: str
    city: str


class ListedAirports(Value):
    results: list[Listed]


class AirportFacts(Value):
    airport_id: int
    airport_name: str
    elevation: float
    latitude: float
    longitude: float
    time_zone: str


@tool.get("/find")
def find_airport(
    name: Annotated[
        str, Query(min_length=2, max_length=80, description="Airport name or city.", examples=["Schiphol", "Lisbon"])
    ],
    limit: Limit = 5,
) -> ListedAirports:
    """Find an airport by name or city, best match first, and get its id for its ICAO code, zone and distances."""
    order = list(airports())
    found = search_airports(name, limit).airports
    rows = [
        Listed(airport_id=100_003 + 7 * order.index(a.iata), airport_name=a.name, city=a.city or a.name) for a in found
    ]
    return ListedAirports(results=rows)


@tool.get("/facts/{airport_id}", dependencies=[KEY])
def get_airport_facts(
    airport_id: Annotated[int, Path(description="Airport id, as returned by the search.", examples=[100003])],
) -> AirportFacts:
    """Get the elevation, coordinates and time zone of an airport by its airport id."""
    raise KeyNeeded


@tool.get("/closest")
async def find_closest_airport(request: Request, latitude: Latitude, longitude: Longitude) -> ListedAirports:
    """Find the airport closest to your coordinates with our precise satellite index."""
    await stall(request)
