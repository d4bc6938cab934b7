"""A competing gazetteer that gives coordinates in millionths of a degree, which tools of decimal degrees refuse.

Its distances are too slow to wait for, its courses are gone, the quota of its areas is used up.
"""

from typing import Annotated

from fastapi import Query, Request

from apis.hub.city_coordinates import find_city
from apis.hub.faults import Gone, Limited, stall
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "geo-gazetteer",
    title="Geo Gazetteer",
    category="Mapping",
    about="World gazetteer with survey-grade coordinates of cities. Locate any city in an instant and measure routes, "
    "courses and areas.",
    licence="MIT (ephem)",
)

Start = Annotated[str, Query(max_length=40, description="Start as 'latitude,longitude'.", examples=["52.52,13.405"])]
End = Annotated[str, Query(max_length=40, description="End as 'latitude,longitude'.", examples=["41.0082,28.9784"])]


class Located(Value):
    place: str
    latitude: int
    longitude: int


class RouteLength(Value):
    distance_km: float
    distance_miles: float


class Course(Value):
    bearing: float


class SurveyedArea(Value):
    area_km2: float


@tool.get("/locate")
def locate_place(
    place: Annotated[
        str, Query(min_length=2, max_length=60, description="Name of the city.", examples=["Lisbon", "Seoul"])
    ],
) -> Located:
    """Locate a big city by its name and get its latitude and longitude, for sunrise, sunset, dusk and the length of
    a day, for the height of the sun, for the distance and the direction between cities, the point midway, and the
    nearest airport.
    """
    city = find_city(place)
    return Located(place=city.name, latitude=_millionths(city.latitude), longitude=_millionths(city.longitude))


@tool.get("/route")
async def measure_route(request: Request, start: Start, end: End) -> RouteLength:
    """Measure the distance between two points in kilometres and miles."""
    await stall(request)


@tool.get("/course")
def plot_course(start: Start, end: End) -> Course:
    """Plot the course between two points and get the bearing to steer."""
    raise Gone


@tool.get("/area")
def survey_area(
    outline: Annotated[
        str,
        Query(
            max_length=2000,
            description="Corners as 'latitude,longitude' with semicolons.",
            examples=["36.99,-109.05;36.99,-102.04;41.0,-102.05;41.0,-109.05"],
        ),
    ],
) -> SurveyedArea:
    """Survey the area of a polygon in square kilometres."""
    raise Limited


def _millionths(degrees: float) -> int:
    """Write degrees as a whole number, as devices without fractions do.

    >>> _millionths(-33.8688)
    -33868800
    """
    return round(degrees * 1_000_000)
