"""Units of measurement and conversions between them, from pint's registry. Knows a unit by one name: pint's own."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Path, Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from pint import UnitRegistry

Dimension = Literal[
    "length", "area", "volume", "mass", "time", "temperature", "speed", "force", "energy", "power", "pressure",
    "information", "viscosity", "luminance", "charge",
]  # fmt: skip
MEASURED_BY: dict[Dimension, str] = {
    "length": "meter", "area": "meter ** 2", "volume": "liter", "mass": "kilogram", "time": "second",
    "temperature": "kelvin", "speed": "meter / second", "force": "newton", "energy": "joule", "power": "watt",
    "pressure": "pascal", "viscosity": "poise", "luminance": "nit", "charge": "coulomb",
}  # fmt: skip
INFORMATION = (
    "bit", "byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte", "kibibyte", "mebibyte", "gibibyte",
    "tebibyte",
)  # fmt: skip
"""The one dimension that pint does not know."""
COMMON = (
    "kilometer", "centimeter", "millimeter", "micrometer", "milligram", "microgram", "milliliter", "deciliter",
    "hectoliter", "kilojoule", "megajoule", "kilocalorie", "kilowatt_hour", "kilowatt", "megawatt", "kilopascal",
    "hectopascal", "millibar", "millisecond", "kilonewton",
)  # fmt: skip
"""Prefixed units that are common enough to be listed."""
PLAIN = {"square_meter": "meter ** 2", "square_kilometer": "kilometer ** 2", "cubic_meter": "meter ** 3"}
"""Units that pint writes as powers only."""
ODD = ("planck", "atomic_unit", "conventional", "delta_", "stat", "decibel", "sound_")
"""Parts of the names of units that are left out: their dimensions are alike by accident."""
KITCHEN = (
    "milliliter", "teaspoon", "tablespoon", "fluid_ounce", "cup", "pint", "quart", "liter", "imperial_pint",
    "imperial_fluid_ounce",
)  # fmt: skip


@cache
def _registry() -> "UnitRegistry[float]":
    from pint import UnitRegistry

    registry: UnitRegistry[float] = UnitRegistry()
    for name, power in PLAIN.items():
        registry.define(f"{name} = {power}")
    return registry


@cache
def _units() -> dict[str, Dimension]:
    """Every unit that measures something we list, and what."""
    registry = _registry()
    kinds = {registry.get_dimensionality(registry.parse_units(text)): name for name, text in MEASURED_BY.items()}
    names = sorted({definition.name for definition in registry._units.values()} | set(COMMON))
    found: dict[str, Dimension] = {}
    for name in (*INFORMATION, *names):
        dimension = registry.get_dimensionality(registry.parse_units(name))  # parsing makes prefixed units known
        kind = "information" if name in INFORMATION else kinds.get(dimension)
        if kind and not any(part in name for part in ODD):
            found[name] = kind
    return found


tool = hub_tool(
    "unit-converter",
    title="Unit Converter",
    category="Tools",
    about="Convert lengths, weights, volumes, temperatures, energies and much more. Units go by the converter's own "
    "names, such as nautical_mile or imperial_pint: find the name of a unit first.",
    licence="BSD-3-Clause (pint)",
    warm=_units,
)

Unit = Annotated[str, Query(description="Name of the unit.", examples=["nautical_mile"])]
Number = Annotated[float, Query(ge=-1e30, le=1e30, description="The number to convert.", examples=[12])]


class FoundUnit(Value):
    unit: str
    symbol: str
    measures: str


class FoundUnits(Value):
    units: list[FoundUnit]


class Converted(Value):
    value: float
    from_unit: str
    to_unit: str
    text: str


class UnitDetails(Value):
    unit: str
    symbol: str
    other_names: list[str]
    measures: str
    base_value: float
    base_unit: str


class UnitRow(Value):
    unit: str
    symbol: str
    other_names: list[str]
    in_base_units: str


class Units(Value):
    dimension: str
    count: int
    units: list[UnitRow]


class KitchenRow(Value):
    unit: str
    amount: float


class Kitchen(Value):
    rows: list[KitchenRow]


@tool.get("/units/find")
def find_unit(
    name: Annotated[str, Query(min_length=2, max_length=40, description="As people say it.", examples=["troy ounce"])],
) -> FoundUnits:
    """Find the converter's own name of a unit of measurement by how people call it, such as 'nautical mile'."""
    from rapidfuzz import fuzz, process

    titles = {unit: unit.replace("_", " ").lower() for unit in _units()}
    wanted = " ".join(name.lower().replace("-", " ").replace("metre", "meter").replace("litre", "liter").split())
    singular = wanted.replace("feet", "foot").replace("inches", "inch").removesuffix("s")
    found = process.extract(singular, titles, scorer=fuzz.WRatio, score_cutoff=80, limit=8)
    best = sorted(found, key=lambda row: (row[0] != singular, -row[1], len(row[0])))
    units = list(dict.fromkeys([*_by_symbol(name), *(unit for _, _, unit in best)]))
    if not units:
        raise NotFound(f"no unit is called {name!r}")
    return FoundUnits(units=[_found(unit) for unit in units])


