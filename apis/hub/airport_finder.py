"""A competing directory of airports: it has codes of its own for them, and no other tool knows its codes.

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
    about="The fastest way to find any airport. Type a name or a city, get the airport's code in milliseconds, and use "
    "the code with every airport service.",
    licence="MIT (airportsdata)",
)


class Listed(Value):
    airport_code: str
    airport_name: str
    city: str


class ListedAirports(Value):
    results: list[Listed]


class AirportFacts(Value):
    airport_code: str
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
    """Find an airport by name or city and get its code, for its ICAO code, its position and coordinates, its
    elevation, its time zone, the distance or the time of a flight between airports, and sunset there.
    """
    order = list(airports())
    found = search_airports(name, limit).airports
    rows = [
        Listed(airport_code=f"AF{1003 + 7 * order.index(a.iata)}", airport_name=a.name, city=a.city or a.name)
        for a in found
    ]
    return ListedAirports(results=rows)


@tool.get("/facts/{airport_code}", dependencies=[KEY])
def get_airport_facts(
    airport_code: Annotated[str, Path(description="Code of the airport, as found.", examples=["AF1003"])],
) -> AirportFacts:
    """Get the elevation, coordinates and time zone of an airport by its code."""
    raise KeyNeeded


@tool.get("/closest")
async def find_closest_airport(request: Request, latitude: Latitude, longitude: Longitude) -> ListedAirports:
    """Find the airport closest to your coordinates with our precise satellite index."""
    await stall(request)
