import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("TOOLSEARCH_DATA", Path(__file__).parents[3] / ".." / "shared" / "data")) / "bfcl"


@pytest.fixture(scope="session")
def bfcl_data() -> Path:
    """The leaderboard's files."""
    if not DATA.is_dir():
        pytest.skip(f"there are no samples of BFCL in {DATA}: set TOOLSEARCH_DATA")
    return DATA
