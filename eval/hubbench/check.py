"""Whether an answer as a whole passes: it states every fact, and it answers instead of listing everything it saw.

The rule against dumps. An answer does not pass, whatever it states, where it

- is longer than `LONGEST` characters (a run of white space counts as one), or
- states more different numbers, days or times than `FREE` and `EACH` for every fact of that kind, in a kind of which
  there is a fact, or
- names more different things (names of up to five words with a capital each, codes in capitals, or short items between
  commas, semicolons, bars or line breaks) than `NAMES` and `EACH_NAME` for every fact of text, where there is one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.hubbench.dates import days, times, without_dates
from eval.hubbench.facts import Fact, describe, found
from eval.hubbench.numerals import numbers, plain

LONGEST = 2000
"""Characters of the longest answer."""
FREE = 15
"""Numbers, days or times that any answer may state."""
EACH = 5
"""As many more for each fact of the kind."""
NAMES = 30
"""Names or short items that any answer may have."""
EACH_NAME = 10
"""As many more for each fact of text."""

_NAME = re.compile(r"\b(?=\w*[A-Z])[A-Z0-9]{2,}\b|[^\W\d_a-z][^\W\d_]*[a-z](?:[ -][^\W\d_a-z][^\W\d_]*[a-z]){0,4}")
_ITEM = re.compile(r"[,;|\n•\t]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking one answer."""

    passed: bool
    missing: tuple[Fact, ...]
    """The facts that were not found."""
    reason: str
    """One line for people."""


def check(facts: Sequence[Fact], answer: str | None) -> Checked:
    """Check an answer against the facts it must state.

    Args:
        facts: at least one.
        answer: the final answer; None and blank are no answer.

    >>> from eval.hubbench.facts import TextFact
    >>> check([TextFact(value="CDG")], "The nearest airport is ORY.").reason
    "1 of 1 facts not found: text 'CDG'"
    """
    if not facts:
        raise ValueError("there are no facts to check an answer against")
    if not answer or not answer.strip():
        return Checked(False, tuple(facts), "no answer")
    if dump := dumps(facts, answer):
        return Checked(False, (), f"a dump, not an answer: {dump}")
    missing = tuple(fact for fact in facts if not found(fact, answer))
    if not missing:
        return Checked(True, (), f"all {len(facts)} facts found" if len(facts) > 1 else "the fact is found")
    names = ", ".join(describe(fact) for fact in missing)
    return Checked(False, missing, f"{len(missing)} of {len(facts)} facts not found: {names}")


def dumps(facts: Sequence[Fact], answer: str) -> str | None:
    """Say how an answer breaks the rule against dumps, or return None.

    >>> dumps([], "word " * 500)
    '2,499 characters, at most 2,000'
    """
    length = len(" ".join(answer.split()))
    if length > LONGEST:
        return f"{length:,} characters, at most {LONGEST:,}"
    kinds: list[str] = [fact.kind for fact in facts]
    for kind, count in _counts(answer).items():
        free, each = (NAMES, EACH_NAME) if kind == "text" else (FREE, EACH)
        most = free + each * kinds.count(kind)
        if kind in kinds and count > most:
            return f"{count} different {'names' if kind == 'text' else f'{kind}s'}, at most {most}"
    return None


def _counts(answer: str) -> dict[str, int]:
    """Count the different values of each kind."""
    text = plain(answer)
    items = {item for part in _ITEM.split(text) if (item := part.strip().lower()) and len(item.split()) <= 4}
    return {
        "number": len({number.readings[0].value for number in numbers(without_dates(text))}),
        "date": len({(day.year, day.month, day.day) for day in days(text)}),
        "time": len({time.minutes for time in times(text)}),
        "text": max(len(set(_NAME.findall(text))), len(items)),
    }
