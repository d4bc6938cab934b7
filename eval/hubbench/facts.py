"""Facts that an answer must state, and whether it does.

A fact is found in free text with sensible tolerance: numbers by value (with thousands separators, rounding to the
digits shown), dates in the ways people write them, words without regard to case and accents. What is written almost
right is not found.
"""

from typing import Annotated, Literal

from pydantic import Field

from apis.model import Value


class TextFact(Value):
    """A name, a code, a word."""

    kind: Literal["text"] = "text"
    value: str
    aliases: tuple[str, ...] = ()
    """Other right ways to say it."""


class NumberFact(Value):
    """A number, within a tolerance."""

    kind: Literal["number"] = "number"
    value: float
    tolerance: float = 0.005
    """Relative; an answer rounded to the digits it shows is right too, down to three significant digits."""


class DateFact(Value):
    """A day."""

    kind: Literal["date"] = "date"
    value: str
    """YYYY-MM-DD."""


class TimeFact(Value):
    """A time of day, to the minute."""

    kind: Literal["time"] = "time"
    value: str
    """HH:MM, 24 hours."""


class BoolFact(Value):
    """A yes or a no about something."""

    kind: Literal["bool"] = "bool"
    value: bool
    about: str
    """The word it is about, such as 'valid' or 'prime'."""


Fact = Annotated[TextFact | NumberFact | DateFact | TimeFact | BoolFact, Field(discriminator="kind")]
