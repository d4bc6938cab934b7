"""What the docs say can be typed: every command parses, the quick start is run, every link leads somewhere."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from apis.hub.server import hub_process
from toolsearch.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = (*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md")
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^ *(?:[A-Z_]+=\S+ )*(toolsearch .*?[^\\])$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(toolsearch [^`]+)`")
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")
HUB = "127.0.0.1:8765"


def commands() -> Iterator[tuple[str, str]]:
    """Yield every command line of every page, with the page's name."""
    for page in PAGES:
        text = page.read_text("utf-8")
        blocks = "\n".join(re.findall(r"^(?:    .*\n?)+|^```sh\n.*?^```$", text, re.MULTILINE | re.DOTALL))
        for line in COMMAND.findall(blocks):
            yield page.name, line.replace("\\\n", " ")


@pytest.mark.parametrize(("page", "line"), list(commands()))
def test_every_command_of_the_docs_parses(page: str, line: str) -> None:
    words = shlex.split(line.partition(" | ")[0].partition(" > ")[0].partition(" &")[0], comments=True)[1:]
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        name, *words = words
        assert name in command.commands, f"{page}: there is no command {name!r} in: {line}"
        command = command.commands[name]
    context = command.make_context(command.name, words)
    assert context.command is command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_docs_leads_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()] == []


@pytest.mark.heavy
def test_the_quick_start_works_as_written(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with hub_process() as url:
        for kind, text in BLOCK.findall((ROOT / "docs/quickstart.md").read_text("utf-8")):
            if text.startswith("toolsearch hub"):  # it serves until Ctrl-C, and is running already
                continue
            block = text.replace(HUB, url.removeprefix("http://"))
            command = ["bash", "-euo", "pipefail", "-c", block] if kind == "sh" else [sys.executable, "-c", block]
            done = subprocess.run(
                command, cwd=tmp_path, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=120
            )
            assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
            assert done.stdout.strip() or done.stderr.strip(), f"{text}\nprinted nothing"
