"""A dense retriever from the command line: trained, killed, gone on with, indexed; from a BERT of two tiny layers."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Cli, command
from described import described
from embedding_server import embedding

pytest.importorskip("accelerate")
pytest.importorskip("faiss")
pytest.importorskip("sentence_transformers")

import torch
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from apis.catalog import Catalog
from retriever.encoding import STEP
from retriever.openai_embedder import BATCH

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

WORDS = "says hello to a person weighs parcels for shipping renames demo tools greet gone change".split()


def tiny(folder: Path, size: int = 16) -> Path:
    """Save a random encoder with vectors of so many dimensions."""
    torch.manual_seed(0)
    parts = folder / "parts"
    parts.mkdir(parents=True)
    (parts / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    BertTokenizerFast(str(parts / "vocab.txt")).save_pretrained(parts)
    config = BertConfig(
        vocab_size=5 + len(WORDS), hidden_size=size, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(parts)
    SentenceTransformer(str(parts), device="cpu").save_pretrained(str(folder / "model"))
    return folder / "model"


def test_a_killed_training_goes_on_with_the_same_command_and_refuses_another(
    cli: Cli, catalog: Path, tmp_path: Path
) -> None:
    out = tmp_path / "dense"
    asked = tmp_path / "asked.jsonl"
    lines = [{"id": str(n), "text": f"hello person {n}", "relevant": ["demo/greet"]} for n in range(40)]
    lines += [{"id": f"p{n}", "text": f"parcels shipping {n}", "relevant": ["demo/gone"]} for n in range(40)]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))
    train = (
        "retriever", "train", asked, "--catalog", catalog, "--base", tiny(tmp_path), "--length", 12, "--device", "cpu",
        "--recipe", "seen", "--out", out,
    )  # fmt: skip
    with subprocess.Popen(command(*train, "--steps", 20), stderr=subprocess.PIPE, text=True) as training:
        assert training.stderr
        first = next(line for line in training.stderr if "step" in line)
        training.kill()
    assert "of 20" in first
    assert json.loads((out / "training" / "plan.json").read_text())["recipe"]["length"] == 12
    checkpoints = sorted((out / "training" / "round-1").glob("checkpoint-*"))
    done = cli(*train, "--steps", 20, "--seed", 1)
    assert done.code == 2
    assert "was begun with other settings or data" in done.err
    recipe = tmp_path / "recipe.json"
    for text, message in (
        ("{", "recipe"),
        ('{"name": "x", "round": 2}', "round: Extra inputs"),
        (None, "cannot be read"),
    ):
        recipe.unlink(missing_ok=True) if text is None else recipe.write_text(text)
        done = cli(*train, "--recipe", recipe)
        assert done.code == 2
        assert message in done.err
    assert checkpoints == sorted((out / "training" / "round-1").glob("checkpoint-*"))
    done = cli(*train, "--steps", 20, "--json")
    assert done.code == 0
    assert done.json["retriever"] == f"dense:{out}"
    assert SentenceTransformer(str(out)).max_seq_length == 12
    hits = cli("retrieve", "hello person", "--catalog", catalog, "--retriever", f"dense:{out}", "--json").json["hits"]
    assert hits[0]["id"] == "demo/greet"


def test_two_processes_train_one_retriever_and_one_of_them_speaks(catalog: Path, tmp_path: Path) -> None:
    asked, recipe, out = tmp_path / "asked.jsonl", tmp_path / "recipe.json", tmp_path / "dense"
    lines = [{"id": str(n), "text": f"hello person {n}", "relevant": ["demo/greet"]} for n in range(20)]
    lines += [{"id": f"p{n}", "text": f"parcels shipping {n}", "relevant": ["demo/gone"]} for n in range(20)]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))
    given = {"name": "two", "batch": 4, "steps": 4, "looks": 2, "rounds": 2, "dev_share": 0.2, "dev_by": "query"}
    recipe.write_text(json.dumps(given))
    train = (
        "retriever", "train", asked, "--catalog", catalog, "--base", tiny(tmp_path), "--length", 12, "--device", "cpu",
        "--recipe", recipe, "--out", out, "--json",
    )  # fmt: skip
    together = (sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--no-python", *command(*train))
    done = subprocess.run(together, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["retriever"] == f"dense:{out}"
    assert done.stderr.count("round 2, step 4 of 4") == 1
    assert SentenceTransformer(str(out), device="cpu").encode("hello").shape == (16,)


def test_examples_alone_are_kept_without_a_step_and_a_damaged_one_is_one_line(
    cli: Cli, catalog: Path, tmp_path: Path
) -> None:
    asked, out = tmp_path / "asked.jsonl", tmp_path / "dense"
    lines = [{"id": str(n), "text": f"ahoi sailor {n}", "relevant": ["demo/greet"]} for n in range(60)]
    lines += [{"id": f"p{n}", "text": f"parcels weighs {n}", "relevant": ["demo/gone"]} for n in range(60)]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))
    train = (
        "retriever", "train", asked, "--catalog", catalog, "--base", tiny(tmp_path), "--device", "cpu", "--steps", 0,
        "--recipe", "seen",
    )  # fmt: skip
    assert cli(*train, "--out", out, "--examples", 20).code == 0
    card = json.loads((out / "examples" / "examples.json").read_text())
    assert {each["id"]: each["examples"] for each in card["documents"]} == {"demo/gone": 20, "demo/greet": 20}
    search = ("retrieve", "ahoi sailor", "--catalog", catalog, "--retriever", f"dense:{out}")
    assert cli(*search, "--json").code == 0
    (out / "examples" / "vectors.npy").unlink()
    done = cli(*search)
    assert done.code == 2
    assert "are damaged" in done.err
    assert cli(*train, "--out", tmp_path / "bare", "--examples", 0).code == 0
    assert not (tmp_path / "bare" / "examples").exists()


def test_a_model_replaced_in_its_folder_is_told_and_indexed_again(
    cli: Cli, catalog: Path, tmp_path: Path, replaced: Callable[[Path, int], None]
) -> None:
    spec = f"dense:{tiny(tmp_path)}"
    index = ("retriever", "index", "--catalog", catalog, "--retriever", spec)
    done = cli(*index, "--kind", "hnsw", "--storage", "float16", "--json")
    assert done.json["index"] == {"kind": "hnsw", "storage": "float16", "dimension": 16}
    search = ("retrieve", "hello", "--catalog", catalog, "--retriever", spec, "--json")
    assert len(cli(*search).json["hits"]) == 3
    replaced(tmp_path / "model", 32)
    assert len(cli(*search).json["hits"]) == 3  # so few are encoded again without asking
    assert cli(*index, "--json").json["index"] == {"kind": "flat", "storage": "float32", "dimension": 32}


def test_an_interrupted_index_goes_on_where_it_stopped(cli: Cli, tmp_path: Path) -> None:
    count, path = STEP + 50, tmp_path / "catalog.db"
    with Catalog.open(path) as catalog:
        catalog.add(described(f"thing{number}", f"Does thing {number}.") for number in range(count))
    with embedding() as server:
        server.patience = 1 + STEP // BATCH  # how long vectors are, and the first step
        index = ("retriever", "index", "--catalog", path, "--retriever", f"openai-embedding:small@{server.url}")
        with subprocess.Popen(command(*index), stderr=subprocess.PIPE, text=True) as process:
            assert server.reached.wait(60)
            process.send_signal(signal.SIGINT)
            assert process.stderr
            assert "the same command goes on where it stopped" in process.stderr.read()
        assert process.returncode == 130
        server.patience = None
        server.release.set()
        server.asked.clear()
        assert cli(*index, "--json").json["apis"] == count
        sent = [text for batch in server.asked for text in batch if "thing" in text]
        assert len(set(sent)) == 50


@pytest.fixture
def replaced(tmp_path: Path) -> Callable[[Path, int], None]:
    def replace(model: Path, size: int) -> None:
        other = tiny(tmp_path / "other", size)
        model.rename(model.with_name("before"))
        other.rename(model)

    return replace


@pytest.mark.parametrize(
    ("name", "message"), [("model.safetensors", "cannot be loaded"), ("modules.json", "cannot be")]
)
def test_a_damaged_model_is_one_line(cli: Cli, catalog: Path, tmp_path: Path, name: str, message: str) -> None:
    model = tiny(tmp_path)
    (model / name).write_bytes((model / name).read_bytes()[:50])
    done = cli("retrieve", "hello", "--catalog", catalog, "--retriever", f"dense:{model}")
    assert done.code == 2
    assert [message in line for line in done.err.splitlines() if line.startswith("error: ")] == [True]
