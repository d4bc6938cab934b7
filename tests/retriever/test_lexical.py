from pathlib import Path

import pytest

from retriever.base import Document
from retriever.bm25f import FIELDS
from retriever.lexical import Lexical
from retriever.requests import RequestWords

NO_REQUESTS = RequestWords({})


def make(id_: str, **fields: str) -> Document:
    return Document(**{"id": id_, **dict.fromkeys(FIELDS, ""), **fields})


DOCUMENTS = [
    make("weather", name="get Weather", description="Forecast of rain and wind for a city."),
    make("hotels", name="find Hotels", description="Hotels of a city, with prices of rooms."),
    make("currency", name="convert Currency", description="Converts prices between currencies."),
    make("pets", name="list Pets", parameters="city where the pet lives; weather it likes"),
]


def ids(lexical: Lexical, query: str, k: int = 5) -> list[str]:
    return [hit.id for hit in lexical.search(query, k)]


def test_a_document_whose_name_the_query_says_comes_first() -> None:
    lexical = Lexical.over(DOCUMENTS, NO_REQUESTS)
    assert ids(lexical, "weather in my city")[0] == "weather"
    assert ids(lexical, "prices of currencies")[0] == "currency"


def test_only_documents_that_share_a_word_are_found() -> None:
    lexical = Lexical.over(DOCUMENTS, NO_REQUESTS)
    assert ids(lexical, "rain") == ["weather"]
    assert ids(lexical, "volcano") == ids(lexical, "") == ids(lexical, "rain", k=0) == []
    assert Lexical.over([], NO_REQUESTS).search("rain") == []


def test_each_sentence_of_a_query_brings_its_own_document() -> None:
    lexical = Lexical.over(DOCUMENTS, NO_REQUESTS)
    query = "What is the wind and rain forecast of the city for the weather this week? Convert my currency please, now."
    assert set(ids(lexical, query, 2)) == {"weather", "currency"}


def test_a_word_that_every_request_holds_hardly_counts() -> None:
    documents = [make("a", description="book"), make("b", description="hotel")]
    plain, knowing = (Lexical.over(documents, RequestWords(shares)) for shares in ({}, {"book": 0.9}))
    assert next(hit.score for hit in plain.search("book hotel")) == plain.search("book")[0].score
    assert ids(knowing, "book hotel") == ["b", "a"]


def test_words_that_no_document_holds_are_named_as_they_were_written() -> None:
    lexical = Lexical.over(DOCUMENTS, RequestWords({"over": 0.1})).changed([make("new", name="find Volcano")])
    assert lexical.unmatched("Is there a Zeppelin over the volcanoes of my city? A zeppelin! 火山") == [
        "Zeppelin",
        "火山",
    ]


def test_what_comes_later_is_searched_as_if_it_had_been_there(tmp_path: Path) -> None:
    now = [*DOCUMENTS[1:3], make("pets", name="sell Pets", description="a city of pets"), make("cars", name="rent Car")]
    whole = Lexical.over(now, NO_REQUESTS)
    later = Lexical.over(DOCUMENTS, NO_REQUESTS).changed(now[2:3]).changed(now[3:], gone=["weather"])
    later.save(tmp_path)
    for other in (later, Lexical.load(tmp_path, NO_REQUESTS)):
        assert other.ids == whole.ids
        for query in ("weather in the city", "rent a car. sell all my pets", "prices of currencies in the city"):
            assert other.scores(query) == pytest.approx(whole.scores(query), abs=1e-5)
