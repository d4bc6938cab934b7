"""A competing index of the elements with a numbering of its own: the rank in its alphabetical list."""

from functools import cache
from typing import Annotated

from fastapi import Query

from apis.hub.faults import KeyNeeded
from apis.hub.periodic_elements import ElementDetails, find_element, list_elements
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

tool = hub_tool(
    "element-index",
    title="Element Index",
    category="Science",
    about="Search the chemical elements by name and open the record of each by its index symbol.",
    licence="Public domain (periodictable)",
)


class IndexedElement(Value):
    symbol: str
    name: str


class IndexedElements(Value):
    elements: list[IndexedElement]


@tool.get("/search")
def search_element(
    name: Annotated[str, Query(min_length=2, description="Name of the element.", examples=["iron"])],
) -> IndexedElements:
    """Find a chemical element by name and get the symbol of its record, for its density, its atomic number and mass,
    its crystal structure, its isotopes and how abundant they are, and its X-ray lines.
    """
    return IndexedElements(elements=[_row(found.name) for found in find_element(name).elements])


@tool.get("/letter")
def elements_by_letter(
    letter: Annotated[str, Query(min_length=1, max_length=1, description="First letter.", examples=["c"])],
) -> IndexedElements:
    """List the chemical elements whose names begin with a letter."""
    rows = [_row(name) for name in _ranks() if name.startswith(letter.lower())]
    if not rows:
        raise NotFound(f"no element begins with {letter!r}")
    return IndexedElements(elements=rows)


@tool.get("/record")
def element_record(
    name: Annotated[str, Query(min_length=2, description="Name of the element.", examples=["iron"])],
) -> ElementDetails:
    """Get all properties of a chemical element by its name: mass, density, radius, isotopes."""
    raise KeyNeeded


@cache
def _ranks() -> dict[str, int]:
    return {name: rank for rank, name in enumerate(sorted(e.name for e in list_elements().elements), 1)}


def _row(name: str) -> IndexedElement:
    return IndexedElement(symbol=f"EI-{_ranks()[name]:03d}", name=name)
