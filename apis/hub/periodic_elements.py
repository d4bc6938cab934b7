"""The chemical elements and their isotopes, from periodictable's tables. Knows no compounds."""

from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Query

from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from periodictable.core import Element


@cache
def _elements() -> "tuple[Element, ...]":
    import periodictable

    assert periodictable.iron.K_alpha  # loads the table of X-ray lines, which takes a moment
    return tuple(e for e in periodictable.elements if e.number > 0)


tool = hub_tool(
    "periodic-elements",
    title="Periodic Elements",
    category="Science",
    about="The periodic table: find an element's symbol by its name, then its atomic mass, density, radius, crystal "
    "structure and X-ray lines, and the mass and natural abundance of its isotopes.",
    licence="Public domain (periodictable)",
    warm=_elements,
)

Symbol = Annotated[str, Path(description="Chemical symbol of the element.", examples=["Fe", "Au"])]


class FoundElement(Value):
    symbol: str
    name: str


class FoundElements(Value):
    elements: list[FoundElement]


class ElementDetails(Value):
    symbol: str
    name: str
    atomic_number: int
    atomic_mass: float
    density_g_per_cm3: float | None
    covalent_radius_angstrom: float | None
    crystal_structure: str
    isotope_count: int
    common_charges: list[int]
    k_alpha_angstrom: float | None


class Isotope(Value):
    mass_number: int
    mass: float
    abundance_percent: float
    neutrons: int


class Isotopes(Value):
    symbol: str
    name: str
    count: int
    most_abundant: int | None
    isotopes: list[Isotope]


class IsotopeDetails(Value):
    symbol: str
    name: str
    mass_number: int
    mass: float
    abundance_percent: float
    protons: int
    neutrons: int


class Elements(Value):
    densest: str
    densest_g_per_cm3: float | None
    elements: list[ElementDetails]


@tool.get("/elements/find")
def find_element(
    name: Annotated[str, Query(min_length=2, max_length=20, description="Name or beginning.", examples=["iron"])],
) -> FoundElements:
    """Find the chemical symbol of an element by its English name."""
    wanted = SPELLINGS.get(name.strip().lower(), name.strip().lower())
    found = [FoundElement(symbol=e.symbol, name=e.name) for e in _elements() if e.name.startswith(wanted)]
    if not found:
        raise NotFound(f"no element is called {name!r}")
    return FoundElements(elements=found)


@tool.get("/elements/{symbol}")
def element_details(symbol: Symbol) -> ElementDetails:
    """Get the properties of an element: atomic number and mass, density, radius, crystal structure, known charges.

    The density of a gas is that of its liquid.
    """
    return _details(_element(symbol))


@tool.get("/elements/{symbol}/isotopes")
def list_isotopes(symbol: Symbol) -> Isotopes:
    """List all known isotopes of an element with mass, neutrons and natural abundance, and name the commonest."""
    element = _element(symbol)
    rows = [
        Isotope(
            mass_number=number,
            mass=round(element[number].mass, 6),
            abundance_percent=round(element[number].abundance or 0.0, 4),
            neutrons=number - element.number,
        )
        for number in element.isotopes
    ]
    best = max(rows, key=lambda row: row.abundance_percent, default=None)
    return Isotopes(
        symbol=element.symbol,
        name=element.name,
        count=len(rows),
        most_abundant=best.mass_number if best and best.abundance_percent else None,
        isotopes=rows,
    )


@tool.get("/elements/{symbol}/isotopes/{mass_number}")
def isotope_details(
    symbol: Symbol, mass_number: Annotated[int, Path(ge=1, le=300, description="Nucleons.", examples=[56])]
) -> IsotopeDetails:
    """Get the mass, the natural abundance and the number of neutrons of one isotope, such as carbon-14."""
    element = _element(symbol)
    if mass_number not in element.isotopes:
        raise NotFound(f"no isotope {element.name}-{mass_number} is known")
    isotope = element[mass_number]
    return IsotopeDetails(
        symbol=element.symbol,
        name=element.name,
        mass_number=mass_number,
        mass=round(isotope.mass, 6),
        abundance_percent=round(isotope.abundance or 0.0, 4),
        protons=element.number,
        neutrons=mass_number - element.number,
    )


@tool.get("/elements")
def list_elements(
    first: Annotated[int, Query(ge=1, le=118, description="First atomic number.", examples=[1])] = 1,
    last: Annotated[int, Query(ge=1, le=118, description="Last atomic number.", examples=[118])] = 118,
) -> Elements:
    """List the elements between two atomic numbers with all their properties, and tell the densest of them."""
    rows = [_details(e) for e in _elements() if first <= e.number <= last]
    densest = max(rows, key=lambda row: row.density_g_per_cm3 or 0, default=None)
    return Elements(
        densest=densest.name if densest else "",
        densest_g_per_cm3=densest.density_g_per_cm3 if densest else None,
        elements=rows,
    )


STRUCTURES = {
    "BCC": "body-centered cubic",
    "fcc": "face-centered cubic",
    "hcp": "hexagonal close-packed",
    "SC": "simple cubic",
    "atom": "none: single atoms",
    "diatom": "none: molecules of two atoms",
}
SPELLINGS = {"aluminium": "aluminum", "caesium": "cesium", "sulphur": "sulfur"}


def _element(symbol: str) -> "Element":
    for element in _elements():
        if element.symbol == symbol.strip().capitalize():
            return element
    raise NotFound(f"{symbol!r} is no chemical symbol, such as 'Fe'")


@cache
def _details(element: "Element") -> ElementDetails:
    crystal = getattr(element, "crystal_structure", None)  # the heaviest elements lack some tables
    return ElementDetails(
        symbol=element.symbol,
        name=element.name,
        atomic_number=element.number,
        atomic_mass=round(element.mass, 4),
        density_g_per_cm3=element.density,
        covalent_radius_angstrom=element.covalent_radius,
        crystal_structure=STRUCTURES.get(crystal["symmetry"], crystal["symmetry"].lower()) if crystal else "",
        isotope_count=len(element.isotopes),
        common_charges=list(element.ions),
        k_alpha_angstrom=getattr(element, "K_alpha", None),
    )
