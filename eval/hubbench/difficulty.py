"""How difficult an instruction is, by what its key says: the calls it needs, and what was planted in their way.

Knows neither wordings nor any model. A fault that shows at once costs a call to come back from; one that shows late
costs the way back as well.
"""

from typing import Annotated

from pydantic import Field

HIGHEST = 6

Level = Annotated[int, Field(ge=1, le=HIGHEST)]
"""1 to `HIGHEST`."""


def level_of(calls: int, *, planted: bool = False, late: bool = False) -> Level:
    """Return the level of an instruction that can be solved.

    Args:
        calls: how many it needs, at least one.
        planted: whether a fault was planted: one level more.
        late: whether that shows a turn or more after the choice that brought it: one more again.

    >>> level_of(1), level_of(2, planted=True), level_of(2, planted=True, late=True), level_of(9)
    (1, 3, 4, 6)
    """
    return min(HIGHEST, calls + planted + late)
