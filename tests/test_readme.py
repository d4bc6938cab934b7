"""Every command and code block of the README is run, in its order, in an empty folder.

Blocks marked `sh` and `python` are run; indented ones are not (they are the two `make` commands, which are what runs
these tests, and what they print). The hub's port is replaced by a free one, and the model's server by the scripted one.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openai_server import running

from apis.hub.server import hub_process

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HUB, MODEL = "127.0.0.1:8765", "127.0.0.1:8000"
SERVE_HUB = "toolsearch hub --port 8765"
GIVES_UP = {"calls": [{"name": "Finish", "arguments": {"return_type": "give_up_and_restart"}}], "repeat": True}


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    with hub_process() as url:
        yield url.removeprefix("http://")


def run(block: str, kind: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "-euo", "pipefail", "-c", block] if kind == "sh" else [sys.executable, "-c", block]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_every_block_of_the_readme_works_as_written(hub: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    assert len(blocks) >= 6
    with running([GIVES_UP]) as model:
        address = model.url.removeprefix("http://").removesuffix("/v1")
        for kind, text in blocks:
            if text.strip() == SERVE_HUB:  # it serves until Ctrl-C, and is running already
                continue
            done = run(text.replace(HUB, hub).replace(MODEL, address), kind, tmp_path)
            assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
            assert done.stdout.strip() or done.stderr.strip(), f"{text}\nprinted nothing"
        assert len(model.received) >= 30
