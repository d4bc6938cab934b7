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


class Sopr(Value):
    """StableToolBench's solvable pass rate over some instructions."""

    sopr: float
    """Mean over votes and instructions of 1 for solved, one half for unsure, 0..1."""
    interval: Interval
    """95 %, bootstrap over instructions."""
    spread: float
    """Standard deviation over votes, 0..1."""
    votes: int
    instructions: int


class CallScore(Value):
    """The calls made against the calls needed, over instructions that can be solved. Every call made is one of five."""

    needed: int
    """Calls that the key says are needed."""
    made: int
    right: int
    """On the path to the answer, answered, of an Api that is needed, and not more often than it is needed."""
    failed: int
    """Not answered: any status but ok."""
    repeated: int
    """The same call again."""
    off_path: int
    """Answered, on a branch that was left."""
    unneeded: int
    """On the path, answered, of an Api that is not needed, or more often than it is."""
    precision: float | None
    """Right by made; None where none was made."""
    recall: float | None
    """Right by needed."""


class Recognition(Rate):
    """What was done about instructions that cannot be solved; `passed` are those that were recognised."""

    gave_up: int
    said_so: int
    """Answers that say that it cannot be done."""
    known: int
    """Answers that state all facts all the same: the model knew them, or got at them some other way."""
    invented: int
    """Answers that state something else."""
    unfinished: int
    """Searches that ended otherwise: by a limit, a failing model, or not at all."""


class HubPart(Value):
    """What HubBench tells of some instructions."""

    instructions: int
    solvable: Rate | None
    """Over those that can be solved."""
    given_up: int
    """Of these, those that were given up, or answered by saying that it cannot be done."""
    calls: CallScore
    unsolvable: Recognition | None


class Paraphrases(Value):
    """Instructions that ask the same in other words, with what they repeat."""

    pairs: int
    both: int
    """Pairs of which both passed."""
    one: int
    """Pairs of which one passed: what words alone decided."""
    neither: int


class HubScore(HubPart):
    """What HubBench tells of a run beyond its pass rate."""

    by_group: dict[str, HubPart]
    by_level: dict[str, HubPart]
    """By level of difficulty (`eval.hubbench.difficulty`), of those that can be solved."""
    by_steps: dict[str, HubPart]
    """By the longest row of calls in which each needs what the one before it brought."""
    paraphrases: Paraphrases | None


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
    outcomes: dict[str, int]
    """What the instructions came to: passed, failed, unsolvable, unsure, tie, unjudged; those that occur."""
    sopr: Sopr | None = None
    """StableToolBench's rate by the same verdicts: another figure, never to be set beside a pass rate of others."""
    by_group: dict[str, Rate]
    """I1, I2, I3, and ToolBench's test sets (I1-instruction, I1-tool, ...)."""
    by_cause: dict[str, Rate]
    """Empty without a key."""
    tempted: Rate | None = None
    """On the instructions whose planted Api was called."""
    held_out: Rate | None = None
    """On the instructions that need a held-out tool."""
    hubbench: HubScore | None = None
    """Calls, levels and what cannot be solved; None without a key."""


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
    rule: Literal["tooleval"] = "tooleval"
    """How verdicts become a pass rate."""
    votes: int = 1
    """How often each answer was judged."""
    unsolvable_passes: bool = False
    """Whether an instruction judged unsolvable counts as passed, as in ToolEval's published figures."""
    methods: dict[str, MethodReport]
    """By method, or by the runs' folders where two share a method."""
    comparisons: tuple[Comparison, ...] = ()


class SoprMethod(Sopr):
    """What one run came to by StableToolBench's rule."""

    run: str
    model: str
    by_group: dict[str, Sopr]


class SoprReport(Value):
    """What `sopr.json` holds."""

    schema_version: Literal[1] = 1
    judge: str
    rule: Literal["sopr"] = "sopr"
    methods: dict[str, SoprMethod]
    comparisons: tuple[Comparison, ...] = ()
    """Differences of SoPR; wins and losses are instructions with more and with less credit."""


class Bias(Value):
    """How a judge's preferences hang on which answer is shown first."""

    pairs: int
    """Pairs of answers that were asked in both orders."""
    consistent: float
    """Share of pairs with the same ruling in both orders."""
    first: float
    """Share of decided rulings that went to the answer shown first; one half where there is no bias."""
    interval: Interval
    """95 % of `first`, Wilson."""


class WinRate(Value):
    """How often a run's answer is better than the reference's, over some instructions."""

    win_rate: float
    """Wins by instructions, 0..1; ties are no wins."""
    interval: Interval
    """95 %, bootstrap over instructions."""
    half: float
    """Wins and half the ties, by instructions."""
    instructions: int
    wins: int
    losses: int
    ties: int


class WinReport(WinRate):
    """What `wins.json` holds of one pair of runs."""

    schema_version: Literal[1] = 1
    run: str
    method: str
    model: str
    reference: str
    reference_method: str
    judge: str
    rule: Literal["tooleval", "sowr"]
    rounds: int
    p_value: float
    """Exact two-sided sign test of wins against losses."""
    by_status: int
    """Instructions decided by their outcomes alone; of the rest a judge was asked, or both had nothing to show."""
    open: int
    """Instructions counted as ties because a preference is missing."""
    bias: Bias | None
    """None where no preference was asked."""
    by_group: dict[str, WinRate]
