"""How a maker draws a question: a wording, a day written as people write it, another try where a draw fails.

Knows no tool. A maker that meets values it cannot ask about raises `Redraw`; `redrawn` then tries again with the same
random stream, so that a seed still means one question.
"""

import functools
from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from apis.hub.tool import NotFound, Unusable
from eval.hubbench.question import Maker, Question
from eval.hubbench.voice import pick

TRIES = 200
"""How often a maker may draw again before it is called broken."""


class Redraw(Exception):
    """The values drawn make no good question."""


def redrawn(maker: Maker) -> Maker:
    """Let a maker draw again when it raises `Redraw`, or a tool has no answer to what it drew."""

    @functools.wraps(maker)
    def draw(rng: Random) -> Question:
        for _ in range(TRIES):
            try:
                return maker(rng)
            except (Redraw, NotFound, Unusable):
                continue
        raise RuntimeError(f"{maker.__module__}.{maker.__name__} found nothing to ask in {TRIES} draws")

    return draw


def worded(rng: Random, wordings: Sequence[str], **values: object) -> str:
    """Draw one of the wordings and put the values in, `{name}` by `{name}`; the first letter becomes a capital.

    >>> worded(Random(1), ["how high is {peak}?"], peak="Mont Blanc")
    'How high is Mont Blanc?'
    """
    text = pick(rng, wordings).format(**values)
    return text[0].upper() + text[1:]


def day_in_words(rng: Random, day: date) -> str:
    """Write a day in one of the ways people write it.

    >>> sorted({day_in_words(Random(seed), date(2026, 5, 4)) for seed in range(30)})
    ['2026-05-04', '4 May 2026', 'May 4, 2026', 'the 4th of May 2026']
    """
    forms: tuple[Callable[[], str], ...] = (
        day.isoformat,
        lambda: f"{day.day} {day:%B} {day.year}",
        lambda: f"{day:%B} {day.day}, {day.year}",
        lambda: f"the {ordinal(day.day)} of {day:%B} {day.year}",
    )
    return rng.choice(forms)()


def ordinal(number: int) -> str:
    """Write a number as a place in a row.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 30)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '30th']
    """
    teen = number % 100 in (11, 12, 13)
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def some_day(rng: Random, first: int = 2024, last: int = 2031) -> date:
    """Draw a day of the years `first` to `last`.

    >>> some_day(Random(0), 2026, 2026).year
    2026
    """
    start, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
    return date.fromordinal(rng.randint(start, end))
