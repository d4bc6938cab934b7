"""Exports read back by the libraries that train on them, every call as it was."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from installed import installed
from learning import SCHEMA

from apis.model import ToolCall
from apis.schema import Function
from toolsearch.journal import read
from toolsearch.messages import Assistant, User
from toolsearch.records import Provenance, Sample
from toolsearch.training.export import preference_row
from toolsearch.training.formats.base import Called, calls_in
from toolsearch.training.paths import Preference

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore"),  # of libraries that warn of each other
]


def called_in(text: str) -> list[Called]:
    """Read the calls of a conversation that was written by Qwen's template."""
    found = re.findall(r"<tool_call>\n(\{.*?\})\n</tool_call>", text, re.DOTALL)
    return [Called(**json.loads(each)) for each in found if "<function-name>" not in each]


FAMILIES = {
    "qwen2_5": '<tool_call>\n{"name": "%s"',
    "qwen3": '<tool_call>\n{"name": "%s"',
    "qwen3_5_think": "<function=%s>",
    "nemotron_3_nano": "<function=%s>",
    "glm4moe": "<tool_call>%s",
    "lfm2_v2": "%s(",
    "gemma4_v5": "call:%s{",
    "deepseekv3": "<｜tool▁sep｜>%s\n",
}
"""Templates of several families, as TRL has them, and how each writes a call."""


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_are_written_by_the_templates_of_several_families_with_every_call(
    family: str, verified: Path, tmp_path: Path, cli: Cli
) -> None:
    from importlib.resources import files  # noqa: PLC0415

    from jinja2 import Environment  # noqa: PLC0415

    form = "openai" if family == "deepseekv3" else "openai-objects"  # that one alone wants arguments as text
    done = cli("train", "export", verified, "--format", form, "--out", tmp_path / "o.jsonl", "--json")
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    environment = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
    environment.filters["tojson"] = lambda value, **_: json.dumps(value, ensure_ascii=False)
    environment.globals["raise_exception"] = lambda text: pytest.fail(text)
    template = environment.from_string(files("trl").joinpath(f"chat_templates/{family}.jinja").read_text("utf-8"))
    found = 0
    for row in rows:
        text = template.render(messages=row["messages"], tools=row["tools"] or None, bos_token="", eos_token="")
        called = {call["function"]["name"] for message in row["messages"] for call in message.get("tool_calls", ())}
        found += sum(text.count(FAMILIES[family] % name) for name in called)
    assert found == done.json["calls_out"] > 0


def test_llamafactorys_own_loader_learns_every_call_of_sharegpt(
    tiny: Path, verified: Path, tmp_path: Path, cli: Cli
) -> None:
    python = Path(installed("llamafactory-cli")).with_name("python")
    assert cli("train", "export", verified, "--format", "sharegpt", "--out", tmp_path / "train.jsonl").code == 0
    loading = Path(__file__).parents[2] / "support" / "llamafactory_loading.py"
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "cache")}
    line = [python, loading, tiny / "tiny", tmp_path]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    learnt = json.loads(done.stdout.splitlines()[-1])
    samples = [sample for sample in read(verified, Sample) if sample.passed]
    assert len(learnt) == len(samples)
    for text, sample in zip(learnt, samples, strict=True):
        assert called_in(text) == calls_in(sample)


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


def test_trl_writes_every_call_of_rows_with_functions(tiny: Path, verified: Path, tmp_path: Path, cli: Cli) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("".join(verified.read_text().splitlines(keepends=True)[:8]))
    assert cli("train", "export", few, "--format", "openai-objects", "--out", tmp_path / "o.jsonl").code == 0
    samples = [sample for sample in read(few, Sample) if sample.passed]
    trainer = trained_by("SFT", tiny, tmp_path / "o.jsonl", assistant_only_loss=True)
    written = [trainer.processing_class.decode(each["input_ids"]) for each in trainer.train_dataset]
    assert [called_in(text) for text in written] == [calls_in(sample) for sample in samples]


def test_trls_preference_trainer_reads_both_sides_of_a_pair(tiny: Path, tmp_path: Path) -> None:
    def look(place: str) -> Assistant:
        return Assistant(calls=(ToolCall(id="c", name="look", arguments={"at": place}),))

    asked = Sample(
        id="p",
        kind="path",
        tools=(Function(name="look", description="Looks.", parameters=SCHEMA),),
        messages=(User(content="How is Rome?"),),
        provenance=Provenance(generator="test"),
    )
    pair = Preference(prompt=asked, chosen=(look("Rome"),), rejected=(look("Oslo"),))
    (tmp_path / "p.jsonl").write_text(json.dumps(preference_row(pair)) + "\n")
    trainer = trained_by("DPO", tiny, tmp_path / "p.jsonl")
    [row] = trainer.train_dataset
    sides = [called_in(trainer.processing_class.decode(row[f"{side}_ids"])) for side in ("chosen", "rejected")]
    assert sides == [[Called("look", {"at": "Rome"})], [Called("look", {"at": "Oslo"})]]
    assert "Looks." in trainer.processing_class.decode(row["prompt_ids"])


def trained_by(name: str, tiny: Path, data: Path, **more: Any) -> Any:
    """Hand a file to one of TRL's trainers, as its users do; nothing is trained."""
    import trl  # noqa: PLC0415
    from datasets import Dataset  # noqa: PLC0415
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

    rows = [json.loads(line) for line in data.read_text("utf-8").splitlines()]
    config = getattr(trl, f"{name}Config")
    return getattr(trl, f"{name}Trainer")(
        model=AutoModelForCausalLM.from_pretrained(tiny / "tiny"),
        args=config(output_dir=str(data.parent), max_length=None, report_to="none", use_cpu=True, bf16=False, **more),
        train_dataset=Dataset.from_list(rows, on_mixed_types="use_json"),
        processing_class=AutoTokenizer.from_pretrained(tiny / "tiny"),
    )
