"""Questions about airports: their codes, their height, their place, what lies near."""

from functools import cache
from random import Random

from apis.hub.airport_directory import (
    FoundAirport,
    airports,
    find_nearest_airports,
    get_airport,
    list_airports_of_country,
    search_airports,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.world_countries import FIND, some_country

SEARCH = "airport-directory/search-airports"
DETAILS = "airport-directory/get-airport"
NUMBERED = Trap("foreign_id", "airport-finder/find-airport", SEARCH)
FOUR_LETTERS = Trap("foreign_id", "aerodrome-index/search-aerodromes", SEARCH)
LOCKED = Trap("key", "airport-finder/get-airport-facts", DETAILS)
SEARCH_TRAPS = (NUMBERED, FOUR_LETTERS)


@cache
def _known() -> tuple[str, ...]:
    """Names of airports that people fly to and that can be typed on any keyboard."""
    names = (a["name"] for a in airports().values() if a["city"] and a["elevation"] and a["icao"] and a["tz"])
    return tuple(name for name in names if "International" in name and name.isascii() and "(" not in name)


def some_airport(rng: Random) -> FoundAirport:
    """Draw an airport that a search for its name finds and that shares the name with no other."""
    found = search_airports(rng.choice(_known()))
    if found.total != 1:
        raise Redraw
    return found.airports[0]


@redrawn
def elevation(rng: Random) -> Question:
    found = some_airport(rng)
    wordings = (
        "How high above sea level is {name}, in feet?",
        "What is the elevation of {name} in feet?",
        "A pilot friend asks how many feet above sea level {name} lies. Can you find out?",
        "Please tell me the elevation in feet of {name}.",
        "How many feet above sea level is {name}?",
        "I'm curious how many feet above the sea {name} was built.",
    )
    fact = NumberFact(value=get_airport(found.iata).elevation_ft)
    traps = (*SEARCH_TRAPS, LOCKED)
    return Question(worded(rng, wordings, name=found.name), (SEARCH, DETAILS), (fact,), traps)


@redrawn
def icao_code(rng: Random) -> Question:
    found = some_airport(rng)
    wordings = (
        "What is the ICAO code of {name}?",
        "I know {name} only by name and need its ICAO code.",
        "Which four-letter ICAO code does {name} have?",
        "For a flight plan I need the ICAO code of {name}, please.",
        "Can you look up which ICAO code {name} has?",
    )
    fact = TextFact(value=get_airport(found.iata).icao)
    return Question(worded(rng, wordings, name=found.name), (SEARCH, DETAILS), (fact,), (NUMBERED, LOCKED))


@redrawn
def iata_code(rng: Random) -> Question:
    found = some_airport(rng)
    wordings = (
        "What is the IATA code of {name}?",
        "Which three-letter IATA code do luggage tags show for {name}?",
        "I have to fill in a form and need the IATA code of {name}.",
        "Please look up the IATA airport code for {name}.",
        "Can you find the three-letter IATA code for {name}?",
    )
    return Question(worded(rng, wordings, name=found.name), (SEARCH,), (TextFact(value=found.iata),))


@redrawn
def time_zone(rng: Random) -> Question:
    found = some_airport(rng)
    wordings = (
        "Which time zone is {name} in? I need the name from the IANA database.",
        "What is the IANA time zone of {name}?",
        "My calendar wants an IANA time zone name for {name}. Which one is it?",
        "Please find the IANA time zone that applies at {name}.",
        "Can you look up the IANA time zone of {name}?",
    )
    fact = TextFact(value=get_airport(found.iata).time_zone)
    traps = (*SEARCH_TRAPS, LOCKED)
    return Question(worded(rng, wordings, name=found.name), (SEARCH, DETAILS), (fact,), traps)


@redrawn
def position(rng: Random) -> Question:
    found = some_airport(rng)
    wordings = (
        "What are the coordinates of {name}?",
        "At which latitude and longitude does {name} lie?",
        "I want to mark {name} on a map: what are its latitude and longitude in decimal degrees?",
        "Please give me the decimal coordinates of {name}.",
        "Can you look up the latitude and longitude of {name}?",
    )
    details = get_airport(found.iata)
    facts = (NumberFact(value=details.latitude), NumberFact(value=details.longitude))
    traps = (*SEARCH_TRAPS, LOCKED)
    return Question(worded(rng, wordings, name=found.name), (SEARCH, DETAILS), facts, traps)


@redrawn
def nearest(rng: Random) -> Question:
    latitude, longitude = round(rng.uniform(36, 60), 2), round(rng.uniform(-9, 30), 2)
    first, second = find_nearest_airports(latitude, longitude, 2).airports
    if second.distance_km - first.distance_km < 3:
        raise Redraw
    wordings = (
        "Which airport is nearest to latitude {lat}, longitude {lon}, and how many kilometres away is it?",
        "We are camping at latitude {lat}, longitude {lon}. Which airport is closest, and how far away is it in "
        "kilometres?",
        "Find the airport closest to the point at latitude {lat} and longitude {lon}, and its distance in km.",
        "My boat is at latitude {lat} and longitude {lon}. What is the nearest airport, and how far away is it in km?",
        "Please look up the airport closest to latitude {lat}, longitude {lon}, and how many kilometres away it is.",
    )
    needs = ("airport-directory/find-nearest-airports",)
    facts = (TextFact(value=first.name, aliases=(first.iata,)), NumberFact(value=first.distance_km))
    trap = Trap("slow", "airport-finder/find-closest-airport", needs[0])
    return Question(worded(rng, wordings, lat=latitude, lon=longitude), needs, facts, (trap,))


@redrawn
def airports_in_a_country(rng: Random) -> Question:
    country = some_country(rng)
    total = list_airports_of_country(country.code).total
    if total < 3:
        raise Redraw
    wordings = (
        "How many airports with an IATA code are there in {country}?",
        "I'm writing an article on {country}. How many airports are on record there?",
        "Count the airports of {country}, please.",
        "How many airports are listed for {country}?",
        "What is the total number of airports in {country}?",
    )
    needs = (FIND, "airport-directory/list-airports-of-country")
    traps = (Trap("gone", "aerodrome-index/list-aerodromes", needs[1]),)
    return Question(worded(rng, wordings, country=country.name), needs, (NumberFact(value=total),), traps)


MAKERS: tuple[Maker, ...] = (
    elevation,
    icao_code,
    iata_code,
    time_zone,
    position,
    nearest,
    airports_in_a_country,
)
