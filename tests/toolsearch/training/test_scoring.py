"""Losses of samples under a model: in this process and behind a server, the bounds that follow, a picture."""

from pathlib import Path

import pytest
from commands import Cli
from echoing import echoing
from openai_server import running

from toolsearch.journal import read
from toolsearch.records import Sample

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore"),  # of libraries that warn of each other
]


def test_samples_are_scored_by_their_loss_under_a_model_and_drawn(
    tiny: Path, verified: Path, tmp_path: Path, cli: Cli
) -> None:
    few, out = tmp_path / "few.jsonl", tmp_path / "scored.jsonl"
    few.write_text("".join(verified.read_text().splitlines(keepends=True)[:4]))
    command = ("synth", "score", few, "--model", tiny / "tiny", "--out", out, "--plot", tmp_path / "loss.png", "--json")
    done = cli(*command)
    assert done.code == 0, done.err
    assert 5 < done.json["mean"] < 8  # of a model that knows nothing: about the logarithm of its 600 tokens
    assert (tmp_path / "loss.png").stat().st_size > 1000
    whole = out.read_text()
    out.write_text(whole[: len(whole) // 2])
    assert cli(*command).code == 0
    assert out.read_text() == whole


def test_a_server_that_echoes_prompts_tells_the_same_losses_as_the_model_itself(
    tiny: Path, verified: Path, tmp_path: Path, cli: Cli
) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("".join(verified.read_text().splitlines(keepends=True)[:4]))

    def losses(model: object, name: str, *more: object) -> list[float | None]:
        done = cli("synth", "score", few, "--model", model, "--out", tmp_path / name, "--json", *more)
        assert done.code == 0, done.err
        return [sample.scores.loss for sample in read(tmp_path / name, Sample)]

    with echoing(tiny / "tiny") as url:
        served = losses(f"openai:tiny@{url}", "served.jsonl", "--tokenizer", tiny / "tiny")
    assert served == pytest.approx(losses(tiny / "tiny", "local.jsonl"), abs=1e-4)


def test_a_server_that_tells_no_log_probabilities_is_one_clear_line(tiny: Path, verified: Path, cli: Cli) -> None:
    with running([]) as server:
        ask = ("synth", "score", verified, "--model", f"openai:x@{server.url}", "--out", tiny / "none.jsonl")
        assert "--tokenizer" in cli(*ask).err
        done = cli(*ask, "--tokenizer", tiny / "tiny")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "HTTP 404" in done.err


def test_bounds_come_from_a_prior_set_and_guide_dialogs(tiny: Path, verified: Path, tmp_path: Path, cli: Cli) -> None:
    few, out = tmp_path / "few.jsonl", tmp_path / "bounds.json"
    few.write_text("".join(verified.read_text().splitlines(keepends=True)[:4]))
    how = ("--model", tiny / "tiny", "--tuned", tiny / "tiny", "--out", out, "--json")
    done = cli("synth", "bounds", few, *how)
    assert done.code == 0, done.err
    assert (done.json["solved"], done.json["low"]) == (0, 0)
    assert 5 < done.json["high"] < 8
    made = ("--apis", verified.with_name("apis.jsonl"), "--only-made", "--out", tmp_path / "d.jsonl", "--json")
    done = cli("synth", "dialogs", "-n", 3, *made, "--learner", tiny / "tiny", "--bounds", out)
    assert done.code == 0, done.err
    assert all(5 < (sample.scores.loss or 0) < 8 for sample in read(tmp_path / "d.jsonl", Sample))
