"""An index of a catalog on FAISS, by an encoder that counts words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from counting import Counting
from described import described

pytest.importorskip("faiss")

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever.catalog_retriever import CatalogRetriever
from retriever.corpus import Indexing
from retriever.dataset import Query
from retriever.encoding import Encoding
from retriever.examples import Examples, WithExamples
from retriever.indexed import Indexed, open_indexed
from retriever.shelf import Shelf

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add([described("weather", "Rain and sun."), described("hotels", "Rooms to sleep in.")])
        opened.add([described("tides", "Tides of the sea.", tool="Sea", category="Ocean")])
        yield opened


def encoding_of(catalog: Catalog, embedder: Counting, most: int | None = 3) -> Encoding:
    return Encoding(Shelf(catalog), embedder, "dense:mine", lambda done, total: None, most)


def opened(catalog: Catalog, embedder: Counting, indexing: Indexing | None = None) -> Indexed:
    return open_indexed(encoding_of(catalog, embedder, 3 if indexing is None else None), indexing)


def folders(catalog: Catalog) -> list[Path]:
    return list(catalog.path.with_name("catalog.db.search").glob("dense-*"))


def test_a_catalog_is_encoded_once_and_only_what_changed_after_that(catalog: Catalog) -> None:
    embedder = Counting()
    assert opened(catalog, embedder).search("rooms to sleep in", 1)[0].id == "demo/hotels"
    assert len(embedder.encoded) == 3
    assert opened(catalog, embedder).ids == ("demo/hotels", "demo/weather", "sea/tides")
    assert len(embedder.encoded) == 3
    catalog.add([described("hotels", "Beds for a night."), described("cars", "Cars to rent.")])
    index = opened(catalog, embedder)
    assert sorted(text.split(".")[3].strip() for text in embedder.encoded[3:]) == ["Beds for a night", "Cars to rent"]
    assert index.ids == ("demo/cars", "demo/hotels", "sea/tides")
    assert index.search("beds for a night", 1)[0].id == "demo/hotels"
    assert len(folders(catalog)) == 1


def test_an_index_of_another_encoder_is_not_used_and_more_than_a_search_encodes_is_refused(catalog: Catalog) -> None:
    opened(catalog, Counting())
    again = Counting("second")
    assert opened(catalog, again).search("rain and sun", 1)[0].id == "demo/weather"
    assert len(again.encoded) == 3
    catalog.add([described("cars", "Cars to rent.", tool="Cars")])
    third = Counting("third")
    with pytest.raises(ConfigError, match=r"4 APIs of .* are not encoded by 'dense:mine' as it is now, and a search"):
        opened(catalog, third)
    with pytest.raises(ConfigError, match="run `toolsearch retriever index --retriever dense:mine --catalog"):
        opened(catalog, third)
    assert third.encoded == []
    opened(catalog, third, Indexing())
    assert len(opened(catalog, third).ids) == len(third.encoded) == 4


def test_examples_help_an_index_as_they_help_all_vectors(catalog: Catalog) -> None:
    index = opened(catalog, Counting())
    texts = {"demo/hotels": "rooms to sleep in", "sea/tides": "tides of the sea"}
    said = {"demo/hotels": "bunk please", "sea/tides": "tides of the sea"}
    asked = [Query(f"{id_}{n}", f"{text} {n}", frozenset({id_}), "") for id_, text in said.items() for n in range(30)]
    with_examples = WithExamples(index, Examples.of(asked, texts, Counting(), each=30))
    assert with_examples.ids == index.ids
    hits = with_examples.search("bunk please tonight", 3)
    assert hits[0].id == "demo/hotels"
    scores = dict(zip(index.ids, with_examples.scores("bunk please tonight"), strict=True))
    assert {hit.id: hit.score for hit in hits} == pytest.approx(scores, abs=1e-6)


def test_kind_and_storage_stay_when_the_catalog_changes(catalog: Catalog) -> None:
    made = opened(catalog, Counting(), Indexing("hnsw", "float16"))
    assert (made.index.card.kind, made.index.card.storage) == ("hnsw", "float16")
    catalog.add([described("cars", "Cars to rent.", tool="Cars")])
    changed = opened(catalog, Counting())
    assert (changed.index.card.kind, changed.index.card.vectors) == ("hnsw", 4)
    assert changed.search("cars to rent", 1)[0].id == "cars/cars"
    assert opened(catalog, Counting(), Indexing()).index.card.kind == "flat"


@pytest.mark.parametrize("name", ["index.faiss", "ids.json", "index.json", "hashes.json"])
def test_an_index_that_was_cut_is_built_anew_from_what_was_encoded(catalog: Catalog, name: str) -> None:
    embedder = Counting()
    opened(catalog, embedder)
    (folder,) = folders(catalog)
    (folder / name).write_bytes((folder / name).read_bytes()[:-9])
    assert opened(catalog, embedder).search("tides of the sea", 1)[0].id == "sea/tides"
    assert len(embedder.encoded) == 3


@pytest.mark.parametrize("kind", ["flat", "hnsw"])
def test_a_search_keeps_to_a_category_and_scores_are_those_of_all(catalog: Catalog, kind: str) -> None:
    index = opened(catalog, Counting(), Indexing(kind))  # type: ignore[arg-type]
    found = CatalogRetriever(index, catalog).within(category="ocean").search("rooms to sleep in", 3)
    assert [hit.id for hit in found] == ["sea/tides"]
    scores = dict(zip(index.ids, index.scores("rooms to sleep in"), strict=True))
    assert max(scores, key=lambda id_: scores[id_]) == "demo/hotels"
    assert scores["demo/hotels"] == pytest.approx(index.search("rooms to sleep in", 1)[0].score, abs=1e-3)


def test_where_nothing_can_be_written_the_index_is_built_in_memory(catalog: Catalog) -> None:
    catalog.path.with_name("catalog.db.search").write_text("a file stands in the way")
    assert opened(catalog, Counting()).search("tides of the sea", 1)[0].id == "sea/tides"


def test_an_empty_catalog_has_an_empty_index(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "empty.db") as empty:
        for _ in range(2):
            assert opened(empty, Counting()).search("anything") == []
