import math
import random
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.stats import bootstrap, compare, mcnemar, wilson


def test_the_bootstrap_agrees_with_plain_resampling() -> None:
    scores = [1.0] * 33 + [0.5] * 7 + [0.0] * 20
    rng = random.Random(1)
    means = sorted(statistics.fmean(rng.choices(scores, k=len(scores))) for _ in range(20_000))
    low, high = bootstrap(scores, resamples=20_000)
    assert low == pytest.approx(means[500], abs=0.009)
    assert high == pytest.approx(means[19_499], abs=0.009)


def test_the_bootstrap_agrees_with_the_normal_approximation() -> None:
    scores = [1.0] * 210 + [0.0] * 90
    half = 1.96 * math.sqrt(0.7 * 0.3 / 300)
    assert bootstrap(scores) == pytest.approx((0.7 - half, 0.7 + half), abs=0.006)


def test_a_higher_level_gives_a_wider_interval() -> None:
    scores = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    (low, high), (lower, higher) = bootstrap(scores, level=0.8), bootstrap(scores, level=0.99)
    assert lower < low < high < higher


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_bootstrap_depends_on_seed_and_scores_and_not_on_their_order(
    scores: list[float], rng: random.Random
) -> None:
    shuffled = rng.sample(scores, len(scores))
    low, high = bootstrap(scores, seed=3, resamples=200)
    assert bootstrap(shuffled, seed=3, resamples=200) == (low, high)
    assert min(scores) <= low <= high <= max(scores)


def test_no_scores_have_no_interval() -> None:
    assert all(math.isnan(bound) for bound in bootstrap([]))


@pytest.mark.parametrize(("wins", "losses"), [(0, 0), (1, 0), (5, 0), (9, 2), (2, 9), (60, 31), (400, 350)])
def test_mcnemar_agrees_with_the_binomial_sum(wins: int, losses: int) -> None:
    n, half = wins + losses, Fraction(1, 2)
    likely = [math.comb(n, k) * half**n for k in range(n + 1)]
    exact = sum(p for p in likely if p <= likely[wins])  # all that is no likelier than what was seen
    assert mcnemar(wins, losses) == pytest.approx(float(exact))


def test_wilson_agrees_with_published_values() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe, Statistics in Medicine 17 (1998)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_wilson_holds_every_rate_that_a_score_test_keeps() -> None:
    low, high = wilson(7, 30)
    for rate in (low, high):
        z = (7 / 30 - rate) / math.sqrt(rate * (1 - rate) / 30)
        assert abs(z) == pytest.approx(1.96, abs=1e-3)


def test_pairs_are_compared_and_not_means() -> None:
    a = [1.0] * 60 + [0.0] * 40
    b = [1.0] * 50 + [0.0] * 50
    found = compare(a, b)
    assert (found.wins, found.losses, found.instructions) == (10, 0, 100)
    assert found.difference == pytest.approx(0.10)
    assert 0 < found.interval[0] < 0.10 < found.interval[1] < 0.18
    assert found.p_value == pytest.approx(2 / 2**10)
    unpaired = compare(a, b[::-1])
    assert unpaired.interval[0] < 0 < unpaired.interval[1]


def test_swapping_the_two_methods_turns_the_signs() -> None:
    a, b = [1.0, 1.0, 0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    forth, back = compare(a, b), compare(b, a)
    assert forth.difference == -back.difference
    assert (forth.wins, forth.losses, forth.p_value) == (back.losses, back.wins, back.p_value)


def test_scores_of_different_instructions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="longer"):
        compare([1.0], [1.0, 0.0])
