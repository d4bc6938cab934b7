"""Fine-tuning a tiny model of random weights on the CPU."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Cli
from learning import SCHEMA, row

from apis.errors import ConfigError
from apis.schema import Function
from toolsearch.llm.base import Request, Settings
from toolsearch.messages import User
from toolsearch.training.recipe import recipe
from toolsearch.training.tokens import IGNORED, read_rows, tokenize

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore"),  # of libraries that warn of each other
]


def tokenizer_of(folder: Path):  # type: ignore[no-untyped-def]  # transformers has no types
    from transformers import AutoTokenizer  # noqa: PLC0415

    return AutoTokenizer.from_pretrained(folder / "tiny")


def learnt(folder: Path, line: str, loss: str = "assistant") -> str:
    (folder / "one.jsonl").write_text(line)
    tokenizer = tokenizer_of(folder)
    [sample] = tokenize(read_rows(folder / "one.jsonl"), tokenizer, length=4000, loss=loss).samples  # type: ignore[arg-type]
    return str(tokenizer.decode([label for label in sample.labels if label != IGNORED]))


def test_what_the_assistant_says_is_learnt_and_nothing_else(tiny: Path) -> None:
    text = learnt(tiny, row("Oslo"))
    assert text.count("<|im_end|>") == 2
    assert '{"name": "look", "arguments": {"at": "Oslo"}}' in text
    assert "Oslo has 7 degrees." in text
    assert "How is" not in text
    assert "Looks at a place" not in text
    assert "Looks at a place" in learnt(tiny, row("Oslo"), loss="all")


def test_a_message_of_weight_zero_is_read_and_not_learnt(tiny: Path) -> None:
    text = learnt(tiny, row("Oslo", weight=0))
    assert "<tool_call>" not in text
    assert "Oslo has 7 degrees." in text


def test_a_sample_that_is_too_long_is_left_out_and_counted(tiny: Path) -> None:
    tokenized = tokenize(read_rows(tiny / "train.jsonl"), tokenizer_of(tiny), length=20, loss="assistant")
    assert (len(tokenized.samples), tokenized.too_long) == (0, 2)


async def test_a_tuned_model_has_a_lower_loss_and_calls_in_the_form_it_learnt(tiny: Path, cli: Cli) -> None:
    out = tiny / "tuned"
    how = ("--recipe", "full", "--learning-rate", 5e-3, "--batch", 2, "--per-device", 2, "--epochs", 150)
    done = cli("train", "sft", tiny / "train.jsonl", "--model", tiny / "tiny", "--out", out, *how, "--json")
    assert done.code == 0, done.err
    curve = done.json["curve"]
    assert curve[-1]["loss"] < curve[0]["loss"] / 4
    assert done.json["trainable"] == done.json["parameters"]
    assert (out / "loss.png").stat().st_size > 1000
    from toolsearch.llm.local import Local  # noqa: PLC0415 - it needs torch

    model = Local.load(out)
    offered = (Function(name="look", description="Looks at a place.", parameters=SCHEMA),)
    asked = Request((User(content="How is Rome?"),), offered, Settings(max_tokens=60))
    reply = await model.complete(asked)
    await model.aclose()
    call, *_ = reply.message.calls
    assert call.name == "look"
    assert call.malformed is None


def test_toolace_trains_an_adapter_that_loads_on_its_base(tiny: Path, cli: Cli) -> None:
    out = tiny / "lora"
    how = ("--batch", 2, "--max-steps", 3, "--length", 2000)
    done = cli("train", "sft", tiny / "train.jsonl", "--model", tiny / "tiny", "--out", out, *how, "--json")
    assert done.code == 0, done.err
    asked = done.json["asked"]["recipe"]
    assert (asked["lora"]["rank"], asked["lora"]["alpha"], asked["learning_rate"], asked["warmup"]) == (
        16,
        32,
        1e-4,
        0.1,
    )
    assert 0 < done.json["trainable"] < done.json["parameters"] / 2
    from peft import PeftModel  # noqa: PLC0415
    from transformers import AutoModelForCausalLM  # noqa: PLC0415

    base = AutoModelForCausalLM.from_pretrained(tiny / "tiny")
    assert PeftModel.from_pretrained(base, out / "adapter").peft_config["default"].r == 16


def test_a_training_that_was_stopped_goes_on_to_what_an_unbroken_one_comes_to(tiny: Path, cli: Cli) -> None:
    def run(name: str, *more: object) -> list[float]:
        how = ("--recipe", "full", "--batch", 2, "--per-device", 2, "--max-steps", 6, *more)
        done = cli("train", "sft", tiny / "train.jsonl", "--model", tiny / "tiny", "--out", tiny / name, *how, "--json")
        assert done.code == 0, done.err
        return [point["loss"] for point in done.json["curve"]] if done.out else []

    assert run("broken", "--stop-after", 3) == []
    assert run("broken") == pytest.approx(run("whole"), rel=1e-3)
    assert run("broken") == pytest.approx(run("whole"), rel=1e-3)  # done: told again, not trained again


def test_another_recipe_at_the_same_folder_is_refused(tiny: Path, tmp_path: Path, cli: Cli) -> None:
    arguments = ("train", "sft", tiny / "train.jsonl", "--model", tiny / "tiny", "--out", tmp_path / "x")
    assert cli(*arguments, "--max-steps", 2, "--stop-after", 1, "--batch", 2).code == 0
    done = cli(*arguments, "--max-steps", 3, "--batch", 2)
    assert done.code == 2
    assert "another recipe" in done.err


def test_an_unknown_recipe_and_a_missing_model_are_one_clear_line(tmp_path: Path, cli: Cli) -> None:
    with pytest.raises(ConfigError, match="known are toolace, full, toolllm"):
        recipe("lora")
    (tmp_path / "d.jsonl").write_text(row("Oslo"))
    done = cli("train", "sft", tmp_path / "d.jsonl", "--model", tmp_path, "--out", tmp_path / "x")
    assert done.code == 2
    assert "no folder with a config.json" in done.err


def test_packing_in_bfloat16_learns_the_same_tokens_in_fewer_rows(tiny: Path, cli: Cli) -> None:
    how = (
        "--recipe",
        "full",
        "--packing",
        "--bf16",
        "--batch",
        1,
        "--epochs",
        3,
        "--length",
        4000,
        "--learning-rate",
        5e-3,
    )
    data, out = tiny / "train.jsonl", tiny / "packed"
    done = cli("train", "sft", data, "--model", tiny / "tiny", "--out", out, *how, "--json")
    assert done.code == 0, done.err
    assert (done.json["samples"], done.json["steps"]) == (2, 3)  # both samples in one row, one row a step
    losses = [point["loss"] for point in done.json["curve"]]
    assert 5 < losses[0] < 8
    assert losses[-1] < losses[0]


def test_two_processes_share_a_batch_and_one_of_them_writes_the_model(tiny: Path) -> None:
    program = Path(sys.executable).with_name("toolsearch")
    out = tiny / "shared"
    how = f"--recipe toolllm --batch 2 --per-device 1 --max-steps 2 --length 2000 --out {out} --json"
    line = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", program]
    line += ["train", "sft", tiny / "train.jsonl", "--model", tiny / "tiny", *how.split()]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "true"}
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)  # told once
    assert report["steps"] == 2
    assert report["asked"]["recipe"]["learning_rate"] == 5e-5
    assert report["trainable"] == report["parameters"]
    assert json.loads((out / "report.json").read_text()) == report
    assert (out / "model.safetensors").is_file()
