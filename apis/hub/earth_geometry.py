"""Geometry on the earth's ellipsoid, WGS 84, from geographiclib. Knows no roads and no names of places."""

from typing import Annotated

from fastapi import Query
from geographiclib.geodesic import Geodesic

from apis.hub.coordinates import KM_PER_MILE, KM_PER_NAUTICAL_MILE, LATITUDE, LONGITUDE, compass_bearing
from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "earth-geometry",
    title="Earth Geometry",
    category="Mapping",
    about="Geodesic calculations on the WGS 84 ellipsoid from decimal coordinates: distances, bearings, destinations, "
    "midpoints, paths, and the areas of polygons, accurate to the metre.",
    licence="MIT (geographiclib)",
)

FromLatitude = Annotated[
    float, LATITUDE, Query(description="Latitude of the first point, decimal degrees.", examples=[52.52])
]
FromLongitude = Annotated[
    float, LONGITUDE, Query(description="Longitude of the first point, decimal degrees.", examples=[13.405])
]
ToLatitude = Annotated[
    float, LATITUDE, Query(description="Latitude of the second point, decimal degrees.", examples=[41.0082])
]
ToLongitude = Annotated[
    float, LONGITUDE, Query(description="Longitude of the second point, decimal degrees.", examples=[28.9784])
]


class Distance(Value):
    kilometres: float
    miles: float
    nautical_miles: float


class Bearing(Value):
    initial_bearing_degrees: float
    final_bearing_degrees: float
    compass_point: str


class Point(Value):
    latitude: float
    longitude: float


class Area(Value):
    points: int
    area_km2: float
    perimeter_km: float


class PathPoint(Value):
    latitude: float
    longitude: float
    kilometres: float
    bearing: float


class Path(Value):
    kilometres: float
    points: list[PathPoint]


@tool.get("/distance")
def measure_distance(
    from_latitude: FromLatitude, from_longitude: FromLongitude, to_latitude: ToLatitude, to_longitude: ToLongitude
) -> Distance:
    """Measure the shortest distance between two points on earth in kilometres, miles and nautical miles."""
    km = Geodesic.WGS84.Inverse(from_latitude, from_longitude, to_latitude, to_longitude)["s12"] / 1000
    return Distance(
        kilometres=round(km, 3),
        miles=round(km / KM_PER_MILE, 3),
        nautical_miles=round(km / KM_PER_NAUTICAL_MILE, 3),
    )


@tool.get("/bearing")
def get_bearing(
    from_latitude: FromLatitude, from_longitude: FromLongitude, to_latitude: ToLatitude, to_longitude: ToLongitude
) -> Bearing:
    """Get the initial compass bearing in degrees from one point to another by the shortest way, and the final one."""
    line = Geodesic.WGS84.Inverse(from_latitude, from_longitude, to_latitude, to_longitude)
    start = compass_bearing(line["azi1"])
    return Bearing(
        initial_bearing_degrees=start,
        final_bearing_degrees=compass_bearing(line["azi2"]),
        compass_point=_compass_point(start),
    )


@tool.get("/destination")
def find_destination(
    from_latitude: FromLatitude,
    from_longitude: FromLongitude,
    bearing: Annotated[
        float, Query(ge=0, le=360, description="Bearing in degrees, clockwise from north.", examples=[135])
    ],
    distance_km: Annotated[float, Query(ge=0, le=20000, description="Distance in kilometres.", examples=[250])],
) -> Point:
    """Find the coordinates of the point reached from a start by going straight on a bearing for a distance in km."""
    line = Geodesic.WGS84.Direct(from_latitude, from_longitude, bearing, distance_km * 1000)
    return Point(latitude=round(line["lat2"], 4), longitude=round(line["lon2"], 4))


@tool.get("/midpoint")
def find_midpoint(
    from_latitude: FromLatitude, from_longitude: FromLongitude, to_latitude: ToLatitude, to_longitude: ToLongitude
) -> Point:
    """Find the coordinates of the midpoint, halfway between two points on the shortest way."""
    line = Geodesic.WGS84.InverseLine(from_latitude, from_longitude, to_latitude, to_longitude)
    point = line.Position(line.s13 / 2)
    return Point(latitude=round(point["lat2"], 4), longitude=round(point["lon2"], 4))


@tool.get("/area")
def measure_area(
    corners: Annotated[
        str,
        Query(
            max_length=2000,
            description="Corners in order as 'latitude,longitude' pairs with semicolons, at least three.",
            examples=["36.99,-109.05;36.99,-102.04;41.0,-102.05;41.0,-109.05"],
        ),
    ],
) -> Area:
    """Measure the area in square kilometres and the perimeter of a polygon on earth, from the points of its outline."""
    points = [_pair(text) for text in corners.split(";") if text.strip()]
    if len(points) < 3:
        raise Unusable("an area has at least three corners")
    outline = Geodesic.WGS84.Polygon()
    for latitude, longitude in points:
        outline.AddPoint(latitude, longitude)
    number, perimeter, area = outline.Compute()
    return Area(points=number, area_km2=round(abs(area) / 1e6, 2), perimeter_km=round(perimeter / 1000, 3))


@tool.get("/path")
def trace_path(
    from_latitude: FromLatitude,
    from_longitude: FromLongitude,
    to_latitude: ToLatitude,
    to_longitude: ToLongitude,
    points: Annotated[int, Query(ge=2, le=200, description="How many points to return.", examples=[60])] = 60,
) -> Path:
    """Trace the shortest way between two points as equally spaced points with the distance and bearing at each."""
    line = Geodesic.WGS84.InverseLine(from_latitude, from_longitude, to_latitude, to_longitude)
    traced = [line.Position(line.s13 * n / (points - 1)) for n in range(points)]
    rows = [
        PathPoint(
            latitude=round(p["lat2"], 4),
            longitude=round(p["lon2"], 4),
            kilometres=round(p["s12"] / 1000, 1),
            bearing=compass_bearing(p["azi2"]),
        )
        for p in traced
    ]
    return Path(kilometres=round(line.s13 / 1000, 3), points=rows)


def _compass_point(bearing: float) -> str:
    """Name the nearest of the sixteen points of the compass.

    >>> _compass_point(350), _compass_point(225)
    ('N', 'SW')
    """
    names = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]
    return names[round(bearing / 22.5) % 16]


def _pair(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        raise Unusable(f"{text!r} is no point: write 'latitude,longitude' in decimal degrees") from None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Unusable(f"{text!r} is no point on earth: latitude is within 90 and longitude within 180 degrees")
    return latitude, longitude
