"""How hard a sample is for the model to be tuned, and what that says of the next one (ToolACE, sections 2.2.2, 2.2.3).

The measure is the mean negative log-likelihood of the tokens that the assistant says, under that very model. Bounds
come from a prior set: below the mean loss of samples that the model solves there is nothing to learn, above that of
samples still hard after tuning it is too hard. Knows numbers; what computes a loss is `toolsearch.training.losses`.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import correlation, mean
from typing import Literal

from pydantic import ValidationError

from apis.errors import ConfigError
from apis.model import Value
from toolsearch.records import Sample

Judgement = Literal["too easy", "right", "too hard"]
CORRELATES = ("candidates", "used", "dissimilarity")
"""What the paper finds loss to rise with: functions offered, functions called, unlikeness to the descriptions."""


class Bounds(Value):
    """The range of losses that is worth training on."""

    low: float
    high: float

    def judge(self, loss: float) -> Judgement:
        """Say where a loss stands.

        >>> Bounds(low=0.2, high=1.0).judge(0.1)
        'too easy'
        """
        return "too easy" if loss < self.low else "too hard" if loss > self.high else "right"


class Prior(Value):
    """One sample of a prior set."""

    id: str
    loss: float | None
    """Under the model to be tuned; None where the sample is too long for it."""
    tuned: float | None
    """Under the same model after tuning on such samples."""
    solved: bool
    """Whether the model makes the right calls as it is."""


def bounds_of(solved: Sequence[float], still_hard: Sequence[float]) -> Bounds:
    """Take bounds from losses of a prior set.

    Args:
        solved: of samples that the model answers rightly as it is; where it solves none, none is too easy.
        still_hard: of samples whose loss stays high after tuning.

    Raises:
        ConfigError: nothing is hard, or the solved ones are no easier than the hard ones.
    """
    if not still_hard:
        raise ConfigError("bounds need losses of samples that stay hard after tuning")
    low, high = mean(solved) if solved else 0.0, mean(still_hard)
    if low >= high:
        raise ConfigError(f"solved samples have a mean loss of {low:.3f}, no less than the {high:.3f} of hard ones")
    return Bounds(low=low, high=high)


def bounds_of_prior(samples: Sequence[Prior], share: float) -> Bounds:
    """Take bounds from a prior set: still hard is the share of it whose loss after tuning is highest.

    Raises:
        ConfigError: as `bounds_of`.
    """
    measured = [(one.tuned, one.loss, one.solved) for one in samples if one.loss is not None and one.tuned is not None]
    measured.sort(key=lambda one: -one[0])
    hard = [loss for _, loss, solved in measured[: max(1, round(share * len(measured)))] if not solved]
    return bounds_of([loss for _, loss, solved in measured if solved], hard)


def read_bounds(text: str) -> Bounds:
    """Read LOW,HIGH, or the file that `synth bounds` wrote.

    Raises:
        ConfigError: it is neither, or the first is not the smaller.
    """
    if (path := Path(text)).is_file():
        try:
            return Bounds.model_validate_json(path.read_bytes())
        except (ValidationError, OSError) as error:
            raise ConfigError(f"{text!r} holds no bounds: `toolsearch synth bounds` writes them") from error
    low, _, high = text.partition(",")
    try:
        bounds = Bounds(low=float(low), high=float(high))
    except ValueError as error:
        raise ConfigError(f"--bounds {text!r} is neither a file nor LOW,HIGH, such as 0.4,1.2") from error
    if bounds.low >= bounds.high:
        raise ConfigError(f"--bounds {text!r}: the first must be the smaller")
    return bounds


def next_unlikeness(unlike: float, judgement: Judgement, *, step: float = 0.1) -> float:
    """Say how unlike the descriptions the next request should be: further where it was too easy.

    >>> next_unlikeness(0.7, "too easy"), next_unlikeness(0.7, "right"), next_unlikeness(0.05, "too hard")
    (0.8, 0.7, 0.0)
    """
    change = {"too easy": step, "right": 0.0, "too hard": -step}[judgement]
    return round(min(1.0, max(0.0, unlike + change)), 4)


def correlation_of(samples: Sequence[Sample], correlate: str) -> float | None:
    """Return Spearman's rank correlation of loss with a correlate; None where one of them does not vary."""
    held = pairs(samples, correlate)
    values, losses = [value for value, _ in held], [loss for _, loss in held]
    if len(set(values)) < 2 or len(set(losses)) < 2:
        return None
    return round(correlation(ranks(values), ranks(losses)), 4)


def ranks(values: Sequence[float]) -> list[float]:
    """Rank values from 1; equal ones share the mean of their ranks.

    >>> ranks([10, 30, 10])
    [1.5, 3.0, 1.5]
    """
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


def pairs(samples: Sequence[Sample], correlate: str) -> list[tuple[float, float]]:
    """Return (value of the correlate, loss) of each sample that has both."""
    held = [(getattr(sample.scores, correlate), sample.scores.loss) for sample in samples]
    return [(float(value), loss) for value, loss in held if value is not None and loss is not None]
