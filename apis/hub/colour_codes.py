"""Colours of screens: hexadecimal codes, their red, green and blue, their hue.

The luminance is that of the web's guidelines on contrast (WCAG 2): of linear light, so the gamma of sRGB is undone.
"""

import colorsys
import re
from typing import Annotated

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "colour-codes",
    title="Colour Codes",
    category="Tools",
    about="Read the hexadecimal code of a colour on a screen as red, green and blue or as a hue, or write one.",
    licence="Public domain (CSS Color)",
)

WEIGHTS = (0.2126, 0.7152, 0.0722)
"""Shares of red, green and blue in the luminance."""
Colour = Annotated[str, Query(description="Hexadecimal code of the colour, six digits.", examples=["#1E90FF"])]
Part = Annotated[int, Query(ge=0, le=255, description="Share of the colour, from 0 to 255.", examples=[128])]


class Parts(Value):
    red: int
    green: int
    blue: int
    luminance: float


class Code(Value):
    hex_code: str


class Hue(Value):
    hue_degrees: float
    saturation_percent: float
    lightness_percent: float


@tool.get("/read")
def read_colour(code: Colour) -> Parts:
    """Read the hexadecimal code of a colour: its red, green and blue, and its relative luminance from 0 to 1."""
    digits = code.removeprefix("#")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", digits):
        raise Unusable(f"{code!r} is no hexadecimal colour code, such as '#1E90FF'")
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    luminance = sum(weight * _light(part) for weight, part in zip(WEIGHTS, (red, green, blue), strict=True))
    return Parts(red=red, green=green, blue=blue, luminance=round(luminance, 4))


@tool.get("/hue")
def colour_hue(code: Colour) -> Hue:
    """Describe a colour by hue, saturation and lightness (HSL) from its hexadecimal code."""
    parts = read_colour(code)
    hue, lightness, saturation = colorsys.rgb_to_hls(parts.red / 255, parts.green / 255, parts.blue / 255)
    return Hue(
        hue_degrees=round(hue * 360, 1),
        saturation_percent=round(saturation * 100, 1),
        lightness_percent=round(lightness * 100, 1),
    )


@tool.get("/write")
def write_colour(red: Part, green: Part, blue: Part) -> Code:
    """Write a colour given by red, green and blue as a hexadecimal code."""
    return Code(hex_code=f"#{red:02X}{green:02X}{blue:02X}")


def _light(part: int) -> float:
    """Return the light, from 0 to 1, of a part of an sRGB colour (IEC 61966-2-1)."""
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
