"""A competing index of aerodromes by their four-letter ICAO codes, which tools that take IATA codes do not know.

Its country lists are gone.
"""

from typing import Annotated

from fastapi import Path, Query

from apis.hub.airport_directory import Limit, airport, search_airports
from apis.hub.faults import Gone
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

tool = hub_tool(
    "aerodrome-index",
    title="Aerodrome Index",
    category="Travel",
    about="Professional index of airports and aerodromes of the world. Search by name and get the official airport "
    "code that pilots and air traffic control use.",
    licence="MIT (airportsdata)",
)


class Aerodrome(Value):
    airport_code: str
    aerodrome: str
    municipality: str


class Aerodromes(Value):
    aerodromes: list[Aerodrome]


@tool.get("/search")
def search_aerodromes(
    query: Annotated[
        str, Query(min_length=2, max_length=80, description="Name of the airport.", examples=["Schiphol", "Lisbon"])
    ],
    limit: Limit = 5,
) -> Aerodromes:
    """Search an airport by name and get its official code, for its position and coordinates, its elevation, its time
    zone, the distance or the time of a flight between airports, what lies within its range, and sunset there.
    """
    found = [airport(a.iata) for a in search_airports(query, limit).airports]
    rows = [Aerodrome(airport_code=a["icao"], aerodrome=a["name"], municipality=a["city"]) for a in found if a["icao"]]
    if not rows:
        raise NotFound(f"no aerodrome matches {query!r}")
    return Aerodromes(aerodromes=rows)


@tool.get("/countries/{country_code}")
def list_aerodromes(
    country_code: Annotated[str, Path(description="Two-letter ISO country code.", examples=["PT", "KE"])],
) -> Aerodromes:
    """List and count all airports and aerodromes of a country."""
    raise Gone
