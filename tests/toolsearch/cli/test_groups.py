import inspect
from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from toolsearch.cli.groups import spread


@dataclass(frozen=True)
class Size:
    width: Annotated[int, typer.Option("--width")]
    height: Annotated[int, typer.Option("--height")] = 1


@spread
def draw(
    what: Annotated[str, typer.Argument()], small: Size, times: Annotated[int, typer.Option("--times")] = 2
) -> None:
    """Draw something."""
    typer.echo(f"{what} {small.width} {small.height} {times}")


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(draw)
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output.strip()


def test_a_group_is_given_as_options_of_its_fields() -> None:
    assert run("cat", "--width", "3", "--height", "4") == (0, "cat 3 4 2")
    assert run("cat", "--width", "3") == (0, "cat 3 1 2")


def test_a_field_without_a_default_must_be_given() -> None:
    code, said = run("cat")
    assert code == 2
    assert "--width" in said


def test_the_command_keeps_its_name_and_words() -> None:
    assert (draw.__name__, draw.__doc__) == ("draw", "Draw something.")
    assert list(inspect.signature(draw).parameters) == ["what", "small_width", "small_height", "times"]
