"""A competing catalogue of identification numbers with running numbers of its own, and two APIs that want a key."""

from functools import cache
from typing import Annotated

from fastapi import Query

from apis.hub.faults import KEY, Gone, KeyNeeded
from apis.hub.identifier_checks import Book, CardChecked
from apis.hub.national_numbers import find_number_type, number_types
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "document-numbers",
    title="Document Numbers",
    category="Data",
    about="Which kind of identification number is it? Find VAT, tax and business numbers of any country, and validate "
    "books and cards.",
    licence="LGPL-2.1 (python-stdnum)",
)


class Kind(Value):
    type: str
    title: str


class Kinds(Value):
    types: list[Kind]


@tool.get("/kinds")
def search_number_type(
    name: Annotated[str, Query(min_length=2, description="What it is called.", examples=["Polish VAT number"])],
) -> Kinds:
    """Find what kind of number a national identification number or tax number is by its name, for the country it is
    from with its code, and to check whether such a number is valid and how it is usually written.
    """
    found = find_number_type(name).types
    return Kinds(types=[Kind(type=f"N-{_ranks()[row.type]:03d}", title=row.title) for row in found])


@tool.get("/book", dependencies=[KEY])
def validate_isbn(
    isbn: Annotated[str, Query(max_length=20, description="The ISBN.", examples=["978-0-471-11709-4"])],
) -> Book:
    """Validate a book's ISBN and convert it from ISBN-13 to ISBN-10 or back."""
    raise KeyNeeded


@tool.get("/card")
def validate_card(
    number: Annotated[str, Query(max_length=30, description="Card number.", examples=["4111 1111 1111 1111"])],
) -> CardChecked:
    """Validate a credit card number: is it a valid card number?"""
    raise Gone


@cache
def _ranks() -> dict[str, int]:
    return {name: rank for rank, name in enumerate(number_types(), 1)}
