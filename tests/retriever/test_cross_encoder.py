"""Re-ranking by a random cross-encoder of two tiny layers made on the spot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from described import described

pytest.importorskip("sentence_transformers")

import torch
from sentence_transformers import CrossEncoder
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever.resolve import open_retriever

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Path:
    folder = tmp_path / "judge"
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "rain", "city", "rooms", "sleep"]))
    torch.manual_seed(0)
    BertTokenizerFast(str(vocabulary)).save_pretrained(folder)
    config = BertConfig(
        vocab_size=9, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, num_labels=1
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add([described("weather", "Rain in a city."), described("hotels", "Rooms to sleep in a city.")])
        yield opened


def test_a_cross_encoder_reads_what_the_default_found(catalog: Catalog, cross_encoder: Path) -> None:
    retriever = open_retriever(f"rerank:{cross_encoder}+default", catalog)
    found = retriever.find("rain in a city", 2)
    model = CrossEncoder(str(cross_encoder))
    texts = {
        "demo/weather": "Tools. Demo. weather. Rain in a city.",
        "demo/hotels": "Tools. Demo. hotels. Rooms to sleep in a city.",
    }
    expected = dict(zip(texts, model.predict([("rain in a city", text) for text in texts.values()]), strict=True))
    assert {hit.id: hit.score for hit in found.hits} == pytest.approx(expected, abs=1e-5)
    assert found.hits[0].score >= found.hits[1].score
    assert found.answerable is not None  # what the first retriever thinks of it
    with pytest.raises(ConfigError, match=r"cross-encoder '.*nowhere' cannot be loaded"):
        open_retriever(f"rerank:{catalog.path.parent / 'nowhere'}+default", catalog).search("rain")
