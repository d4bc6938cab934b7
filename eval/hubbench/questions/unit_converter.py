"""Questions about units of measurement, in the words that people use for them."""

from random import Random

from apis.hub.unit_converter import convert_units, find_unit, kitchen_measures, list_units, unit_details
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "unit-converter/find-unit"
CONVERT = "unit-converter/convert-units"
DETAILS = "unit-converter/unit-details"
LIST = "unit-converter/list-units"
KITCHEN = "unit-converter/kitchen-measures"
TRADE_CODE = Trap("foreign_id", "measure-units/find-measure", FIND)
GONE = Trap("gone", "measure-units/convert-measure", CONVERT)
PAIRS = (
    ("nautical miles", "kilometers"), ("light years", "kilometers"), ("astronomical units", "kilometers"),
    ("troy ounces", "grams"), ("imperial pints", "milliliters"), ("imperial gallons", "liters"),
    ("fluid ounces", "milliliters"), ("cubic feet", "liters"), ("square miles", "hectares"),
    ("long tons", "kilograms"), ("metric horsepower", "kilowatts"), ("british thermal units", "kilojoules"),
    ("electron volts", "joules"), ("kilowatt hours", "megajoules"), ("standard atmospheres", "kilopascals"),
    ("miles per hour", "kilometers per hour"), ("board feet", "liters"), ("square yards", "square meters"),
    ("cubic yards", "cubic meters"), ("imperial fluid ounces", "teaspoons"),
    ("feet per second", "kilometers per hour"), ("degrees fahrenheit", "degrees celsius"),
    ("square feet", "square meters"), ("cubic inches", "milliliters"), ("troy pounds", "kilograms"),
    ("apothecary ounces", "grams"), ("imperial quarts", "liters"), ("oil barrels", "liters"),
    ("metric tons", "pounds"), ("watt hours", "kilojoules"), ("boiler horsepower", "kilowatts"),
    ("ampere hours", "coulombs"),
)  # fmt: skip
"""Units in the plural, as people say them."""
ALONE = (
    "nautical mile", "troy ounce", "fathom", "furlong", "parsec", "light year", "imperial gallon", "imperial pint",
    "metric horsepower", "electron volt", "board foot", "long ton", "pennyweight", "standard atmosphere", "rod", "slug",
    "square mile", "cubic yard", "fluid ounce", "kilowatt hour", "therm", "torr", "stone", "grain", "gill",
)  # fmt: skip


def singular(name: str) -> str:
    """Name one of several units.

    >>> singular("british thermal units"), singular("miles per hour"), singular("cubic feet")
    ('british thermal unit', 'mile per hour', 'cubic foot')
    """
    if name.startswith("degrees"):
        return name.replace("degrees", "degree")
    first, per, rest = name.partition(" per ")
    return first.replace("feet", "foot").replace("inches", "inch").removesuffix("s") + per + rest


def unit_of(name: str) -> str:
    """Find the converter's name of a unit; raises `Redraw` where the search does not find it first."""
    wanted = singular(name)
    unit = find_unit(wanted).units[0].unit
    if unit.replace("_", " ").lower() != wanted:
        raise Redraw
    return unit


@redrawn
def conversion(rng: Random) -> Question:
    source, target = rng.choice(PAIRS)
    value = rng.randrange(3, 990) / rng.choice((1, 2, 4))
    wordings = (
        "How much are {value:g} {source} in {target}?",
        "Convert {value:g} {source} to {target}, please.",
        "My old manual says {value:g} {source}. What is that in {target}?",
        "I need {value:g} {source} expressed in {target}.",
        "Can you tell me how much {value:g} {source} are in {target}?",
        "Please work out how many {target} make up {value:g} {source}.",
    )
    fact = NumberFact(value=convert_units(value, unit_of(source), unit_of(target)).value)
    text = worded(rng, wordings, value=value, source=source, target=target)
    return Question(text, (FIND, FIND, CONVERT), (fact,), (TRADE_CODE, GONE))


