"""Record the quick start: run every command of docs/quickstart.md in an empty folder, write what each printed.

    python benchmarks/record_quickstart.py          # writes docs/recording.md

The hub runs beside it on a port of its own, under whose address the page shows the one of the guide. What a terminal
would redraw, such as progress bars, is not there: output is piped.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from apis.hub.server import hub_process

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "quickstart.md"
PAGE = ROOT / "docs" / "recording.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$|^## (.+?)$", re.MULTILINE | re.DOTALL)
HUB = "127.0.0.1:8765"
HEAD = """# The quick start, recorded

Every command of the [quick start](quickstart.md) with what it printed, in an empty folder, on {date}; written by
`benchmarks/record_quickstart.py`, which can be run again at any time. The hub runs in a terminal of its own.
"""


def run(command: list[str], folder: str) -> str:
    """Run one command and return what it printed.

    Raises:
        CalledProcessError: it failed.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COLUMNS": "120", "PYTHONUNBUFFERED": "1"}
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, cwd=folder, env=environment, text=True, check=True, **both)
    return done.stdout.rstrip()


def recorded(kind: str, text: str, hub: str, folder: str) -> Iterator[str]:
    """Yield the lines of a block with what each of its commands printed."""
    if text.startswith("toolsearch hub"):
        yield from ("```console", f"$ {text.rstrip()}", "```", "")
        return
    commands = text.strip().splitlines() if kind == "sh" else [text]
    for command in commands:
        typed = command.replace(HUB, hub)
        argv = ["bash", "-euo", "pipefail", "-c", typed] if kind == "sh" else [sys.executable, "-c", typed]
        printed = run(argv, folder).replace(hub, HUB).replace(folder, "~")
        if kind == "python":
            yield from ("```python", command.rstrip(), "```", "", "```text", printed, "```", "")
        else:
            yield from ("```console", f"$ {command}", printed, "```", "")


def main() -> None:
    lines = [HEAD.format(date=f"{datetime.now(UTC):%d %B %Y}")]
    with tempfile.TemporaryDirectory() as folder, hub_process() as url:
        for kind, text, title in BLOCK.findall(GUIDE.read_text("utf-8")):
            if title:
                lines += [f"## {title}", ""] if title != "Install" else []
            else:
                lines += recorded(kind, text, url.removeprefix("http://"), folder)
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
