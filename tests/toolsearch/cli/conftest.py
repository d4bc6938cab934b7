"""A catalog of three real HTTP APIs on loopback, and the command line run in this process or in one of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Cli, Done, Server, api, finishing, greeting, lines, serving

from apis.catalog import Catalog
from toolsearch.cli.main import main


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture
def catalog(server: Server, tmp_path: Path) -> Path:
    path = tmp_path / "catalog.db"
    with Catalog.open(path) as opened:
        opened.add(
            [
                api(server, "greet", "Says hello to a person."),
                api(server, "gone", "Weighs parcels for shipping."),
                api(server, "change", "Renames a person.", method="POST"),
            ]
        )
    return path


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process."""

    def run(*arguments: object) -> Done:
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """Write a script and return its spec."""

    def write(*said: dict[str, Any]) -> str:
        path = tmp_path / "script.jsonl"
        path.write_text(lines(*said))
        return f"script:{path}"

    return write


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    """Ten instructions, `Greet number N.`"""
    path = tmp_path / "ten.jsonl"
    path.write_text(lines(*({"id": f"i{n}", "text": f"Greet number {n}.", "apis": ["demo/greet"]} for n in range(10))))
    return path


@pytest.fixture
def greets(script: Callable[..., str]) -> str:
    """The spec of a model that greets the number it is asked to and answers so."""
    greetings = [greeting(str(number), when=f"number {number}.") for number in range(10)]
    return script(*greetings, finishing(return_type="give_answer", final_answer="Greeted."))
