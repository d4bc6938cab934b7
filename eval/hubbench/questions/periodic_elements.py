"""Questions about chemical elements and their isotopes."""

from random import Random

from apis.hub.periodic_elements import (
    ElementDetails,
    element_details,
    find_element,
    isotope_details,
    list_elements,
    list_isotopes,
)
from apis.hub.whole_numbers import prime_factors
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "periodic-elements/find-element"
DETAILS = "periodic-elements/element-details"
ISOTOPES = "periodic-elements/list-isotopes"
ISOTOPE = "periodic-elements/isotope-details"
LIST = "periodic-elements/list-elements"
PRIMES = "whole-numbers/prime-factors"
INDEX_NUMBER = Trap("foreign_id", "element-index/search-element", FIND)
LOCKED_RECORD = Trap("key", "element-index/element-record", DETAILS)
TRAPS = (INDEX_NUMBER, LOCKED_RECORD)


def some_element(rng: Random) -> ElementDetails:
    """Draw an element that a search for its name finds alone."""
    name = rng.choice(list_elements().elements[:103]).name
    found = find_element(name).elements
    if len(found) != 1:
        raise Redraw
    return element_details(found[0].symbol)


@redrawn
def density(rng: Random) -> Question:
    element = some_element(rng)
    if not element.density_g_per_cm3:
        raise Redraw
    wordings = (
        "What is the density of {name} in grams per cubic centimetre?",
        "How dense is {name}, in g/cm3?",
        "I'm comparing metals and gases for class. What density is recorded for {name}, in grams per cubic centimetre?",
        "Please look up the density of the element {name} in g/cm3.",
        "Can you tell me the density of {name} in grams per cubic centimetre?",
    )
    fact = NumberFact(value=element.density_g_per_cm3)
    return Question(worded(rng, wordings, name=element.name), (FIND, DETAILS), (fact,), TRAPS)


@redrawn
def structure(rng: Random) -> Question:
    element = some_element(rng)
    if "cubic" not in element.crystal_structure and "hexagonal" not in element.crystal_structure:
        raise Redraw
    wordings = (
        "What crystal structure does {name} have, and what is its covalent radius in angstrom?",
        "In which crystal structure does {name} solidify, and how large is its covalent radius in angstrom?",
        "For a materials talk I need the crystal structure and the covalent radius (in angstrom) of {name}.",
        "Please tell me the crystal structure of {name} and its covalent radius in angstrom.",
        "Can you tell me the crystal structure and the covalent radius in angstrom of {name}?",
    )
    form = element.crystal_structure
    other = form.replace("centered", "centred")
    short = {"body-centered cubic": "BCC", "face-centered cubic": "FCC", "hexagonal close-packed": "HCP"}
    aliases = tuple(dict.fromkeys(name for name in (other, short.get(form, "")) if name and name != form))
    facts = (TextFact(value=form, aliases=aliases), NumberFact(value=element.covalent_radius_angstrom or 0))
    return Question(worded(rng, wordings, name=element.name), (FIND, DETAILS), facts, TRAPS)


@redrawn
def number_and_mass(rng: Random) -> Question:
    element = some_element(rng)
    wordings = (
        "What are the atomic number and the atomic mass of {name}?",
        "Which atomic number does {name} have, and what is its atomic mass?",
        "I'm filling in a worksheet on {name}. What are its atomic number and its atomic mass?",
        "Please give me the atomic number and atomic mass of {name}.",
        "Can you tell me the atomic number and the atomic mass of {name}?",
    )
    facts = (NumberFact(value=element.atomic_number), NumberFact(value=element.atomic_mass))
    return Question(worded(rng, wordings, name=element.name), (FIND, DETAILS), facts, TRAPS)


@redrawn
def x_ray_line(rng: Random) -> Question:
    element = some_element(rng)
    if not element.k_alpha_angstrom:
        raise Redraw
    wordings = (
        "What is the wavelength of the K-alpha X-ray line of {name} in angstrom?",
        "At how many angstrom does {name} emit its K-alpha line?",
        "Our X-ray tube has a {name} target. Which K-alpha wavelength does it give, in angstrom?",
        "Please find the K-alpha wavelength of {name} in angstrom.",
        "Can you tell me the K-alpha wavelength of {name} in angstrom?",
    )
    fact = NumberFact(value=element.k_alpha_angstrom)
    return Question(worded(rng, wordings, name=element.name), (FIND, DETAILS), (fact,), TRAPS)


