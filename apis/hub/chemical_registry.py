"""A competing registry of compounds whose numbers are its own: no calculator takes them."""

from typing import Annotated

from fastapi import Query

from apis.hub.compound_calculator import COMPOUNDS, FormulaText, MolarMass, find_compound
from apis.hub.faults import Limited
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

tool = hub_tool(
    "chemical-registry",
    title="Chemical Registry",
    category="Science",
    about="A registry of chemical compounds: look up a substance by its name for the formula number it is under.",
    licence="Proprietary",
)
FIRST_NUMBER, STEP = 10417, 37


class Registered(Value):
    name: str
    formula: str


class RegisteredCompounds(Value):
    compounds: list[Registered]


@tool.get("/lookup")
def lookup_compound(
    name: Annotated[str, Query(min_length=3, description="Name of the compound.", examples=["glucose"])],
) -> RegisteredCompounds:
    """Find a compound by name and get its formula, for its molar mass, how many grams or moles of it there are, how
    many atoms of an element it has, and the share of each element in its mass.
    """
    return RegisteredCompounds(compounds=[_row(found.name) for found in find_compound(name).compounds])


@tool.get("/range")
def compounds_by_letter(
    letter: Annotated[str, Query(min_length=1, max_length=1, description="First letter.", examples=["c"])],
) -> RegisteredCompounds:
    """List the chemical compounds in the registry whose names begin with a letter."""
    rows = [_row(name) for name, _ in COMPOUNDS if name.startswith(letter.lower())]
    if not rows:
        raise NotFound(f"no compound begins with {letter!r}")
    return RegisteredCompounds(compounds=rows)


@tool.get("/weight")
def molecular_weight(formula: FormulaText) -> MolarMass:
    """Calculate the molecular weight of a chemical formula: the molar mass of the compound in grams per mole."""
    raise Limited


def _row(name: str) -> Registered:
    names = [n for n, _ in COMPOUNDS]
    return Registered(name=name, formula=f"CR-{FIRST_NUMBER + STEP * names.index(name)}")
