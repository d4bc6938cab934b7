"""Masses and compositions of chemical compounds, computed by periodictable from their formulas.

Knows the names of a hundred common compounds, and no reactions.
"""

import re
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from periodictable.formulas import Formula

tool = hub_tool(
    "compound-calculator",
    title="Compound Calculator",
    category="Science",
    about="Chemical formulas: the formula of a common compound by its name, the molar mass and the composition of any "
    "formula, and the way from grams to moles and back.",
    licence="Public domain (periodictable)",
)

FormulaText = Annotated[
    str,
    Query(
        min_length=1,
        max_length=60,
        description="Molecular formula; brackets are allowed.",
        examples=["C6H12O6", "Ca(OH)2"],
    ),
]
AVOGADRO = 6.02214076e23
WATER = "water", "H2O"
COMPOUNDS: tuple[tuple[str, str], ...] = (
    WATER, ("acetaminophen", "C8H9NO2"), ("acetic acid", "C2H4O2"), ("acetone", "C3H6O"), ("adrenaline", "C9H13NO3"),
    ("alanine", "C3H7NO2"), ("aluminium oxide", "Al2O3"), ("aluminium sulfate", "Al2(SO4)3"), ("ammonia", "NH3"),
    ("ammonium nitrate", "NH4NO3"), ("arginine", "C6H14N4O2"), ("ascorbic acid", "C6H8O6"), ("aspirin", "C9H8O4"),
    ("barium sulfate", "BaSO4"), ("benzene", "C6H6"), ("benzoic acid", "C7H6O2"), ("butane", "C4H10"),
    ("caffeine", "C8H10N4O2"), ("calcium carbonate", "CaCO3"), ("calcium chloride", "CaCl2"),
    ("calcium hydroxide", "Ca(OH)2"), ("calcium phosphate", "Ca3(PO4)2"), ("camphor", "C10H16O"),
    ("capsaicin", "C18H27NO3"), ("carbon dioxide", "CO2"), ("carbon tetrachloride", "CCl4"), ("chloroform", "CHCl3"),
    ("cholesterol", "C27H46O"), ("citric acid", "C6H8O7"), ("copper sulfate pentahydrate", "CuSO4(H2O)5"),
    ("dopamine", "C8H11NO2"), ("ethanol", "C2H6O"), ("ethylene", "C2H4"), ("ethylene glycol", "C2H6O2"),
    ("formaldehyde", "CH2O"), ("formic acid", "CH2O2"), ("fructose", "C6H12O6"), ("glucose", "C6H12O6"),
    ("glycerol", "C3H8O3"), ("glycine", "C2H5NO2"), ("hydrogen chloride", "HCl"), ("hydrogen peroxide", "H2O2"),
    ("hydrogen sulfide", "H2S"), ("ibuprofen", "C13H18O2"), ("iron(III) oxide", "Fe2O3"), ("isoprene", "C5H8"),
    ("lactic acid", "C3H6O3"), ("lactose", "C12H22O11"), ("lysine", "C6H14N2O2"), ("magnesium hydroxide", "Mg(OH)2"),
    ("magnesium sulfate", "MgSO4"), ("melatonin", "C13H16N2O2"), ("menthol", "C10H20O"), ("methane", "CH4"),
    ("methanol", "CH4O"), ("morphine", "C17H19NO3"), ("naphthalene", "C10H8"), ("nicotine", "C10H14N2"),
    ("nitric acid", "HNO3"), ("nitroglycerin", "C3H5N3O9"), ("nitrous oxide", "N2O"), ("octane", "C8H18"),
    ("oleic acid", "C18H34O2"), ("oxalic acid", "C2H2O4"), ("ozone", "O3"), ("penicillin G", "C16H18N2O4S"),
    ("phenol", "C6H6O"), ("phosphoric acid", "H3PO4"), ("potassium chloride", "KCl"),
    ("potassium dichromate", "K2Cr2O7"), ("potassium iodide", "KI"), ("potassium nitrate", "KNO3"),
    ("potassium permanganate", "KMnO4"), ("propane", "C3H8"), ("quinine", "C20H24N2O2"), ("salicylic acid", "C7H6O3"),
    ("serotonin", "C10H12N2O"), ("silicon dioxide", "SiO2"), ("silver nitrate", "AgNO3"),
    ("sodium bicarbonate", "NaHCO3"), ("sodium carbonate", "Na2CO3"), ("sodium chloride", "NaCl"),
    ("sodium hydroxide", "NaOH"), ("sodium hypochlorite", "NaClO"), ("sodium thiosulfate", "Na2S2O3"),
    ("stearic acid", "C18H36O2"), ("sucrose", "C12H22O11"), ("sulfur dioxide", "SO2"), ("sulfuric acid", "H2SO4"),
    ("tartaric acid", "C4H6O6"), ("testosterone", "C19H28O2"), ("titanium dioxide", "TiO2"), ("toluene", "C7H8"),
    ("trinitrotoluene", "C7H5N3O6"), ("tryptophan", "C11H12N2O2"), ("urea", "CH4N2O"), ("uric acid", "C5H4N4O3"),
    ("vanillin", "C8H8O3"), ("xylitol", "C5H12O5"), ("zinc oxide", "ZnO"),
)  # fmt: skip


