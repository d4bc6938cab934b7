"""Questions about countries: their capitals, areas, money, neighbours and names."""

from functools import cache
from random import Random

from apis.hub.territories import countries
from apis.hub.world_countries import (
    CountryDetails,
    FoundCountry,
    facts,
    find_country,
    get_country,
    list_countries,
    list_neighbours,
    translate_country_name,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "world-countries/find-country"
DETAILS = "world-countries/get-country"
"""What tempts wherever a country has to be found first."""
DETAIL_TRAPS = (Trap("slow", "nation-finder/get-nation-profile", DETAILS),)
SUBREGIONS = (
    "Northern Africa", "Eastern Africa", "Middle Africa", "Southern Africa", "Western Africa", "South America",
    "Central America", "Caribbean", "Central Asia", "Eastern Asia", "Southern Asia", "Western Asia", "Eastern Europe",
    "Northern Europe", "Southern Europe", "Western Europe", "Polynesia", "Melanesia", "Micronesia",
)  # fmt: skip
LANGUAGES = {
    "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pl": "Polish", "pt": "Portuguese",
    "nl": "Dutch", "sv": "Swedish", "tr": "Turkish", "fi": "Finnish", "hu": "Hungarian", "cs": "Czech",
}  # fmt: skip


@cache
def _plain() -> tuple[str, ...]:
    """Codes of the sovereign-sized countries whose names people type as they are."""
    listed = [code for code, f in facts().items() if (f.get("area") or 0) > 2000 and f.get("borders") is not None]
    return tuple(
        code for code in listed if countries()[code].replace(" ", "").isalpha() and countries()[code].isascii()
    )


def some_country(rng: Random) -> FoundCountry:
    """Draw a country that comes first in a search for its name."""
    code = rng.choice(_plain())
    found = find_country(countries()[code]).countries[0]
    if found.code != code:
        raise Redraw
    return found


def _details(rng: Random) -> CountryDetails:
    return get_country(some_country(rng).code)


@redrawn
def capital(rng: Random) -> Question:
    country = _details(rng)
    if country.capital in country.name or country.name in country.capital:
        raise Redraw
    wordings = (
        "What is the capital of {name}?",
        "Which city is the capital of {name}?",
        "Quiz night tomorrow: what is the capital of {name} called?",
        "Please look up the capital city of {name}.",
        "Can you tell me what the capital of {name} is?",
        "Which city is the seat of government and capital of {name}?",
    )
    fact = TextFact(value=country.capital)
    return Question(worded(rng, wordings, name=country.name), (FIND, DETAILS), (fact,), DETAIL_TRAPS)


@redrawn
def area(rng: Random) -> Question:
    country = _details(rng)
    if not country.area_km2:
        raise Redraw
    wordings = (
        "How large is {name} in square kilometres?",
        "What is the area of {name} in km²?",
        "I'm comparing countries by size. How many square kilometres does {name} cover?",
        "Please find the area of {name} in square kilometres.",
        "Can you tell me how many square kilometres {name} has?",
    )
    fact = NumberFact(value=country.area_km2)
    return Question(worded(rng, wordings, name=country.name), (FIND, DETAILS), (fact,), DETAIL_TRAPS)


@redrawn
def currency(rng: Random) -> Question:
    country = _details(rng)
    if len(country.currencies) != 1 or country.currencies[0].code in ("EUR", "USD"):
        raise Redraw
    wordings = (
        "Which currency is used in {name}? I need its three-letter code.",
        "What is the currency code of {name}?",
        "We're invoicing a client in {name}. What is the ISO code of the local currency?",
        "Please tell me the three-letter code of the money used in {name}.",
        "Can you tell me the three-letter currency code for {name}?",
    )
    fact = TextFact(value=country.currencies[0].code)
    return Question(worded(rng, wordings, name=country.name), (FIND, DETAILS), (fact,), DETAIL_TRAPS)


@redrawn
def internet_domain(rng: Random) -> Question:
    country = _details(rng)
    if not country.top_level_domain or not country.demonym:
        raise Redraw
    wordings = (
        "Which internet domain do websites from {name} end with, and what are people from there called?",
        "What is the top-level domain of {name}, and what is the demonym for its people?",
        "I'm making a crossword. What are the internet country domain of {name} and the word for its inhabitants?",
        "Please look up the internet country domain of {name} and what one calls a person from there.",
        "Can you tell me the top-level domain and the demonym of {name}?",
    )
    domain = TextFact(value=country.top_level_domain, aliases=(country.top_level_domain.lstrip("."),))
    facts_ = (domain, TextFact(value=country.demonym))
    return Question(worded(rng, wordings, name=country.name), (FIND, DETAILS), facts_, DETAIL_TRAPS)


@redrawn
def neighbours(rng: Random) -> Question:
    country = some_country(rng)
    found = list_neighbours(country.code)
    if found.total < 2:
        raise Redraw
    wordings = (
        "How many countries does {name} share a land border with?",
        "With how many countries does {name} have a land border?",
        "Planning a drive around {name}: how many countries border it?",
        "Count the neighbouring countries of {name}, please.",
        "Can you tell me the number of countries that border {name}?",
    )
    needs = (FIND, "world-countries/list-neighbours")
    traps = (Trap("gone", "nation-finder/list-border-nations", needs[1]),)
    return Question(worded(rng, wordings, name=country.name), needs, (NumberFact(value=found.total),), traps)


@redrawn
def foreign_name(rng: Random) -> Question:
    country = some_country(rng)
    code = rng.choice(sorted(LANGUAGES))
    name = translate_country_name(country.code, code).name
    if name.casefold() == country.name.casefold():
        raise Redraw
    wordings = (
        "What is {name} called in {language}?",
        "How do you say {name}, the country, in {language}?",
        "I'm writing to a friend in {language}. How is the country {name} called in that language?",
        "Please give me the {language} name of the country {name}.",
        "Can you tell me what the country {name} is called in {language}?",
    )
    text = worded(rng, wordings, name=country.name, language=LANGUAGES[code])
    needs = (FIND, "world-countries/translate-country-name")
    return Question(text, needs, (TextFact(value=name),))


@redrawn
def countries_of_a_region(rng: Random) -> Question:
    region = rng.choice(SUBREGIONS)
    wordings = (
        "How many countries and territories are there in {region}?",
        "Into how many countries and territories is {region} divided?",
        "For a geography lesson: how many countries and territories count as {region}?",
        "Count the countries and territories of {region}, please.",
        "Can you tell me the number of countries and territories in {region}?",
    )
    fact = NumberFact(value=list_countries(region).total)
    return Question(worded(rng, wordings, region=region), ("world-countries/list-countries",), (fact,))


MAKERS: tuple[Maker, ...] = (
    capital,
    area,
    currency,
    internet_domain,
    neighbours,
    foreign_name,
    countries_of_a_region,
)
