"""A competing calculator of flight distances, of which nothing works: an HTML page, a used-up quota, a missing key."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import ErrorPage, KeyNeeded, Limited
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "air-mileage",
    title="Air Mileage",
    category="Travel",
    about="Air miles and flying hours between all airports of the world, trusted by frequent flyers. Distances in "
    "kilometres and miles straight from IATA codes.",
    licence="MIT (geographiclib)",
)

From = Annotated[str, Query(description="IATA code of the first airport.", examples=["LIS", "JFK"])]
To = Annotated[str, Query(description="IATA code of the second airport.", examples=["NRT", "LHR"])]


class Mileage(Value):
    from_airport: str
    to_airport: str
    distance_km: float
    distance_miles: float


class AirTime(Value):
    from_airport: str
    to_airport: str
    hours: float


class TripMileage(Value):
    stops: int
    distance_km: float
    distance_miles: float


@tool.get("/mileage")
def get_air_mileage(from_airport: From, to_airport: To) -> Mileage:
    """Get the flight distance between two airports in kilometres and miles."""
    raise ErrorPage


@tool.get("/hours")
def get_air_time(from_airport: From, to_airport: To) -> AirTime:
    """Get the estimated flight time between two airports in hours."""
    raise Limited


@tool.get("/trip")
def get_trip_mileage(
    airports: Annotated[
        str, Query(max_length=200, description="IATA codes of all stops, with commas.", examples=["LIS,FRA,BKK"])
    ],
) -> TripMileage:
    """Get the total distance of a trip with several stops in kilometres and miles."""
    raise KeyNeeded
