"""Currencies and how amounts are written around the world, from the CLDR data in babel. Knows no exchange rates."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from apis.hub.territories import countries, country_code
from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from babel import Locale

FIRST_DAY, THIS_DAY = date(1900, 1, 1), date(2026, 1, 1)
"""Currencies used between these days are known; what a country uses "today" is what it used on the second."""
SHOWN_LOCALES = (
    "ar_EG", "bg_BG", "bn_BD", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "el_GR", "en_AU", "en_CA", "en_GB",
    "en_IN", "en_US", "en_ZA", "es_AR", "es_ES", "es_MX", "et_EE", "fa_IR", "fi_FI", "fr_BE", "fr_CA", "fr_CH",
    "fr_FR", "he_IL", "hi_IN", "hr_HR", "hu_HU", "id_ID", "is_IS", "it_IT", "ja_JP", "ko_KR", "lt_LT", "lv_LV",
    "nb_NO", "nl_BE", "nl_NL", "pl_PL", "pt_BR", "pt_PT", "ro_RO", "ru_RU", "sk_SK", "sl_SI", "sv_SE", "th_TH",
    "tr_TR", "uk_UA", "vi_VN", "zh_CN", "zh_TW",
)  # fmt: skip


@cache
def _shown_locales() -> "tuple[Locale, ...]":
    from babel import Locale

    shown = tuple(Locale.parse(name) for name in SHOWN_LOCALES)
    return tuple(locale for locale in shown if locale.currency_formats)  # reads the locale's file


tool = hub_tool(
    "currency-formats",
    title="Currency Formats",
    category="Finance",
    about="Which currency a country uses and has used, what it is called in another language, and how an amount of "
    "money, a number or a percentage is written in a locale. No exchange rates.",
    licence="BSD-3-Clause (babel), Unicode-3.0 (CLDR)",
    warm=_shown_locales,
)

Code = Annotated[str, Query(description="Currency, as three-letter ISO 4217 code.", examples=["CHF", "EUR"])]
LocaleName = Annotated[str, Query(description="Locale: language and country code.", examples=["de_CH", "fr_FR"])]
Amount = Annotated[float, Query(ge=-1e12, le=1e12, description="The number to write.", examples=[1234567.5])]


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
    history: list[PastCurrency]


class CurrencyDescription(Value):
    code: str
    locale: str
    name: str
    plural_name: str
    symbol: str
    decimals: int
    countries: list[str]


class FoundLocale(Value):
    locale: str
    name: str


class FoundLocales(Value):
    locales: list[FoundLocale]


class Written(Value):
    text: str
    in_words: str
    locale_name: str


class WrittenRow(Value):
    locale: str
    locale_name: str
    text: str


class WrittenEverywhere(Value):
    rows: list[WrittenRow]


class ReadNumber(Value):
    value: float
    decimal_separator: str
    group_separator: str


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
    return CountryCurrencies(country=countries()[code], country_code=code, currencies=today, history=rows)


@tool.get("/currencies/describe")
def describe_currency(code: Code, locale: LocaleName = "en_US") -> CurrencyDescription:
    """Describe a currency in a locale's language: its name and plural, symbol, decimals, and the countries using it."""
    from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

    code, where = _currency(code), _locale(locale)
    return CurrencyDescription(
        code=code,
        locale=str(where),
        name=get_currency_name(code, locale=where),
        plural_name=get_currency_name(code, count=5, locale=where),
        symbol=get_currency_symbol(code, locale=where),
        decimals=get_currency_precision(code),
        countries=_users().get(code, []),
    )


@tool.get("/locales/find")
def find_locale(
    name: Annotated[
        str, Query(min_length=2, max_length=60, description="Language, country or both.", examples=["Swiss German"])
    ],
) -> FoundLocales:
    """Find the code of a locale by language and country in English, such as 'French Canada' or 'Swiss German'."""
    words = [_NATIONS.get(word, word) for word in name.casefold().replace("(", " ").replace(")", " ").split()]
    found = [row for row in _locales() if all(word in row.name.casefold() for word in words)]
    if not found:
        raise NotFound(f"no locale is called {name!r}")
    return FoundLocales(locales=sorted(found, key=lambda row: (len(row.name), row.locale))[:20])


@tool.get("/format/amount")
def format_amount(amount: Amount, code: Code, locale: LocaleName) -> Written:
    """Write an amount of money as people in a locale write it, with the currency's symbol, and with its name."""
    from babel.numbers import format_currency

    code, where = _currency(code), _locale(locale)
    text = format_currency(Decimal(str(amount)), code, locale=where)
    words = format_currency(Decimal(str(amount)), code, locale=where, format_type="name")
    return Written(text=text, in_words=words, locale_name=where.english_name or "")


@tool.get("/format/everywhere")
def format_everywhere(amount: Amount, code: Code) -> WrittenEverywhere:
    """Write an amount of money in some fifty locales, to compare symbols and separators."""
    return WrittenEverywhere(
        rows=[
            WrittenRow(locale=str(locale), locale_name=written.locale_name, text=written.text)
            for locale in _shown_locales()
            for written in [format_amount(amount, code, str(locale))]
        ]
    )


@tool.get("/parse/number")
def read_number(
    text: Annotated[str, Query(max_length=40, description="The number as written.", examples=["1.234.567,5"])],
    locale: Annotated[str, Query(description="Locale it was written in.", examples=["de_DE", "fr_FR"])],
) -> ReadNumber:
    """Read a number that was written in a locale, such as '1.234,56' in German, and say which separators apply."""
    from babel.numbers import NumberFormatError, get_decimal_symbol, get_group_symbol, parse_decimal

    where = _locale(locale)
    try:
        value = float(parse_decimal(text.replace("'", "’"), locale=where))
    except (NumberFormatError, InvalidOperation):
        raise Unusable(f"{text!r} is no number in {where.english_name}") from None
    return ReadNumber(value=value, decimal_separator=get_decimal_symbol(where), group_separator=get_group_symbol(where))


_NATIONS = {"swiss": "switzerland", "canadian": "canada", "austrian": "austria", "brazilian": "brazil"}


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


@cache
def _locales() -> tuple[FoundLocale, ...]:
    from babel import Locale
    from babel.localedata import locale_identifiers

    english = Locale("en")
    rows = []
    for name in sorted(locale_identifiers()):
        language, _, place = name.partition("_")
        if len(place) == 2 and place in countries() and language in english.languages:
            title = f"{english.languages[language]} ({countries()[place]})"
            rows.append(FoundLocale(locale=name, name=title))
    return tuple(rows)


def _past(code: str, since: date | None, until: date | None) -> PastCurrency:
    return PastCurrency(code=code, name=_names()[code], used_from=str(since or ""), used_until=str(until or ""))


def _currency(code: str) -> str:
    if code.upper() not in _names():
        raise NotFound(f"{code!r} is no ISO 4217 currency code of three letters, such as 'CHF'")
    return code.upper()


def _locale(name: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise NotFound(f"no locale {name!r}: give a language and a country code, such as 'de_CH'") from None
