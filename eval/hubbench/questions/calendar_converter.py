"""Questions about days: their names in other calendars, their weeks, the date of Easter."""

from datetime import date
from random import Random
from typing import Literal

from apis.hub.calendar_converter import (
    convert_from_calendar,
    convert_to_calendar,
    get_easter,
    get_julian_day,
    get_week_of_date,
)
from apis.hub.words import fold
from eval.hubbench.drawing import day_in_words, redrawn, some_day, worded
from eval.hubbench.facts import DateFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

CONVERT = "calendar-converter/convert-to-calendar"
WEEK = "calendar-converter/get-week-of-date"
CALENDARS: tuple[Literal["hebrew", "islamic", "persian", "indian"], ...] = ("hebrew", "islamic", "persian", "indian")
SAID = {"hebrew": "Hebrew", "islamic": "Islamic", "persian": "Persian", "indian": "Indian national"}


def _month_in_plain_letters(name: str) -> tuple[str, ...]:
    """Write a month as people without special keys write it.

    >>> _month_in_plain_letters("Zū al-Qaʿdah")
    ('zu al qadah', 'dhu al qadah')
    """
    plain = fold(name.translate({ord("ʿ"): None, ord("ʾ"): None}))
    return tuple(dict.fromkeys((plain, plain.replace("zu al", "dhu al"))))


@redrawn
def other_calendar(rng: Random) -> Question:
    calendar, day = rng.choice(CALENDARS), some_day(rng, 1950, 2040)
    found = convert_to_calendar(day, calendar)
    wordings = (
        "What is {day} in the {calendar} calendar?",
        "Which date of the {calendar} calendar is {day}?",
        "I'd like to engrave {day} as a date of the {calendar} calendar. What does it read?",
        "Please convert {day} to the {calendar} calendar.",
        "On which date of the {calendar} calendar does {day} fall?",
    )
    text = worded(rng, wordings, day=day_in_words(rng, day), calendar=SAID[calendar])
    month = TextFact(value=found.month_name, aliases=_month_in_plain_letters(found.month_name))
    facts = (NumberFact(value=found.day), month, NumberFact(value=found.year))
    return Question(text, (CONVERT,), facts, (Trap("key", "date-wizard/convert-date", CONVERT),))


@redrawn
def back_from_hebrew(rng: Random) -> Question:
    day = some_day(rng, 1950, 2040)
    hebrew = convert_to_calendar(day, "hebrew")
    back = convert_from_calendar("hebrew", hebrew.year, hebrew.month_name, hebrew.day)
    wordings = (
        "Which Gregorian date is {hebrew} of the Hebrew calendar?",
        "A gravestone gives the Hebrew date {hebrew}. Which date is that in the Gregorian calendar?",
        "Please convert the Hebrew date {hebrew} to the Gregorian calendar.",
        "On which Gregorian date does {hebrew} of the Hebrew calendar fall?",
        "My grandfather was born on {hebrew} by the Hebrew calendar. Which Gregorian date is that?",
        "Can you tell me the Gregorian date of the Hebrew date {hebrew}?",
    )
    text = worded(rng, wordings, hebrew=hebrew.text)
    needs = ("calendar-converter/convert-from-calendar",)
    return Question(text, needs, (DateFact(value=str(back.gregorian)),))


@redrawn
def week(rng: Random) -> Question:
    day = some_day(rng, 1960, 2050)
    found = get_week_of_date(day)
    wordings = (
        "Which ISO week is {day} in, and which weekday is it?",
        "What weekday and what ISO calendar week does {day} fall on?",
        "My planner goes by week numbers. Which ISO week and weekday is {day}?",
        "Please tell me the weekday and the ISO week number of {day}.",
        "Weekday and ISO week of {day}?",
    )
    facts = (TextFact(value=found.weekday), NumberFact(value=found.iso_week))
    trap = Trap("slow", "date-wizard/get-week-number", WEEK)
    return Question(worded(rng, wordings, day=day_in_words(rng, day)), (WEEK,), facts, (trap,))


@redrawn
def day_of_the_year(rng: Random) -> Question:
    day = some_day(rng, 1960, 2050)
    found = get_week_of_date(day)
    wordings = (
        "Which day of the year is {day}, counted from 1 January, and how many days of the year are left after it?",
        "Counting from 1 January, which day of the year is {day}, and how many days are left after it?",
        "I'm making a countdown. Which day of the year is {day}, and how many days of that year are left?",
        "Please tell me the day-of-year number of {day} and how many days are left in the year.",
        "Can you tell me which day of the year {day} is, and how many days are left in the year after it?",
    )
    facts = (NumberFact(value=found.day_of_year), NumberFact(value=found.days_left_in_year))
    trap = Trap("slow", "date-wizard/get-week-number", WEEK)
    return Question(worded(rng, wordings, day=day_in_words(rng, day)), (WEEK,), facts, (trap,))


@redrawn
def easter(rng: Random) -> Question:
    year, orthodox = rng.randint(1950, 2090), rng.random() < 0.6
    found = get_easter(year, "orthodox" if orthodox else "western")
    named: dict[str, date] = {
        "Easter Sunday": found.easter_sunday,
        "Good Friday": found.good_friday,
        "Pentecost": found.pentecost,
        "Ascension Day": found.ascension_day,
    }
    feast = rng.choice(sorted(named))
    wordings = (
        "When is {feast} in the {church} church in {year}?",
        "On which date does {feast} fall in {year} by the {church} reckoning?",
        "Our choir sings on {feast} {year} in the {church} church. Which date is that?",
        "Please find the {church} date of {feast} for {year}.",
        "Which date does the {church} church have for {feast} in {year}?",
    )
    text = worded(rng, wordings, feast=feast, year=year, church="Orthodox" if orthodox else "Western")
    return Question(text, ("calendar-converter/get-easter",), (DateFact(value=str(named[feast])),))


@redrawn
def julian_day(rng: Random) -> Question:
    day = some_day(rng, 1950, 2060)
    wordings = (
        "What is the Julian day number of {day}?",
        "As astronomers count, which Julian day number does {day} have?",
        "I'm writing an observing log for {day}. What is its Julian day number?",
        "Please give me the Julian day number belonging to {day}.",
        "Can you tell me the Julian day number of {day}?",
    )
    needs = ("calendar-converter/get-julian-day",)
    fact = NumberFact(value=get_julian_day(day).julian_day_number, tolerance=0)
    trap = Trap("gone", "date-wizard/get-julian-date", needs[0])
    return Question(worded(rng, wordings, day=day_in_words(rng, day)), needs, (fact,), (trap,))


MAKERS: tuple[Maker, ...] = (other_calendar, back_from_hebrew, week, day_of_the_year, easter, julian_day)
