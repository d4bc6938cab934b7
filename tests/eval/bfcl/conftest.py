from pathlib import Path

import pytest


@pytest.fixture
def bfcl_data(data: Path) -> Path:
    """The leaderboard's files."""
    if not (data / "bfcl").is_dir():
        pytest.skip(f"no samples of BFCL in {data}")
    return data / "bfcl"
