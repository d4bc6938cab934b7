import math
from pathlib import Path

import pytest
from pydantic import ValidationError

from retriever.balance import Balance, Met


def test_without_a_file_every_query_has_the_same_share(tmp_path: Path) -> None:
    balance = Balance.load(tmp_path)
    assert balance.share(Met(0, 0, 0)) == balance.share(Met(1, 50, 1)) > 0.5


def test_what_is_saved_is_loaded_and_what_is_broken_is_refused(tmp_path: Path) -> None:
    balance = Balance(bias=1, covered=-0.5, said=-0.25, cosine=2)
    balance.save(tmp_path)
    assert Balance.load(tmp_path) == balance
    (tmp_path / "balance.json").write_text('{"bias": "much"}')
    with pytest.raises(ValidationError):
        Balance.load(tmp_path)


def test_the_share_is_that_of_the_regression() -> None:
    balance = Balance(bias=1, covered=-0.5, said=-0.25, cosine=2)
    total = 1 - 0.5 * math.log(0.3 + 0.02) - 0.25 * math.log1p(40) + 2 * 0.6
    assert balance.share(Met(0.3, 40, 0.6)) == pytest.approx(1 / (1 + math.exp(-total)))
