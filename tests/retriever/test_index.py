from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("faiss")

from apis.errors import ConfigError
from retriever.index import Index, Kind, Storage, gpus

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

IDS = [f"api-{number}" for number in range(2000)]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    rng = np.random.default_rng(0)
    made = np.repeat(rng.standard_normal((100, 32)), 20, axis=0) + 0.4 * rng.standard_normal((2000, 32))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def build(vectors: np.ndarray, kind: Kind = "flat", storage: Storage | None = None) -> Index:
    return Index.build(IDS, vectors, encoder="e1", corpus="c1", kind=kind, storage=storage)


@pytest.mark.parametrize(
    ("kind", "storage", "least"),
    [
        ("flat", "float32", 1.0), ("flat", "float16", 0.98), ("flat", "int8", 0.95), ("hnsw", "int8", 0.9),
        ("hnsw", "float32", 0.95), ("ivfpq", None, 0.3),
    ],
)  # fmt: skip
def test_the_nearest_are_found_whatever_the_kind(
    vectors: np.ndarray, kind: Kind, storage: Storage | None, least: float, tmp_path: Path
) -> None:
    build(vectors, kind, storage).save(tmp_path / "index")
    index = Index.open(tmp_path / "index", encoder="e1", corpus="c1")
    shares = []
    for query in vectors[::100]:
        exact = {IDS[place] for place in np.argsort(-(vectors @ query))[:10]}
        shares.append(len(exact & {found.id for found in index.search(query, 10)}) / 10)
    assert np.mean(shares) >= least


@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivfpq"])
def test_a_search_can_be_kept_to_some_ids(vectors: np.ndarray, kind: Kind) -> None:
    among = {"api-3", "api-5", "api-1999"}
    found = build(vectors, kind).search(vectors[3], 2, among=among)
    assert {each.id for each in found} <= among
    assert found[0].id == "api-3" or kind == "ivfpq"


@pytest.mark.parametrize("kind", ["flat", "hnsw"])
def test_vectors_are_added_replaced_and_removed(vectors: np.ndarray, kind: Kind) -> None:
    changed = build(vectors, kind).changed(["new", "api-7"], vectors[[0, 1]], gone={"api-0", "api-1"}, corpus="c2")
    assert changed.card.vectors == 1999
    assert changed.card.corpus == "c2"
    assert changed.search(vectors[0], 1)[0].id == "new"
    assert changed.search(vectors[1], 1)[0].id == "api-7"


def test_a_stale_or_broken_index_is_refused_with_the_command_that_mends_it(vectors: np.ndarray, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    mend = "make it again with `toolsearch retriever index`"
    with pytest.raises(ConfigError, match=f"there is no index .*{mend}"):
        Index.open(folder)
    build(vectors).save(folder)
    with pytest.raises(ConfigError, match=f"another encoder: {mend}"):
        Index.open(folder, encoder="e2")
    with pytest.raises(ConfigError, match=f"another catalog: {mend}"):
        Index.open(folder, corpus="c2")
    with pytest.raises(ConfigError, match="holds vectors of 32 dimensions and the encoder gives 8"):
        Index.open(folder).search(vectors[0, :8], 1)
    whole = (folder / "index.faiss").read_bytes()
    (folder / "index.faiss").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ConfigError, match=f"is damaged: .*{mend}"):
        Index.open(folder)


def test_ids_that_do_not_fit_are_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ConfigError, match="one id for each vector"):
        Index.build(IDS[:5], vectors, encoder="e", corpus="c")
    with pytest.raises(ConfigError, match="each once"):
        Index.build(["a", "a"], vectors[:2], encoder="e", corpus="c")


def test_a_kind_that_so_few_vectors_cannot_have_is_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ConfigError, match="an ivfpq index has 256 vectors or more, not 5"):
        Index.build(IDS[:5], vectors[:5], encoder="e", corpus="c", kind="ivfpq")
    with pytest.raises(ConfigError, match="an ivfpq index has a storage of its own"):
        build(vectors, "ivfpq", "int8")
    nothing = Index.build([], vectors[:0], encoder="e", corpus="c", kind="hnsw")
    assert nothing.search(vectors[0], 3) == []


