"""What `report.json` holds: pass rates, what they cost, how methods differ. Scores are fractions 0..1.

Only the shapes; `eval.report` fills them and `eval.tables` lays them out.
"""

from typing import Literal

from apis.model import Value
from eval.stats import Interval


class Rate(Value):
    """A pass rate over some instructions."""

    pass_rate: float
    """Passed by instructions, 0..1."""
    interval: Interval
    """95 %, bootstrap over instructions."""
    instructions: int
    passed: int


class MethodReport(Rate):
    """What one run came to."""

    run: str
    """The folder's name."""
    model: str
    model_calls: int
    api_calls: int
    tokens: int
    seconds: float
    """Wall seconds."""
    cost: float
    """US dollars, where prices are known."""
    statuses: dict[str, int]
    """How the searches ended; `missing` are those without a record."""
    by_group: dict[str, Rate]
    by_cause: dict[str, Rate]
    """Empty without a key."""
    tempted: Rate | None = None
    """On the instructions whose planted Api was called."""
    held_out: Rate | None = None
    """On the instructions that need a held-out tool."""


class Comparison(Value):
    """How two methods differ over the instructions that both were given."""

    a: str
    b: str
    instructions: int
    difference: float
    """Pass rate of `a` minus that of `b`."""
    interval: Interval
    """95 %, paired bootstrap."""
    wins: int
    """Instructions that only `a` passed."""
    losses: int
    p_value: float
    """Exact McNemar, two-sided."""
    unplanted: "Comparison | None" = None
    """The same on the instructions without a planted cause."""


class Report(Value):
    """What `report.json` holds."""

    schema_version: Literal[1] = 1
    judge: str
    """Who said what is solved."""
    methods: dict[str, MethodReport]
    """By method, or by the runs' folders where two share a method."""
    comparisons: tuple[Comparison, ...] = ()
