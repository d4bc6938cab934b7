"""Questions of those who look up at night, from a garden or from a ship."""

from random import Random
from typing import get_args

from apis.hub.night_sky import PlanetName, StarDetails, find_star, get_star, planet_position, planet_times
from eval.hubbench.drawing import Redraw, day_in_words, redrawn, some_day, worded
from eval.hubbench.facts import NumberFact, TextFact, TimeFact
from eval.hubbench.question import Maker, Question

POSITION = "night-sky/planet-position"
TIMES = "night-sky/planet-times"
FIND = "night-sky/find-star"
STAR = "night-sky/get-star"
PLANETS: tuple[PlanetName, ...] = get_args(PlanetName)


def some_star(rng: Random) -> StarDetails:
    """Draw a star of navigation that a search for its name finds alone."""
    number = rng.randint(1, 57)
    star = get_star(number)
    if [found.number for found in find_star(star.name).stars] != [number]:
        raise Redraw
    return star


def constellation(rng: Random) -> Question:
    planet, day = rng.choice(PLANETS), some_day(rng)
    wordings = (
        "In which constellation does {planet} stand on {day}?",
        "Which constellation do I have to look at to see {planet} on {day}?",
        "Where among the stars is {planet} on {day}? I only need the constellation.",
        "Please tell me the constellation that {planet} is in on {day}.",
        "On {day}, which constellation will {planet} be in?",
    )
    fact = TextFact(value=planet_position(planet, day).constellation)
    return Question(worded(rng, wordings, planet=planet, day=day_in_words(rng, day)), (POSITION,), (fact,))


def distance(rng: Random) -> Question:
    planet, day = rng.choice(PLANETS), some_day(rng)
    wordings = (
        "How far from the earth is {planet} on {day}, in million kilometres?",
        "What is the distance to {planet} on {day} in millions of kilometres?",
        "We are building a model of the planets for {day}. How many million km away is {planet} then?",
        "Please look up how many million kilometres lie between us and {planet} on {day}.",
    )
    fact = NumberFact(value=planet_position(planet, day).distance_million_km)
    return Question(worded(rng, wordings, planet=planet, day=day_in_words(rng, day)), (POSITION,), (fact,))


@redrawn
def setting(rng: Random) -> Question:
    planet, day = rng.choice(PLANETS[:5]), some_day(rng)
    latitude, longitude = round(rng.uniform(-45, 55), 2), round(rng.uniform(-10, 40), 2)
    found = planet_times(planet, day, latitude, longitude)
    if not found.rises_utc or not found.sets_utc:
        raise Redraw
    wordings = (
        "When does {planet} rise and set on {day} at latitude {lat}, longitude {lon}, in UTC?",
        "I observe from latitude {lat}, longitude {lon}. At what time UTC does {planet} come up on {day}, and when "
        "does it go down?",
        "At which times in UTC does {planet} rise and set on {day} as seen from latitude {lat} and longitude {lon}?",
        "Please find the rising and the setting of {planet} on {day} for latitude {lat}, longitude {lon} (UTC).",
    )
    text = worded(rng, wordings, planet=planet, day=day_in_words(rng, day), lat=latitude, lon=longitude)
    facts = (TimeFact(value=found.rises_utc[-5:]), TimeFact(value=found.sets_utc[-5:]))
    return Question(text, (TIMES,), facts)


@redrawn
def star_constellation(rng: Random) -> Question:
    star = some_star(rng)
    if star.constellation == star.name:
        raise Redraw
    wordings = (
        "Which constellation does the star {name} belong to, and what is its spectral class?",
        "To which constellation does {name} belong, the star that navigators use, and of which spectral class is it?",
        "I saw the star {name} last night. What constellation is it in, and what spectral class does it have?",
        "Please look up the constellation and the spectral class of the star {name}.",
    )
    facts = (TextFact(value=star.constellation), TextFact(value=star.spectral_class))
    return Question(worded(rng, wordings, name=star.name), (FIND, STAR), facts)


@redrawn
def declination(rng: Random) -> Question:
    star = some_star(rng)
    wordings = (
        "What is the declination of the star {name} in degrees?",
        "At how many degrees of declination does the star {name} stand?",
        "For a star sight I need the declination of {name} in decimal degrees.",
        "Please find the declination, in degrees, of the star {name}.",
    )
    fact = NumberFact(value=star.declination_degrees)
    return Question(worded(rng, wordings, name=star.name), (FIND, STAR), (fact,))


MAKERS: tuple[Maker, ...] = (constellation, distance, setting, star_constellation, declination)
