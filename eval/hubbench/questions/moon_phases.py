"""Questions about the moon and the seasons."""

from random import Random

from apis.hub.moon_phases import (
    Phase,
    find_next_moon_phase,
    get_moon_phase,
    get_moon_times,
    list_moon_phases,
    list_seasons,
)
from apis.hub.sun_times import get_sun_times
from apis.hub.timezone_atlas import find_time_zone
from eval.hubbench.drawing import Redraw, day_in_words, redrawn, some_day, worded
from eval.hubbench.facts import DateFact, NumberFact, TextFact, TimeFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.city_coordinates import FIND, FIND_TRAPS, some_city

PHASE = "moon-phases/get-moon-phase"
NEXT = "moon-phases/find-next-moon-phase"
TIMES = "moon-phases/get-moon-times"
SUN = "sun-times/get-sun-times"
PHASES: tuple[Phase, ...] = ("new moon", "first quarter", "full moon", "last quarter")


@redrawn
def phase(rng: Random) -> Question:
    day = some_day(rng)
    found = get_moon_phase(day)
    wordings = (
        "What phase is the moon in on {day} at noon UTC, and how many percent of it are lit?",
        "Which phase does the moon have at noon UTC on {day}, and what percentage of it is illuminated?",
        "We're going stargazing on {day}. What is the moon's phase at noon UTC, and what percentage of it is "
        "illuminated?",
        "Please tell me the moon phase and the illuminated percentage at noon UTC on {day}.",
        "Can you tell me the moon phase on {day} at noon UTC, and how many percent of the moon are lit?",
    )
    facts = (TextFact(value=found.phase), NumberFact(value=found.illuminated_percent))
    trap = Trap("limited", "lunar-calendar/get-lunar-phase", PHASE)
    return Question(worded(rng, wordings, day=day_in_words(rng, day)), (PHASE,), facts, (trap,))


@redrawn
def next_phase(rng: Random) -> Question:
    wanted, day = rng.choice(PHASES), some_day(rng)
    found = find_next_moon_phase(wanted, day)
    wordings = (
        "When is the next {phase} after {day}? Date and UTC time, please.",
        "On which date and at what UTC time does the next {phase} after {day} occur?",
        "I'm planning a night hike after {day}. When exactly, in UTC, is the next {phase}?",
        "Please find the date and UTC time of the first {phase} after {day}.",
        "Can you tell me on which date and at what UTC time the first {phase} after {day} is?",
    )
    facts = (DateFact(value=str(found.date)), TimeFact(value=found.time_utc))
    traps = (Trap("gone", "lunar-calendar/get-next-full-moon", NEXT),) if wanted == "full moon" else ()
    return Question(worded(rng, wordings, phase=wanted, day=day_in_words(rng, day)), (NEXT,), facts, traps)


@redrawn
def next_full_moon(rng: Random) -> Question:
    day = some_day(rng)
    found = find_next_moon_phase("full moon", day)
    wordings = (
        "On which weekday and date is the next full moon after {day}, in UTC?",
        "After {day}, when is the moon full again? Weekday and date in UTC, please.",
        "Our club meets at every full moon. Which weekday and date (UTC) is the first one after {day}?",
        "Please find the weekday and the date in UTC of the first full moon after {day}.",
        "Can you tell me the weekday and the date (in UTC) of the next full moon after {day}?",
    )
    facts = (DateFact(value=str(found.date)), TextFact(value=found.weekday))
    trap = Trap("gone", "lunar-calendar/get-next-full-moon", NEXT)
    return Question(worded(rng, wordings, day=day_in_words(rng, day)), (NEXT,), facts, (trap,))


