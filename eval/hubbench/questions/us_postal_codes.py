"""Questions about places in the United States: counties, area codes, ZIP codes around them."""

from functools import cache
from random import Random

from apis.hub.us_postal_codes import (
    CityCodes,
    Row,
    find_zip_codes,
    get_postal_code,
    get_zip_code_distance,
    list_county_zip_codes,
    list_nearby_zip_codes,
    postal_codes,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "us-postal-codes/find-zip-codes"
DETAILS = "us-postal-codes/get-postal-code"
FIND_TRAPS = (Trap("foreign_id", "us-places/find-city-zip-codes", FIND),)
DETAIL_TRAPS = (*FIND_TRAPS, Trap("key", "us-places/get-place-profile", DETAILS))
STATES = {
    "AL": "Alabama", "AZ": "Arizona", "CA": "California", "CO": "Colorado", "FL": "Florida", "GA": "Georgia",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "ME": "Maine", "MI": "Michigan",
    "MN": "Minnesota", "MO": "Missouri", "MT": "Montana", "NC": "North Carolina", "NE": "Nebraska",
    "NM": "New Mexico", "NY": "New York", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VA": "Virginia", "WA": "Washington", "WI": "Wisconsin",
}  # fmt: skip


@cache
def _rows() -> tuple[Row, ...]:
    return tuple(
        row for row in postal_codes().values() if row["state"] in STATES and row["zip_code_type"] == "STANDARD"
    )


def _small_city(rng: Random) -> CityCodes:
    """Draw a city that has one ZIP code only."""
    row = rng.choice(_rows())
    found = find_zip_codes(row["city"], row["state"])
    if found.total != 1 or row["city"] in row["county"]:
        raise Redraw
    return found


def _city(found: CityCodes, rng: Random) -> str:
    return rng.choice((f"{found.city}, {STATES[found.state]}", f"{found.city}, {found.state}"))


@redrawn
def county(rng: Random) -> Question:
    found = _small_city(rng)
    wordings = (
        "Which county is {city} in?",
        "In which county does {city} lie?",
        "I'm tracing my family to {city}. Which county is that?",
        "Please tell me the county of {city}.",
        "Can you tell me the county that {city} is in?",
    )
    place = get_postal_code(found.zip_codes[0])
    fact = TextFact(value=place.county, aliases=(place.county.removesuffix(" County"),))
    return Question(worded(rng, wordings, city=_city(found, rng)), (FIND, DETAILS), (fact,), DETAIL_TRAPS)


@redrawn
def area_codes(rng: Random) -> Question:
    found = _small_city(rng)
    codes = get_postal_code(found.zip_codes[0]).area_codes
    if not 1 <= len(codes) <= 2:
        raise Redraw
    wordings = (
        "What telephone area code does {city} have? If there are several, name them all.",
        "Which area codes do phone numbers in {city} begin with?",
        "I want to call a shop in {city}. Which telephone area code or codes are in use there?",
        "Please list the telephone area codes of {city}.",
        "Can you tell me the telephone area code of {city}, or all of them if there are several?",
    )
    facts = tuple(TextFact(value=code) for code in codes)
    return Question(worded(rng, wordings, city=_city(found, rng)), (FIND, DETAILS), facts, DETAIL_TRAPS)


@redrawn
def place_of_a_code(rng: Random) -> Question:
    place = get_postal_code(rng.choice(_rows())["zip_code"])
    wordings = (
        "Which city and county does the ZIP code {code} belong to?",
        "A letter came back with the ZIP code {code}. Which city and which county is that?",
        "Please look up the city and the county of ZIP code {code}.",
        "I'm looking for the US ZIP code {code}. Which city and which county is it in?",
        "Can you tell me the city and the county for the ZIP code {code}?",
    )
    facts = (
        TextFact(value=place.city),
        TextFact(value=place.county, aliases=(place.county.removesuffix(" County"),)),
    )
    trap = Trap("key", "us-places/get-place-profile", DETAILS)
    return Question(worded(rng, wordings, code=place.zip_code), (DETAILS,), facts, (trap,))


@redrawn
def distance(rng: Random) -> Question:
    start, end = _small_city(rng), _small_city(rng)
    found = get_zip_code_distance(start.zip_codes[0], end.zip_codes[0])
    if found.miles < 30:
        raise Redraw
    wordings = (
        "How many miles lie between the ZIP codes of {start} and {end} as the crow flies?",
        "What is the straight-line distance in miles from the ZIP code of {start} to that of {end}?",
        "We ship from {start} to {end}. How many miles apart are their ZIP codes in a straight line?",
        "Please measure the distance in miles between the ZIP codes of {start} and {end}.",
        "Can you tell me how many miles it is in a straight line from the ZIP code of {start} to the one of {end}?",
    )
    needs = (FIND, FIND, "us-postal-codes/get-zip-code-distance")
    text = worded(rng, wordings, start=_city(start, rng), end=_city(end, rng))
    return Question(text, needs, (NumberFact(value=found.miles),), FIND_TRAPS)


@redrawn
def codes_nearby(rng: Random) -> Question:
    city, radius = _small_city(rng), rng.choice((8, 10, 12, 15, 20))
    total = list_nearby_zip_codes(city.zip_codes[0], radius).total
    if total < 2:
        raise Redraw
    wordings = (
        "How many other ZIP codes are within {radius} km of the ZIP code of {city}?",
        "We deliver up to {radius} kilometres from the ZIP code of {city}. How many other ZIP codes does that take in?",
        "Please count the other ZIP codes that lie at most {radius} km from the ZIP code of {city}.",
        "Around the ZIP code of {city}, how many others are there within {radius} kilometres?",
        "Can you tell me how many other ZIP codes lie within {radius} km of the ZIP code of {city}?",
    )
    needs = (FIND, "us-postal-codes/list-nearby-zip-codes")
    traps = (*FIND_TRAPS, Trap("html", "us-places/list-places-around", needs[1]))
    text = worded(rng, wordings, city=_city(city, rng), radius=radius)
    return Question(text, needs, (NumberFact(value=total),), traps)


@redrawn
def codes_of_a_city(rng: Random) -> Question:
    row = rng.choice(_rows())
    found = find_zip_codes(row["city"], row["state"])
    if found.total < 3:
        raise Redraw
    wordings = (
        "How many ZIP codes does {city} have?",
        "Into how many ZIP codes is {city} divided?",
        "We're planning a mailing to all of {city}. How many ZIP codes are there?",
        "Count the ZIP codes of {city}, please.",
        "Can you tell me the number of ZIP codes in {city}?",
    )
    return Question(worded(rng, wordings, city=_city(found, rng)), (FIND,), (NumberFact(value=found.total),))


@redrawn
def codes_of_a_county(rng: Random) -> Question:
    row = rng.choice(_rows())
    total = list_county_zip_codes(row["county"], row["state"]).total
    if total < 3 or not row["county"].endswith("County"):
        raise Redraw
    wordings = (
        "How many ZIP codes are there in {county}, {state}?",
        "How many different ZIP codes does {county} in {state} have?",
        "I'm sizing a survey of {county}, {state}: how many ZIP codes does it have?",
        "Count the ZIP codes of {county} in {state}, please.",
        "Can you tell me the number of ZIP codes in {county}, {state}?",
    )
    text = worded(rng, wordings, county=row["county"], state=rng.choice((row["state"], STATES[row["state"]])))
    return Question(text, ("us-postal-codes/list-county-zip-codes",), (NumberFact(value=total),))


MAKERS: tuple[Maker, ...] = (
    county,
    area_codes,
    place_of_a_code,
    distance,
    codes_nearby,
    codes_of_a_city,
    codes_of_a_county,
)
