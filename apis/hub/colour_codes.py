"""Colours of screens: hexadecimal codes and their red, green and blue."""

import re
from typing import Annotated

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "colour-codes",
    title="Colour Codes",
    category="Tools",
    about="Read the hexadecimal code of a colour on a screen as red, green and blue, or write one.",
    licence="Public domain (CSS Color)",
)

Part = Annotated[int, Query(ge=0, le=255, description="Share of the colour, from 0 to 255.", examples=[128])]


class Parts(Value):
    red: int
    green: int
    blue: int
    luminance: float


class Code(Value):
    hex_code: str


@tool.get("/read")
def read_colour(
    code: Annotated[str, Query(description="Hexadecimal code of the colour, six digits.", examples=["#1E90FF"])],
) -> Parts:
    """Read the hexadecimal code of a colour: its red, green and blue, and how bright it is."""
    digits = code.removeprefix("#")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", digits):
        raise Unusable(f"{code!r} is no hexadecimal colour code, such as '#1E90FF'")
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return Parts(
        red=red, green=green, blue=blue, luminance=round((0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255, 4)
    )


@tool.get("/write")
def write_colour(red: Part, green: Part, blue: Part) -> Code:
    """Write a colour given by red, green and blue as a hexadecimal code."""
    return Code(hex_code=f"#{red:02X}{green:02X}{blue:02X}")
