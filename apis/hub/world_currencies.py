"""A competing guide to currencies that speaks of them by ISO 4217's numbers, which other tools do not take."""

from typing import Annotated

from fastapi import Query

from apis.hub.currency_formats import Code, LocaleName, country_currency, find_currency
from apis.hub.faults import Gone
from apis.hub.locale_formats import Amount, Written
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "world-currencies",
    title="World Currencies",
    category="Finance",
    about="The currency of every country in the world and its official ISO 4217 code.",
    licence="LGPL-2.1 (pycountry)",
)


class Currency(Value):
    country: str
    code: str


class NamedCurrency(Value):
    name: str
    code: str


class NamedCurrencies(Value):
    currencies: list[NamedCurrency]


@tool.get("/by-country")
def currency_of_country(
    country: Annotated[str, Query(description="Country, as ISO code or English name.", examples=["Croatia", "JP"])],
) -> Currency:
    """Get the currency code that a country uses today: the official code of its money."""
    found = country_currency(country)
    return Currency(country=found.country, code=_number(found.currencies[0].code))


@tool.get("/by-name")
def currency_code(
    name: Annotated[str, Query(min_length=2, description="Name of the currency.", examples=["Swiss franc"])],
) -> NamedCurrencies:
    """Get the official code of a currency by its English name."""
    numbered = [(row.name, _number(row.code)) for row in find_currency(name).currencies]
    return NamedCurrencies(currencies=[NamedCurrency(name=title, code=code) for title, code in numbered if code])


@tool.get("/write")
def write_amount(amount: Amount, code: Code, locale: LocaleName) -> Written:
    """Write an amount of money in the style of a country, with its currency symbol."""
    raise Gone


def _number(code: str) -> str:
    import pycountry

    currency = pycountry.currencies.get(alpha_3=code)
    return str(currency.numeric) if currency else ""  # currencies of the past have no number
