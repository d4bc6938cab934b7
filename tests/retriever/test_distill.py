"""Made with a BERT of two tiny layers, made on the spot."""

import json
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from apis.errors import ConfigError
from retriever.balance import Balance
from retriever.base import Document
from retriever.card import Card
from retriever.dataset import Query
from retriever.materials import Catalogue
from retriever.resolve import open_scorer

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("onnx")
making = pytest.importorskip("retriever.distill")

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

WORDS = "get the of a weather wind rain snow tides place find me is it now".split()
DOCUMENTS = tuple(
    Document(name, f"get {name}", "", "", f"the {name} of a place", "", "")
    for name in ("weather", "wind", "rain", "snow")
)
QUERIES = tuple(Query(d.id, f"find me the {d.id} now", frozenset([d.id]), "1") for d in DOCUMENTS)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    folder = tmp_path / "base"
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def make(base: Path, out: Path, **recipe: Any) -> tuple[Card, list[float]]:
    losses: list[float] = []
    card = making.distill(
        [Catalogue("meteo", "MIT", DOCUMENTS, QUERIES)],
        making.Made("2025-01-31", "toolsearch retriever distill", base, "a tiny BERT", ("toole",)),
        out,
        making.Recipe(size=4, rate=1e-2, **recipe),
        on_step=lambda step, loss: losses.append(loss),
    )
    return card, losses


def test_weights_are_made_that_the_default_retriever_opens(base: Path, tmp_path: Path) -> None:
    card, losses = make(base, tmp_path / "out", steps=12, kept=0.0)
    assert len(losses) == 12
    assert json.loads((tmp_path / "out" / "card.json").read_text())["without"] == ["toole"]
    assert (card.materials[0].documents, card.materials[0].queries) == (4, 4)
    assert Balance.load(tmp_path / "out") != Balance()
    scorer = open_scorer(f"default:{tmp_path / 'out'}", DOCUMENTS)
    assert [scorer.search(query.text)[0].id for query in QUERIES] == [query.id for query in QUERIES]


def test_weights_that_keep_all_of_the_base_are_the_base(base: Path, tmp_path: Path) -> None:
    for name, steps, kept in (("kept", 3, 1.0), ("one", 1, 1.0)):
        make(base, tmp_path / name, steps=steps, kept=kept)
    read = [(tmp_path / name / "encoder.onnx").read_bytes() for name in ("kept", "one")]
    assert read[0] == read[1]


def test_a_folder_that_holds_something_and_a_base_that_is_none_are_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not empty"):
        make(base, base, steps=1)
    with pytest.raises(ConfigError, match="cannot be loaded"):
        make(tmp_path / "nothing", tmp_path / "out", steps=1)
