"""Fine-tuning a tiny model of random weights on the CPU, and exports read back by the libraries that train on them."""

import json
import sys
from pathlib import Path

import pytest
from commands import Cli
from echoing import echoing
from openai_server import running

from apis.errors import ConfigError
from apis.schema import Function
from toolsearch.journal import read
from toolsearch.llm.base import Request, Settings
from toolsearch.messages import User
from toolsearch.records import Sample
from toolsearch.training.recipe import recipe
from toolsearch.training.tokens import IGNORED, read_rows, tokenize

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore"),  # of libraries that warn of each other
]
EXAMPLES = Path(__file__).parents[3] / "examples"
SCHEMA = {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]}
TOOL = {"type": "function", "function": {"name": "look", "description": "Looks at a place.", "parameters": SCHEMA}}


def row(place: str, weight: int = 1) -> str:
    call = {"id": "c", "type": "function", "function": {"name": "look", "arguments": json.dumps({"at": place})}}
    messages = [
        {"role": "user", "content": f"How is {place}?"},
        {"role": "assistant", "content": "", "tool_calls": [call], "weight": weight},
        {"role": "tool", "tool_call_id": "c", "content": '{"t": 7}'},
        {"role": "assistant", "content": f"{place} has 7 degrees."},
    ]
    return json.dumps({"messages": messages, "tools": [TOOL]}) + "\n"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `train.jsonl` and `tiny/`, a model that knows nothing."""
    torch = pytest.importorskip("torch", reason="fine-tuning needs the train extra")
    pytest.importorskip("trl", reason="fine-tuning needs the train extra")
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "train.jsonl").write_text(row("Oslo") + row("Rome"))
    sys.path.insert(0, str(EXAMPLES))
    try:
        from tiny_model import make  # noqa: PLC0415 - it needs torch
    finally:
        sys.path.remove(str(EXAMPLES))
    make(folder / "train.jsonl", folder / "tiny", vocabulary=600)
    return folder


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


def test_rows_are_written_by_the_templates_of_several_families_with_every_call(
    verified: Path, tmp_path: Path, cli: Cli
) -> None:
    from importlib.resources import files  # noqa: PLC0415

    from jinja2 import Environment  # noqa: PLC0415

    out = tmp_path / "o.jsonl"
    done = cli("train", "export", verified, "--format", "openai-objects", "--out", out, "--json")
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    environment = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
    environment.filters["tojson"] = lambda value, **_: json.dumps(value, ensure_ascii=False)
    environment.globals["raise_exception"] = lambda text: pytest.fail(text)
    for family in ("qwen2_5", "qwen3"):
        template = environment.from_string(files("trl").joinpath(f"chat_templates/{family}.jinja").read_text("utf-8"))
        texts = [template.render(messages=each["messages"], tools=each["tools"]) for each in rows]
        found = sum(text.count("<tool_call>\n{") - text.count('<tool_call>\n{"name": <') for text in texts)
        assert found == done.json["calls_out"]


def test_datasets_reads_what_was_exported_without_changing_a_call(verified: Path, tmp_path: Path, cli: Cli) -> None:
    datasets = pytest.importorskip("datasets", reason="it is part of the train extra")
    assert cli("train", "export", verified, "--format", "parquet", "--out", tmp_path / "o.parquet").code == 0
    assert cli("train", "export", verified, "--format", "openai", "--out", tmp_path / "o.jsonl").code == 0
    written = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    read = datasets.Dataset.from_parquet(str(tmp_path / "o.parquet"), cache_dir=str(tmp_path / "cache"))
    assert len(read) == len(written)
    for ours, theirs in zip(written, read, strict=True):
        calls = [c["function"] for m in json.loads(theirs["messages"]) for c in m.get("tool_calls", ())]
        wanted = [c["function"] for m in ours["messages"] for c in m.get("tool_calls", ())]
        assert [c | {"arguments": json.dumps(c["arguments"], ensure_ascii=False)} for c in calls] == wanted


def test_an_unknown_recipe_and_a_missing_model_are_one_clear_line(tmp_path: Path, cli: Cli) -> None:
    with pytest.raises(ConfigError, match="known are toolace, full, toolllm"):
        recipe("lora")
    (tmp_path / "d.jsonl").write_text(row("Oslo"))
    done = cli("train", "sft", tmp_path / "d.jsonl", "--model", tmp_path, "--out", tmp_path / "x")
    assert done.code == 2
    assert "no folder with a config.json" in done.err


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
