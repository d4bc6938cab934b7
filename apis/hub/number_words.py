"""Numbers, places in a row, years and sums of money in words of more than forty languages, by num2words."""

from functools import cache
from typing import Annotated, Literal

from fastapi import Query

from apis.hub.language_codes import languages
from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

Form = Literal["cardinal", "ordinal", "ordinal_num", "year", "currency"]
BROKEN = "am"
"""num2words 0.5.14 never ends on some numbers in Amharic."""


@cache
def converters() -> dict[str, str]:
    """Map the ISO code of each language that can be written to the name num2words has for it."""
    from num2words import CONVERTER_CLASSES

    here = {code: {"kk": "kz"}.get(code, code) for code in languages()}
    return {code: name for code, name in here.items() if name in CONVERTER_CLASSES and name != BROKEN}


tool = hub_tool(
    "number-words",
    title="Number Words",
    category="Translation",
    about="Write numbers, ordinals, years and amounts of money out in words in over forty languages, which go by their "
    "ISO codes.",
    licence="LGPL-2.1 (num2words)",
    warm=converters,
)

Number = Annotated[int, Query(ge=0, le=10**9, description="The number to write.", examples=[1234])]
LanguageCode = Annotated[str, Query(description="ISO 639 code of the language, such as fr.", examples=["fr"])]


class Spelled(Value):
    words: str
    language_code: str
    language: str


class SpelledOrdinal(Value):
    words: str
    short: str
    language_code: str
    language: str


class SpelledRow(Value):
    language_code: str
    language: str
    words: str


class SpelledEverywhere(Value):
    number: int
    rows: list[SpelledRow]


class LanguageRow(Value):
    language_code: str
    language: str
    twenty_one: str
    thousand: str
    has_ordinals: bool


class NumberLanguages(Value):
    count: int
    languages: list[LanguageRow]


@tool.get("/number")
def spell_number(number: Number, language: LanguageCode) -> Spelled:
    """Write a whole number out in words in a language, such as 1234 in French."""
    code = _known(language)
    return Spelled(words=_words(number, code, "cardinal"), language_code=code, language=languages()[code])


@tool.get("/ordinal")
def spell_ordinal(
    number: Annotated[int, Query(ge=1, le=10**6, description="Place in a row.", examples=[23])], language: LanguageCode
) -> SpelledOrdinal:
    """Write a place in a row (first, second, third) in words in a language, and in its short form, such as 23rd."""
    code = _known(language)
    if not _has_ordinals(code):
        raise Unusable(f"ordinals are not known in {languages()[code]}")
    return SpelledOrdinal(
        words=_words(number, code, "ordinal"),
        short=_words(number, code, "ordinal_num"),
        language_code=code,
        language=languages()[code],
    )


@tool.get("/year")
def spell_year(
    year: Annotated[int, Query(ge=1, le=2999, description="The year.", examples=[1984])], language: LanguageCode
) -> Spelled:
    """Write a year out in words as it is read aloud in a language, such as nineteen eighty-four."""
    code = _known(language)
    return Spelled(words=_words(year, code, "year"), language_code=code, language=languages()[code])


@tool.get("/money")
def spell_money(
    amount: Annotated[float, Query(ge=0, le=1e8, description="Amount, with cents.", examples=[42.5])],
    currency: Annotated[Literal["EUR", "USD", "GBP"], Query(description="Currency.", examples=["EUR"])],
    language: LanguageCode,
) -> Spelled:
    """Write an amount of money in euros, dollars or pounds out in words, as on a cheque."""
    code = _known(language)
    return Spelled(words=_words(amount, code, "currency", currency), language_code=code, language=languages()[code])


@tool.get("/everywhere")
def spell_everywhere(number: Number) -> SpelledEverywhere:
    """Write a number out in words in every language there is, to compare them."""
    rows = [
        SpelledRow(language_code=code, language=languages()[code], words=_words(number, code, "cardinal"))
        for code in converters()
    ]
    return SpelledEverywhere(number=number, rows=rows)


@tool.get("/languages")
def list_number_languages() -> NumberLanguages:
    """List the languages in which numbers can be written, with their codes and two examples each."""
    rows = [
        LanguageRow(
            language_code=code,
            language=languages()[code],
            twenty_one=_words(21, code, "cardinal"),
            thousand=_words(1000, code, "cardinal"),
            has_ordinals=_has_ordinals(code),
        )
        for code in converters()
    ]
    return NumberLanguages(count=len(rows), languages=rows)


def _known(code: str) -> str:
    if code not in converters():
        raise NotFound(f"numbers cannot be written in {code!r}: give the ISO 639 code of a language, such as 'fr'")
    return code


def _words(number: float, code: str, form: Form, currency: str = "") -> str:
    """Write a number; what a language lacks shows in num2words as one of several errors."""
    from num2words import num2words

    extra = {"currency": currency} if currency else {}
    try:
        words = str(num2words(number, lang=converters()[code], to=form, **extra))
    except (NotImplementedError, TypeError, AttributeError, KeyError, OverflowError, ValueError, IndexError):
        raise Unusable(f"{languages()[code]} has no words for this as {form.replace('_', ' ')}") from None
    return " ".join(words.split())


@cache
def _has_ordinals(code: str) -> bool:
    try:
        return _words(21, code, "ordinal") != _words(21, code, "cardinal") and bool(_words(21, code, "ordinal_num"))
    except Unusable:
        return False
