"""The command line in this process, and a file of made APIs to talk about."""

from pathlib import Path

import pytest
from commands import Cli, Done
from made_apis import write_apis

from toolsearch.cli.main import main


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process."""

    def run(*arguments: object) -> Done:
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def apis_file(tmp_path: Path) -> Path:
    return write_apis(tmp_path / "apis.jsonl")