def test_saving_again_replaces_the_whole(vectors: np.ndarray, tmp_path: Path) -> None:
    build(vectors).save(tmp_path / "index")
    Index.build(["one"], vectors[:1], encoder="e1", corpus="c1").save(tmp_path / "index")
    assert Index.open(tmp_path / "index").ids == ["one"]
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


@pytest.mark.parametrize(("kind", "least"), [("flat", 10), ("hnsw", 10), ("ivfpq", 10)])
def test_a_search_among_some_finds_as_many_as_there_are(vectors: np.ndarray, kind: Kind, least: int) -> None:
    among = IDS[::150]
    found = build(vectors, kind).search(vectors[7], least, among=frozenset(among))
    assert len({each.id for each in found} & set(among)) == least


@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivfpq"])
def test_every_vector_has_a_score_in_the_order_of_the_sorted_ids(vectors: np.ndarray, kind: Kind) -> None:
    index = build(vectors, kind).changed(["api-7"], vectors[:1], gone={"api-3"})
    order = sorted({*IDS} - {"api-3"})
    scores = index.scores(vectors[0])
    assert len(scores) == len(order)
    exact = {id_: float(vectors[place] @ vectors[0]) for place, id_ in enumerate(IDS)} | {"api-7": 1.0}
    assert np.corrcoef(scores, [exact[id_] for id_ in order])[0, 1] > 0.9


@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivfpq"])
def test_what_was_changed_is_saved_and_mapped_and_changed_again(
    vectors: np.ndarray, kind: Kind, tmp_path: Path
) -> None:
    build(vectors, kind).changed(["new"], vectors[:1], gone={"api-0"}).save(tmp_path / "index")
    again = Index.open(tmp_path / "index", mapped=False).changed(["newer"], vectors[:1], gone={"new"})
    again.save(tmp_path / "index")
    opened = Index.open(tmp_path / "index")
    assert opened.card.vectors == 2000
    ids = {found.id for found in opened.search(vectors[0], 2000)}
    assert "newer" in ids
    assert not ids & {"new", "api-0", ""}


def test_a_graph_that_passes_over_too_much_is_built_again(vectors: np.ndarray) -> None:
    index = build(vectors, "hnsw").changed([], vectors[:0], gone=IDS[:600])
    assert (len(index.ids), index.card.vectors) == (2000, 1400)
    index = index.changed([], vectors[:0], gone=IDS[600:800])
    assert (len(index.ids), index.card.vectors) == (1200, 1200)
    assert index.search(vectors[1999], 1)[0].id in set(IDS[1980:])


def test_vectors_of_other_dimensions_are_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ConfigError, match="32 dimensions and the encoder gives 8: index again with"):
        build(vectors).changed(["x"], vectors[:1, :8])


@pytest.mark.skipif(gpus() > 0, reason="this machine has GPUs that FAISS can use")
@pytest.mark.parametrize("kind", ["flat", "ivfpq"])
def test_without_a_gpu_an_index_stays_where_it_is(vectors: np.ndarray, kind: Kind) -> None:
    index = build(vectors, kind)
    assert index.on_gpus() is index


@pytest.mark.skipif(gpus() == 0, reason="FAISS finds no GPU here")
@pytest.mark.parametrize("kind", ["flat", "ivfpq"])
def test_a_gpu_finds_what_the_cpu_finds(vectors: np.ndarray, kind: Kind) -> None:
    index = build(vectors, kind)
    on_gpus = index.on_gpus()
    assert on_gpus.gpu is not None
    for query in vectors[::400]:
        assert {found.id for found in on_gpus.search(query, 5)} == {found.id for found in index.search(query, 5)}
