"""The command line in this process, and verified dialogs over made APIs."""

from pathlib import Path

import pytest
from commands import Cli, Done
from learning import make_tiny
from made_apis import write_apis

from toolsearch.cli.main import main


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process."""

    def run(*arguments: object) -> Done:
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def verified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of forty verified dialogs; `apis.jsonl` lies beside it."""
    folder = tmp_path_factory.mktemp("verified")
    apis = write_apis(folder / "apis.jsonl")
    made = ("--apis", apis, "--only-made", "--out", folder / "d.jsonl", "--json")
    assert main(["synth", "dialogs", "-n", "40", *map(str, made)]) == 0
    assert main(["synth", "verify", *map(str, (folder / "d.jsonl", "--out", folder / "v.jsonl", "--json"))]) == 0
    return folder / "v.jsonl"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `train.jsonl` and `tiny/`, a model that knows nothing."""
    torch = pytest.importorskip("torch", reason="fine-tuning needs the train extra")
    pytest.importorskip("trl", reason="fine-tuning needs the train extra")
    torch.set_num_threads(1)
    return make_tiny(tmp_path_factory.mktemp("tiny"))
