import subprocess
import sys
from pathlib import Path

import eval as package
from eval.report import report


def test_the_public_name_is_the_report() -> None:
    assert package.__all__ == ["evaluate"]
    assert package.evaluate is report


def test_importing_a_part_does_not_load_the_others() -> None:
    code = "import sys, eval.hubbench.facts; print(*sys.modules)"
    root = Path(__file__).parents[2]
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    assert not {"numpy", "eval.report", "fastapi"} & set(loaded.stdout.split())
