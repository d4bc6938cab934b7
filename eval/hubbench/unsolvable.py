"""Instructions that cannot be solved with what is offered: what is left out, and what may not be offered in its place.

Two ways, both met in the real world: *absent*, nothing offered is about what is asked; *dead*, what would answer is
there under another name and fails whatever it is asked. That nothing else answers is made sure by tools: all Apis of
the tool that is missing are left out, and so is every tool that can bring the same facts (`ALIKE`, `GENERAL`).
"""

from collections.abc import Collection
from typing import Literal

from eval.hubbench.question import Cause

Why = Literal["absent", "dead"]

DEAD: tuple[Cause, ...] = ("gone", "html", "key", "limited")
"""Causes that answer nobody. One that is only slow would cost each run a whole time-out, and may answer the patient."""

GENERAL = frozenset({"math-solver", "unit-converter", "whole-numbers"})
"""Tools with which much can be computed that other tools are for."""

ALIKE: tuple[frozenset[str], ...] = (
    frozenset({
        "airport-directory", "city-coordinates", "earth-geometry", "flight-distances", "sun-times", "timezone-atlas",
        "us-postal-codes", "world-countries",
    }),
    frozenset({"bank-codes", "currency-formats", "locale-formats", "world-countries"}),
    frozenset({"hyphenation", "language-codes", "locale-formats", "number-words", "world-countries"}),
    frozenset({"phone-numbers", "world-countries"}),
    frozenset({"bank-codes", "identifier-checks", "national-numbers"}),
    frozenset({"calendar-converter", "cron-schedules", "moon-phases", "public-holidays", "sun-times"}),
    frozenset({"moon-phases", "night-sky", "sun-times"}),
    frozenset({"amino-acids", "compound-calculator"}),
    frozenset({"chord-finder", "note-frequencies"}),
    frozenset({"compound-calculator", "periodic-elements"}),
    frozenset({"hyphenation", "text-sentiment", "text-similarity"}),
    frozenset({"number-words", "roman-numerals", "whole-numbers"}),
    frozenset({"paper-formats", "solid-shapes"}),
)  # fmt: skip
"""Tools that know some of the same things, or can be taken to get at them."""


def able(lacking: Collection[str]) -> frozenset[str]:
    """Return the slugs of all tools that could stand in for those that lack, themselves included.

    >>> sorted(able({"chord-finder"}))
    ['chord-finder', 'math-solver', 'note-frequencies', 'unit-converter', 'whole-numbers']
    """
    return GENERAL.union(lacking, *(group for group in ALIKE if not group.isdisjoint(lacking)))
