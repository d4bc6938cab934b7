from pathlib import Path

import numpy as np
import pytest

from apis.errors import ConfigError
from retriever.base import Document
from retriever.dataset import Carved, Query
from retriever.static import Embeddings, Static, StaticCard, StaticRecipe
from retriever.static_training import Epoch, multi_positive, score, train

DOCUMENTS = tuple(
    Document(id_, name, "", "", text, "", "")
    for id_, name, text in (
        ("sun", "getSunTimes", "When the sun rises and sets."),
        ("rail", "trainTable", "Departures of railway stations."),
        ("money", "fxRate", "Exchange rates of currencies."),
        ("cold", "soilMoisture", "How wet the soil of a field is."),
    )
)
ASKED = {
    "sun": ("is it dark yet", "till when can I read outside", "how long is it light"),
    "rail": ("how do I get to Bergen", "next one to Oslo", "when does it leave for Bergen"),
    "money": ("what are 20 euros in yen", "is the krone weak", "yen for euros"),
}
QUERIES = tuple(
    Query(f"{id_}{number}", text, frozenset({id_}), "")
    for id_, texts in ASKED.items()
    for number, text in enumerate(texts)
)
RECIPE = StaticRecipe(dimension=32, epochs=30, batch=4, dropout=0.1)


@pytest.fixture(scope="module")
def trained() -> Embeddings:
    return train(DOCUMENTS, Carved(QUERIES, ()), RECIPE)


def test_what_was_asked_for_is_found_though_no_word_is_shared(trained: Embeddings) -> None:
    static = Static.over(DOCUMENTS, trained)
    assert [static.search(text, 1)[0].id for text in ("is it dark", "get to Oslo", "euros in yen")] == [
        "sun",
        "rail",
        "money",
    ]
    assert score(trained, DOCUMENTS, QUERIES) == 1.0


def test_an_api_without_training_queries_is_still_found_by_its_words(trained: Embeddings) -> None:
    assert Static.over(DOCUMENTS, trained).search("how wet is the soil", 1)[0].id == "cold"


def test_a_query_without_any_known_word_finds_nothing(trained: Embeddings) -> None:
    assert Static.over(DOCUMENTS, trained).search("xyzzy") == []


def test_the_same_seed_gives_the_same_vectors(trained: Embeddings) -> None:
    again = train(DOCUMENTS, Carved(QUERIES, ()), RECIPE)
    np.testing.assert_array_equal(again.vectors, trained.vectors)


def test_the_epoch_that_does_best_on_dev_is_kept() -> None:
    told: list[Epoch] = []
    carved = Carved(QUERIES[::2], QUERIES[1::2])
    best = train(DOCUMENTS, carved, RECIPE, on_epoch=told.append)
    assert score(best, DOCUMENTS, carved.dev) == max(epoch.dev or 0 for epoch in told)
    assert len(told) < RECIPE.epochs


def test_a_training_whose_time_is_over_ends_with_what_it_has() -> None:
    told: list[Epoch] = []
    train(DOCUMENTS, Carved(QUERIES, ()), RECIPE, on_epoch=told.append, over=lambda: True)
    assert len(told) == 1


def test_more_documents_than_candidates_are_drawn_from_with_the_right_ones_always_in() -> None:
    recipe = RECIPE.model_copy(update={"candidates": 2})
    assert score(train(DOCUMENTS, Carved(QUERIES, ()), recipe), DOCUMENTS, QUERIES) == 1.0


def test_without_training_queries_there_is_nothing_to_train() -> None:
    with pytest.raises(ConfigError, match="no training query"):
        train(DOCUMENTS, Carved((), QUERIES), RECIPE)


def test_the_gradient_of_the_loss_is_its_slope() -> None:
    rng = np.random.default_rng(0)
    scores = rng.standard_normal((3, 5)).astype(np.float64)
    right = np.asarray([[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [1, 0, 0, 0, 1]], dtype=np.bool_)
    _, slope = multi_positive(scores, right)
    for row, column in np.ndindex(scores.shape):
        step = np.zeros_like(scores)
        step[row, column] = 1e-5
        numeric = (multi_positive(scores + step, right)[0] - multi_positive(scores - step, right)[0]) / 2e-5
        assert slope[row, column] == pytest.approx(numeric, abs=1e-6)


def test_what_is_also_right_pushes_nothing_away() -> None:
    right = np.asarray([[True, True, False]])
    scores = np.asarray([[1.0, 5.0, 0.0]], dtype=np.float32)
    assert multi_positive(scores, right)[0] == pytest.approx(
        np.mean([np.log1p(np.exp(-1.0)), np.log1p(np.exp(-5.0))]), rel=1e-5
    )


CARD = StaticCard(data="toy", queries=9, documents=4, seed=0, recipe=RECIPE, dev_ndcg_at_5=None)


def test_embeddings_are_read_as_they_were_written(trained: Embeddings, tmp_path: Path) -> None:
    trained.save(tmp_path / "made", CARD)
    again = Embeddings.open(tmp_path / "made")
    assert again.vocabulary == trained.vocabulary
    np.testing.assert_allclose(again.vectors, trained.vectors, atol=1e-3)


def test_a_folder_that_holds_no_embeddings_or_broken_ones_is_named(trained: Embeddings, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no static embeddings: make them with .*--kind static"):
        Embeddings.open(tmp_path)
    trained.save(tmp_path, CARD)
    whole = (tmp_path / "vectors.npy").read_bytes()
    (tmp_path / "vectors.npy").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ConfigError, match=r"are damaged .*train them again"):
        Embeddings.open(tmp_path)
    (tmp_path / "vectors.npy").write_bytes(whole)
    (tmp_path / "features.json").write_text('["one"]')
    with pytest.raises(ConfigError, match=r"are damaged \(1 features, "):
        Embeddings.open(tmp_path)
    (tmp_path / "static.json").write_text("{}")
    with pytest.raises(ConfigError, match="is damaged: train again"):
        Embeddings.open(tmp_path)
