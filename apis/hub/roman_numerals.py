"""Roman numerals from 1 to 4999, from the roman package. Knows the strict form only: IV, never IIII."""

from typing import Annotated

import roman
from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

LARGEST = 4999
MEANINGS = {
    "M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5,
    "IV": 4, "I": 1,
}  # fmt: skip

tool = hub_tool(
    "roman-numerals",
    title="Roman Numerals",
    category="Education",
    about="Write numbers and years in Roman numerals, read Roman numerals on clocks, buildings and film credits, see "
    "what each symbol of a numeral stands for, and add or subtract two of them. From I (1) to MMMMCMXCIX (4999).",
    licence="ZPL-2.1 (roman)",
)

Numeral = Annotated[
    str,
    Query(
        min_length=1,
        max_length=20,
        description="Roman numeral in its strict form, such as 'MCMXCIV'; small letters are read too.",
        examples=["MCMXCIV", "XLII"],
    ),
]


class Written(Value):
    number: int
    numeral: str
    number_of_letters: int


class Read(Value):
    numeral: str
    number: int


class Symbol(Value):
    symbol: str
    value: int
    is_subtraction: bool
    explanation: str


class YearInRoman(Value):
    year: int
    numeral: str
    number_of_symbols: int
    century: int
    century_numeral: str
    symbols: list[Symbol]


class Calculated(Value):
    first: int
    second: int
    sum: int
    sum_numeral: str
    difference: int
    difference_numeral: str


@tool.get("/write")
def number_to_roman(
    number: Annotated[int, Query(ge=1, le=LARGEST, description="Whole number to write.", examples=[1994])],
) -> Written:
    """Convert a number to a Roman numeral, and tell how many letters that takes."""
    numeral = roman.toRoman(number)
    return Written(number=number, numeral=numeral, number_of_letters=len(numeral))


@tool.get("/read")
def roman_to_number(numeral: Numeral) -> Read:
    """Convert a Roman numeral, such as one on a building or in film credits, to the number or year it stands for."""
    number = _number(numeral)
    return Read(numeral=roman.toRoman(number), number=number)


@tool.get("/year")
def year_in_roman(
    year: Annotated[int, Query(ge=1, le=LARGEST, description="Year of the common era.", examples=[2026])],
) -> YearInRoman:
    """Write a year in Roman numerals with its century, and explain the value of each symbol from left to right.

    A smaller letter before a larger one is subtracted from it: CM is one symbol of value 900.
    """
    numeral, century = roman.toRoman(year), (year + 99) // 100
    symbols = [_explained(symbol) for symbol in _symbols(year)]
    return YearInRoman(
        year=year,
        numeral=numeral,
        number_of_symbols=len(symbols),
        century=century,
        century_numeral=roman.toRoman(century),
        symbols=symbols,
    )


@tool.get("/calculate")
def add_and_subtract(
    first: Numeral,
    second: Annotated[
        str, Query(min_length=1, max_length=20, description="The other Roman numeral.", examples=["XLII"])
    ],
) -> Calculated:
    """Add two Roman numerals and take the smaller from the larger: sum and difference in digits and in Roman numerals.

    Nothing has no Roman numeral: the difference of equal numerals is written N, for nulla.
    """
    left, right = _number(first), _number(second)
    if left + right > LARGEST:
        raise Unusable(f"{left} and {right} make more than {LARGEST}, the largest number with a numeral")
    difference = abs(left - right)
    return Calculated(
        first=left,
        second=right,
        sum=left + right,
        sum_numeral=roman.toRoman(left + right),
        difference=difference,
        difference_numeral=roman.toRoman(difference),
    )


def _number(numeral: str) -> int:
    try:
        return int(roman.fromRoman(numeral.strip(), special_case=False))
    except roman.InvalidRomanNumeralError:
        raise Unusable(f"{numeral!r} is no Roman numeral in its strict form, such as 'XIV'") from None


def _symbols(number: int) -> list[str]:
    """Take a number apart into the symbols of its numeral."""
    symbols = []
    for symbol, value in MEANINGS.items():
        times, number = divmod(number, value)
        symbols += [symbol] * times
    return symbols


def _explained(symbol: str) -> Symbol:
    value, pair = MEANINGS[symbol], len(symbol) == 2
    told = f"{MEANINGS[symbol[1]]} less {MEANINGS[symbol[0]]} is {value}" if pair else f"{symbol} is {value}"
    return Symbol(symbol=symbol, value=value, is_subtraction=pair, explanation=told)