@redrawn
def simple_conversion(rng: Random) -> Question:
    source, target = rng.choice((
        ("miles", "kilometers"), ("pounds", "kilograms"), ("inches", "centimeters"), ("gallons", "liters"),
        ("ounces", "grams"), ("feet", "meters"), ("acres", "hectares"), ("bars", "torrs"), ("calories", "joules"),
        ("weeks", "hours"), ("pints", "milliliters"), ("kilograms", "pounds"), ("bytes", "bits"), ("yards", "meters"),
    ))  # fmt: skip
    value = rng.randrange(11, 9900) / 10
    wordings = (
        "Convert {value} {source} to {target}.",
        "How much is {value} {source} in {target}?",
        "The label says {value} {source}. How much is that in {target}?",
        "Please change {value} from {source} into {target}.",
        "Can you tell me how much {value} {source} are in {target}?",
    )
    fact = NumberFact(value=convert_units(value, source, target).value)
    text = worded(rng, wordings, value=value, source=source, target=target)
    return Question(text, (CONVERT,), (fact,), (GONE,))


@redrawn
def size_in_base_units(rng: Random) -> Question:
    name = rng.choice(ALONE)
    details = unit_details(unit_of(name))
    wordings = (
        "What quantity does the unit {name} measure, and how large is one in SI base units?",
        "How large is one {name} in SI base units, and what kind of quantity is it?",
        "I came across the unit {name}. What does it measure, and what is its value in SI base units?",
        "Please describe the unit {name}: the quantity that it measures and its size in SI base units.",
        "Can you tell me what the unit {name} measures, and how large one is in SI base units?",
        "I'm writing a glossary. What quantity does the {name} measure, and how large is one in SI base units?",
    )
    facts = (TextFact(value=details.measures), NumberFact(value=details.base_value))
    return Question(worded(rng, wordings, name=name), (FIND, DETAILS), facts, (TRADE_CODE,))


@redrawn
def kitchen(rng: Random) -> Question:
    unit = rng.choice(("cups", "pints", "quarts", "teaspoons", "liters", "gallons", "gills"))
    amount = rng.randrange(2, 60) / 4
    rows = {row.unit: row.amount for row in kitchen_measures(amount, unit).rows}
    wordings = (
        "A recipe calls for {amount:g} {unit} of milk. How much is that in milliliters and in tablespoons?",
        "How many milliliters and how many tablespoons are {amount:g} {unit}?",
        "I'm cooking for guests with {amount:g} {unit} of stock. How much is that in milliliters and in tablespoons?",
        "My measuring jug is missing. What are {amount:g} {unit} in tablespoons and in milliliters?",
        "Can you tell me how many milliliters and how many tablespoons {amount:g} {unit} are?",
    )
    facts = (NumberFact(value=rows["milliliter"]), NumberFact(value=rows["tablespoon"]))
    return Question(worded(rng, wordings, amount=amount, unit=unit), (KITCHEN,), facts)


@redrawn
def other_name_of_a_unit(rng: Random) -> Question:
    dimension = rng.choice(("length", "area", "volume", "mass", "pressure", "energy", "force", "power", "time"))
    units = list_units(dimension)  # type: ignore[arg-type]  # each is one of the dimensions
    row = rng.choice(
        [row for row in units.units if row.symbol != row.unit and row.symbol.isascii() and row.unit.islower()]
    )
    name = row.unit.replace("_", " ")
    wordings = (
        "What is the symbol of the {name}, a unit of {dimension}?",
        "Please list the units of {dimension} and tell me the symbol of the {name}.",
        "Which symbol does the {name} have among the units of {dimension}?",
        "I'm typesetting a table of {dimension} units. Which symbol does the {name} have?",
        "Can you tell me the symbol of the {name} in the list of {dimension} units?",
    )
    text = worded(rng, wordings, dimension=dimension, name=name)
    return Question(text, (LIST,), (TextFact(value=row.symbol),))


MAKERS: tuple[Maker, ...] = (conversion, simple_conversion, size_in_base_units, kitchen, other_name_of_a_unit)
