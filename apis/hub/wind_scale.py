"""Beaufort's scale of wind, by the speeds of the World Meteorological Organization."""

from typing import Annotated

from fastapi import Query

from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "wind-scale",
    title="Wind Scale",
    category="Weather",
    about="Beaufort's scale of wind: the force and the name of a wind by its speed, and the speeds of each force.",
    licence="Public domain (WMO)",
)

NAMES = (
    "calm", "light air", "light breeze", "gentle breeze", "moderate breeze", "fresh breeze", "strong breeze",
    "near gale", "gale", "strong gale", "storm", "violent storm", "hurricane",
)  # fmt: skip
FROM_KMH = (0, 1, 6, 12, 20, 29, 39, 50, 62, 75, 89, 103, 118)


class Wind(Value):
    beaufort_force: int
    description: str


class Force(Value):
    description: str
    from_kmh: int
    below_kmh: int | None


@tool.get("/force")
def wind_force(
    speed_kmh: Annotated[float, Query(ge=0, le=500, description="Speed of the wind in km/h.", examples=[45])],
) -> Wind:
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
