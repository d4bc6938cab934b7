"""Places on the globe as the tools take them, decimal degrees on WGS 84, and how far apart they are."""

import math
from collections.abc import Callable
from typing import Annotated

from fastapi import Query
from geographiclib.geodesic import Geodesic
from pydantic import AfterValidator


def _degrees(name: str, most: int) -> Callable[[float], float]:
    def checked(value: float) -> float:
        if not -most <= value <= most:
            raise ValueError(f"a {name} is between -{most} and {most} degrees, not {value:g}")
        return value

    return checked


LATITUDE = AfterValidator(_degrees("latitude", 90))
"""Refuses what is no latitude. Stands in code, as with many providers, and so not in the document's schema."""
LONGITUDE = AfterValidator(_degrees("longitude", 180))
Latitude = Annotated[
    float, LATITUDE, Query(description="Latitude in decimal degrees, north is positive.", examples=[48.8567, -33.8688])
]
Longitude = Annotated[
    float, LONGITUDE, Query(description="Longitude in decimal degrees, east is positive.", examples=[2.3509, 151.2093])
]
EARTH_RADIUS_KM = 6371.009
KM_PER_MILE = 1.609344
KM_PER_NAUTICAL_MILE = 1.852


def kilometres(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> float:
    """Measure the shortest way over the WGS 84 ellipsoid.

    >>> round(kilometres(0, 0, 0, 1), 3)
    111.319
    """
    line = Geodesic.WGS84.Inverse(latitude_1, longitude_1, latitude_2, longitude_2, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000


def on_a_sphere(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> float:
    """Estimate the distance in kilometres to within 0.6 %, fifty times faster than it is measured.

    >>> round(on_a_sphere(0, 0, 0, 1), 1)
    111.2
    """
    a, b = math.radians(latitude_1), math.radians(latitude_2)
    east = math.radians(longitude_2 - longitude_1)
    square = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(square)))


def compass_bearing(azimuth: float) -> float:
    """Turn an azimuth of -180..180 degrees into a bearing of 0..360, clockwise from north.

    >>> compass_bearing(-90.0)
    270.0
    """
    return round(azimuth % 360, 2) % 360
