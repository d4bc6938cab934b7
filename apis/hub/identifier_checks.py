"""Check digits and forms of standard numbers (books, goods, cards, companies), by python-stdnum.

Knows whether a number is well formed, never whether it was given to anyone. Other types: `apis.hub.national_numbers`.
"""

from importlib import import_module
from typing import Annotated, Literal

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "identifier-checks",
    title="Identifier Checks",
    category="Data",
    about="Check the numbers on books, cards, phones and goods: ISBN, card numbers, and the check digit of a "
    "card, a barcode or an IMEI.",
    licence="LGPL-2.1 (python-stdnum)",
)

ALGORITHMS = {"card": "luhn", "imei": "luhn", "barcode": "ean"}


class Book(Value):
    valid: bool
    problem: str
    isbn_13: str
    isbn_10: str
    registration_group: str
    publisher: str
    check_digit: str


class CardChecked(Value):
    valid: bool
    number: str
    expected_check_digit: str
    digits: int


class CheckDigit(Value):
    kind: str
    check_digit: str
    complete_number: str


@tool.get("/isbn")
def check_isbn(
    isbn: Annotated[str, Query(max_length=20, description="ISBN-10 or ISBN-13.", examples=["978-0-471-11709-4"])],
) -> Book:
    """Check a book's ISBN, convert between ISBN-10 and ISBN-13, and tell the publisher's and the group's number."""
    from stdnum import isbn as books
    from stdnum.exceptions import ValidationError

    try:
        number = books.validate(isbn, convert=True)
        _, group, publisher, _, digit = books.split(number)
        short = books.format(books.to_isbn10(number)) if number.startswith("978") else ""
    except ValidationError as error:
        return Book(
            valid=False, problem=str(error), isbn_13="", isbn_10="", registration_group="", publisher="", check_digit=""
        )
    return Book(
        valid=True,
        problem="",
        isbn_13=books.format(number),
        isbn_10=short,
        registration_group=group,
        publisher=publisher,
        check_digit=digit,
    )


@tool.get("/card")
def check_card_number(
    number: Annotated[str, Query(max_length=30, description="Card number.", examples=["4111 1111 1111 1111"])],
) -> CardChecked:
    """Check the number of a credit or debit card by its check digit (Luhn), and tell which digit should stand last."""
    from stdnum import luhn

    digits = _digits(number)
    return CardChecked(
        valid=luhn.is_valid(digits),
        number=digits,
        expected_check_digit=luhn.calc_check_digit(digits[:-1]),
        digits=len(digits),
    )


@tool.get("/check-digit")
def find_check_digit(
    number: Annotated[
        str, Query(max_length=30, description="Number without its last digit.", examples=["590123412345"])
    ],
    kind: Annotated[Literal["card", "imei", "barcode"], Query(description="Kind of number.", examples=["barcode"])],
) -> CheckDigit:
    """Work out the missing last digit (check digit) of a card number, a phone's IMEI or a product's barcode."""
    digits = _digits(number)
    digit = str(import_module(f"stdnum.{ALGORITHMS[kind]}").calc_check_digit(digits))
    return CheckDigit(kind=kind, check_digit=digit, complete_number=digits + digit)


def _digits(number: str) -> str:
    digits = "".join(number.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) > 1):
        raise Unusable(f"{number!r} has other signs than digits")
    return digits
