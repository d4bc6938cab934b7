"""Questions about Beaufort's scale."""

from random import Random

from apis.hub.wind_scale import force_speeds, wind_force, wind_speed_units
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
        "The forecast says Beaufort force {force}. What is such a wind called, and from which km/h on?",
        "Please name the wind of force {force} on Beaufort's scale, and the speed in km/h from which it blows.",
        "From how many km/h on does the wind have Beaufort force {force}, and what is its name?",
    )
    text = worded(rng, wordings, force=force)
    return Question(
        text, ("wind-scale/force-speeds",), (NumberFact(value=found.from_kmh), TextFact(value=found.description))
    )


def end(rng: Random) -> Question:
    force = rng.randrange(1, 12)
    wordings = (
        "Below which wind speed in km/h does a wind of Beaufort force {force} stay?",
        "What are the speeds in km/h at which force {force} on Beaufort's scale begins and ends?",
        "At how many km/h does Beaufort force {force} begin, and at how many does it end?",
        "My boat is safe up to Beaufort force {force}. At which wind speed in km/h does this force end?",
        "Please look up the speed in km/h at which Beaufort force {force} ends.",
        "Our flag must come down above Beaufort force {force}. Where does that force end, in km/h?",
    )
    text, found = worded(rng, wordings, force=force), force_speeds(force)
    assert found.below_kmh is not None  # force 12 is not drawn
    both = (NumberFact(value=found.from_kmh), NumberFact(value=found.below_kmh))
    return Question(text, ("wind-scale/force-speeds",), both if "begin" in text else both[1:])


def knots(rng: Random) -> Question:
    speed = rng.randrange(5, 180)
    wordings = (
        "How many knots is a wind of {speed} km/h?",
        "What is a wind speed of {speed} km/h in knots?",
        "The wind blows at {speed} km/h. How fast is that in knots?",
        "A sailor wants a wind of {speed} km/h given in knots.",
    )
    fact = NumberFact(value=wind_speed_units(speed).knots)
    return Question(worded(rng, wordings, speed=speed), ("wind-scale/wind-speed-units",), (fact,))


def metres_per_second(rng: Random) -> Question:
    speed = rng.randrange(5, 180)
    found = wind_speed_units(speed)
    wordings = (
        "How many metres per second and how many miles per hour is a wind of {speed} km/h?",
        "What is a wind speed of {speed} km/h in metres per second and in miles per hour?",
        "Gusts of {speed} km/h are forecast. How fast is such a wind in metres per second and miles per hour?",
        "Please give me a wind of {speed} km/h in miles per hour and in metres per second.",
    )
    facts = (NumberFact(value=found.metres_per_second), NumberFact(value=found.miles_per_hour))
    return Question(worded(rng, wordings, speed=speed), ("wind-scale/wind-speed-units",), facts)


MAKERS: tuple[Maker, ...] = (force, speeds, end, knots, metres_per_second)