@redrawn
def isotopes(rng: Random) -> Question:
    element = some_element(rng)
    found = list_isotopes(element.symbol)
    if not found.most_abundant:
        raise Redraw
    wordings = (
        "How many isotopes of {name} are known, and what is the mass number of the most abundant one?",
        "What is the mass number of the commonest isotope of {name} in nature, and how many isotopes are listed?",
        "I'm writing a lab report on {name}. How many isotopes are known, and what is the mass number of the most "
        "abundant one?",
        "Please count the known isotopes of {name} and tell me the mass number of the most abundant one.",
        "Can you tell me the number of known isotopes of {name}, and the mass number of the most abundant one?",
    )
    facts = (NumberFact(value=found.count), NumberFact(value=found.most_abundant))
    return Question(worded(rng, wordings, name=element.name), (FIND, ISOTOPES), facts, (INDEX_NUMBER,))


@redrawn
def isotope(rng: Random) -> Question:
    element = some_element(rng)
    row = rng.choice([row for row in list_isotopes(element.symbol).isotopes if row.abundance_percent] or [None])
    if row is None or row.abundance_percent > 99:
        raise Redraw
    wordings = (
        "What is the natural abundance of {name}-{mass} in percent, and how many neutrons does it have?",
        "How many neutrons are in {name}-{mass}, and what percentage of natural {name} is it?",
        "Our sample contains {name}-{mass}. What is the natural abundance of this isotope in percent, and how many "
        "neutrons does it have?",
        "Please look up the isotope {name}-{mass} and tell me its natural abundance in percent and its number of "
        "neutrons.",
        "Can you tell me the natural abundance of {name}-{mass} in percent, and its number of neutrons?",
    )
    details = isotope_details(element.symbol, row.mass_number)
    facts = (NumberFact(value=details.abundance_percent), NumberFact(value=details.neutrons))
    text = worded(rng, wordings, name=element.name, mass=row.mass_number)
    return Question(text, (FIND, ISOTOPE), facts, (INDEX_NUMBER,))


@redrawn
def densest_of_some(rng: Random) -> Question:
    first = rng.randrange(3, 85)
    last = first + rng.randrange(5, 14)
    rows = sorted(list_elements(first, last).elements, key=lambda row: -(row.density_g_per_cm3 or 0))
    if rows[0].density_g_per_cm3 == rows[1].density_g_per_cm3:
        raise Redraw
    wordings = (
        "Which of the elements with atomic numbers {first} to {last} is the densest, and what is its density in g/cm3?",
        "Which element from atomic number {first} through {last} has the highest density, and how high is it in g/cm3?",
        "I'm looking at the elements with atomic numbers {first} to {last}. Which one is the densest, and what is "
        "its density in g/cm3?",
        "Please find the densest element between atomic numbers {first} and {last}, and its density in g/cm3.",
        "Can you find the densest element among the atomic numbers {first} to {last}, and its density in g/cm3?",
    )
    facts = (TextFact(value=rows[0].name), NumberFact(value=rows[0].density_g_per_cm3 or 0))
    return Question(worded(rng, wordings, first=first, last=last), (LIST,), facts)


@redrawn
def primes_of_an_element(rng: Random) -> Question:
    element = some_element(rng)
    factors = prime_factors(element.atomic_number)
    if element.atomic_number < 12 or factors.is_prime:
        raise Redraw
    wordings = (
        "What is the atomic number of {name}, and what is the largest prime factor of that number?",
        "Which atomic number does {name} have, and which is the largest prime factor of that number?",
        "Find the atomic number of {name} and the largest prime that divides it.",
        "Please look up the atomic number of {name} and tell me its largest prime factor as well.",
        "Can you tell me the atomic number of {name} and the largest prime factor of that number?",
    )
    facts = (NumberFact(value=element.atomic_number), NumberFact(value=factors.largest_prime))
    gone = Trap("gone", "algebra-tutor/factor-number", PRIMES)
    return Question(worded(rng, wordings, name=element.name), (FIND, DETAILS, PRIMES), facts, (*TRAPS, gone))


MAKERS: tuple[Maker, ...] = (
    density,
    structure,
    number_and_mass,
    x_ray_line,
    isotopes,
    isotope,
    densest_of_some,
    primes_of_an_element,
)
