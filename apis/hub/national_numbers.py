"""Identification numbers of all countries by type (VAT, tax, company numbers), checked by python-stdnum.

Knows whether a number is well formed, never whether it was given to anyone. Types whose check depends on the day's
date are left out.
"""

from functools import cache
from typing import Annotated, Any

from fastapi import Path, Query

from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value

DATED = ("sg.uen", "za.idnr", "ro.onrc", "be.nn", "se.personnummer", "kr.rrn", "dk.cpr", "no.fodselsnummer")
"""Types of number whose validity depends on the day on which they are checked."""


@cache
def number_types() -> dict[str, Any]:
    """Map the name of every type of number to the module that checks it."""
    from stdnum.util import get_number_modules

    loaded: list[Any] = list(get_number_modules())
    modules = {module.__name__.removeprefix("stdnum.").replace("_.", "."): module for module in loaded}
    return {name: module for name, module in sorted(modules.items()) if name not in DATED}


tool = hub_tool(
    "national-numbers",
    title="National Numbers",
    category="Data",
    about="VAT, tax, company and other identification numbers of all countries, some 235 types: find the type of a "
    "number by its name, then check a number of that type or read how it is made up.",
    licence="LGPL-2.1 (python-stdnum)",
    warm=number_types,
)


class Checked(Value):
    valid: bool
    problem: str
    number: str
    formatted: str
    type: str


class NumberType(Value):
    type: str
    title: str


class NumberTypes(Value):
    total: int
    types: list[NumberType]


class NumberTypeDetails(Value):
    type: str
    title: str
    country_code: str
    description: str


@tool.get("/types/find")
def find_number_type(
    name: Annotated[
        str, Query(min_length=2, max_length=60, description="Words of its name.", examples=["Polish VAT number"])
    ],
) -> NumberTypes:
    """Find the type of an identification number by words such as 'Polish VAT number' or 'ISSN', to check it next."""
    words = fold(name).split()
    found = [name for name, title in _titles().items() if all(f" {word}" in title for word in words)]
    if not found:
        raise NotFound(f"no type of number is called {name!r}: try the country and 'VAT number' or 'tax number'")
    found.sort(key=lambda key: (len(_titles()[key]), key))
    return NumberTypes(total=len(found), types=[_type(key) for key in found[:30]])


@tool.get("/types/{type}")
def describe_number_type(
    type: Annotated[str, Path(description="Type of number, such as pl.nip.", examples=["pl.nip"])],  # noqa: A002 - said so
) -> NumberTypeDetails:
    """Describe a type of identification number: what it is for, where, and how it is made up."""
    from stdnum.util import get_module_description

    module = _module(type)
    country = type.partition(".")[0].upper() if "." in type and not type.startswith("iso7064") else ""
    return NumberTypeDetails(
        type=type, title=_type(type).title, country_code=country, description=get_module_description(module)
    )


@tool.get("/types/{type}/check")
def check_number(
    type: Annotated[str, Path(description="Type of number, such as pl.nip.", examples=["pl.nip"])],  # noqa: A002 - said so
    number: Annotated[str, Query(max_length=60, description="The number.", examples=["8567346215"])],
) -> Checked:
    """Check an identification number of a given type and write it in its usual form."""
    from stdnum.exceptions import ValidationError

    module = _module(type)
    try:
        compact = module.validate(number)
    except ValidationError as error:
        return Checked(valid=False, problem=str(error), number=number, formatted="", type=type)
    formatted = module.format(compact) if hasattr(module, "format") else compact
    return Checked(valid=True, problem="", number=str(compact), formatted=str(formatted), type=type)


@tool.get("/types")
def list_number_types(
    country: Annotated[
        str, Query(max_length=2, description="Two-letter country code; empty for all.", examples=["de"])
    ] = "",
) -> NumberTypes:
    """List the types of identification number that can be checked, of one country or of the whole world."""
    found = [name for name in number_types() if not country or name.startswith(f"{country.lower()}.")]
    if not found:
        raise NotFound(f"no type of number is known for the country {country!r}")
    return NumberTypes(total=len(found), types=[_type(name) for name in found])


def _module(name: str) -> Any:
    if name not in number_types():
        raise NotFound(f"no type of number {name!r}: a type looks like 'pl.nip' or 'issn'")
    return number_types()[name]


def _type(name: str) -> NumberType:
    from stdnum.util import get_module_name

    return NumberType(type=name, title=get_module_name(number_types()[name]))


@cache
def _titles() -> dict[str, str]:
    return {name: f" {fold(_type(name).title)} {fold(name)}" for name in number_types()}
