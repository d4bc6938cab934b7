"""Questions about chemical compounds: masses, shares of elements, grams and moles."""

from random import Random

from apis.hub.compound_calculator import (
    COMPOUNDS,
    FoundCompound,
    composition,
    find_compound,
    grams_to_moles,
    molar_mass,
    moles_to_grams,
)
from apis.hub.unit_converter import convert_units, find_unit
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "compound-calculator/find-compound"
MASS = "compound-calculator/molar-mass"
SHARES = "compound-calculator/composition"
TO_MOLES = "compound-calculator/grams-to-moles"
TO_GRAMS = "compound-calculator/moles-to-grams"
FIND_UNIT = "unit-converter/find-unit"
CONVERT = "unit-converter/convert-units"
REGISTRY_NUMBER = Trap("foreign_id", "chemical-registry/lookup-compound", FIND)
USED_UP = Trap("limited", "chemical-registry/molecular-weight", MASS)
TRADE_CODE = Trap("foreign_id", "measure-units/find-measure", FIND_UNIT)


def some_compound(rng: Random) -> FoundCompound:
    """Draw a compound that comes first in a search for its name."""
    name, formula = rng.choice(COMPOUNDS)
    found = find_compound(name).compounds[0]
    if found.formula != formula or "(" in name:
        raise Redraw
    return found


@redrawn
def mass_of_a_mole(rng: Random) -> Question:
    compound = some_compound(rng)
    wordings = (
        "What is the molar mass of {name} in grams per mole?",
        "How many grams does one mole of {name} weigh?",
        "I'm preparing a solution and need the molar mass of {name}.",
        "Please find the molar mass (g/mol) of {name}.",
        "Can you tell me the molar mass of {name} in grams per mole?",
    )
    fact = NumberFact(value=molar_mass(compound.formula).molar_mass_g_per_mol)
    return Question(worded(rng, wordings, name=compound.name), (FIND, MASS), (fact,), (REGISTRY_NUMBER, USED_UP))


@redrawn
def share_of_an_element(rng: Random) -> Question:
    compound = some_compound(rng)
    row = rng.choice(composition(compound.formula).elements)
    wordings = (
        "What percentage of the mass of {name} is {element}?",
        "How much of {name} is {element}, in percent by mass?",
        "A student asks me what share of the mass of {name} comes from {element}. What is it in percent?",
        "Please work out the mass percentage of {element} in {name}.",
        "Can you tell me the mass percentage of {element} in {name}?",
    )
    fact = NumberFact(value=row.mass_percent)
    text = worded(rng, wordings, name=compound.name, element=row.name)
    return Question(text, (FIND, SHARES), (fact,), (REGISTRY_NUMBER,))


@redrawn
def moles_in_a_mass(rng: Random) -> Question:
    compound, grams = some_compound(rng), rng.randrange(4, 200) * 5
    wordings = (
        "How many moles are {grams} grams of {name}?",
        "I have {grams} g of {name} on the scales. How many moles is that?",
        "Convert {grams} grams of {name} to moles, please.",
        "To how many moles does a mass of {grams} g of {name} correspond?",
        "Can you convert {grams} grams of {name} to moles?",
    )
    fact = NumberFact(value=grams_to_moles(compound.formula, grams).moles)
    text = worded(rng, wordings, name=compound.name, grams=grams)
    return Question(text, (FIND, TO_MOLES), (fact,), (REGISTRY_NUMBER,))


@redrawn
def mass_of_some_moles(rng: Random) -> Question:
    compound, moles = some_compound(rng), rng.randrange(2, 120) / 4
    wordings = (
        "How many grams are {moles} moles of {name}?",
        "The recipe for our experiment says {moles} mol of {name}. How many grams do I weigh out?",
        "Please convert {moles} moles of {name} to grams.",
        "What is the mass in grams of {moles} mol of {name}?",
        "Can you convert {moles} moles of {name} to grams?",
    )
    fact = NumberFact(value=moles_to_grams(compound.formula, moles).grams)
    text = worded(rng, wordings, name=compound.name, moles=moles)
    return Question(text, (FIND, TO_GRAMS), (fact,), (REGISTRY_NUMBER,))


@redrawn
def atoms(rng: Random) -> Question:
    compound = some_compound(rng)
    wordings = (
        "How many atoms does one molecule or formula unit of {name} have, and what is the molar mass?",
        "How many atoms does one unit of {name} consist of, and how many grams does a mole of it weigh?",
        "I need the number of atoms in a molecule (or formula unit) of {name}, and its molar mass.",
        "Please count the atoms in the formula of {name} and give me its molar mass.",
        "Can you tell me how many atoms one formula unit of {name} has, and its molar mass?",
    )
    mass = molar_mass(compound.formula)
    facts = (NumberFact(value=mass.atoms_per_molecule), NumberFact(value=mass.molar_mass_g_per_mol))
    return Question(worded(rng, wordings, name=compound.name), (FIND, MASS), facts, (REGISTRY_NUMBER, USED_UP))


@redrawn
def mass_in_another_unit(rng: Random) -> Question:
    compound, moles = some_compound(rng), rng.randrange(8, 400)
    name = rng.choice(("troy ounce", "pennyweight", "stone", "apothecary ounce", "troy pound", "grain", "metric ton"))
    unit = find_unit(name).units[0].unit
    wordings = (
        "What is the mass of {moles} moles of {name}, first in grams and then in the unit {unit}?",
        "How many grams are {moles} mol of {name}, and how much is that measured in the unit {unit}?",
        "We ordered {moles} mol of {name}. Please give me its mass in grams and in the unit {unit}.",
        "Please work out the mass of {moles} moles of {name} in grams and convert it to the unit {unit}.",
        "Can you tell me the mass of {moles} moles of {name} in grams and in the unit {unit}?",
    )
    grams = moles_to_grams(compound.formula, moles).grams
    facts = (NumberFact(value=grams), NumberFact(value=convert_units(grams, "gram", unit).value))
    text = worded(rng, wordings, moles=moles, name=compound.name, unit=name)
    return Question(text, (FIND, TO_GRAMS, FIND_UNIT, CONVERT), facts, (REGISTRY_NUMBER, TRADE_CODE))


MAKERS: tuple[Maker, ...] = (
    mass_of_a_mole,
    share_of_an_element,
    moles_in_a_mass,
    mass_of_some_moles,
    atoms,
    mass_in_another_unit,
)
