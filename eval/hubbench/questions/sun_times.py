"""Questions about the sun: when it rises and sets, how high it stands, how long the day is."""

from datetime import date
from random import Random

from apis.hub.airport_directory import AirportDetails, get_airport
from apis.hub.sun_times import get_sun_position, get_sun_times, get_twilight
from apis.hub.timezone_atlas import find_time_zone
from eval.hubbench.drawing import Redraw, day_in_words, redrawn, some_day, worded
from eval.hubbench.facts import NumberFact, TimeFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.airport_directory import DETAILS, LOCKED, SEARCH, SEARCH_TRAPS, some_airport
from eval.hubbench.questions.city_coordinates import FIND, FIND_TRAPS, some_city

SUN = "sun-times/get-sun-times"
TWILIGHT = "sun-times/get-twilight"
POSITION = "sun-times/get-sun-position"
SUN_TRAP = Trap("key", "sunrise-sunset/get-sunrise-sunset", SUN)


def _some_place(rng: Random) -> tuple[float, float]:
    """Draw a point where the sun rises every day."""
    return round(rng.uniform(-45, 60), 2), round(rng.uniform(-20, 60), 2)


def _clock(when: str, day: date) -> TimeFact:
    """The time of day of an event, which must be on the day asked about."""
    if not when.startswith(str(day)):
        raise Redraw
    return TimeFact(value=when[-5:])


@redrawn
def sunrise_at_a_point(rng: Random) -> Question:
    (latitude, longitude), day = _some_place(rng), some_day(rng)
    found = get_sun_times(latitude, longitude, day)
    wordings = (
        "When does the sun rise and set at latitude {lat}, longitude {lon} on {day}? In UTC, please.",
        "What are the UTC times of sunrise and sunset at {lat}, {lon} on {day}?",
        "We are at sea at latitude {lat}, longitude {lon}. At what UTC times does the sun rise and set on {day}?",
        "Please give me sunrise and sunset in UTC for the coordinates {lat}, {lon} on {day}.",
        "Can you tell me the UTC times of sunrise and sunset at latitude {lat}, longitude {lon} on {day}?",
    )
    facts = (_clock(found.sunrise, day), _clock(found.sunset, day))
    text = worded(rng, wordings, lat=latitude, lon=longitude, day=day_in_words(rng, day))
    return Question(text, (SUN,), facts, (SUN_TRAP,))


@redrawn
def sunrise_in_a_city(rng: Random) -> Question:
    city, day = some_city(rng), some_day(rng)
    zone = find_time_zone(city.latitude, city.longitude).zone
    found = get_sun_times(city.latitude, city.longitude, day, zone)
    event, when = rng.choice((("sunrise", found.sunrise), ("sunset", found.sunset)))
    wordings = (
        "At what local time is {event} in {city} on {day}?",
        "When is {event} in {city} on {day}, by the clocks there?",
        "I want to photograph the {event} in {city} on {day}. At what local time is it?",
        "Please tell me the local time of {event} in {city} on {day}.",
        "Can you tell me at what local time {event} is in {city} on {day}?",
    )
    needs = (FIND, "timezone-atlas/find-time-zone", SUN)
    text = worded(rng, wordings, event=event, city=city.name, day=day_in_words(rng, day))
    return Question(text, needs, (_clock(when, day),), (*FIND_TRAPS, SUN_TRAP))


@redrawn
def day_length(rng: Random) -> Question:
    city, day = some_city(rng), some_day(rng)
    found = get_sun_times(city.latitude, city.longitude, day)
    zone = find_time_zone(city.latitude, city.longitude).zone
    if get_sun_times(city.latitude, city.longitude, day, zone).day_length_minutes != found.day_length_minutes:
        raise Redraw  # the day in UTC is another than the day by the clocks there
    wordings = (
        "How many minutes of daylight does {city} have on {day}, from sunrise to sunset?",
        "How long is the day in {city} on {day}, in minutes between sunrise and sunset?",
        "I have a solar panel in {city}. For how many minutes is the sun up there on {day}?",
        "Please work out the length of daylight in minutes in {city} on {day}.",
        "Can you tell me how many minutes pass from sunrise to sunset in {city} on {day}?",
    )
    fact = NumberFact(value=found.day_length_minutes)
    text = worded(rng, wordings, city=city.name, day=day_in_words(rng, day))
    return Question(text, (FIND, SUN), (fact,), (*FIND_TRAPS, SUN_TRAP))


@redrawn
def sunset_at_an_airport(rng: Random) -> Question:
    details: AirportDetails = get_airport(some_airport(rng).iata)
    day = some_day(rng)
    found = get_sun_times(details.latitude, details.longitude, day, details.time_zone)
    wordings = (
        "At what local time does the sun set at {name} on {day}?",
        "We land at {name} on {day}. When is sunset there, local time?",
        "When is sunset at {name} on {day} by the local clock?",
        "Please find the local time of sunset at {name} for {day}.",
        "Can you tell me the local time of sunset at {name} on {day}?",
    )
    text = worded(rng, wordings, name=details.name, day=day_in_words(rng, day))
    traps = (*SEARCH_TRAPS, LOCKED, SUN_TRAP)
    return Question(text, (SEARCH, DETAILS, SUN), (_clock(found.sunset, day),), traps)


@redrawn
def dusk(rng: Random) -> Question:
    city, day = some_city(rng), some_day(rng)
    found = get_twilight(city.latitude, city.longitude, day)
    wordings = (
        "At what UTC times are civil dawn and civil dusk in {city} on {day}?",
        "What are the UTC times of civil dawn and civil dusk in {city} on {day}?",
        "I may fly my drone in {city} from civil dawn to civil dusk. At what UTC times are they on {day}?",
        "Please give me civil dawn and civil dusk in UTC for {city} on {day}.",
        "Can you tell me the UTC times of civil dawn and civil dusk in {city} on {day}?",
    )
    facts = (_clock(found.civil_dawn, day), _clock(found.civil_dusk, day))
    text = worded(rng, wordings, city=city.name, day=day_in_words(rng, day))
    traps = (*FIND_TRAPS, Trap("limited", "sunrise-sunset/get-dawn-dusk", TWILIGHT))
    return Question(text, (FIND, TWILIGHT), facts, traps)


@redrawn
def height_of_the_sun(rng: Random) -> Question:
    city, day = some_city(rng), some_day(rng)
    time = f"{rng.randint(0, 23):02d}:{rng.choice((0, 15, 30, 45)):02d}"
    found = get_sun_position(city.latitude, city.longitude, day, time)
    if found.elevation_degrees < 10:
        raise Redraw
    wordings = (
        "How many degrees above the horizon does the sun stand in {city} on {day} at {time} UTC?",
        "What is the elevation of the sun in degrees in {city} on {day} at {time} UTC?",
        "I'm judging the shadows in a photo of {city}. How many degrees high was the sun on {day} at {time} UTC?",
        "Please compute the sun's elevation in degrees for {city} on {day} at {time} UTC.",
        "Can you tell me the elevation of the sun in degrees in {city} on {day} at {time} UTC?",
    )
    text = worded(rng, wordings, city=city.name, day=day_in_words(rng, day), time=time)
    traps = (*FIND_TRAPS, Trap("gone", "sunrise-sunset/get-sun-angle", POSITION))
    return Question(text, (FIND, POSITION), (NumberFact(value=found.elevation_degrees),), traps)


MAKERS: tuple[Maker, ...] = (
    sunrise_at_a_point,
    sunrise_in_a_city,
    day_length,
    sunset_at_an_airport,
    dusk,
    height_of_the_sun,
)
