"""How far airports lie apart, on the ellipsoid. Knows no timetables, no fares, no winds."""

from itertools import pairwise
from typing import Annotated

from fastapi import Path, Query
from geographiclib.geodesic import Geodesic

from apis.hub.airport_directory import Airport, airport, airports, on_a_sphere
from apis.hub.coordinates import KM_PER_MILE, KM_PER_NAUTICAL_MILE, compass_bearing, kilometres
from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "flight-distances",
    title="Flight Distances",
    category="Travel",
    about="Great-circle distances between any two airports of the world, from IATA codes: kilometres, miles and "
    "nautical miles, bearings, estimated time in the air, multi-leg itineraries and what lies within range.",
    licence="MIT (geographiclib, airportsdata)",
    warm=airports,
)

Origin = Annotated[
    str, Query(description="IATA code of the airport of departure, three letters.", examples=["LIS", "JFK"])
]
Destination = Annotated[
    str, Query(description="IATA code of the airport of arrival, three letters.", examples=["NRT", "LHR"])
]


class FlightDistance(Value):
    origin: str
    destination: str
    kilometres: float
    miles: float
    nautical_miles: float
    initial_bearing_degrees: float


class FlightTime(Value):
    origin: str
    destination: str
    kilometres: float
    speed_kmh: float
    minutes: int
    duration: str


class Midpoint(Value):
    origin: str
    destination: str
    latitude: float
    longitude: float


class Leg(Value):
    origin: str
    destination: str
    kilometres: float


class Itinerary(Value):
    legs: list[Leg]
    total_kilometres: float
    total_miles: float


class RoutePoint(Value):
    latitude: float
    longitude: float
    kilometres_flown: float
    bearing: float


class Route(Value):
    origin: str
    destination: str
    points: list[RoutePoint]


class Reachable(Value):
    iata: str
    name: str
    city: str
    country_code: str
    kilometres: float


class Range(Value):
    origin: str
    radius_km: float
    total: int
    airports: list[Reachable]


@tool.get("/distance")
def get_flight_distance(origin: Origin, destination: Destination) -> FlightDistance:
    """Get the great-circle distance of a direct flight between two airports in kilometres, miles and nautical miles.

    The bearing at departure comes with it.
    """
    a, b = airport(origin), airport(destination)
    line = Geodesic.WGS84.Inverse(a["lat"], a["lon"], b["lat"], b["lon"])
    km = line["s12"] / 1000
    return FlightDistance(
        origin=a["iata"],
        destination=b["iata"],
        kilometres=round(km, 1),
        miles=round(km / KM_PER_MILE, 1),
        nautical_miles=round(km / KM_PER_NAUTICAL_MILE, 1),
        initial_bearing_degrees=compass_bearing(line["azi1"]),
    )


@tool.get("/time")
def estimate_flight_time(
    origin: Origin,
    destination: Destination,
    speed_kmh: Annotated[
        float, Query(gt=0, le=4000, description="Average ground speed in kilometres per hour.", examples=[850])
    ] = 850,
) -> FlightTime:
    """Estimate the time in the air between two airports at a given average speed, start and landing left out."""
    km = _between(airport(origin), airport(destination))
    minutes = round(km / speed_kmh * 60)
    return FlightTime(
        origin=origin.upper(),
        destination=destination.upper(),
        kilometres=round(km, 1),
        speed_kmh=speed_kmh,
        minutes=minutes,
        duration=f"{minutes // 60} h {minutes % 60:02d} min",
    )


@tool.get("/midpoint")
def get_flight_midpoint(origin: Origin, destination: Destination) -> Midpoint:
    """Get the point halfway along the great circle between two airports, as decimal coordinates."""
    a, b = airport(origin), airport(destination)
    line = Geodesic.WGS84.InverseLine(a["lat"], a["lon"], b["lat"], b["lon"])
    point = line.Position(line.s13 / 2)
    return Midpoint(
        origin=a["iata"], destination=b["iata"], latitude=round(point["lat2"], 4), longitude=round(point["lon2"], 4)
    )


@tool.get("/itinerary")
def get_itinerary_distance(
    stops: Annotated[
        str,
        Query(
            max_length=200, description="IATA codes in the order of travel, with commas.", examples=["LIS,FRA,BKK,SYD"]
        ),
    ],
) -> Itinerary:
    """Add up the great-circle distances of a journey with several stops, leg by leg and in total."""
    codes = [code for code in stops.replace(" ", "").split(",") if code]
    if len(codes) < 2:
        raise Unusable("an itinerary has at least two stops: give IATA codes with commas, such as 'LIS,FRA,BKK'")
    places = [airport(code) for code in codes]
    flown = [(a, b, _between(a, b)) for a, b in pairwise(places)]
    legs = [Leg(origin=a["iata"], destination=b["iata"], kilometres=round(km, 1)) for a, b, km in flown]
    total = sum(km for _, _, km in flown)
    return Itinerary(legs=legs, total_kilometres=round(total, 1), total_miles=round(total / KM_PER_MILE, 1))


@tool.get("/route")
def trace_flight_route(
    origin: Origin,
    destination: Destination,
    points: Annotated[int, Query(ge=2, le=200, description="How many points to return.", examples=[60])] = 60,
) -> Route:
    """Trace the great circle between two airports as equally spaced points, with distance flown and bearing."""
    a, b = airport(origin), airport(destination)
    line = Geodesic.WGS84.InverseLine(a["lat"], a["lon"], b["lat"], b["lon"])
    step = line.s13 / (points - 1)
    traced = [(i * step, line.Position(i * step)) for i in range(points)]
    rows = [
        RoutePoint(
            latitude=round(p["lat2"], 4),
            longitude=round(p["lon2"], 4),
            kilometres_flown=round(metres / 1000, 1),
            bearing=compass_bearing(p["azi2"]),
        )
        for metres, p in traced
    ]
    return Route(origin=a["iata"], destination=b["iata"], points=rows)


@tool.get("/range/{origin}")
def list_airports_in_range(
    origin: Annotated[
        str, Path(description="IATA code of the airport of departure, three letters.", examples=["KEF", "LIS"])
    ],
    radius_km: Annotated[float, Query(gt=0, le=3000, description="Range in kilometres.", examples=[1500])],
    limit: Annotated[int, Query(ge=1, le=200, description="How many airports to return at most.")] = 50,
) -> Range:
    """List the airports that can be reached from an airport within a range in km, the nearest first, and count them."""
    start = airport(origin)
    others = [(km, a) for km, a in on_a_sphere(start["lat"], start["lon"]) if a is not start]
    total = sum(_within(start, a, km, radius_km) for km, a in others)
    near = sorted(((_between(start, a), a) for _, a in others[: min(limit, total) + 5]), key=lambda row: row[0])
    rows = [
        Reachable(iata=a["iata"], name=a["name"], city=a["city"], country_code=a["country"], kilometres=round(km, 1))
        for km, a in near[: min(limit, total)]
    ]
    return Range(origin=start["iata"], radius_km=radius_km, total=total, airports=rows)


def _between(a: Airport, b: Airport) -> float:
    return kilometres(a["lat"], a["lon"], b["lat"], b["lon"])


def _within(start: Airport, other: Airport, on_a_sphere_km: float, radius_km: float) -> bool:
    """Whether an airport is within the radius; measured only where the sphere's 0.6 % could matter."""
    if abs(on_a_sphere_km - radius_km) > 0.006 * radius_km:
        return on_a_sphere_km < radius_km
    return _between(start, other) <= radius_km
