"""Questions about resistors and the power of devices."""

from random import Random

from apis.hub.electric_circuits import combine_resistors, electric_power
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question


def resistors(rng: Random) -> Question:
    first, second = rng.sample(range(10, 990, 5), 2)
    found = combine_resistors(first, second)
    wordings = (
        "What is the resistance of {first} ohms and {second} ohms in parallel, and what is it in series?",
        "I solder a resistor of {first} ohms beside one of {second} ohms. How many ohms are they in parallel?",
        "Please combine resistors of {first} and {second} ohms: what do they come to in parallel?",
    )
    text = worded(rng, wordings, first=first, second=second)
    return Question(text, ("electric-circuits/combine-resistors",), (NumberFact(value=found.parallel_ohm),))


def power(rng: Random) -> Question:
    volts, amperes = rng.randrange(3, 400), rng.randrange(2, 160) / 10
    found = electric_power(volts, amperes)
    wordings = (
        "How many watts does a device draw at {volts} volts and {amperes} amperes?",
        "What is the electric power of a heater that takes {amperes} A at {volts} V?",
        "A motor runs at {volts} volts and {amperes} amperes. What is its power in watts?",
    )
    text = worded(rng, wordings, volts=volts, amperes=amperes)
    return Question(text, ("electric-circuits/electric-power",), (NumberFact(value=found.power_watt),))


MAKERS: tuple[Maker, ...] = (resistors, power)
