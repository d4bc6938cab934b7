from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retriever.balance import Balance
from retriever.base import Document
from retriever.bm25f import FIELDS
from retriever.confidence import Confidence, Scale, Signs
from retriever.default import Default, Look, Weights, covering
from retriever.resolve import SHIPPED


def make(id_: str, **fields: str) -> Document:
    return Document(**{"id": id_, **dict.fromkeys(FIELDS, ""), **fields})


DOCUMENTS = [
    make("forecast", name="get Forecast", description="Weather of the coming days for a place."),
    make("hotels", name="find Hotels", description="Hotels of a city, with prices of rooms."),
    make("exchange", name="convert Currency", description="Turns an amount of money into another currency."),
    make("lyrics", name="song Lyrics", description="The words of a song."),
]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights.load(SHIPPED, threads=1)


@pytest.fixture(scope="module")
def shipped(weights: Weights) -> Default:
    return Default.over(DOCUMENTS, weights)


def ids(retriever: Default, query: str, k: int = 5, *, cover: bool = False) -> list[str]:
    return [hit.id for hit in retriever.find(query, k, cover=cover).hits]


def test_a_query_finds_what_it_means_where_it_shares_no_word(shipped: Default) -> None:
    assert ids(shipped, "Will it rain tomorrow?", 1) == ["forecast"]
    assert ids(shipped, "book accommodation for tonight", 1) == ["hotels"]
    assert ids(shipped, "how many euros are ten dollars", 1) == ["exchange"]


def test_the_share_of_meaning_follows_from_the_query(weights: Weights) -> None:
    always_words = replace(weights, balance=Balance(bias=-50))
    always_meaning = replace(weights, balance=Balance(bias=50))
    query = "words that count money"
    assert ids(Default.over(DOCUMENTS, always_words), query, 1) == ["lyrics"]
    assert ids(Default.over(DOCUMENTS, always_meaning), query, 1) == ["exchange"]


def test_documents_chosen_to_cover_suit_each_sentence(shipped: Default) -> None:
    query = "Please tell me whether it will rain in Oslo. Then find the words of this song."
    assert set(ids(shipped, query, 2, cover=True)) == {"forecast", "lyrics"}
    assert covering(Look(np.zeros(2), np.zeros((0, 2)), Signs(0, 0, 0)), 5) == [0, 1]


def test_a_query_that_nothing_fits_is_less_trusted_and_its_words_are_named(shipped: Default) -> None:
    asked, foreign = shipped.find("weather forecast for a place"), shipped.find("sharpen my zirconium chisel")
    assert asked.confidence is not None
    assert foreign.confidence is not None
    assert asked.confidence > foreign.confidence
    assert (asked.unmatched, foreign.unmatched) == ((), ("sharpen", "zirconium", "chisel"))


def test_the_threshold_decides_what_is_answerable(weights: Weights) -> None:
    for threshold, answerable in ((0.0, True), (1.1, False)):
        scale = Scale(threshold=threshold)
        judged = replace(weights, confidence=Confidence(fused=scale, words_only=scale))
        assert Default.over(DOCUMENTS, judged).find("weather").answerable is answerable


def test_without_onnxruntime_words_alone_are_compared_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch, weights: Weights
) -> None:
    monkeypatch.setattr("retriever.embedder.available", False)
    bare = Default.over(DOCUMENTS, Weights.load(SHIPPED))
    found = bare.find("hotels of a city")
    assert (found.hits[0].id, found.complete) == ("hotels", False)
    assert bare.find("zirconium").hits == ()


def test_empty_queries_and_empty_corpora_find_nothing(shipped: Default, weights: Weights) -> None:
    assert shipped.find("  ").hits == Default.over([], weights).find("weather").hits == ()
    assert shipped.find("  ").answerable is False
    assert ids(shipped, "weather", 0) == []


def test_some_of_the_documents_are_searched_as_if_there_were_no_others(shipped: Default, weights: Weights) -> None:
    some = shipped.only({"hotels", "lyrics"})
    alone = Default.over([DOCUMENTS[1], DOCUMENTS[3]], weights)
    assert some.ids == alone.ids == ("hotels", "lyrics")
    assert some.scores("rooms for a song") == pytest.approx(alone.scores("rooms for a song"), abs=1e-4)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "card.json"])
def test_weights_that_were_cut_or_mixed_are_refused(tmp_path: Path, name: str) -> None:
    for file in SHIPPED.iterdir():
        (tmp_path / file.name).symlink_to(file)
    cut = (SHIPPED / name).read_bytes()[:-10]
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(cut)
    with pytest.raises(ValueError, match=r"not the file that its card|validation error|JSON"):
        Weights.load(tmp_path)
