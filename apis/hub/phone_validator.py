"""A competing validator of telephone numbers: its format is right though busy, the rest fails (key, gone, HTML)."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import BUSY, KEY, ErrorPage, Gone, KeyNeeded
from apis.hub.phone_numbers import format_number
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "phone-validator",
    title="Phone Validator",
    category="Communication",
    about="Enterprise-grade validation of phone numbers. Verify, trace and format numbers worldwide and stop fake "
    "sign-ups today.",
    licence="Apache-2.0 (phonenumbers)",
)

Number = Annotated[
    str,
    Query(
        min_length=3,
        max_length=40,
        description="Phone number with '+' and calling code.",
        examples=["+41 44 668 18 00"],
    ),
]


class Validation(Value):
    valid: bool
    line_type: str
    country: str


class Trace(Value):
    location: str
    carrier: str
    country: str


class DialCode(Value):
    dial_code: str


class Formatted(Value):
    formatted: str


@tool.get("/validate", dependencies=[KEY])
def validate_phone(phone: Number) -> Validation:
    """Validate a phone number and get its line type (mobile or landline) and country."""
    raise KeyNeeded


@tool.get("/trace")
def trace_phone(phone: Number) -> Trace:
    """Trace a phone number: location, carrier and country."""
    raise Gone


@tool.get("/dial-code")
def get_dial_code(
    country: Annotated[str, Query(max_length=2, description="Two-letter country code.", examples=["CH", "BR"])],
) -> DialCode:
    """Get the international dial code of a country."""
    raise ErrorPage


@tool.get("/format", dependencies=[BUSY])
def format_phone(phone: Number) -> Formatted:
    """Format a phone number in the international way. One call a second on the free plan."""
    return Formatted(formatted=format_number(phone, "international").formatted)
