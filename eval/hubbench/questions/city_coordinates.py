"""Questions about big cities as points on the map: where they lie and what is near."""

from random import Random

from apis.hub.airport_directory import find_nearest_airports
from apis.hub.city_coordinates import City, cities, find_nearest_cities, list_cities
from apis.hub.earth_geometry import get_bearing, measure_distance
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "city-coordinates/find-city"
FIND_TRAPS = (Trap("foreign_id", "geo-gazetteer/locate-place", FIND),)
"""What tempts wherever a city has to be put on the map first."""


def some_city(rng: Random) -> City:
    """Draw one of the big cities."""
    return rng.choice(list(cities().values()))


def _two_cities(rng: Random) -> tuple[City, City]:
    first, second = rng.sample(list(cities().values()), 2)
    return first, second


@redrawn
def coordinates(rng: Random) -> Question:
    city = some_city(rng)
    wordings = (
        "What are the latitude and longitude of {city} in decimal degrees?",
        "At which decimal coordinates does {city} lie?",
        "I'm putting {city} on a map. What are its decimal latitude and longitude?",
        "Please give me the coordinates of {city} in decimal degrees.",
        "Can you look up the decimal latitude and longitude of {city}?",
    )
    facts = (
        NumberFact(value=city.latitude, tolerance=0.002),
        NumberFact(value=city.longitude, tolerance=0.002),
    )
    return Question(worded(rng, wordings, city=city.name), (FIND,), facts)


@redrawn
def distance(rng: Random) -> Question:
    start, end = _two_cities(rng)
    found = measure_distance(start.latitude, start.longitude, end.latitude, end.longitude)
    if found.kilometres < 100:
        raise Redraw
    wordings = (
        "How far apart are {start} and {end} in kilometres, in a straight line?",
        "What is the straight-line distance in km between {start} and {end}?",
        "A pigeon flies straight from {start} to {end}. How many kilometres is that?",
        "Please measure the distance in kilometres from {start} to {end} as the crow flies.",
        "Can you tell me how many kilometres it is from {start} to {end} as the crow flies?",
    )
    needs = (FIND, FIND, "earth-geometry/measure-distance")
    traps = (*FIND_TRAPS, Trap("slow", "geo-gazetteer/measure-route", needs[2]))
    text = worded(rng, wordings, start=start.name, end=end.name)
    return Question(text, needs, (NumberFact(value=round(found.kilometres, 1), tolerance=0.001),), traps)


@redrawn
def direction(rng: Random) -> Question:
    start, end = _two_cities(rng)
    found = get_bearing(start.latitude, start.longitude, end.latitude, end.longitude)
    wordings = (
        "In which compass direction, in degrees, does the shortest way from {start} to {end} begin?",
        "What is the initial bearing from {start} to {end} in degrees?",
        "I'm aiming an antenna in {start} at {end}. Which bearing in degrees do I set?",
        "Please work out the bearing in degrees from {start} towards {end}.",
        "Can you tell me the initial bearing in degrees from {start} to {end}?",
    )
    needs = (FIND, FIND, "earth-geometry/get-bearing")
    traps = (*FIND_TRAPS, Trap("gone", "geo-gazetteer/plot-course", needs[2]))
    text = worded(rng, wordings, start=start.name, end=end.name)
    return Question(text, needs, (NumberFact(value=found.initial_bearing_degrees),), traps)


@redrawn
def nearest_city(rng: Random) -> Question:
    latitude, longitude = round(rng.uniform(35, 60), 2), round(rng.uniform(-10, 35), 2)
    first, second = find_nearest_cities(latitude, longitude, 2).cities
    if second.distance_km - first.distance_km < 10:
        raise Redraw
    wordings = (
        "Which big city is nearest to latitude {lat}, longitude {lon}, and how many km away is it?",
        "We broke down at latitude {lat}, longitude {lon}. What is the closest big city, and how far is it in "
        "kilometres?",
        "Find the big city closest to the coordinates {lat}, {lon} and its distance in kilometres.",
        "Which major city is nearest to the point at latitude {lat} and longitude {lon}, and how many kilometres "
        "away is it?",
        "I'm at latitude {lat}, longitude {lon}. What is the nearest big city, and how far away is it in km?",
    )
    facts = (TextFact(value=first.name), NumberFact(value=first.distance_km))
    needs = ("city-coordinates/find-nearest-cities",)
    return Question(worded(rng, wordings, lat=latitude, lon=longitude), needs, facts)


@redrawn
def nearest_airport(rng: Random) -> Question:
    city = some_city(rng)
    first, second = find_nearest_airports(city.latitude, city.longitude, 2).airports
    if second.distance_km - first.distance_km < 2:
        raise Redraw
    wordings = (
        "Which airport lies nearest to the centre of {city}, and how far away is it in km?",
        "Which airport is closest to the centre of {city}, and at what distance in kilometres?",
        "I'm staying in the middle of {city}. Which airport is nearest on the map, and how many km away?",
        "Please find the airport nearest to {city} on the map, with its distance in kilometres.",
        "Can you find the airport closest to the centre of {city}, and its distance in km?",
    )
    needs = (FIND, "airport-directory/find-nearest-airports")
    facts = (TextFact(value=first.name, aliases=(first.iata,)), NumberFact(value=first.distance_km))
    traps = (*FIND_TRAPS, Trap("slow", "airport-finder/find-closest-airport", needs[1]))
    return Question(worded(rng, wordings, city=city.name), needs, facts, traps)


@redrawn
def cities_of_a_band(rng: Random) -> Question:
    low = rng.randrange(-30, 50, 5)
    high = low + rng.choice((5, 10, 15))
    total = list_cities(low, high).total
    if total < 2:
        raise Redraw
    wordings = (
        "How many of the world's big cities lie between {low} and {high} degrees of latitude?",
        "Please count the big cities between latitude {low} and latitude {high}.",
        "For a climate lesson: how many big cities are north of {low} and south of {high} degrees latitude?",
        "How many major cities are listed between the latitudes {low} and {high}?",
        "Can you tell me how many big cities have a latitude between {low} and {high} degrees?",
    )
    needs = ("city-coordinates/list-cities",)
    return Question(worded(rng, wordings, low=low, high=high), needs, (NumberFact(value=total),))


MAKERS: tuple[Maker, ...] = (coordinates, distance, direction, nearest_city, nearest_airport, cities_of_a_band)
