"""Questions about spheres and cylinders."""

from random import Random

from apis.hub.solid_shapes import measure_cylinder, measure_sphere
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question


def sphere(rng: Random) -> Question:
    radius = rng.randrange(2, 90)
    found = measure_sphere(radius)
    wordings = (
        "What is the volume of a sphere with a radius of {radius} cm?",
        "A ball has a radius of {radius} cm. How many cubic centimetres does it hold?",
        "Please work out the volume of a ball of radius {radius} cm.",
    )
    text = worded(rng, wordings, radius=radius)
    return Question(text, ("solid-shapes/measure-sphere",), (NumberFact(value=found.volume_cm3),))


def cylinder(rng: Random) -> Question:
    radius, height = rng.randrange(2, 60), rng.randrange(5, 200)
    found = measure_cylinder(radius, height)
    wordings = (
        "How large are the volume and the surface of a cylinder {height} cm high with a radius of {radius} cm?",
        "A tin is a cylinder of radius {radius} cm and height {height} cm. What are its volume and its surface?",
    )
    text = worded(rng, wordings, radius=radius, height=height)
    return Question(
        text,
        ("solid-shapes/measure-cylinder",),
        (NumberFact(value=found.volume_cm3), NumberFact(value=found.surface_cm2)),
    )


MAKERS: tuple[Maker, ...] = (sphere, cylinder)
