import json
from pathlib import Path

import pytest

from apis.errors import ConfigError
from toolsearch.budget import Usage
from toolsearch.llm.priced import Price, price_of, read_prices


def test_cached_tokens_cost_their_own_price() -> None:
    price = Price(input_cost_per_token=1.0, output_cost_per_token=10.0, cache_read_input_token_cost=0.1)
    assert price.of(Usage(prompt_tokens=10, cached_tokens=4, completion_tokens=2)) == pytest.approx(6 + 0.4 + 20)
    whole = Price(input_cost_per_token=1.0, output_cost_per_token=10.0)
    assert whole.of(Usage(prompt_tokens=10, cached_tokens=4, completion_tokens=2)) == 30


def test_a_snapshot_has_the_price_of_its_model_where_it_has_none_of_its_own() -> None:
    prices = read_prices()
    assert price_of("gpt-4o-2024-11-20", prices) == prices["gpt-4o"]
    assert price_of("gpt-4o-mini", prices) != prices["gpt-4o"]
    assert price_of("gpt-4o-audio", prices) is None


def test_litellms_table_is_read_as_it_is(tmp_path: Path) -> None:
    rows = {
        "sample_spec": {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0, "mode": "chat", "max_tokens": "all"},
        "embedder": {"input_cost_per_token": 1e-8, "mode": "embedding"},
        "tiny": {"input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6, "litellm_provider": "x"},
    }
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(rows))
    assert set(read_prices(path)) == {"sample_spec", "tiny"}


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"m": 5}', '{"m": {"input_cost_per_token": -1, "output_cost_per_token": 1}}']
)
def test_what_is_no_table_is_one_line_that_shows_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="is no table of prices") as raised:
        read_prices(path)
    assert "\n" not in str(raised.value)
    with pytest.raises(ConfigError, match="cannot read prices"):
        read_prices(tmp_path / "none.json")
