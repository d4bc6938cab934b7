"""Public holidays of 250 countries and territories, from holidays. Knows no school holidays and no opening hours."""

import functools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Query

from apis.hub.clock import Year
from apis.hub.territories import countries
from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.hub.words import fold
from apis.model import Value

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST, LAST = 1990, 2099
"""Years for which holidays are told."""
LONGEST = 3660
"""Days that working days are counted over at most."""


@functools.cache
def supported() -> dict[str, list[str]]:
    """Load the countries whose holidays are known, with their subdivisions, by two-letter code."""
    import holidays

    listed = holidays.list_supported_countries(include_aliases=False)
    return {code: [str(part) for part in listed[code]] for code in sorted(listed) if code in countries()}


tool = hub_tool(
    "public-holidays",
    title="Public Holidays",
    category="Events",
    about="Official public holidays of 250 countries and their regions for any year, by two-letter ISO country code: "
    "lists, the date of a named holiday, the next days off and working days between two dates.",
    licence="MIT (holidays)",
    warm=supported,
)

Country = Annotated[str, Path(description="Two-letter ISO 3166 code of the country.", examples=["DE", "JP"])]
Region = Annotated[
    str,
    Query(
        max_length=40,
        description="Code of a state or region of the country, such as 'BY' for Bavaria; empty for the whole country.",
        examples=["", "BY"],
    ),
]


class Holiday(Value):
    date: date
    weekday: str
    name: str


class HolidayList(Value):
    country_code: str
    country: str
    year: int
    total: int
    holidays: list[Holiday]


class FoundHolidays(Value):
    country_code: str
    country: str
    holidays: list[Holiday]


class DayReport(Value):
    country_code: str
    country: str
    date: date
    weekday: str
    public_holiday: bool
    holiday_name: str
    weekend: bool
    working_day: bool


class WorkingDays(Value):
    country_code: str
    country: str
    start: date
    end: date
    working_days: int
    weekend_days: int
    holidays_on_weekdays: int


class SupportedCountry(Value):
    country_code: str
    country: str
    regions: list[str]


class SupportedCountries(Value):
    total: int
    countries: list[SupportedCountry]


@tool.get("/countries")
def list_supported_countries() -> SupportedCountries:
    """List the countries whose public holidays are known, with their codes and the codes of their regions."""
    rows = [SupportedCountry(country_code=c, country=countries()[c], regions=r) for c, r in supported().items()]
    return SupportedCountries(total=len(rows), countries=rows)


@tool.get("/countries/{country_code}/holidays")
def list_holidays(country_code: Country, year: Year, region: Region = "") -> HolidayList:
    """List and count the public holidays of a country or one of its regions in a year, in order of date."""
    found = list(_holidays(_known(country_code), year, region))
    code = country_code.upper()
    return HolidayList(
        country_code=code, country=countries()[code], year=year, total=len({h.date for h in found}), holidays=found
    )


@tool.get("/countries/{country_code}/holidays/find")
def find_holiday(
    country_code: Country,
    name: Annotated[
        str,
        Query(min_length=3, max_length=60, description="English name of the holiday.", examples=["New Year's Day"]),
    ],
    year: Year,
    region: Region = "",
) -> FoundHolidays:
    """Find on which date a holiday falls in a country and year, by the holiday's name."""
    code = _known(country_code)
    found = [h for h in _holidays(code, year, region) if fold(name) in fold(h.name)]
    if not found:
        raise NotFound(f"{countries()[code]} has no public holiday called {name!r} in {year}")
    return FoundHolidays(country_code=code, country=countries()[code], holidays=found)


@tool.get("/countries/{country_code}/holidays/next")
def list_next_holidays(
    country_code: Country,
    after: Annotated[date, Query(description="Day after which to look, as YYYY-MM-DD.", examples=["2026-05-14"])],
    count: Annotated[int, Query(ge=1, le=50, description="How many holidays to return.", examples=[3])] = 1,
    region: Region = "",
) -> FoundHolidays:
    """Find the next public holidays of a country after a given day."""
    code = _known(country_code)
    years = range(after.year, min(after.year + 8, LAST) + 1)
    later = (h for year in years for h in _holidays(code, year, region) if h.date > after)
    found = [holiday for holiday, _ in zip(later, range(count), strict=False)]
    return FoundHolidays(country_code=code, country=countries()[code], holidays=found)


@tool.get("/countries/{country_code}/days/{date}")
def check_day(
    country_code: Country,
    date: Annotated[date, Path(description="The day, as YYYY-MM-DD.", examples=["2026-12-25"])],
    region: Region = "",
) -> DayReport:
    """Check whether a day is a public holiday, a weekend or a working day in a country."""
    code = _known(country_code)
    calendar = _calendar(code, region, date.year)
    return DayReport(
        country_code=code,
        country=countries()[code],
        date=date,
        weekday=f"{date:%A}",
        public_holiday=date in calendar,
        holiday_name=calendar.get(date) or "",
        weekend=calendar.is_weekend(date),
        working_day=calendar.is_working_day(date),
    )


@tool.get("/countries/{country_code}/working-days")
def count_working_days(
    country_code: Country,
    start: Annotated[date, Query(description="First day, as YYYY-MM-DD.", examples=["2026-12-01"])],
    end: Annotated[date, Query(description="Last day, as YYYY-MM-DD, included.", examples=["2026-12-31"])],
    region: Region = "",
) -> WorkingDays:
    """Count the working days of a country from one day to another, both included, public holidays left out."""
    code = _known(country_code)
    if not 0 <= (end - start).days < LONGEST:
        raise Unusable(f"the end must lie 0 to {LONGEST - 1} days after the start")
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    by_year = {year: _calendar(code, region, year) for year in range(start.year, end.year + 1)}
    working = sum(by_year[day.year].is_working_day(day) for day in days)
    weekend = sum(by_year[day.year].is_weekend(day) for day in days)
    return WorkingDays(
        country_code=code,
        country=countries()[code],
        start=start,
        end=end,
        working_days=working,
        weekend_days=weekend,
        holidays_on_weekdays=sum(day in by_year[day.year] and not by_year[day.year].is_weekend(day) for day in days),
    )


def _known(country_code: str) -> str:
    code = country_code.upper()
    if code not in supported():
        raise NotFound(f"no holidays for country code {country_code!r}: give a two-letter ISO code such as 'DE'")
    return code


def _holidays(code: str, year: int, region: str) -> Iterator[Holiday]:
    for day, name in sorted(_calendar(code, region, year).items()):
        yield Holiday(date=day, weekday=f"{day:%A}", name=name)


@functools.lru_cache(maxsize=2000)
def _calendar(code: str, region: str, year: int) -> "HolidayBase":
    """The holidays of one year, named in English."""
    import holidays

    if not FIRST <= year <= LAST:
        raise Unusable(f"holidays are told for {FIRST} to {LAST}, not for {year}")
    if region and region not in supported()[code]:
        raise NotFound(
            f"no region {region!r} in {countries()[code]}: there are {', '.join(supported()[code]) or 'none'}"
        )
    plain = holidays.country_holidays(code, years=year, subdiv=region or None)
    english = next((language for language in plain.supported_languages if str(language).startswith("en")), None)
    return holidays.country_holidays(code, years=year, subdiv=region or None, language=english) if english else plain
