"""Questions about Beaufort's scale."""

from random import Random

from apis.hub.wind_scale import force_speeds, wind_force
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question


def force(rng: Random) -> Question:
    speed = rng.randrange(2, 140)
    found = wind_force(speed)
    wordings = (
        "Which force on Beaufort's scale has a wind of {speed} km/h, and what is such a wind called?",
        "The wind blows at {speed} km/h. What is its Beaufort force, and how is it described?",
        "What Beaufort force is a wind speed of {speed} km/h, and what is its name?",
    )
    text = worded(rng, wordings, speed=speed)
    return Question(
        text, ("wind-scale/wind-force",), (NumberFact(value=found.beaufort_force), TextFact(value=found.description))
    )


def speeds(rng: Random) -> Question:
    force = rng.randrange(1, 12)
    found = force_speeds(force)
    wordings = (
        "At which wind speed in km/h does force {force} on Beaufort's scale begin, and what is it called?",
        "What is a wind of Beaufort force {force} called, and from how many km/h on is it one?",
    )
    text = worded(rng, wordings, force=force)
    return Question(
        text, ("wind-scale/force-speeds",), (NumberFact(value=found.from_kmh), TextFact(value=found.description))
    )


MAKERS: tuple[Maker, ...] = (force, speeds)
