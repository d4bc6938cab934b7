"""Questions about time zones: what the clocks show elsewhere, and when they change."""

from random import Random

from apis.hub.timezone_atlas import (
    FoundZone,
    convert_local_time,
    find_time_zone,
    get_utc_offset,
    list_clock_changes,
    list_time_zones,
    search_time_zones,
)
from eval.hubbench.drawing import Redraw, day_in_words, redrawn, some_day, worded
from eval.hubbench.facts import DateFact, NumberFact, TextFact, TimeFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.world_countries import FIND, some_country

SEARCH = "timezone-atlas/search-time-zones"
OFFSET = "timezone-atlas/get-utc-offset"
CONVERT = "timezone-atlas/convert-local-time"
SEARCH_TRAPS = (Trap("foreign_id", "world-clock/find-city-zone", SEARCH),)
CITIES = (
    "Accra", "Adelaide", "Almaty", "Amman", "Anchorage", "Athens", "Auckland", "Baku", "Bangkok", "Beirut", "Bogota",
    "Brisbane", "Bucharest", "Buenos Aires", "Cairo", "Caracas", "Casablanca", "Chicago", "Colombo", "Copenhagen",
    "Dakar", "Darwin", "Denver", "Dhaka", "Dubai", "Halifax", "Havana", "Helsinki", "Hobart", "Honolulu", "Istanbul",
    "Jakarta", "Johannesburg", "Kabul", "Karachi", "Kathmandu", "Kolkata", "Lagos", "Lima", "Lisbon", "Madrid",
    "Manila", "Montevideo", "Moscow", "Mumbai", "Munich", "Nairobi", "New York", "Osaka", "Oslo", "Perth",
    "Phoenix", "Prague", "Reykjavik", "Riga", "Riyadh", "Sao Paulo", "Seattle", "Seoul", "Shanghai", "Singapore",
    "Sofia", "Stockholm", "Sydney", "Taipei", "Tashkent", "Tbilisi", "Tehran", "Tokyo", "Toronto", "Vancouver",
    "Vienna", "Vilnius", "Warsaw", "Yangon", "Zurich",
)  # fmt: skip
"""Cities that people ask about; a draw keeps those that mean one zone only."""


def some_city_zone(rng: Random) -> FoundZone:
    """Draw a city that lies, by its name, in one time zone only."""
    found = search_time_zones(rng.choice(CITIES)).zones
    if len(found) != 1:
        raise Redraw
    return found[0]


def _offset_in_words(hours: float, written: str) -> tuple[str, ...]:
    """Say an offset in other ways.

    >>> _offset_in_words(-3.0, "-03:00")
    ('UTC-03:00', 'UTC-3', '-3 hours', '3 hours behind')
    """
    side = "behind" if hours < 0 else "ahead"
    return (f"UTC{written}", f"UTC{hours:+g}", f"{hours:+g} hours", f"{abs(hours):g} hours {side}")


def _some_time(rng: Random) -> str:
    return f"{rng.randint(0, 23):02d}:{rng.choice((0, 10, 15, 20, 30, 40, 45)):02d}"


@redrawn
def offset(rng: Random) -> Question:
    city, day = some_city_zone(rng), some_day(rng)
    found = get_utc_offset(city.zone, day)
    wordings = (
        "How many hours is {city} ahead of or behind UTC on {day}?",
        "What is the UTC offset of {city} on {day}?",
        "I'm scheduling a release for {day}. What offset from UTC applies in {city} that day?",
        "Please tell me the offset from UTC that clocks in {city} have on {day}.",
        "Can you tell me the UTC offset of {city} on {day}?",
    )
    fact = TextFact(value=found.utc_offset, aliases=_offset_in_words(found.offset_hours, found.utc_offset))
    traps = (*SEARCH_TRAPS, Trap("limited", "world-clock/get-zone-offset", OFFSET))
    return Question(
        worded(rng, wordings, city=city.place, day=day_in_words(rng, day)), (SEARCH, OFFSET), (fact,), traps
    )


