"""What a question maker hands over: a request a person could make, the calls it needs, and the facts of its answer.

Makers stand in `eval/hubbench/questions/`, one file per hub tool; each file ends with `MAKERS`, a tuple of functions
that take a `random.Random` and return one `Question`. Facts are computed with the hub tool's own functions, never
written by hand. Composition into I1, I2 and I3, distractors and planted causes are `eval.hubbench.make`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from eval.hubbench.facts import Fact

Cause = Literal[
    "foreign_id",  # a near-duplicate's id or format that a later API rejects: shows a turn or more after the choice
    "gone",  # 404 whatever is asked
    "html",  # an HTML error page with status 200
    "key",  # 401: needs a key that nobody has
    "slow",  # far slower than the time-out
    "limited",  # always 429
]


@dataclass(frozen=True, slots=True)
class Trap:
    """An Api that tempts in place of a needed one, and how it fails."""

    cause: Cause
    api: str
    """Id of the tempting Api."""
    instead_of: str
    """Id of the needed Api it stands beside; one of `Question.needs`."""

    @property
    def late(self) -> bool:
        """Whether the fault shows only after a later call."""
        return self.cause == "foreign_id"


@dataclass(frozen=True, slots=True)
class Question:
    """One request in a user's words."""

    text: str
    """One or two sentences that stand alone, dates explicit, no Api or parameter names, begins with a capital letter
    and ends with '.' or '?'."""
    needs: tuple[str, ...]
    """Ids of the hub's Apis whose calls answer it, in order; one id for each call."""
    facts: tuple[Fact, ...]
    """What a right answer says; all of them."""
    traps: tuple[Trap, ...] = ()
    """Apis of the hub that can be offered to plant a cause of failure."""


Maker = Callable[[Random], Question]
