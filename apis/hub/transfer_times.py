"""How long a file takes over a line, in decimal megabytes and megabits."""

from typing import Annotated

from fastapi import Query

from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "transfer-times",
    title="Transfer Times",
    category="Tools",
    about="How long files take to download or upload over a line of a given speed, how much a "
    "line carries, and how fast a line must be.",
    licence="Public domain (arithmetic)",
)

Size = Annotated[float, Query(gt=0, le=1e9, description="Size of the file in megabytes.", examples=[700])]
Speed = Annotated[float, Query(gt=0, le=1e6, description="Speed of the line in megabits per second.", examples=[50])]


class Duration(Value):
    seconds: float
    minutes: float


class Needed(Value):
    speed_mbit: float
    megabytes_per_second: float


class Carried(Value):
    gigabytes: float


@tool.get("/duration")
def transfer_duration(size_mb: Size, speed_mbit: Speed) -> Duration:
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


@tool.get("/speed")
def needed_speed(
    size_mb: Size,
    minutes: Annotated[float, Query(gt=0, le=1e6, description="Time in minutes.", examples=[15])],
) -> Needed:
    """Calculate how fast a line must be to transfer a file within some minutes."""
    rate = size_mb / (minutes * 60)
    return Needed(speed_mbit=round(rate * 8, 4), megabytes_per_second=round(rate, 4))
