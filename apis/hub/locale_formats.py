"""How numbers and amounts of money are written in some six hundred locales, from the CLDR data in babel."""

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from apis.hub.currency_formats import Code, LocaleName, known_currency, known_locale
from apis.hub.territories import countries
from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.hub.words import fold
from apis.model import Value

if TYPE_CHECKING:
    from babel import Locale

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
    "locale-formats",
    title="Locale Formats",
    category="Finance",
    about="How people in a language and country write amounts of money, numbers and percentages: find the code of the "
    "locale by its name, then write or read a number in it.",
    licence="BSD-3-Clause (babel), Unicode-3.0 (CLDR)",
    warm=_shown_locales,
)

Amount = Annotated[float, Query(ge=-1e12, le=1e12, description="The number to write.", examples=[1234567.5])]
NATIONS = {"swiss": "switzerland", "canadian": "canada", "austrian": "austria", "brazilian": "brazil"}
"""Words for a country's people that are not in its name."""


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


@tool.get("/locales/find")
def find_locale(
    name: Annotated[
        str, Query(min_length=2, max_length=60, description="Language, country or both.", examples=["Swiss German"])
    ],
) -> FoundLocales:
    """Find the code of a locale by language and country in English, such as 'French Canada' or 'Swiss German'."""
    words = {NATIONS.get(word, word) for word in fold(name).split()}
    found = [row for row in _locales() if words <= set(fold(row.name).split())]
    if not found:
        raise NotFound(f"no locale is called {name!r}")
    return FoundLocales(locales=sorted(found, key=lambda row: (len(row.name), row.locale))[:20])


@tool.get("/format/amount")
def format_amount(amount: Amount, code: Code, locale: LocaleName) -> Written:
    """Write an amount of money as people in a locale write it, with the currency's symbol, and with its name."""
    from babel.numbers import format_currency

    code, where = known_currency(code), known_locale(locale)
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

    where = known_locale(locale)
    try:
        value = float(parse_decimal(text.replace("'", "’"), locale=where))
    except (NumberFormatError, InvalidOperation):
        raise Unusable(f"{text!r} is no number in {where.english_name}") from None
    return ReadNumber(value=value, decimal_separator=get_decimal_symbol(where), group_separator=get_group_symbol(where))


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
