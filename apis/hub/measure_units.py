"""A competing catalogue of units that knows them by UN/CEFACT's trade codes (Recommendation 20)."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import Gone
from apis.hub.tool import NotFound, hub_tool
from apis.hub.unit_converter import Converted, Number, Unit, find_unit, unit_details
from apis.model import Value

tool = hub_tool(
    "measure-units",
    title="Measure Units",
    category="Tools",
    about="The international catalogue of units of measurement: find any unit by the name people use for it.",
    licence="UN/CEFACT Recommendation 20",
)
CODES = {
    "acre": "ACR", "are": "ARE", "astronomical_unit": "A12", "bar": "BAR", "barrel": "BLL", "board_foot": "BFT",
    "british_thermal_unit": "BTU", "calorie": "D70", "centimeter": "CMT", "chain": "X1", "cubic_foot": "FTQ",
    "cubic_inch": "INQ", "cubic_meter": "MTQ", "cubic_yard": "YDQ", "day": "DAY", "degree_Celsius": "CEL",
    "degree_Fahrenheit": "FAH", "degree_Rankine": "A48", "dyne": "DU", "electron_volt": "A53", "erg": "A57",
    "fathom": "AK", "fluid_ounce": "OZA", "foot": "FOT", "foot_per_second": "FS", "furlong": "M50", "gallon": "GLL",
    "gill": "GII", "grain": "GRN", "gram": "GRM", "hectare": "HAR", "hour": "HUR", "imperial_fluid_ounce": "OZI",
    "imperial_gallon": "GLI", "imperial_pint": "PTI", "imperial_quart": "QTI", "inch": "INH", "joule": "JOU",
    "kelvin": "KEL", "kilogram": "KGM", "kilojoule": "KJO", "kilometer": "KMT", "kilometer_per_hour": "KMH",
    "kilowatt": "KWT", "kilowatt_hour": "KWH", "knot": "KNT", "light_year": "B57", "liter": "LTR",
    "long_ton": "LTN", "meter": "MTR", "metric_horsepower": "HJ", "metric_ton": "TNE", "mile": "SMI",
    "mile_per_hour": "HM", "milliliter": "MLT", "nautical_mile": "NMI", "newton": "NEW", "ounce": "ONZ",
    "parsec": "C63", "pascal": "PAL", "pennyweight": "DWT", "pint": "PTL", "pound": "LBR",
    "pound_force_per_square_inch": "PS", "quart": "QTL", "rod": "F49", "slug": "F13", "square_foot": "FTK",
    "square_meter": "MTK", "square_mile": "MIK", "square_yard": "YDK", "standard_atmosphere": "ATM", "stone": "STI",
    "tablespoon": "G24", "teaspoon": "G25", "therm": "N71", "torr": "UA", "troy_ounce": "APZ", "watt": "WTT",
    "week": "WEE", "yard": "YRD",
}  # fmt: skip


class Measure(Value):
    unit: str
    name: str
    measures: str


class Measures(Value):
    units: list[Measure]


@tool.get("/search")
def find_measure(
    name: Annotated[str, Query(min_length=2, max_length=40, description="As people say it.", examples=["troy ounce"])],
) -> Measures:
    """Find a unit by what people call it and get the unit, to convert a number from it or to it, and to tell its size
    in base units.
    """
    found = [_row(row.unit) for row in find_unit(name).units if row.unit in CODES]
    if not found:
        raise NotFound(f"no unit of measurement is called {name!r}")
    return Measures(units=found)


@tool.get("/kinds")
def measures_of(
    kind: Annotated[str, Query(description="What is measured, such as length.", examples=["length"])],
) -> Measures:
    """List the units of measurement of one kind, such as length, volume or energy, by their international codes."""
    rows = [row for row in map(_row, CODES) if row.measures == kind.strip().lower()]
    if not rows:
        raise NotFound(f"nothing in the catalogue measures {kind!r}")
    return Measures(units=rows)


@tool.get("/convert")
def convert_measure(
    value: Number,
    from_unit: Unit,
    to_unit: Annotated[str, Query(description="Unit to convert to.", examples=["kilometer"])],
) -> Converted:
    """Convert a value between any two units of measurement: length, weight, volume, temperature."""
    raise Gone


def _row(unit: str) -> Measure:
    return Measure(unit=CODES[unit], name=unit.replace("_", " "), measures=unit_details(unit).measures)
