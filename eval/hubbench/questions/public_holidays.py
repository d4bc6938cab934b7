"""Questions about public holidays: when they are, which come next, how many days are worked."""

from datetime import timedelta
from functools import cache
from random import Random

from apis.hub.calendar_converter import convert_to_calendar
from apis.hub.public_holidays import (
    Holiday,
    check_day,
    count_working_days,
    find_holiday,
    list_holidays,
    list_next_holidays,
    supported,
)
from apis.hub.world_countries import FoundCountry
from eval.hubbench.drawing import Redraw, day_in_words, redrawn, some_day, worded
from eval.hubbench.facts import BoolFact, DateFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.world_countries import FIND, some_country

LIST = "public-holidays/list-holidays"
NEXT = "public-holidays/list-next-holidays"
CHECK = "public-holidays/check-day"
WORKING = "public-holidays/count-working-days"
NAMED = "public-holidays/find-holiday"


def _country(rng: Random) -> FoundCountry:
    country = some_country(rng)
    if country.code not in supported():
        raise Redraw
    return country


@cache
def _told(code: str, year: int) -> tuple[Holiday, ...]:
    """The holidays of a year that are known to the day and have plain names; at least one, else another draw."""
    found = list_holidays(code, year).holidays
    told = tuple(h for h in found if not any(mark in h.name for mark in "(;"))
    if not told:
        raise Redraw
    return told


@redrawn
def date_of_a_holiday(rng: Random) -> Question:
    country, year = _country(rng), rng.randint(2024, 2030)
    holiday = rng.choice(_told(country.code, year))
    found = find_holiday(country.code, holiday.name, year).holidays
    if len(found) != 1 or (holiday.date.month, holiday.date.day) in {(1, 1), (12, 25)}:
        raise Redraw
    wordings = (
        "On which date is {holiday} celebrated in {country} in {year}?",
        "When is {holiday} in {country} in {year}?",
        "I'm booking a trip to {country} for {holiday} {year}. Which date is that?",
        "Please look up the date of {holiday} {year} in {country}.",
        "Can you tell me the date of {holiday} in {country} in {year}?",
    )
    text = worded(rng, wordings, holiday=holiday.name, country=country.name, year=year)
    return Question(text, (FIND, NAMED), (DateFact(value=str(holiday.date)),))


@redrawn
def number_of_holidays(rng: Random) -> Question:
    country, year = _country(rng), rng.randint(2024, 2030)
    wordings = (
        "How many days of {year} are public holidays in {country}?",
        "How many public holidays does {country} have in {year}, counted by date?",
        "We're setting up payroll for {country}. How many public holiday dates are there in {year}?",
        "Count the dates that are public holidays in {country} in {year}, please.",
        "Can you tell me the number of public holiday dates in {country} in {year}?",
    )
    fact = NumberFact(value=list_holidays(country.code, year).total)
    traps = (Trap("html", "holiday-calendar/get-holidays", LIST),)
    return Question(worded(rng, wordings, year=year, country=country.name), (FIND, LIST), (fact,), traps)


@redrawn
def next_holiday(rng: Random) -> Question:
    country, day = _country(rng), some_day(rng)
    found = list_next_holidays(country.code, day, 1).holidays
    if not found or found[0] not in _told(country.code, found[0].date.year):
        raise Redraw
    wordings = (
        "Which public holiday comes next in {country} after {day}, and on which date?",
        "What is the first public holiday in {country} after {day}? Name and date, please.",
        "I start work in {country} on {day}. When is the next public holiday after that, and what is it called?",
        "Please find the next public holiday in {country} following {day}, with its date.",
        "Can you tell me the name and the date of the next public holiday in {country} after {day}?",
    )
    facts = (DateFact(value=str(found[0].date)), TextFact(value=found[0].name))
    traps = (Trap("limited", "holiday-calendar/get-next-holiday", NEXT),)
    text = worded(rng, wordings, country=country.name, day=day_in_words(rng, day))
    return Question(text, (FIND, NEXT), facts, traps)


@redrawn
def holiday_or_not(rng: Random) -> Question:
    country, day = _country(rng), some_day(rng)
    if rng.random() < 0.6:
        day = rng.choice(_told(country.code, day.year)).date
    report = check_day(country.code, day)
    if any(mark in report.holiday_name for mark in "(;") or (day.month, day.day) in {(1, 1), (12, 25)}:
        raise Redraw
    wordings = (
        "Is {day} a public holiday in {country}, and if so, which one?",
        "Do people in {country} have a public holiday on {day}? If yes, tell me its name.",
        "A supplier in {country} is to deliver on {day}. Is that a public holiday there, and which?",
        "Please check whether {day} is a public holiday in {country}, and name it if it is.",
        "Can you tell me whether {day} is a public holiday in {country}, and what it is called if it is?",
    )
    text = worded(rng, wordings, country=country.name, day=day_in_words(rng, day))
    answer = BoolFact(value=report.public_holiday, about="holiday")
    facts = (answer, TextFact(value=report.holiday_name)) if report.public_holiday else (answer,)
    traps = (Trap("gone", "holiday-calendar/is-holiday", CHECK),)
    return Question(text, (FIND, CHECK), facts, traps)


@redrawn
def working_days(rng: Random) -> Question:
    country, start = _country(rng), some_day(rng)
    end = start + timedelta(days=rng.randint(20, 200))
    wordings = (
        "How many working days are there in {country} from {start} to {end}, both included?",
        "From {start} to {end} inclusive, how many working days does {country} have?",
        "A project in {country} runs from {start} through {end}. How many working days is that?",
        "Please count the working days in {country} between {start} and {end}, both days included.",
        "Can you tell me the number of working days in {country} from {start} to {end}, both included?",
    )
    text = worded(rng, wordings, country=country.name, start=day_in_words(rng, start), end=day_in_words(rng, end))
    fact = NumberFact(value=count_working_days(country.code, start, end).working_days)
    traps = (Trap("key", "holiday-calendar/get-business-days", WORKING),)
    return Question(text, (FIND, WORKING), (fact,), traps)


@redrawn
def hebrew_date_of_a_holiday(rng: Random) -> Question:
    country, year = _country(rng), rng.randint(2024, 2030)
    holiday = rng.choice(_told(country.code, year))
    if len(find_holiday(country.code, holiday.name, year).holidays) != 1:
        raise Redraw
    wordings = (
        "On which date of the Hebrew calendar does {holiday} fall in {country} in {year}?",
        "Which Hebrew calendar date is {holiday} {year} in {country}?",
        "We print a calendar for {country}. What is the Hebrew date of {holiday} there in {year}?",
        "Please find out when {holiday} is in {country} in {year} and tell me its date in the Hebrew calendar.",
        "Can you tell me the Hebrew calendar date of {holiday} in {country} in {year}?",
    )
    found = convert_to_calendar(holiday.date, "hebrew")
    facts = (NumberFact(value=found.day), TextFact(value=found.month_name), NumberFact(value=found.year))
    needs = (FIND, NAMED, "calendar-converter/convert-to-calendar")
    text = worded(rng, wordings, holiday=holiday.name, year=year, country=country.name)
    return Question(text, needs, facts, (Trap("key", "date-wizard/convert-date", needs[2]),))


MAKERS: tuple[Maker, ...] = (
    date_of_a_holiday,
    number_of_holidays,
    next_holiday,
    holiday_or_not,
    working_days,
    hebrew_date_of_a_holiday,
)
