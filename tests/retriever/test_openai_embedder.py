from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from described import described
from embedding_server import EmbeddingServer, embedding

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever.base import Document
from retriever.corpus import Indexing
from retriever.encoding import BY_ITSELF
from retriever.openai_embedder import BATCH, EmbeddingsRefused, OpenAIEmbedder
from retriever.resolve import index_catalog, open_retriever, open_scorer

DOCUMENTS = [
    Document(id_, id_, "", "", text, "", "")
    for id_, text in (
        ("weather", "rain and sun of a city"),
        ("hotels", "rooms to sleep in"),
        ("songs", "words of songs"),
    )
]


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding() as state:
        yield state


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add([described("weather", "Rain and sun of a city."), described("hotels", "Rooms to sleep in.")])
        yield opened


def test_texts_go_in_batches_and_vectors_come_back_in_their_order(server: EmbeddingServer) -> None:
    texts = [f"word{number}" for number in range(BATCH + 5)]
    vectors = OpenAIEmbedder.open("small", server=server.url).documents(texts)
    assert [len(batch) for batch in server.asked] == [BATCH, 5]
    expected = np.asarray([server.vector(text) for text in texts], dtype=np.float32)
    np.testing.assert_allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-6)


def test_no_text_of_a_data_set_is_sent_twice(
    server: EmbeddingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    for _ in range(2):
        scorer = open_scorer(f"openai-embedding:small@{server.url}", DOCUMENTS)
        assert scorer.search("sleep in rooms", 2)[0].id == "hotels"
    sent = [text for batch in server.asked for text in batch if text != "dimension"]
    assert sorted(sent) == sorted(["sleep in rooms", *(each.text for each in DOCUMENTS)])
    assert set(server.keys) == {"Bearer sk-mine"}


def test_only_what_changed_in_a_catalog_is_sent(server: EmbeddingServer, catalog: Catalog) -> None:
    spec = f"openai-embedding:small@{server.url}"
    assert open_retriever(spec, catalog).search("sleep in rooms", 1)[0].id == "demo/hotels"
    catalog.add([described("hotels", "Beds for a night."), described("cars", "Cars to rent.")])
    server.asked.clear()
    retriever = open_retriever(spec, catalog)
    assert sorted(text.split(".")[2].strip() for batch in server.asked for text in batch if text != "dimension") == [
        "cars",
        "hotels",
    ]
    assert retriever.search("beds for a night", 5)[0].id == "demo/hotels"
    assert {hit.id for hit in retriever.search("beds", 5)} == {"demo/hotels", "demo/cars"}


def test_more_than_a_search_encodes_by_itself_is_refused_with_the_command(
    server: EmbeddingServer, catalog: Catalog
) -> None:
    catalog.add(described(f"thing{number}", f"Does thing {number}.") for number in range(BY_ITSELF + 1))
    spec = f"openai-embedding:small@{server.url}"
    with pytest.raises(ConfigError, match=f"501 APIs of .* run `toolsearch retriever index --retriever {spec} --cat"):
        open_retriever(spec, catalog)
    assert sum(map(len, server.asked)) <= 1


def test_a_model_that_gives_other_dimensions_than_before_is_told(server: EmbeddingServer, catalog: Catalog) -> None:
    spec = f"openai-embedding:small@{server.url}"
    open_retriever(spec, catalog)
    server.dimension = 32
    catalog.add([described("cars", "Cars to rent.")], prune=False)
    if find_spec("faiss"):
        with pytest.raises(ConfigError, match="64 dimensions and the encoder gives 32: index again with `toolsearch"):
            open_retriever(spec, catalog)
    index_catalog(spec, catalog, Indexing())
    assert open_retriever(spec, catalog).search("cars to rent", 1)[0].id == "demo/cars"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, r"refuses \(HTTP 401\): not now: set OPENAI_API_KEY"),
        (404, r"refuses \(HTTP 404\): not now: check the model's name"),
        (400, r"refuses \(HTTP 400\): not now: check the model"),
    ],
)
def test_what_a_server_refuses_is_one_line(server: EmbeddingServer, status: int, message: str) -> None:
    server.failing = [status]
    with pytest.raises(EmbeddingsRefused, match=message):
        OpenAIEmbedder.open("small", server=server.url, retries=0).documents(["text"])


def test_a_busy_server_is_asked_again(server: EmbeddingServer) -> None:
    server.failing = [429, 500]
    assert OpenAIEmbedder.open("small", server=server.url).documents(["text"]).shape == (1, 64)


@pytest.mark.parametrize("body", ["<html>", "{}", '{"data": []}', '{"data": [{"index": 0, "embedding": "text"}]}'])
def test_an_answer_without_vectors_is_one_line(server: EmbeddingServer, body: str) -> None:
    server.body = body
    with pytest.raises(EmbeddingsRefused, match="embedding model 'small': "):
        OpenAIEmbedder.open("small", server=server.url).documents(["text"])


def test_a_server_that_is_not_there_is_one_line() -> None:
    with embedding() as state:
        url = state.url
    with pytest.raises(EmbeddingsRefused, match="cannot be reached"):
        OpenAIEmbedder.open("small", server=url, retries=0).documents(["text"])


def test_a_key_or_a_server_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="needs a key: set OPENAI_API_KEY, or name a server"):
        open_scorer("openai-embedding:small", DOCUMENTS)
    for spec in ("openai-embedding:@http://127.0.0.1:1/v1", "openai-embedding:small@http://"):
        with pytest.raises(ConfigError, match="is not openai-embedding:NAME"):
            open_scorer(spec, DOCUMENTS)
