import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from described import described

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever.base import Document
from retriever.bm25 import BM25
from retriever.default import Default, Weights
from retriever.documents import document_of
from retriever.kept import open_bm25, open_default, open_lexical, open_static
from retriever.lexical import Lexical
from retriever.resolve import SHIPPED
from retriever.scoring import Scorer
from retriever.static import Embeddings, Static

APIS = [
    described("weather", "Weather of a city."),
    described("hotels", "Hotels of a city."),
    described("songs", "Words of songs."),
]
QUERY = "rain in my city. Where may I sleep there tonight?"


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights.load(SHIPPED, threads=1)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add(APIS)
        yield opened


def opened(catalog: Catalog, weights: Weights) -> tuple[Default, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    return open_default(catalog, weights, on_indexed=lambda *done: told.append(done)), told


def check(index: Default, catalog: Catalog, weights: Weights) -> None:
    """What was opened scores as what is built from nothing."""
    fresh = Default.over(map(document_of, catalog), weights)
    assert index.ids == fresh.ids
    assert index.scores(QUERY) == pytest.approx(fresh.scores(QUERY), abs=1e-4)


def test_what_was_indexed_once_is_opened_without_encoding(catalog: Catalog, weights: Weights) -> None:
    first, told = opened(catalog, weights)
    assert told == [(3, 3)]
    second, told = opened(catalog, weights)
    assert told == []
    assert second.scores(QUERY) == pytest.approx(first.scores(QUERY), abs=1e-5)
    check(second, catalog, weights)


def test_only_what_is_new_or_changed_is_encoded(catalog: Catalog, weights: Weights) -> None:
    opened(catalog, weights)
    catalog.add([described("hotels", "Rooms to sleep in."), APIS[0], described("cars", "Cars to rent.")])
    index, told = opened(catalog, weights)
    assert told[-1] == (2, 2)
    assert index.ids == ("demo/cars", "demo/hotels", "demo/weather")
    check(index, catalog, weights)
    catalog.add(APIS)  # as it was: its vectors are still there
    index, told = opened(catalog, weights)
    assert told == []
    check(index, catalog, weights)


def test_one_index_is_kept_for_a_catalog(catalog: Catalog, weights: Weights) -> None:
    for text in ("Cars.", "Trucks.", "Boats."):
        catalog.add([described("cars", text)])
        opened(catalog, weights)
    assert len(list(catalog.path.with_name("catalog.db.search").glob("default-*"))) == 1


@pytest.mark.parametrize("name", ["codes.npy", "index.json", "places.npy", "hashes.json"])
def test_an_index_that_was_cut_is_built_anew(catalog: Catalog, weights: Weights, name: str) -> None:
    opened(catalog, weights)
    (folder,) = catalog.path.with_name("catalog.db.search").glob("default-*")
    (folder / name).write_bytes((folder / name).read_bytes()[:-4])
    index, told = opened(catalog, weights)
    assert told == []
    check(index, catalog, weights)


@pytest.mark.parametrize("name", ["lexical", "bm25", "static"])
def test_what_compares_words_is_kept_too(catalog: Catalog, weights: Weights, name: str) -> None:
    known = {word: place for place, word in enumerate("rain city weather hotels sleep rooms cars".split())}
    embeddings = Embeddings(known, np.random.default_rng(0).standard_normal((len(known), 8)).astype(np.float32))
    ways: dict[str, tuple[Callable[[], Scorer], Callable[[Iterable[Document]], Scorer]]] = {
        "lexical": (
            lambda: open_lexical(catalog, weights.requests),
            lambda documents: Lexical.over(documents, weights.requests),
        ),
        "bm25": (lambda: open_bm25(catalog), BM25.over),
        "static": (
            lambda: open_static(catalog, embeddings),
            lambda documents: Static.over(documents, embeddings),
        ),
    }
    opened, over = ways[name]

    def check() -> None:
        fresh, index = over(map(document_of, catalog)), opened()
        assert index.ids == fresh.ids
        assert index.scores(QUERY) == pytest.approx(fresh.scores(QUERY), abs=1e-5)

    check()
    (folder,) = catalog.path.with_name("catalog.db.search").glob(f"{name}-*")
    check()  # mapped
    catalog.add([described("hotels", "Rooms to sleep in."), described("cars", "Cars to rent.")])
    check()
    assert not folder.exists()
    (folder,) = catalog.path.with_name("catalog.db.search").glob(f"{name}-*")
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:-4])
    check()


def test_damaged_vectors_are_named_with_the_way_out(catalog: Catalog, weights: Weights) -> None:
    opened(catalog, weights)
    folder = catalog.path.with_name("catalog.db.search")
    (folder / "vectors.db").write_bytes(b"no database" * 100)
    for index in folder.glob("default-*"):
        shutil.rmtree(index)
    with pytest.raises(ConfigError, match=r"vectors\.db' cannot be used .*: delete it"):
        opened(catalog, weights)


def test_where_nothing_can_be_written_the_index_is_built_in_memory(catalog: Catalog, weights: Weights) -> None:
    catalog.path.with_name("catalog.db.search").write_text("a file stands in the way")
    index, _ = opened(catalog, weights)
    check(index, catalog, weights)


def test_a_catalog_without_apis_is_opened(tmp_path: Path, weights: Weights) -> None:
    with Catalog.open(tmp_path / "empty.db") as empty:
        for _ in range(2):
            assert opened(empty, weights)[0].search(QUERY) == ()
            assert open_bm25(empty).search(QUERY) == []
