"""A competing gazetteer of the United States that numbers places in its own way; no other tool knows its numbers.

Its profiles need a key, its radius search answers an error page.
"""

import functools
from typing import Annotated

from fastapi import Path, Query

from apis.hub.faults import ErrorPage, KeyNeeded
from apis.hub.tool import NotFound, hub_tool
from apis.hub.us_postal_codes import State, find_zip_codes, postal_codes
from apis.hub.words import fold
from apis.model import Value

tool = hub_tool(
    "us-places",
    title="US Places",
    category="Location",
    about="All cities and towns of the United States in one index. Enter a city, get its place code and look up "
    "county, postal area and dialling area.",
    licence="MIT (zipcodes)",
)


class Place(Value):
    place_code: str
    place: str
    state: str


class PlaceProfile(Value):
    place_code: str
    county: str
    area_codes: list[str]
    latitude: float
    longitude: float


class PlacesAround(Value):
    total: int
    places: list[Place]


@tool.get("/find")
def find_place(
    city: Annotated[
        str, Query(min_length=2, max_length=60, description="Name of the city.", examples=["Seattle", "Chicago"])
    ],
    state: State,
) -> Place:
    """Find a city of the United States and get its postal place code."""
    found = find_zip_codes(city, state)
    number = _numbers().get((fold(found.city), found.state))
    if number is None:
        raise NotFound(f"no place {city!r} in {state!r}")
    return Place(place_code=f"{number:06d}", place=found.city, state=found.state)


@tool.get("/profiles/{place_code}")
def get_place_profile(
    place_code: Annotated[str, Path(description="Place code, six digits.", examples=["001234"])],
) -> PlaceProfile:
    """Get the county, coordinates and dialling area of a place by its place code."""
    raise KeyNeeded


@tool.get("/around")
def list_places_around(
    zip_code: Annotated[str, Query(description="Five-digit ZIP code.", examples=["98101"])],
    radius_km: Annotated[float, Query(gt=0, le=200, description="Radius in kilometres.", examples=[10])],
) -> PlacesAround:
    """List and count everything around a ZIP code within a radius."""
    raise ErrorPage


@functools.cache
def _numbers() -> dict[tuple[str, str], int]:
    places = sorted({(fold(row["city"]), row["state"]) for row in postal_codes().values()})
    return {place: 100_000 + 13 * number for number, place in enumerate(places)}
