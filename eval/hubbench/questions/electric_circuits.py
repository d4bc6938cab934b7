"""Questions about resistors and the power of devices."""

from random import Random

from apis.hub.electric_circuits import combine_resistors, electric_power, voltage_drop
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


def series(rng: Random) -> Question:
    first, second = rng.sample(range(12, 4_700), 2)
    wordings = (
        "What is the resistance of {first} ohms and {second} ohms in series?",
        "Two resistors of {first} and {second} ohms stand one behind the other. How many ohms are they in series?",
        "I wire a resistor of {first} ohms in series with one of {second} ohms. What resistance do they have?",
        "Please combine resistors of {first} and {second} ohms: what do they come to in series?",
    )
    text = worded(rng, wordings, first=first, second=second)
    found = combine_resistors(first, second)
    return Question(text, ("electric-circuits/combine-resistors",), (NumberFact(value=found.series_ohm),))


def device_resistance(rng: Random) -> Question:
    volts, amperes = rng.randrange(3, 400), rng.randrange(2, 160) / 10
    wordings = (
        "What resistance in ohms does a device have that takes {amperes} amperes at {volts} volts?",
        "A lamp draws {amperes} A at {volts} V. What is its resistance?",
        "How many ohms does a heater have if the voltage is {volts} volts and the current {amperes} amperes?",
        "I measured a voltage of {volts} V and a current of {amperes} A at a kettle. How large is its resistance?",
    )
    text = worded(rng, wordings, volts=volts, amperes=amperes)
    found = electric_power(volts, amperes)
    return Question(text, ("electric-circuits/electric-power",), (NumberFact(value=found.resistance_ohm),))


def drop(rng: Random) -> Question:
    amperes, ohms = rng.randrange(2, 90) / 10, rng.randrange(5, 680)
    wordings = (
        "What voltage is there over a resistor of {ohms} ohms that carries {amperes} amperes?",
        "How many volts drop over {ohms} ohms at a current of {amperes} A, and how much heat in watts is that?",
        "A current of {amperes} amperes flows through a resistor of {ohms} ohms. What are its voltage and its heat?",
        "Please work out the voltage drop and the heat of a {ohms} ohm resistor with a current of {amperes} A.",
    )
    text = worded(rng, wordings, amperes=amperes, ohms=ohms)
    found = voltage_drop(amperes, ohms)
    volts, heat = NumberFact(value=found.voltage_volt), NumberFact(value=found.heat_watt)
    return Question(text, ("electric-circuits/voltage-drop",), (volts, heat) if "heat" in text else (volts,))


MAKERS: tuple[Maker, ...] = (resistors, power, series, device_resistance, drop)
