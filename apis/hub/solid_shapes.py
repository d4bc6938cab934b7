"""Volumes and surfaces of solids by school formulas."""

import math
from typing import Annotated

from fastapi import Query

from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "solid-shapes",
    title="Solid Shapes",
    category="Education",
    about="School geometry of solids: the volume and the surface of spheres, cylinders and cones.",
    licence="Public domain (Euclid)",
)

Radius = Annotated[float, Query(gt=0, le=1e6, description="Radius in centimetres.", examples=[12])]
Height = Annotated[float, Query(gt=0, le=1e6, description="Height in centimetres.", examples=[30])]


class Solid(Value):
    volume_cm3: float
    surface_cm2: float


class Cone(Solid):
    slant_cm: float


@tool.get("/sphere")
def measure_sphere(radius_cm: Radius) -> Solid:
    """Measure a sphere: its volume and its surface from its radius."""
    return Solid(volume_cm3=round(4 / 3 * math.pi * radius_cm**3, 2), surface_cm2=round(4 * math.pi * radius_cm**2, 2))


@tool.get("/cylinder")
def measure_cylinder(radius_cm: Radius, height_cm: Height) -> Solid:
    """Measure a cylinder: its volume and its whole surface from its radius and its height."""
    surface = 2 * math.pi * radius_cm * (radius_cm + height_cm)
    return Solid(volume_cm3=round(math.pi * radius_cm**2 * height_cm, 2), surface_cm2=round(surface, 2))


@tool.get("/cone")
def measure_cone(radius_cm: Radius, height_cm: Height) -> Cone:
    """Measure a cone: its volume, its whole surface with the base, and the slant from its rim to its tip."""
    slant = math.hypot(radius_cm, height_cm)
    return Cone(
        volume_cm3=round(math.pi * radius_cm**2 * height_cm / 3, 2),
        surface_cm2=round(math.pi * radius_cm * (radius_cm + slant), 2),
        slant_cm=round(slant, 2),
    )
