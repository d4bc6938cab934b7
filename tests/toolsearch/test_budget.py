import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolsearch.budget import Budget, Usage

COUNTS = st.integers(0, 1000)
USAGES = st.builds(
    Usage, model_calls=COUNTS, api_calls=COUNTS, prompt_tokens=COUNTS, completion_tokens=COUNTS, cached_tokens=COUNTS
)


@settings(deadline=None, max_examples=60)
@given(USAGES, USAGES, USAGES)
def test_usage_adds_up_in_any_order(one: Usage, two: Usage, three: Usage) -> None:
    assert one + (two + three) == (three + one) + two
    assert one + Usage() == one
    assert (one + two).tokens == one.tokens + two.tokens


def test_every_field_of_usage_is_added() -> None:
    one = Usage(
        model_calls=1, api_calls=2, prompt_tokens=3, completion_tokens=4, cached_tokens=5, seconds=0.5, cost=0.25
    )
    assert one + one == Usage(
        model_calls=2, api_calls=4, prompt_tokens=6, completion_tokens=8, cached_tokens=10, seconds=1.0, cost=0.5
    )


@pytest.mark.parametrize(
    ("budget", "usage", "limit"),
    [
        (Budget(), Usage(model_calls=10**9, cost=1e9), None),
        (Budget(model_calls=3), Usage(model_calls=2), None),
        (Budget(model_calls=3), Usage(model_calls=3), "model_calls"),
        (Budget(api_calls=0), Usage(), "api_calls"),
        (Budget(tokens=10), Usage(prompt_tokens=6, completion_tokens=4), "tokens"),
        (Budget(tokens=10), Usage(prompt_tokens=9, cached_tokens=9), None),
        (Budget(seconds=1.5), Usage(seconds=1.6), "seconds"),
        (Budget(cost=0.01), Usage(cost=0.01), "cost"),
        (Budget(model_calls=1, cost=0.0), Usage(model_calls=1), "model_calls"),
    ],
)
def test_a_budget_names_the_first_limit_that_is_reached(budget: Budget, usage: Usage, limit: str | None) -> None:
    assert budget.exceeded(usage) == limit
