"""Questions about flights: how far, how long, which way, by code and by name."""

from functools import cache
from itertools import pairwise
from random import Random

from apis.hub.airport_directory import FoundAirport, airports
from apis.hub.flight_distances import (
    estimate_flight_time,
    get_flight_distance,
    get_flight_midpoint,
    get_itinerary_distance,
    list_airports_in_range,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.airport_directory import SEARCH, SEARCH_TRAPS, some_airport

DISTANCE = "flight-distances/get-flight-distance"
MILEAGE = Trap("html", "air-mileage/get-air-mileage", DISTANCE)


@cache
def _codes() -> tuple[str, ...]:
    return tuple(code for code, a in airports().items() if "International" in a["name"])


def _some_codes(rng: Random, count: int) -> list[str]:
    """Draw airports that lie apart, each from the next."""
    codes = rng.sample(_codes(), count)
    if any(get_flight_distance(a, b).kilometres < 300 for a, b in pairwise(codes)):
        raise Redraw
    return codes


def _some_flight(rng: Random) -> tuple[FoundAirport, FoundAirport]:
    """Draw two airports, known by name, that lie apart."""
    start, end = some_airport(rng), some_airport(rng)
    if get_flight_distance(start.iata, end.iata).kilometres < 300:
        raise Redraw
    return start, end


@redrawn
def distance_by_name(rng: Random) -> Question:
    start, end = _some_flight(rng)
    flight = get_flight_distance(start.iata, end.iata)
    wordings = (
        "How many kilometres is it by air from {start} to {end}?",
        "What is the flight distance in kilometres between {start} and {end}?",
        "I'm working out the emissions of a flight from {start} to {end}. How long is the direct route in km?",
        "Please tell me the great-circle distance in kilometres from {start} to {end}.",
        "Can you tell me how many kilometres a plane flies between {start} and {end}?",
    )
    text = worded(rng, wordings, start=start.name, end=end.name)
    return Question(text, (SEARCH, SEARCH, DISTANCE), (NumberFact(value=flight.kilometres),), (*SEARCH_TRAPS, MILEAGE))


@redrawn
def distance_by_code(rng: Random) -> Question:
    start, end = _some_codes(rng, 2)
    flight = get_flight_distance(start, end)
    wordings = (
        "How far is it from {start} to {end} by plane, in kilometres and in miles?",
        "How long is a direct flight from {start} to {end}, in kilometres and in miles?",
        "I'm flying from {start} to {end} next month. How many kilometres and how many miles is that?",
        "Give me the air distance between {start} and {end} in km and miles.",
        "Can you tell me the flight distance from {start} to {end} in kilometres and in miles?",
    )
    facts = (NumberFact(value=flight.kilometres), NumberFact(value=flight.miles))
    return Question(worded(rng, wordings, start=start, end=end), (DISTANCE,), facts, (MILEAGE,))


@redrawn
def bearing(rng: Random) -> Question:
    start, end = _some_codes(rng, 2)
    wordings = (
        "In which direction, in degrees, does a plane set out from {start} on the shortest way to {end}?",
        "What is the initial bearing of the great-circle route from {start} to {end}?",
        "I'm setting up a flight simulator. Which initial heading in degrees leads from {start} to {end}?",
        "Please work out the bearing at departure from {start} towards {end}.",
        "Can you tell me the initial bearing in degrees of a flight from {start} to {end}?",
    )
    fact = NumberFact(value=get_flight_distance(start, end).initial_bearing_degrees)
    return Question(worded(rng, wordings, start=start, end=end), (DISTANCE,), (fact,), (MILEAGE,))


@redrawn
def time_in_the_air(rng: Random) -> Question:
    start, end = _some_flight(rng)
    speed = rng.randrange(600, 950, 10)
    wordings = (
        "How many minutes does a plane take from {start} to {end} at an average of {speed} km/h?",
        "At {speed} km/h, how many minutes does a flight from {start} to {end} take?",
        "Our jet cruises at {speed} km/h. How many minutes in the air should we plan from {start} to {end}?",
        "Please estimate the flight time in minutes from {start} to {end} at an average speed of {speed} km/h.",
        "Can you estimate the minutes in the air from {start} to {end} at {speed} km/h?",
    )
    needs = (SEARCH, SEARCH, "flight-distances/estimate-flight-time")
    fact = NumberFact(value=estimate_flight_time(start.iata, end.iata, speed).minutes)
    traps = (*SEARCH_TRAPS, Trap("limited", "air-mileage/get-air-time", needs[2]))
    return Question(worded(rng, wordings, start=start.name, end=end.name, speed=speed), needs, (fact,), traps)


@redrawn
def journey(rng: Random) -> Question:
    codes = _some_codes(rng, rng.choice((3, 4)))
    wordings = (
        "I'm flying {stops}. How many kilometres is that in total?",
        "What is the total distance in kilometres of the journey {stops}?",
        "Our round trip goes {stops}. Please add up the kilometres.",
        "How many kilometres is the route {stops} altogether?",
        "Can you tell me the total air distance in kilometres for the stops {stops}?",
    )
    needs = ("flight-distances/get-itinerary-distance",)
    fact = NumberFact(value=get_itinerary_distance(",".join(codes)).total_kilometres)
    trap = Trap("key", "air-mileage/get-trip-mileage", needs[0])
    return Question(worded(rng, wordings, stops=" - ".join(codes)), needs, (fact,), (trap,))


@redrawn
def halfway(rng: Random) -> Question:
    start, end = _some_flight(rng)
    point = get_flight_midpoint(start.iata, end.iata)
    wordings = (
        "Which point lies halfway between {start} and {end} on the direct flight? Coordinates, please.",
        "At which latitude and longitude is the middle of the flight from {start} to {end}?",
        "We want to celebrate halfway through our flight from {start} to {end}. Where will that be, in coordinates?",
        "Please find the coordinates of the midpoint of the great-circle route from {start} to {end}.",
        "Can you tell me the coordinates of the halfway point of a flight from {start} to {end}?",
    )
    facts = (NumberFact(value=point.latitude), NumberFact(value=point.longitude))
    needs = (SEARCH, SEARCH, "flight-distances/get-flight-midpoint")
    return Question(worded(rng, wordings, start=start.name, end=end.name), needs, facts, SEARCH_TRAPS)


@redrawn
def within_range(rng: Random) -> Question:
    start = some_airport(rng)
    radius = rng.randrange(300, 1600, 50)
    total = list_airports_in_range(start.iata, radius).total
    if total < 2:
        raise Redraw
    wordings = (
        "How many airports lie within {radius} km of {name}?",
        "Our plane has a range of {radius} kilometres. How many airports can it reach from {name}?",
        "Please count the airports that are at most {radius} km away from {name}.",
        "Starting at {name}, how many other airports are within {radius} kilometres?",
        "Can you tell me how many airports are within {radius} km of {name}?",
    )
    needs = (SEARCH, "flight-distances/list-airports-in-range")
    text = worded(rng, wordings, radius=radius, name=start.name)
    return Question(text, needs, (NumberFact(value=total),), SEARCH_TRAPS)


MAKERS: tuple[Maker, ...] = (
    distance_by_name,
    distance_by_code,
    bearing,
    time_in_the_air,
    journey,
    halfway,
    within_range,
)
