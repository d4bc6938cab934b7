"""Intervals and tests for rates over instructions: pure functions on arrays.

Knows no run and no file. An interval is a pair (low, high) of 95 % unless `level` says otherwise; scores are fractions.
The bootstrap resamples instructions, so that two methods over the same ones are compared pair by pair.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
RESAMPLES = 10_000

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """How two methods compare over the same instructions."""

    instructions: int
    difference: float
    """Mean of the first minus mean of the second."""
    interval: Interval
    wins: int
    """Instructions that only the first passed."""
    losses: int
    """Instructions that only the second passed."""
    p_value: float
    """Of the exact two-sided McNemar test."""


def bootstrap(scores: Sequence[float], *, seed: int = 0, level: float = LEVEL, resamples: int = RESAMPLES) -> Interval:
    """Return the percentile bootstrap interval of a mean.

    Args:
        scores: one for each instruction, of few different values; their order does not matter.
        seed: of the resampling.
        level: of the interval.
        resamples: how many means are drawn.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.

    >>> bootstrap([1, 1, 1])
    (1.0, 1.0)
    """
    if not scores:
        return (math.nan, math.nan)
    values, counts = np.unique(np.asarray(scores, dtype=np.float64), return_counts=True)
    # drawing n scores with replacement is drawing how often each value comes: few values, so far fewer draws
    drawn = np.random.default_rng(seed).multinomial(len(scores), counts / len(scores), size=resamples)
    tail = (1 - level) / 2
    low, high = np.quantile(drawn @ values / len(scores), (tail, 1 - tail))
    return (float(low), float(high))


def compare(a: Sequence[float], b: Sequence[float], *, seed: int = 0, resamples: int = RESAMPLES) -> Difference:
    """Compare two methods pair by pair: `a[i]` and `b[i]` are the scores of one instruction.

    Raises:
        ValueError: the two are not of one length.
    """
    pairs = list(zip(a, b, strict=True))
    differences = [x - y for x, y in pairs]
    wins, losses = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    return Difference(
        instructions=len(pairs),
        difference=math.fsum(differences) / len(pairs) if pairs else math.nan,
        interval=bootstrap(differences, seed=seed, resamples=resamples),
        wins=wins,
        losses=losses,
        p_value=mcnemar(wins, losses),
    )


def mcnemar(wins: int, losses: int) -> float:
    """Return the two-sided p-value that wins and losses come from a fair coin (exact McNemar, or sign test).

    >>> mcnemar(5, 0), mcnemar(3, 3)
    (0.0625, 1.0)
    """
    decided = wins + losses
    below: int = sum(math.comb(decided, k) for k in range(min(wins, losses) + 1))
    return min(1.0, float(2 * below / 2**decided))


def spread(rates: Sequence[float]) -> float:
    """Return the standard deviation of rates over repetitions, of the repetitions themselves (divided by n).

    >>> round(spread([0.4, 0.6]), 3)
    0.1
    """
    return float(np.std(np.asarray(rates, dtype=np.float64))) if rates else math.nan


def accuracy(a: Sequence[str], b: Sequence[str]) -> float:
    """Return the share of places at which two raters say the same."""
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a) if a else math.nan


def kappa(a: Sequence[str], b: Sequence[str]) -> float:
    """Return Cohen's kappa of two raters; nan where both say one and the same thing of everything.

    Source: Cohen, Educational and Psychological Measurement 20 (1960).

    >>> round(kappa(["y", "y", "n", "n"], ["y", "n", "n", "n"]), 2)
    0.5
    """
    if not a:
        return math.nan
    chance = sum(a.count(label) * b.count(label) for label in set(a)) / len(a) ** 2
    return (accuracy(a, b) - chance) / (1 - chance) if chance < 1 else math.nan


def resampled(
    measure: Callable[[Sequence[str], Sequence[str]], float],
    a: Sequence[str],
    b: Sequence[str],
    *,
    seed: int = 0,
    resamples: int = 2000,
) -> Interval:
    """Return the percentile bootstrap interval of a measure of two raters, pairs resampled together.

    Resamples in which the measure is not defined are left out.
    """
    if not a:
        return (math.nan, math.nan)
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(len(a), size=len(a)) for _ in range(resamples))
    values = np.asarray([measure([a[i] for i in take], [b[i] for i in take]) for take in drawn])
    defined = values[~np.isnan(values)]
    if not defined.size:
        return (math.nan, math.nan)
    low, high = np.quantile(defined, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return (float(low), float(high))


def wilson(passed: int, total: int, *, z: float = 1.959964) -> Interval:
    """Return Wilson's score interval of a proportion, which holds at 0 and 1 too.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).

    >>> low, high = wilson(0, 10)
    >>> low, round(high, 3)
    (0.0, 0.278)
    """
    if not total:
        return (math.nan, math.nan)
    rate, share = passed / total, z * z / total
    middle = (rate + share / 2) / (1 + share)
    half = z * math.sqrt(rate * (1 - rate) / total + share / (4 * total)) / (1 + share)
    return (max(0.0, middle - half), min(1.0, middle + half))
