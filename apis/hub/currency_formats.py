"""Currencies and how amounts are written around the world, from the CLDR data in babel. Knows no exchange rates."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from apis.hub.territories import countries, country_code
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from babel import Locale

FIRST_DAY, THIS_DAY = date(1900, 1, 1), date(2026, 1, 1)
"""Currencies used between these days are known; what a country uses "today" is what it used on the second."""
tool = hub_tool(
    "currency-formats",
    title="Currency Formats",
    category="Finance",
    about="Which currency a country uses and has used, what a currency is called in another language, its symbol, "
    "and the countries that share it. No exchange rates.",
    licence="BSD-3-Clause (babel), Unicode-3.0 (CLDR)",
)

Code = Annotated[str, Query(description="Currency, as three-letter ISO 4217 code.", examples=["CHF", "EUR"])]
LocaleName = Annotated[str, Query(description="Locale: language and country code.", examples=["de_CH", "fr_FR"])]


class FoundCurrency(Value):
    code: str
    name: str


class FoundCurrencies(Value):
    currencies: list[FoundCurrency]


class PastCurrency(Value):
    code: str
    name: str
    used_from: str
    used_until: str


class CountryCurrencies(Value):
    country: str
    country_code: str
    currencies: list[FoundCurrency]
    last_former_currency: str
    last_former_used_until: str
    history: list[PastCurrency]


class CurrencyDescription(Value):
    code: str
    locale: str
    name: str
    plural_name: str
    symbol: str
    decimals: int
    number_of_countries: int
    countries: list[str]


@tool.get("/currencies/find")
def find_currency(
    name: Annotated[str, Query(min_length=2, max_length=60, description="Name or part.", examples=["Swiss franc"])],
) -> FoundCurrencies:
    """Find the ISO code of a currency by its English name, such as 'Swiss franc' or 'dinar'."""
    words = name.casefold().split()
    found = [(code, title) for code, title in _names().items() if all(word in title.casefold() for word in words)]
    if not found:
        raise NotFound(f"no currency is called {name!r}")
    found.sort(key=lambda row: (len(row[1]), row[0]))
    return FoundCurrencies(currencies=[FoundCurrency(code=code, name=title) for code, title in found[:30]])


@tool.get("/countries/currency")
def country_currency(
    country: Annotated[str, Query(description="Country, as ISO code or English name.", examples=["Croatia", "JP"])],
) -> CountryCurrencies:
    """Tell which currency a country uses today (its ISO code and name) and which it used before, with dates."""
    from babel.numbers import get_territory_currencies

    code = country_code(country)
    history = get_territory_currencies(code, FIRST_DAY, THIS_DAY, include_details=True)
    if not history:
        raise NotFound(f"no currency is listed for {countries()[code]}")
    rows = [_past(row["currency"], row["from"], row["to"]) for row in history]
    today = [FoundCurrency(code=row.code, name=row.name) for row in rows if not row.used_until]
    last = max((row for row in rows if row.used_until), key=lambda row: row.used_until, default=None)
    return CountryCurrencies(
        country=countries()[code],
        country_code=code,
        currencies=today,
        last_former_currency=last.name if last else "",
        last_former_used_until=last.used_until if last else "",
        history=rows,
    )


@tool.get("/currencies/describe")
def describe_currency(code: Code, locale: LocaleName = "en_US") -> CurrencyDescription:
    """Describe a currency in a locale's language: name, plural, symbol, decimals, and how many countries use it."""
    from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

    code, where = known_currency(code), known_locale(locale)
    users = _users().get(code, [])
    return CurrencyDescription(
        code=code,
        locale=str(where),
        name=get_currency_name(code, locale=where),
        plural_name=get_currency_name(code, count=5, locale=where),
        symbol=get_currency_symbol(code, locale=where),
        decimals=get_currency_precision(code),
        number_of_countries=len(users),
        countries=users,
    )


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    return dict(Locale("en").currencies)


@cache
def _users() -> dict[str, list[str]]:
    from babel.numbers import get_territory_currencies

    users: dict[str, list[str]] = {}
    for code, name in countries().items():
        for currency in get_territory_currencies(code, THIS_DAY, THIS_DAY):
            users.setdefault(currency, []).append(name)
    return users


def _past(code: str, since: date | None, until: date | None) -> PastCurrency:
    return PastCurrency(code=code, name=_names()[code], used_from=str(since or ""), used_until=str(until or ""))


def known_currency(code: str) -> str:
    """Check a currency's ISO code; raises `NotFound`."""
    if code.upper() not in _names():
        raise NotFound(f"{code!r} is no ISO 4217 currency code of three letters, such as 'CHF'")
    return code.upper()


def known_locale(name: str) -> "Locale":
    """Check a locale's code, with underscore or hyphen; raises `NotFound`."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise NotFound(f"no locale {name!r}: give a language and a country code, such as 'de_CH'") from None
