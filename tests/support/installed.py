"""Programs of other makers that tests run: `make servers` installs them."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("TOOLSEARCH_SERVERS", Path(__file__).parents[2] / ".servers"))
BINS = (FOLDER / "node_modules" / ".bin", FOLDER / "python" / "bin")


def installed(program: str) -> str:
    """Return the path of a program; where it is missing the test is skipped, and fails with CI=true."""
    found = next((str(folder / program) for folder in BINS if (folder / program).exists()), None)
    if found is None:
        missing = f"{program} is not installed in {FOLDER}: `make servers` does it"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return found
