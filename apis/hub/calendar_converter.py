"""Days in the calendars of the world, from convertdate. Knows no holidays but Easter and what hangs on it.

The Islamic calendar is the tabular one: months begin by rule, not when the moon is seen.
"""

import calendar as civil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import ModuleType
from typing import Annotated, Literal

from fastapi import Query

from apis.hub.clock import Day, Year
from apis.hub.tool import Unusable, hub_tool
from apis.hub.words import fold
from apis.model import Value

Name = Literal["hebrew", "islamic", "persian", "indian", "julian"]

tool = hub_tool(
    "calendar-converter",
    title="Calendar Converter",
    category="Events",
    about="Convert dates between the Gregorian calendar and the Hebrew, Islamic, Persian, Indian and Julian ones; get "
    "Julian day numbers, ISO weeks and weekdays, and the date of Easter in the Western and the Orthodox church.",
    licence="MIT (convertdate)",
)

Calendar = Annotated[Name, Query(description="Which calendar.", examples=["hebrew", "islamic"])]


class CalendarDate(Value):
    gregorian: date
    calendar: Name
    year: int
    month: int
    month_name: str
    day: int
    text: str


class GregorianDate(Value):
    calendar: Name
    gregorian: date
    weekday: str


class JulianDay(Value):
    date: date
    julian_day_at_midnight: float
    julian_day_number: int
    modified_julian_day: int


class WeekOfDate(Value):
    date: date
    weekday: str
    iso_year: int
    iso_week: int
    day_of_year: int
    days_left_in_year: int
    leap_year: bool


class Easter(Value):
    year: int
    church: Literal["western", "orthodox"]
    easter_sunday: date
    good_friday: date
    ash_wednesday: date | None
    ascension_day: date
    pentecost: date


class MonthDay(Value):
    gregorian: date
    weekday: str
    year: int
    month_name: str
    day: int


class CalendarMonth(Value):
    calendar: Name
    days: list[MonthDay]


@tool.get("/convert")
def convert_to_calendar(date: Day, calendar: Calendar) -> CalendarDate:
    """Convert a Gregorian date to the Hebrew, Islamic, Persian, Indian or Julian calendar."""
    year, month, day = _from_gregorian(calendar, date)
    name = _month_name(calendar, month)
    return CalendarDate(
        gregorian=date,
        calendar=calendar,
        year=year,
        month=month,
        month_name=name,
        day=day,
        text=f"{day} {name} {year}",
    )


@tool.get("/convert-back")
def convert_from_calendar(
    calendar: Calendar,
    year: Annotated[int, Query(ge=1, le=9999, description="Year in that calendar.", examples=[5787])],
    month: Annotated[
        str,
        Query(
            max_length=30,
            description="Month of that calendar by name, or by number (Nisan is month 1 of the Hebrew calendar).",
            examples=["Kislev", "9"],
        ),
    ],
    day: Annotated[int, Query(ge=1, le=32, description="Day of the month.", examples=[10])],
) -> GregorianDate:
    """Convert a date of the Hebrew, Islamic, Persian, Indian or Julian calendar to the Gregorian calendar."""
    number = _month_number(calendar, month)
    try:
        with _quiet():
            found = date(*_module(calendar).to_gregorian(year, number, day))
    except ValueError as error:
        raise Unusable(f"no such day in the {calendar} calendar: {error}") from error
    if _from_gregorian(calendar, found) != (year, number, day):
        raise Unusable(f"month {month} of the year {year} has no day {day} in the {calendar} calendar")
    return GregorianDate(calendar=calendar, gregorian=found, weekday=f"{found:%A}")


@tool.get("/julian-day")
def get_julian_day(date: Day) -> JulianDay:
    """Get the Julian day number of a date, as astronomers count days."""
    number = date.toordinal() + 1721425
    return JulianDay(
        date=date,
        julian_day_at_midnight=number - 0.5,
        julian_day_number=number,
        modified_julian_day=number - 2400001,
    )


@tool.get("/week")
def get_week_of_date(date: Day) -> WeekOfDate:
    """Get the weekday of a date, its ISO week, its number as a day of the year, and the days left in the year."""
    iso = date.isocalendar()
    number, leap = date.timetuple().tm_yday, civil.isleap(date.year)
    return WeekOfDate(
        date=date,
        weekday=f"{date:%A}",
        iso_year=iso.year,
        iso_week=iso.week,
        day_of_year=number,
        days_left_in_year=365 + leap - number,
        leap_year=leap,
    )


@tool.get("/easter")
def get_easter(
    year: Year,
    church: Annotated[
        Literal["western", "orthodox"], Query(description="Which church's rule.", examples=["western"])
    ] = "western",
) -> Easter:
    """Get the date of Easter in a year, and of Ash Wednesday, Good Friday, Ascension and Pentecost with it."""
    from convertdate import holidays

    sunday = date(*holidays.easter(year, church))

    def after(days: int) -> date:
        return sunday + timedelta(days=days)

    return Easter(
        year=year,
        church=church,
        easter_sunday=sunday,
        good_friday=after(-2),
        ash_wednesday=after(-46) if church == "western" else None,
        ascension_day=after(39),
        pentecost=after(49),
    )


@tool.get("/month")
def list_calendar_month(
    calendar: Calendar,
    year: Year,
    month: Annotated[int, Query(ge=1, le=12, description="Gregorian month, 1 to 12.", examples=[4])],
) -> CalendarMonth:
    """List every day of a Gregorian month with its date in another calendar."""
    days = [date(year, month, n + 1) for n in range(civil.monthrange(year, month)[1])]
    converted = [(day, convert_to_calendar(day, calendar)) for day in days]
    rows = [
        MonthDay(gregorian=day, weekday=f"{day:%A}", year=c.year, month_name=c.month_name, day=c.day)
        for day, c in converted
    ]
    return CalendarMonth(calendar=calendar, days=rows)


def _from_gregorian(calendar: Name, day: date) -> tuple[int, int, int]:
    with _quiet():
        year, month, number = _module(calendar).from_gregorian(day.year, day.month, day.day)
    return year, month, number


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep convertdate from warning that its Hebrew calendar calls a deprecated function of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _module(calendar: Name) -> ModuleType:
    from convertdate import hebrew, indian_civil, islamic, julian, persian

    modules: dict[Name, ModuleType] = {
        "hebrew": hebrew,
        "islamic": islamic,
        "persian": persian,
        "indian": indian_civil,
        "julian": julian,
    }
    return modules[calendar]


def _month_name(calendar: Name, month: int) -> str:
    names: Callable[[int], str] = {"julian": lambda number: civil.month_name[number]}.get(
        calendar, lambda number: str(_module(calendar).MONTHS[number - 1])
    )
    return names(month)


def _month_number(calendar: Name, month: str) -> int:
    """Read the name or the number of a month; raises `Unusable`."""
    count = 13 if calendar == "hebrew" else 12
    if month.strip().isdecimal() and 1 <= int(month) <= count:
        return int(month)
    numbers = {fold(_month_name(calendar, number)): number for number in range(1, count + 1)}
    if fold(month) not in numbers:
        known = ", ".join(_month_name(calendar, number) for number in range(1, count + 1))
        raise Unusable(f"no month of the {calendar} calendar is called {month!r}: there are {known}")
    return numbers[fold(month)]
