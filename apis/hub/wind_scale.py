"""Beaufort's scale of wind, by the speeds of the World Meteorological Organization."""

from typing import Annotated

from fastapi import Query

from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "wind-scale",
    title="Wind Scale",
    category="Weather",
    about="Beaufort's scale of wind: the force and the name of a wind by its speed, the speeds of each "
    "force, and the speed of a wind in knots.",
    licence="Public domain (WMO)",
)

NAMES = (
    "calm", "light air", "light breeze", "gentle breeze", "moderate breeze", "fresh breeze", "strong breeze",
    "near gale", "gale", "strong gale", "storm", "violent storm", "hurricane",
)  # fmt: skip
KNOT_KMH, MILE_KM = 1.852, 1.609344
Kmh = Annotated[float, Query(ge=0, le=500, description="Speed of the wind in km/h.", examples=[45, 8, 92])]
FROM_KMH = (0, 1, 6, 12, 20, 29, 39, 50, 62, 75, 89, 103, 118)


class Wind(Value):
    beaufort_force: int
    description: str


class Speed(Value):
    knots: float
    metres_per_second: float
    miles_per_hour: float


class Force(Value):
    description: str
    from_kmh: int
    below_kmh: int | None


@tool.get("/force")
def wind_force(speed_kmh: Kmh) -> Wind:
    """Get the Beaufort force of a wind and what it is called, from its speed."""
    force = max(number for number, speed in enumerate(FROM_KMH) if speed_kmh >= speed)
    return Wind(beaufort_force=force, description=NAMES[force])


@tool.get("/speeds")
def force_speeds(
    force: Annotated[int, Query(ge=0, le=12, description="Force on Beaufort's scale.", examples=[7])],
) -> Force:
    """Describe a force of Beaufort's scale: its name and the wind speeds at which it begins and ends."""
    end = FROM_KMH[force + 1] if force < 12 else None
    return Force(description=NAMES[force], from_kmh=FROM_KMH[force], below_kmh=end)


@tool.get("/units")
def wind_speed_units(speed_kmh: Kmh) -> Speed:
    """Give the speed of a wind in knots, in metres per second and in miles per hour."""
    return Speed(
        knots=round(speed_kmh / KNOT_KMH, 2),
        metres_per_second=round(speed_kmh / 3.6, 2),
        miles_per_hour=round(speed_kmh / MILE_KM, 2),
    )
