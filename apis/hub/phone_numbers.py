"""Telephone numbers by the rules of Google's libphonenumber (phonenumbers). Knows no subscribers and rings nobody."""

import asyncio
import functools
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query

from apis.hub.territories import countries
from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

Kind = Literal["fixed line", "mobile", "toll free"]
Style = Literal["international", "national", "e164"]


@functools.cache
def warm() -> None:
    """Load the tables of networks and time zones."""
    describe_number("+41 44 668 18 00")


tool = hub_tool(
    "phone-numbers",
    title="Phone Numbers",
    category="Communication",
    about="Check, describe and format telephone numbers of 240 countries: validity and kind of a number, the country, "
    "place, network and time zones it belongs to, calling codes and example numbers by two-letter country code.",
    licence="Apache-2.0 (phonenumbers)",
    warm=warm,
)

Number = Annotated[
    str,
    Query(
        min_length=3,
        max_length=40,
        description="Telephone number, best with '+' and calling code.",
        examples=["+41 44 668 18 00", "+1 650 253 0000"],
    ),
]
Region = Annotated[
    str,
    Query(
        max_length=2,
        description="Two-letter ISO code of the country that a number without '+' is dialled in.",
        examples=["", "CH"],
    ),
]
Country = Annotated[
    str, Query(max_length=3, description="Two-letter ISO 3166 code of the country.", examples=["CH", "BR"])
]


class NumberCheck(Value):
    number: str
    valid: bool
    possible: bool
    kind: str
    country_code: str
    country: str
    calling_code: str
    international_format: str


class NumberDescription(Value):
    number: str
    country_code: str
    country: str
    network: str
    time_zones: list[str]


class NumberPlace(Value):
    number: str
    country: str
    place: str


class FormattedNumber(Value):
    style: Style
    formatted: str


class ExampleNumber(Value):
    country_code: str
    country: str
    kind: Kind
    international_format: str
    national_format: str


class CallingCode(Value):
    country_code: str
    country: str
    calling_code: str
    international_prefix: str
    national_prefix: str


class CallingCodes(Value):
    total: int
    countries: list[CallingCode]


@tool.get("/check")
def check_number(number: Number, region: Region = "") -> NumberCheck:
    """Check whether a telephone number is valid, of which kind it is (mobile, fixed line) and of which country."""
    import phonenumbers as lib

    found = _parsed(number, region)
    code = lib.region_code_for_number(found) or ""
    return NumberCheck(
        number=number,
        valid=lib.is_valid_number(found),
        possible=lib.is_possible_number(found),
        kind=lib.PhoneNumberType.to_string(lib.number_type(found)).lower().replace("_", " "),
        country_code=code,
        country=countries().get(code, ""),
        calling_code=f"+{found.country_code}",
        international_format=lib.format_number(found, lib.PhoneNumberFormat.INTERNATIONAL),
    )


@tool.get("/describe")
def describe_number(number: Number, region: Region = "") -> NumberDescription:
    """Tell which country, mobile network and time zones a telephone number belongs to."""
    from phonenumbers import carrier, timezone

    found, code = _valid(number, region)
    return NumberDescription(
        number=number,
        country_code=code,
        country=countries().get(code, ""),
        network=carrier.name_for_number(found, "en"),
        time_zones=list(timezone.time_zones_for_number(found)),
    )


@tool.get("/locate")
async def locate_number(number: Number, region: Region = "") -> NumberPlace:
    """Tell which town or region a fixed-line telephone number belongs to."""
    found, code = _valid(number, region)
    # The tables of places take a second to load at first use: off the event loop, so that no other call waits.
    geocoder = await asyncio.to_thread(import_module, "phonenumbers.geocoder")
    place = geocoder.description_for_number(found, "en")
    return NumberPlace(number=number, country=countries().get(code, ""), place=place)


@tool.get("/format")
def format_number(
    number: Number,
    style: Annotated[Style, Query(description="How to write the number.", examples=["international"])],
    region: Region = "",
) -> FormattedNumber:
    """Write a telephone number in its international, national or E.164 form."""
    import phonenumbers as lib

    styles = {
        "international": lib.PhoneNumberFormat.INTERNATIONAL,
        "national": lib.PhoneNumberFormat.NATIONAL,
        "e164": lib.PhoneNumberFormat.E164,
    }
    return FormattedNumber(style=style, formatted=lib.format_number(_parsed(number, region), styles[style]))


@tool.get("/example")
def get_example_number(
    country_code: Country,
    kind: Annotated[Kind, Query(description="What kind of number.", examples=["mobile"])] = "mobile",
) -> ExampleNumber:
    """Get a valid example number of a country, to see what its mobile or fixed-line numbers look like."""
    import phonenumbers as lib

    kinds = {
        "fixed line": lib.PhoneNumberType.FIXED_LINE,
        "mobile": lib.PhoneNumberType.MOBILE,
        "toll free": lib.PhoneNumberType.TOLL_FREE,
    }
    code = _known(country_code)
    found = lib.example_number_for_type(code, kinds[kind])
    if found is None:
        raise NotFound(f"{countries()[code]} has no {kind} numbers")
    return ExampleNumber(
        country_code=code,
        country=countries()[code],
        kind=kind,
        international_format=lib.format_number(found, lib.PhoneNumberFormat.INTERNATIONAL),
        national_format=lib.format_number(found, lib.PhoneNumberFormat.NATIONAL),
    )


@tool.get("/calling-code")
def get_calling_code(country_code: Country) -> CallingCode:
    """Get the calling code of a country and the prefixes to dial abroad and within it."""
    return _calling_code(_known(country_code))


@tool.get("/calling-codes")
def list_calling_codes() -> CallingCodes:
    """List the calling codes of all countries with their dialling prefixes."""
    rows = [_calling_code(code) for code in sorted(_regions())]
    return CallingCodes(total=len(rows), countries=rows)


@functools.cache
def _regions() -> frozenset[str]:
    import phonenumbers

    return frozenset(code for code in phonenumbers.SUPPORTED_REGIONS if code in countries())


@functools.cache
def _calling_code(code: str) -> CallingCode:
    import phonenumbers

    rules = phonenumbers.PhoneMetadata.metadata_for_region(code)
    assert rules is not None, f"{code} is a supported region"
    return CallingCode(
        country_code=code,
        country=countries()[code],
        calling_code=f"+{rules.country_code}",
        international_prefix=rules.preferred_international_prefix or rules.international_prefix or "",
        national_prefix=rules.national_prefix or "",
    )


def _known(country_code: str) -> str:
    if country_code.upper() not in _regions():
        raise NotFound(f"no numbering plan for {country_code!r}: give a two-letter ISO country code such as 'CH'")
    return country_code.upper()


def _valid(number: str, region: str) -> "tuple[PhoneNumber, str]":
    """Read a number and its country's code; raises `NotFound` where it is none's."""
    import phonenumbers

    found = _parsed(number, region)
    code = phonenumbers.region_code_for_number(found)
    if not code:
        raise NotFound(f"{number!r} is no valid number: nothing is known of it")
    return found, code


def _parsed(number: str, region: str) -> "PhoneNumber":
    import phonenumbers

    try:
        return phonenumbers.parse(number, _known(region) if region else None)
    except phonenumbers.NumberParseException as error:
        raise Unusable(f"{number!r} is no telephone number: {error}") from error
