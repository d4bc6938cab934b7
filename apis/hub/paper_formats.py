"""Sheets of the A and B series, in whole millimetres."""

from typing import Annotated

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "paper-formats",
    title="Paper Formats",
    category="Business",
    about="Dimensions of sheets of paper of the international A and B series, what a stack of them weighs and "
    "how many pixels one has in print.",
    licence="Public domain (ISO 216)",
)

INCH_MM = 25.4
LONG_SIDES = {"A": 1189, "B": 1414}
SHORT_SIDES = {"A": 841, "B": 1000}
Format = Annotated[str, Query(description="Name of the format: A0 to A10 or B0 to B10.", examples=["A4"])]
Grams = Annotated[
    float, Query(gt=0, le=1000, description="Weight of the paper in grams per square metre.", examples=[80])
]
Dots = Annotated[int, Query(ge=1, le=10_000, description="Resolution in dots per inch.", examples=[300])]
Sheets = Annotated[int, Query(ge=1, le=1_000_000, description="How many sheets.", examples=[500])]


class Sheet(Value):
    format: str
    width_mm: int
    height_mm: int


class Scan(Value):
    width_px: int
    height_px: int
    megapixels: float


class Stack(Value):
    weight_g: float


@tool.get("/sheet")
def sheet_dimensions(format: Format) -> Sheet:  # noqa: A002 - what it is called
    """Get the width and the height of a sheet of paper by the name of its format."""
    series, number = format[:1].upper(), format[1:]
    if series not in LONG_SIDES or not number.isdigit() or int(number) > 10:
        raise Unusable(f"{format!r} is no paper format, such as 'A4'")
    width, height = SHORT_SIDES[series], LONG_SIDES[series]
    for _ in range(int(number)):
        width, height = height // 2, width
    return Sheet(format=f"{series}{int(number)}", width_mm=width, height_mm=height)


@tool.get("/stack")
def weigh_stack(format: Format, grams_per_m2: Grams, sheets: Sheets) -> Stack:  # noqa: A002 - what it is called
    """Weigh a stack of sheets of one paper format, in grams."""
    sheet = sheet_dimensions(format)
    return Stack(weight_g=round(sheet.width_mm * sheet.height_mm / 1e6 * grams_per_m2 * sheets, 1))


@tool.get("/pixels")
def sheet_pixels(format: Format, dots_per_inch: Dots) -> Scan:  # noqa: A002 - what it is called
    """Count the pixels of a sheet of paper that is printed or scanned at a resolution: width, height, megapixels."""
    sheet = sheet_dimensions(format)
    width, height = (round(side / INCH_MM * dots_per_inch) for side in (sheet.width_mm, sheet.height_mm))
    return Scan(width_px=width, height_px=height, megapixels=round(width * height / 1e6, 3))
