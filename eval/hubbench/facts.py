"""Facts that an answer must state, and whether it does.

A fact is found in free text with sensible tolerance: numbers by value (with thousands separators, rounding to the
digits shown), dates in the ways people write them, words without regard to case and accents. What is written almost
right is not found, nor is what the text denies ("not Lyon but Paris"). How each kind is read stands in `numerals`,
`dates`, `wording` and `polarity`, what is written and yet not said in `denial`; whether an answer as a whole passes, in
`check`.
"""

from typing import Annotated, Literal

from pydantic import Field

from apis.model import Value
from eval.hubbench.dates import days, in_figures, times, without_dates, years
from eval.hubbench.denial import is_beside, is_bound, is_denied, settled, without
from eval.hubbench.numerals import numbers, plain
from eval.hubbench.polarity import polarity
from eval.hubbench.wording import orders, says

Wording = Annotated[str, Field(pattern=r"\S")]
"""Not blank: a fact that says nothing is a mistake in its maker."""


class TextFact(Value):
    """A name, a code, a word."""

    kind: Literal["text"] = "text"
    value: Wording
    aliases: tuple[Wording, ...] = ()
    """Other right ways to say it."""
    unlike: tuple[Wording, ...] = ()
    """Longer wordings that hold it and mean something else: "straight flush" where it is a flush."""


class NumberFact(Value):
    """A number, within a tolerance."""

    kind: Literal["number"] = "number"
    value: Annotated[float, Field(allow_inf_nan=False)]
    tolerance: float | None = None
    """Relative. None: a thousandth, or an answer rounded to the digits it shows, down to three significant digits; a
    whole number below 10,000 must be exact, since it is a count, a year or a code. 0: exactly this number."""


class DateFact(Value):
    """A day; its year may be left out where the answer names no other."""

    kind: Literal["date"] = "date"
    value: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    """YYYY-MM-DD."""


class TimeFact(Value):
    """A time of day, to the minute."""

    kind: Literal["time"] = "time"
    value: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """HH:MM, 24 hours."""


class BoolFact(Value):
    """A yes or a no about something."""

    kind: Literal["bool"] = "bool"
    value: bool
    about: Wording
    """The word it is about, such as 'valid' or 'prime'."""


Fact = Annotated[TextFact | NumberFact | DateFact | TimeFact | BoolFact, Field(discriminator="kind")]


def found(fact: Fact, answer: str) -> bool:
    """Tell whether an answer states a fact.

    >>> found(NumberFact(value=1325), "It is 1,325 km."), found(NumberFact(value=1325), "It is 1,235 km.")
    (True, False)
    >>> found(DateFact(value="2026-05-14"), "on Thursday, May 14th"), found(TextFact(value="Niger"), "Nigeria")
    (True, False)
    """
    match fact:
        case TextFact():
            said = without(settled(answer), fact.unlike)
            return any(says(said, order) for wording in (fact.value, *fact.aliases) for order in orders(wording))
        case NumberFact():
            return _has_number(fact, settled(plain(answer)))
        case DateFact():
            return _has_day(fact, settled(in_figures(plain(answer))))
        case TimeFact():
            return _has_time(fact, settled(plain(answer)))
        case BoolFact():
            return polarity(plain(answer), fact.about) is fact.value


def describe(fact: Fact) -> str:
    """Say in a few words what is to be found.

    >>> describe(NumberFact(value=1325.0)), describe(BoolFact(value=False, about="prime"))
    ("number '1325'", "yes or no 'not prime'")
    """
    match fact:
        case NumberFact():
            return f"number {f'{fact.value:.12g}'!r}"
        case BoolFact():
            return f"yes or no {fact.about if fact.value else f'not {fact.about}'!r}"
        case _:
            return f"{fact.kind} {fact.value!r}"


def _has_number(fact: NumberFact, text: str) -> bool:
    rest = without_dates(text)
    stated = (n for n in numbers(rest) if n.states(fact.value, fact.tolerance))
    if any(not is_denied(rest, n.start, n.end) and not is_bound(rest, n.start) for n in stated):
        return True
    return fact.value in {float(day.year) for day in days(text) if day.year}  # a year may be said with its day


def _has_day(fact: DateFact, text: str) -> bool:
    year, month, day = (int(part) for part in fact.value.split("-"))
    named = years(text)
    for stated in days(text):
        same = (stated.month, stated.day) == (month, day)
        fits = stated.year == year or (stated.year is None and (not named or year in named))
        if same and fits and not is_denied(text, stated.start, stated.end) and not is_beside(text, stated.start):
            return True
    return False


def _has_time(fact: TimeFact, text: str) -> bool:
    hour, minute = (int(part) for part in fact.value.split(":"))
    stated = (time for time in times(text) if hour * 60 + minute in time.minutes)
    return any(not is_denied(text, time.start, time.end) and not is_beside(text, time.start) for time in stated)
