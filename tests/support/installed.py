"""Programs of other makers that tests run: `make servers` installs most of them, the system's packages a browser.

Where one is missing its tests are skipped, and fail with CI=true.
"""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

FOLDER = Path(os.environ.get("TOOLSEARCH_SERVERS", Path(__file__).parents[2] / ".servers"))
PYTHONS = ("python", "verifiers", "llamafactory")
BINS = (FOLDER / "node_modules" / ".bin", *(FOLDER / name / "bin" for name in PYTHONS))


def installed(program: str) -> str:
    """Return the path of a program that `make servers` installs."""
    found = next((str(folder / program) for folder in BINS if (folder / program).exists()), None)
    return found or _missing(f"{program} is not installed in {FOLDER}: `make servers` does it")


def browser() -> str:
    """Return the path of Chromium."""
    return shutil.which("chromium") or _missing("chromium is not installed: `apt-get install chromium` does it")


def _missing(why: str) -> NoReturn:
    pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
