"""The command that `docs/evaluation.md` gives for general ability, on a tiny model and ten items of a local task."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore::FutureWarning"),  # between peft and transformers
]

TASK = """\
task: ten_sums
dataset_path: json
dataset_kwargs:
  data_files:
    test: {items}
test_split: test
output_type: multiple_choice
doc_to_text: "{{{{question}}}} ="
doc_to_choice: "{{{{choices}}}}"
doc_to_target: "{{{{answer}}}}"
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
"""


def write_task(folder: Path) -> None:
    items = [
        {"question": f"{n} + {n}", "choices": [str(2 * n), str(2 * n + 1)], "answer": 0 if n % 2 else 1}
        for n in range(10)
    ]
    folder.mkdir()
    (folder / "items.jsonl").write_text("".join(f"{json.dumps(item)}\n" for item in items))
    (folder / "ten_sums.yaml").write_text(TASK.format(items=folder / "items.jsonl"))


def write_model(base: Path, adapter: Path) -> None:
    """A model of a few thousand parameters that knows nothing, and an adapter on it."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    peft = pytest.importorskip("peft")
    torch.manual_seed(0)
    letters = {letter: place for place, letter in enumerate(["<s>", "</s>", "<unk>", *"0123456789+= "])}
    plain = tokenizers.Tokenizer(tokenizers.models.WordLevel(letters, unk_token="<unk>"))
    plain.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex("."), "isolated")
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=plain, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="</s>"
    )
    config = transformers.LlamaConfig(
        vocab_size=len(letters),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=64,
    )
    model = transformers.LlamaForCausalLM(config)
    model.save_pretrained(base)
    tokenizer.save_pretrained(base)
    tuned = peft.get_peft_model(model, peft.LoraConfig(r=2, target_modules=["q_proj"], task_type="CAUSAL_LM"))
    tuned.save_pretrained(adapter)


def test_the_documented_command_scores_a_tuned_model(tmp_path: Path) -> None:
    pytest.importorskip("lm_eval")
    base, adapter, tasks, out = (tmp_path / name for name in ("base", "adapter", "tasks", "out"))
    write_model(base, adapter)
    write_task(tasks)
    command = [sys.executable, "-m", "lm_eval", "--model", "hf", "--model_args", f"pretrained={base},peft={adapter}"]
    command += ["--tasks", "ten_sums", "--include_path", str(tasks), "--device", "cpu", "--output_path", str(out)]
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home"), "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    (written,) = out.rglob("results_*.json")
    found = json.loads(written.read_text())
    assert found["n-samples"]["ten_sums"]["effective"] == 10
    assert 0 <= found["results"]["ten_sums"]["acc,none"] <= 1
