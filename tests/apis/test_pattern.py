import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apis.pattern import matching


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{3}$",
        r"^\d{5}(-\d{4})?$",
        r"^(foo|ba[rz])+$",
        r"[^a-z]{2}",
        r"^[\w.-]+@[\w-]+\.\w{2,}$",
        r"^\+?[1-9]\d{1,14}$",
        r"^#[0-9a-fA-F]{6}$",
        r"^(?P<year>\d{4})-(?:0[1-9]|1[0-2])$",
        r"^[^\s/]+/[^\s/]+$",
        r"^arn:aws:[a-z0-9-]*:\d{12}$",
        r"^\d{3}\D\d{3}$",
    ],
)
def test_a_common_pattern_is_matched_in_more_than_one_way_where_there_is_one(pattern: str) -> None:
    made = [matching(pattern, variant) for variant in range(3)]
    assert all(text is not None and re.search(pattern, text) for text in made)
    assert len(set(made)) > 1


@pytest.mark.parametrize(
    "pattern", [r"^(?=.*\d)\w+$", r"(a)\1", "[", "a{2", "(((", "^(\\", "(" * 200, "((a{99}){99}){99}"]
)
def test_what_is_not_understood_makes_nothing(pattern: str) -> None:
    assert matching(pattern) is None


@pytest.mark.filterwarnings("ignore::FutureWarning")  # sets within sets, which a later Python may read otherwise
@given(st.text(alphabet=r"ab1()[]{}|*+?^$\\.-,dwsDW2", max_size=25), st.integers(0, 5))
def test_whatever_is_made_matches(pattern: str, variant: int) -> None:
    text = matching(pattern, variant)
    assert text is None or re.search(pattern, text)