@redrawn
def phases_of_a_year(rng: Random) -> Question:
    year = rng.randint(1950, 2090)
    found = list_moon_phases(year)
    wordings = (
        "How many full moons are there in {year}, and how many principal moon phases in total?",
        "Counting in UTC, how many full moons does {year} have, and how many principal moon phases altogether?",
        "I'm designing a wall calendar for {year}. How many full moons and how many principal moon phases in total "
        "does the year have?",
        "Please count the full moons of {year}, and all its principal moon phases.",
        "Can you tell me the number of full moons in {year}, and the number of all principal moon phases?",
    )
    needs = ("moon-phases/list-moon-phases",)
    facts = (NumberFact(value=found.full_moons), NumberFact(value=found.total))
    trap = Trap("html", "lunar-calendar/list-full-moons", needs[0])
    return Question(worded(rng, wordings, year=year), needs, facts, (trap,))


@redrawn
def moonrise_in_a_city(rng: Random) -> Question:
    city, day = some_city(rng), some_day(rng)
    zone = find_time_zone(city.latitude, city.longitude).zone
    found = get_moon_times(city.latitude, city.longitude, day, zone)
    if not found.moonrise:
        raise Redraw
    wordings = (
        "At what local time does the moon rise in {city} on {day}?",
        "When is moonrise in {city} on {day}, by the clocks there?",
        "I'd like to watch the moon come up in {city} on {day}. At what local time does it?",
        "Please tell me the local time of moonrise in {city} on {day}.",
        "Can you tell me when the moon rises in {city} on {day}, in local time?",
    )
    needs = (FIND, "timezone-atlas/find-time-zone", TIMES)
    traps = (*FIND_TRAPS, Trap("slow", "lunar-calendar/get-moonrise-moonset", TIMES))
    text = worded(rng, wordings, city=city.name, day=day_in_words(rng, day))
    return Question(text, needs, (TimeFact(value=found.moonrise[-5:]),), traps)


@redrawn
def sunset_at_full_moon(rng: Random) -> Question:
    city, day = some_city(rng), some_day(rng)
    full = find_next_moon_phase("full moon", day)
    sunset = get_sun_times(city.latitude, city.longitude, full.date).sunset
    if not sunset.startswith(str(full.date)):
        raise Redraw
    wordings = (
        "What is the UTC date of the first full moon after {day}, and at what UTC time does the sun set in {city} on "
        "that date?",
        "When is the first full moon after {day}, and when is sunset in {city} on that date, both in UTC?",
        "We're planning a dinner in {city} on the first full moon after {day}. Which date is that, and when is sunset "
        "there on that date, in UTC?",
        "Please find the UTC date of the next full moon after {day}, and the UTC time of sunset in {city} that day.",
        "Can you tell me the date of the next full moon after {day}, and the time of sunset in {city} on that date, "
        "both in UTC?",
    )
    facts = (DateFact(value=str(full.date)), TimeFact(value=sunset[-5:]))
    traps = (
        *FIND_TRAPS,
        Trap("gone", "lunar-calendar/get-next-full-moon", NEXT),
        Trap("key", "sunrise-sunset/get-sunrise-sunset", SUN),
    )
    text = worded(rng, wordings, city=city.name, day=day_in_words(rng, day))
    return Question(text, (NEXT, FIND, SUN), facts, traps)


@redrawn
def season(rng: Random) -> Question:
    year = rng.randint(1990, 2060)
    found = rng.choice(list_seasons(year).seasons)
    wordings = (
        "On which date and at what UTC time is the {event} in {year}?",
        "When exactly is the {event} of {year}, in UTC?",
        "We celebrate the {event} {year}. Which date and which time in UTC is it?",
        "Please look up the date and the UTC time of the {event} in {year}.",
        "Can you tell me the date and the UTC time of the {event} in {year}?",
    )
    facts = (DateFact(value=str(found.date)), TimeFact(value=found.time_utc))
    return Question(worded(rng, wordings, event=found.event, year=year), ("moon-phases/list-seasons",), facts)


MAKERS: tuple[Maker, ...] = (
    phase,
    next_phase,
    next_full_moon,
    phases_of_a_year,
    moonrise_in_a_city,
    sunset_at_full_moon,
    season,
)