@tool.get("/convert")
def convert_units(
    value: Number,
    from_unit: Unit,
    to_unit: Annotated[str, Query(description="Name of the unit to convert to.", examples=["kilometer"])],
) -> Converted:
    """Convert a number from one unit to another, such as miles to kilometers or degree_Fahrenheit to degree_Celsius."""
    from pint import DimensionalityError

    source, target = _name(from_unit), _name(to_unit)
    try:
        result = float(_registry().Quantity(value, source).to(target).magnitude)
    except DimensionalityError:
        raise Unusable(f"{source} cannot be converted to {target}: they measure different things") from None
    return Converted(
        value=_round(result), from_unit=source, to_unit=target, text=f"{value:g} {source} = {_round(result):g} {target}"
    )


@tool.get("/units/{unit}")
def unit_details(
    unit: Annotated[str, Path(description="Name of the unit.", examples=["nautical_mile"])],
) -> UnitDetails:
    """Describe a unit: symbol, other names, what it measures, and its size in SI base units."""
    name = _name(unit)
    base = _registry().Quantity(1, name).to_base_units()
    definition = _registry()._units[name]
    return UnitDetails(
        unit=name,
        symbol=definition.symbol,
        other_names=list(definition.aliases),
        measures=_measures(name),
        base_value=_round(float(base.magnitude)),
        base_unit=f"{base.units:~P}",
    )


@tool.get("/dimensions/{dimension}/units")
def list_units(
    dimension: Annotated[Dimension, Path(description="What is measured.", examples=["volume"])],
) -> Units:
    """List the units that measure a dimension, such as length or energy, with symbols and sizes in base units."""
    rows = [_row(unit) for unit in _units() if _measures(unit) == dimension]
    return Units(dimension=dimension, count=len(rows), units=rows)


@tool.get("/kitchen")
def kitchen_measures(
    amount: Annotated[float, Query(gt=0, le=1e6, description="How much of it.", examples=[2.5])],
    unit: Annotated[str, Query(description="Kitchen unit, such as cup or tablespoon.", examples=["cup"])],
) -> Kitchen:
    """Express a recipe's volume in every kitchen unit: cups, spoons, ounces, pints and milliliters."""
    name = _name(unit)
    if _measures(name) != "volume":
        raise Unusable(f"{name} measures no volume")
    quantity = _registry().Quantity(amount, name)
    return Kitchen(rows=[KitchenRow(unit=u, amount=_round(float(quantity.to(u).magnitude))) for u in KITCHEN])


def _name(unit: str) -> str:
    one = {"feet": "foot", "inches": "inch"}.get(unit, unit.removesuffix("s"))
    for name in (unit, one):
        if name in _units():
            return name
    raise NotFound(f"no unit {unit!r}: units go by the converter's own names, such as 'nautical_mile' or 'cup'")


def _measures(unit: str) -> str:
    return _units()[unit]


def _by_symbol(symbol: str) -> list[str]:
    known = _registry()._units
    return [unit for unit in _units() if symbol in (known[unit].symbol, *known[unit].aliases)]


def _found(unit: str) -> FoundUnit:
    return FoundUnit(unit=unit, symbol=_registry()._units[unit].symbol, measures=_measures(unit))


def _row(unit: str) -> UnitRow:
    base = _registry().Quantity(1, unit).to_base_units()
    definition = _registry()._units[unit]
    return UnitRow(
        unit=unit,
        symbol=definition.symbol,
        other_names=list(definition.aliases),
        in_base_units=f"{_round(float(base.magnitude)):g} {base.units:~P}",
    )


def _round(value: float) -> float:
    return float(f"{value:.8g}")
