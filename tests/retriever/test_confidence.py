from pathlib import Path
from random import Random

import pytest

from retriever.confidence import Confidence, Scale, Signs, fitted


def drawn(random: Random, good: bool) -> Signs:
    return Signs(random.gauss(0.7 if good else 0.4, 0.1), random.gauss(0.5, 0.2), random.gauss(2, 1))


def test_chances_part_what_the_signs_part_and_ignore_what_says_nothing() -> None:
    random = Random(0)
    signs = [drawn(random, good) for good in (True, False) * 500]
    scale = fitted(signs, [True, False] * 500)
    assert scale.cosine > 10 * abs(scale.words)
    right = [
        (scale.chance(sign) >= scale.threshold) == good for sign, good in zip(signs, [True, False] * 500, strict=True)
    ]
    assert sum(right) / len(right) > 0.9


def test_chances_are_calibrated() -> None:
    random = Random(1)
    kinds = [random.random() < 0.5 for _ in range(4000)]
    signs = [drawn(random, good) for good in kinds]
    scale = fitted(signs, kinds)
    chances = [scale.chance(sign) for sign in signs]
    near = [good for good, chance in zip(kinds, chances, strict=True) if 0.3 < chance < 0.7]
    assert 0.4 < sum(near) / len(near) < 0.6


def test_few_of_one_kind_count_as_much_as_many_of_the_other() -> None:
    random = Random(2)
    kinds = [number % 20 == 0 for number in range(2000)]
    scale = fitted([drawn(random, good) for good in kinds], kinds)
    assert 0.3 < scale.chance(Signs(0.55, 0.5, 2)) < 0.7  # half-way between the two


def test_one_in_twenty_of_the_searches_with_an_answer_is_doubted() -> None:
    random = Random(3)
    kinds = [random.random() < 0.5 for _ in range(2000)]
    signs = [drawn(random, good) for good in kinds]
    scale = fitted(signs, kinds)
    doubted = [scale.chance(sign) < scale.threshold for sign, good in zip(signs, kinds, strict=True) if good]
    assert sum(doubted) / len(doubted) == pytest.approx(0.05, abs=0.002)


def test_what_is_parted_without_error_stays_finite() -> None:
    low, high = Signs(0.1, 0.1, 1), Signs(0.9, 0.9, 3)
    assert 0 < fitted([low, high] * 50, [False, True] * 50).chance(low) < 0.1


def test_the_file_is_read_back_and_may_be_missing(tmp_path: Path) -> None:
    assert Confidence.load(tmp_path).fused.chance(Signs(1, 1, 1)) == 0.5
    made = Confidence(fused=Scale(bias=1.5, threshold=0.25))
    made.save(tmp_path)
    assert Confidence.load(tmp_path) == made
    (tmp_path / "confidence.json").write_text("{}x")
    with pytest.raises(ValueError, match="Invalid JSON"):
        Confidence.load(tmp_path)
