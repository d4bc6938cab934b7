"""How long a file takes over a line, in decimal megabytes and megabits."""

from typing import Annotated

from fastapi import Query

from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "transfer-times",
    title="Transfer Times",
    category="Tools",
    about="How long files take to download or upload over a line of a given speed, and how much a line carries.",
    licence="Public domain (arithmetic)",
)

Speed = Annotated[float, Query(gt=0, le=1e6, description="Speed of the line in megabits per second.", examples=[50])]


class Duration(Value):
    seconds: float
    minutes: float


class Carried(Value):
    gigabytes: float


@tool.get("/duration")
def transfer_duration(
    size_mb: Annotated[float, Query(gt=0, le=1e9, description="Size of the file in megabytes.", examples=[700])],
    speed_mbit: Speed,
) -> Duration:
    """Calculate how long the download or upload of a file takes."""
    seconds = size_mb * 8 / speed_mbit
    return Duration(seconds=round(seconds, 2), minutes=round(seconds / 60, 3))


@tool.get("/volume")
def carried_volume(
    speed_mbit: Speed,
    hours: Annotated[float, Query(gt=0, le=10_000, description="Time in hours.", examples=[24])],
) -> Carried:
    """Calculate how many gigabytes of data a line carries in some hours."""
    return Carried(gigabytes=round(speed_mbit / 8 * 3600 * hours / 1000, 3))