@redrawn
def time_elsewhere(rng: Random) -> Question:
    here, there, day, time = some_city_zone(rng), some_city_zone(rng), some_day(rng), _some_time(rng)
    found = convert_local_time(here.zone, there.zone, day, time)
    if found.difference_hours == 0:
        raise Redraw
    wordings = (
        "When it is {time} in {here} on {day}, what time is it in {there}?",
        "A call is set for {time} in {here} on {day}. What local time is that in {there}?",
        "The match kicks off in {here} at {time} local time on {day}. When is that in {there}?",
        "Please convert {time} on {day} from {here} time to {there} time.",
        "It is {time} in {here} on {day}. What time is it in {there} then?",
    )
    said = day_in_words(rng, day)
    text = worded(rng, wordings, time=time, here=here.place, there=there.place, day=said)
    traps = (*SEARCH_TRAPS, Trap("gone", "world-clock/convert-city-time", CONVERT))
    return Question(text, (SEARCH, SEARCH, CONVERT), (TimeFact(value=found.target.time),), traps)


@redrawn
def time_in_another_zone(rng: Random) -> Question:
    here, there, day, time = some_city_zone(rng), some_city_zone(rng), some_day(rng), _some_time(rng)
    found = convert_local_time(here.zone, there.zone, day, time)
    if found.difference_hours == 0:
        raise Redraw
    wordings = (
        "When it is {time} on {day} in the time zone {here}, what time is it in the zone {there}?",
        "Our server logs say {time} on {day} in {here}. What is that in {there}?",
        "Convert {time} on {day} from {here} to {there}.",
        "A timestamp reads {day}, {time}, {here}. Which local time does that make in {there}?",
        "Can you tell me what {time} on {day} in {here} is in {there} time?",
    )
    text = worded(rng, wordings, time=time, here=here.zone, there=there.zone, day=day_in_words(rng, day))
    trap = Trap("gone", "world-clock/convert-city-time", CONVERT)
    return Question(text, (CONVERT,), (TimeFact(value=found.target.time),), (trap,))


@redrawn
def zone_at_a_point(rng: Random) -> Question:
    latitude, longitude = round(rng.uniform(-35, 60), 2), round(rng.uniform(-120, 150), 2)
    zone = find_time_zone(latitude, longitude).zone
    if zone.startswith("Etc/"):
        raise Redraw
    wordings = (
        "Which time zone lies at latitude {lat}, longitude {lon}? The IANA name, please.",
        "What is the IANA time zone at the coordinates {lat}, {lon}?",
        "A photo was taken at latitude {lat}, longitude {lon}. Which IANA time zone is that?",
        "Find the IANA time zone for the point at latitude {lat} and longitude {lon}.",
        "Can you tell me the IANA time zone at latitude {lat}, longitude {lon}?",
    )
    needs = ("timezone-atlas/find-time-zone",)
    return Question(worded(rng, wordings, lat=latitude, lon=longitude), needs, (TextFact(value=zone),))


@redrawn
def clocks_forward(rng: Random) -> Question:
    city, year = some_city_zone(rng), rng.randint(2022, 2030)
    forward = [change for change in list_clock_changes(city.zone, year).changes if change.clocks_go == "forward"]
    if len(forward) != 1:
        raise Redraw
    wordings = (
        "On which day are the clocks put forward in {city} in {year}?",
        "When does daylight saving time begin in {city} in {year}?",
        "I'm making a calendar for {year}: on which date do clocks in {city} go forward?",
        "Please look up the date in {year} on which {city} switches to summer time.",
        "Can you tell me the start date of daylight saving time in {city} in {year}?",
    )
    needs = (SEARCH, "timezone-atlas/list-clock-changes")
    fact = DateFact(value=str(forward[0].date))
    return Question(worded(rng, wordings, city=city.place, year=year), needs, (fact,), SEARCH_TRAPS)


@redrawn
def zones_of_a_country(rng: Random) -> Question:
    country, day = some_country(rng), some_day(rng)
    total = list_time_zones(day, country.code).total
    if total < 2:
        raise Redraw
    wordings = (
        "How many IANA time zones are there in {country} on {day}?",
        "How many IANA time zones does {country} have on {day}?",
        "I'm making a settings menu. How many IANA time zones are listed for {country} on {day}?",
        "Please count the IANA time zones of {country} on {day}.",
        "Can you tell me the number of IANA time zones in {country} on {day}?",
    )
    text = worded(rng, wordings, country=country.name, day=day_in_words(rng, day))
    return Question(text, (FIND, "timezone-atlas/list-time-zones"), (NumberFact(value=total),))


MAKERS: tuple[Maker, ...] = (
    offset,
    time_elsewhere,
    time_in_another_zone,
    zone_at_a_point,
    clocks_forward,
    zones_of_a_country,
)