class FoundCompound(Value):
    name: str
    formula: str


class FoundCompounds(Value):
    compounds: list[FoundCompound]


class MolarMass(Value):
    formula: str
    molar_mass_g_per_mol: float
    atoms_per_molecule: int
    grams_per_molecule: float


class ElementShare(Value):
    symbol: str
    name: str
    atoms: int
    atomic_mass: float
    grams_in_one_mole: float
    mass_percent: float


class Composition(Value):
    formula: str
    hill_formula: str
    molar_mass_g_per_mol: float
    elements: list[ElementShare]


class Moles(Value):
    formula: str
    grams: float
    moles: float
    molecules: float
    molar_mass_g_per_mol: float


@tool.get("/compounds/find")
def find_compound(
    name: Annotated[str, Query(min_length=3, max_length=40, description="Name or part.", examples=["glucose"])],
) -> FoundCompounds:
    """Find the chemical formula of a common compound by its name, such as caffeine or table salt's sodium chloride."""
    wanted = name.strip().casefold()
    found = [FoundCompound(name=n, formula=f) for n, f in COMPOUNDS if wanted in n.casefold()]
    if not found:
        raise NotFound(f"no compound called {name!r} is listed: give a formula instead")
    return FoundCompounds(compounds=sorted(found, key=lambda row: (len(row.name), row.name)))


@tool.get("/molar-mass")
def molar_mass(formula: FormulaText) -> MolarMass:
    """Compute the molar mass (molecular weight) of a formula in grams per mole, and the mass of one molecule."""
    parsed = _parse(formula)
    return MolarMass(
        formula=formula,
        molar_mass_g_per_mol=round(parsed.mass, 4),
        atoms_per_molecule=round(sum(parsed.atoms.values())),
        grams_per_molecule=parsed.mass / AVOGADRO,
    )


@tool.get("/composition")
def composition(formula: FormulaText) -> Composition:
    """Break a formula down into its elements: number of atoms of each, and its share of the mass in percent."""
    parsed = _parse(formula)
    rows = [
        ElementShare(
            symbol=atom.symbol,
            name=atom.name,
            atoms=round(count),
            atomic_mass=round(atom.mass, 4),
            grams_in_one_mole=round(atom.mass * count, 4),
            mass_percent=round(atom.mass * count / parsed.mass * 100, 3),
        )
        for atom, count in parsed.atoms.items()
    ]
    return Composition(
        formula=formula, hill_formula=str(parsed.hill), molar_mass_g_per_mol=round(parsed.mass, 4), elements=rows
    )


@tool.get("/grams-to-moles")
def grams_to_moles(
    formula: FormulaText,
    grams: Annotated[float, Query(gt=0, le=1e9, description="Mass in grams.", examples=[90])],
) -> Moles:
    """Convert a mass in grams of a compound, given by its formula, to moles, and count its molecules."""
    return _moles(formula, grams / _parse(formula).mass)


@tool.get("/moles-to-grams")
def moles_to_grams(
    formula: FormulaText,
    moles: Annotated[float, Query(gt=0, le=1e9, description="Amount in moles.", examples=[2.5])],
) -> Moles:
    """Convert an amount in moles of a compound, given by its formula, to grams, as for weighing it out."""
    return _moles(formula, moles)


def _moles(formula: str, moles: float) -> Moles:
    mass = _parse(formula).mass
    return Moles(
        formula=formula,
        grams=round(moles * mass, 4),
        moles=round(moles, 5),
        molecules=moles * AVOGADRO,
        molar_mass_g_per_mol=round(mass, 4),
    )


def _parse(text: str) -> "Formula":
    """Read a plain formula; the parser's own language (mixtures, densities, isotopes) stays closed."""
    from periodictable import formula
    from pyparsing import ParseException

    if not re.fullmatch(r"([A-Z][a-z]?\d{0,4}|\(|\)\d{0,4})+", text):
        raise Unusable(f"{text!r} is no chemical formula, such as 'C6H12O6'")
    try:
        parsed: Formula = formula(text)
    except (ParseException, ValueError):
        raise Unusable(f"{text!r} is no chemical formula, such as 'C6H12O6'") from None
    if not parsed.mass:
        raise Unusable(f"{text!r} has no atoms")
    return parsed
