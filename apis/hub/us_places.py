"""A competing gazetteer of the United States that writes ZIP codes with the country before them, which others refuse.

Its profiles need a key, its radius search answers an error page.
"""

from typing import Annotated

from fastapi import Path, Query

from apis.hub.faults import ErrorPage, KeyNeeded
from apis.hub.tool import hub_tool
from apis.hub.us_postal_codes import State, find_zip_codes
from apis.model import Value

tool = hub_tool(
    "us-places",
    title="US Places",
    category="Location",
    about="All cities and towns of the United States in one index. Enter a city, get its ZIP codes and look up county, "
    "postal area and dialling area.",
    licence="MIT (zipcodes)",
)


class Place(Value):
    city: str
    state: str
    zip_codes: list[str]


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
def find_city_zip_codes(
    city: Annotated[
        str, Query(min_length=2, max_length=60, description="Name of the city.", examples=["Seattle", "Chicago"])
    ],
    state: State,
) -> Place:
    """Find the ZIP codes of a city in a state, for its county, its telephone area codes, how many other ZIP codes lie
    within some kilometres of it, and the distance between two cities.
    """
    found = find_zip_codes(city, state)
    return Place(city=found.city, state=found.state, zip_codes=[f"US-{code}" for code in found.zip_codes])


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
