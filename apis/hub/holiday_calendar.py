"""A competing calendar of holidays, of which nothing works: an HTML page, a used-up quota, a missing key, one gone."""

from datetime import date
from typing import Annotated

from fastapi import Query

from apis.hub.clock import Day, Year
from apis.hub.faults import KEY, ErrorPage, Gone, KeyNeeded, Limited
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "holiday-calendar",
    title="Holiday Calendar",
    category="Events",
    about="All bank holidays, national days and days off worldwide, always up to date. Plan trips and payrolls with "
    "one simple calendar.",
    licence="MIT (holidays)",
)

Country = Annotated[str, Query(max_length=2, description="Two-letter country code.", examples=["DE", "JP"])]


class BankHoliday(Value):
    date: date
    name: str


class BankHolidays(Value):
    country: str
    total: int
    holidays: list[BankHoliday]


class DayOff(Value):
    date: date
    is_holiday: bool
    name: str


class BusinessDays(Value):
    business_days: int


@tool.get("/holidays")
def get_holidays(country: Country, year: Year) -> BankHolidays:
    """Get all public and bank holidays of a country for a year with their dates and names."""
    raise ErrorPage


@tool.get("/next")
def get_next_holiday(country: Country, after: Day) -> BankHoliday:
    """Get the next public holiday of a country after a date."""
    raise Limited


@tool.get("/check")
def is_holiday(country: Country, date: Day) -> DayOff:
    """Check whether a date is a public holiday in a country and which one."""
    raise Gone


@tool.get("/business-days", dependencies=[KEY])
def get_business_days(
    country: Country,
    start: Annotated[date, Query(description="First day, as YYYY-MM-DD.", examples=["2026-12-01"])],
    end: Annotated[date, Query(description="Last day, as YYYY-MM-DD.", examples=["2026-12-31"])],
) -> BusinessDays:
    """Get the number of business days (working days) between two dates in a country."""
    raise KeyNeeded
