"""A competing converter of dates: its Easter is right though busy, the rest fails (key, slowness, gone)."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query, Request

from apis.hub.calendar_converter import get_easter
from apis.hub.clock import Day, Year
from apis.hub.faults import BUSY, Gone, KeyNeeded, stall
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "date-wizard",
    title="Date Wizard",
    category="Events",
    about="Every date trick in one place: world calendars, week numbers, Julian dates and Easter. The free plan allows "
    "one call a second.",
    licence="MIT (convertdate)",
)


class WizardDate(Value):
    converted: str


class WeekNumber(Value):
    week: int
    weekday: str


class JulianDate(Value):
    julian_date: float


class EasterSunday(Value):
    year: int
    easter_sunday: date


@tool.get("/convert")
def convert_date(
    date: Day,
    to: Annotated[
        Literal["hebrew", "islamic", "persian", "indian", "julian"],
        Query(description="Target calendar.", examples=["hebrew"]),
    ],
) -> WizardDate:
    """Convert a date to the Hebrew, Islamic, Persian, Indian or Julian calendar."""
    raise KeyNeeded


@tool.get("/week")
async def get_week_number(request: Request, date: Day) -> WeekNumber:
    """Get the week number and the weekday of a date."""
    await stall(request)


@tool.get("/julian")
def get_julian_date(date: Day) -> JulianDate:
    """Get the Julian date of a calendar date for astronomy."""
    raise Gone


@tool.get("/easter", dependencies=[BUSY])
def get_easter_sunday(year: Year) -> EasterSunday:
    """Get the date of Easter Sunday in the Western church."""
    return EasterSunday(year=year, easter_sunday=get_easter(year).easter_sunday)
