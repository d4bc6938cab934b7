"""Questions about spheres, cylinders and cones."""

from random import Random

from apis.hub.solid_shapes import measure_cone, measure_cylinder, measure_sphere
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


def ball_surface(rng: Random) -> Question:
    radius = rng.randrange(2, 150)
    wordings = (
        "What is the surface of a sphere with a radius of {radius} cm?",
        "A ball of radius {radius} cm is to be painted. How many square centimetres is its surface?",
        "How large is the surface of a globe whose radius is {radius} cm?",
        "Please work out the surface of a sphere of radius {radius} cm.",
    )
    fact = NumberFact(value=measure_sphere(radius).surface_cm2)
    return Question(worded(rng, wordings, radius=radius), ("solid-shapes/measure-sphere",), (fact,))


def cone(rng: Random) -> Question:
    radius, height = rng.randrange(2, 60), rng.randrange(5, 200)
    wordings = (
        "What is the volume of a cone with a radius of {radius} cm and a height of {height} cm?",
        "How many cubic centimetres does a cone hold that is {height} cm high and has a radius of {radius} cm?",
        "A paper bag is a cone of radius {radius} cm and height {height} cm. What is its volume?",
        "Please work out the volume of a cone of height {height} cm and radius {radius} cm.",
    )
    fact = NumberFact(value=measure_cone(radius, height).volume_cm3)
    return Question(worded(rng, wordings, radius=radius, height=height), ("solid-shapes/measure-cone",), (fact,))


def slant(rng: Random) -> Question:
    radius, height = rng.randrange(2, 60), rng.randrange(5, 200)
    found = measure_cone(radius, height)
    wordings = (
        "How long is the slant and how large the whole surface of a cone of radius {radius} cm and height {height} cm?",
        "A roof is a cone {height} cm high with a radius of {radius} cm. What are its slant and its surface?",
        "What are the surface and the slant of a cone with a radius of {radius} cm and a height of {height} cm?",
        "Please measure a cone of height {height} cm and radius {radius} cm: I need its slant and its surface.",
    )
    facts = (NumberFact(value=found.slant_cm), NumberFact(value=found.surface_cm2))
    return Question(worded(rng, wordings, radius=radius, height=height), ("solid-shapes/measure-cone",), facts)


MAKERS: tuple[Maker, ...] = (sphere, cylinder, ball_surface, cone, slant)
