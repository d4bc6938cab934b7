import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from commands import Cli, command

from apis.catalog import Catalog
from toolsearch.cli import build
from toolsearch.cli.main import app

Process = Callable[..., "subprocess.Popen[str]"]


def commands(app: typer.Typer) -> Iterator[str]:
    """Yield the words of every command below an application."""
    for one in app.registered_commands:
        yield one.name or (one.callback.__name__ if one.callback else "")
    for group in app.registered_groups:
        yield from (f"{group.name} {name}" for name in commands(group.typer_instance or typer.Typer()))


COMMANDS = sorted(commands(app))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(cli: Cli, name: str) -> None:
    done = cli(*name.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert f"Example: toolsearch {name}" in " ".join(done.out.split())


def test_without_a_command_the_help_is_printed(cli: Cli) -> None:
    assert cli().code == 0
    assert "annotate" in cli().out
    group = cli("apis")
    assert group.code == 2
    assert "Usage: toolsearch apis" in group.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["anotate"], "No such command 'anotate'"),
        (["solve"], "Missing argument 'QUERY'. (see `toolsearch solve --help`)"),
        (["annotate", "x.jsonl"], "Missing option '--out'"),
        (["retrieve", "x", "--kay", "3"], "No such option"),
        (["demo", "--count", "two"], "--count"),
        (["hub", "--now", "yesterday"], "--now"),
        (["eval", "hubbench"], "--make DIR"),
    ],
)
def test_a_mistake_in_the_command_line_is_one_line_and_exit_code_2(cli: Cli, arguments: list[str], reason: str) -> None:
    done = cli(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("error: ")
    assert reason in done.err


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> Catalog:
        raise ZeroDivisionError("nothing\nto see")

    monkeypatch.setattr(build, "catalog", fail)


@pytest.mark.usefixtures("broken")
def test_an_error_nobody_expected_is_one_line_without_a_traceback(cli: Cli) -> None:
    done = cli("apis", "list")
    assert done.code == 1
    assert done.err == "error: unexpected ZeroDivisionError: nothing to see; TOOLSEARCH_DEBUG=1 shows where\n"


@pytest.mark.usefixtures("broken")
def test_with_debug_the_traceback_is_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLSEARCH_DEBUG", "1")
    assert "Traceback" in cli("apis", "list").err


def test_a_reader_that_leaves_early_is_no_error_worth_a_word(process: Process, catalog: Path) -> None:
    child = process("apis", "list", "--catalog", catalog)
    assert child.stdout
    child.stdout.close()
    assert child.stderr
    assert child.stderr.read() == ""
    assert child.wait(30) == 1


def test_the_hub_says_how_to_add_it_and_ends_with_ctrl_c(process: Process) -> None:
    child = process("hub", "--port", 0)
    assert child.stderr
    told = [child.stderr.readline(), child.stderr.readline()]
    child.send_signal(signal.SIGINT)
    assert re.fullmatch(r"the hub listens at http://127\.0\.0\.1:\d+; Ctrl-C ends it\n", told[0])
    assert re.search(r"toolsearch apis add (http://\S+)/list\.json --allow \S+", told[1])
    assert child.wait(60) == 0
    assert child.stderr.read() == ""


def test_the_help_loads_no_library_that_takes_its_time() -> None:
    code = "import sys; from toolsearch.cli.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stderr.split()
    assert {"pydantic", "httpx", "numpy", "jsonschema", "rich.progress", "fastapi", "openai"} & set(loaded) == set()


def test_the_console_script_exits_with_the_code_of_the_command(tmp_path: Path) -> None:
    done = subprocess.run(command("apis", "list", "--catalog", tmp_path / "no.db"), capture_output=True, check=False)
    assert done.returncode == 2


def test_a_shell_completes_commands_and_their_options() -> None:
    def completed(line: str) -> list[str]:
        asked = {"_TOOLSEARCH_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        done = subprocess.run(command(), capture_output=True, text=True, check=False, env=os.environ | asked)
        return done.stdout.split()

    assert completed("toolsearch retr") == ["retrieve", "retriever"]
    assert "--fail-under" in completed("toolsearch bench --fail")
