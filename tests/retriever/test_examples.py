"""Example queries beside vectors, by an embedder that counts words."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from counting import Counting

from apis.errors import ConfigError
from retriever import examples as module
from retriever.base import Document
from retriever.dataset import Query
from retriever.dense import Dense
from retriever.examples import HALF, MOST, Examples, WithExamples


def document(id_: str, text: str) -> Document:
    return Document(id_, "", "", "", text, "", "")


DOCUMENTS = (
    document("weather", "forecast of temperature and rain"),
    document("rail", "departures of trains"),
    document("taxes", "rates by country"),
)
TEXTS = {each.id: each.text for each in DOCUMENTS}
ASKED = [
    ("will i need an umbrella today", "weather"),
    ("do i need an umbrella in oslo", "weather"),
    ("when does it leave for bergen", "rail"),
    ("when does the next one leave", "rail"),
    ("is it warm when we leave", "weather rail"),
]
QUERIES = tuple(Query(str(n), text, frozenset(right.split()), "") for n, (text, right) in enumerate(ASKED))


def made(*, each: int = 64, queries: Sequence[Query] = QUERIES) -> Examples:
    return Examples.of(queries, TEXTS, Counting(), each=each)


def over(examples: Examples) -> WithExamples:
    return WithExamples(Dense.over(DOCUMENTS, Counting()), examples)


def test_a_document_is_found_by_what_was_asked_for_it() -> None:
    query = "rates today will i need an umbrella"
    assert Dense.over(DOCUMENTS, Counting()).search(query, k=1)[0].id == "taxes"
    said = {"weather": "will i need an umbrella", "rail": "departures of trains", "taxes": "rates by country"}
    asked = [Query(f"{id_}{n}", f"{text} {n}", frozenset({id_}), "") for id_, text in said.items() for n in range(30)]
    assert over(made(queries=asked)).search(query, k=1)[0].id == "weather"


def test_scores_are_what_the_formula_says() -> None:
    examples, embedder = made(), Counting()
    query = "umbrella rates"
    vector = embedder.queries([query])[0]
    texts = [text for text, right in ASKED if "weather" in right]
    nearest = (embedder.queries(texts) @ vector).max() - examples.card.shift
    weight = MOST * len(texts) / (len(texts) + HALF)
    cosines = {each.id: float(embedder.documents([each.text])[0] @ vector) for each in DOCUMENTS}
    scores = dict(zip(over(examples).ids, over(examples).scores(query), strict=True))
    assert scores["taxes"] == pytest.approx(cosines["taxes"])
    assert scores["weather"] == pytest.approx((1 - weight) * cosines["weather"] + weight * nearest, abs=1e-6)


def test_the_shift_is_how_much_nearer_an_examples_twin_is_than_its_document() -> None:
    embedder = Counting()
    expected = []
    for each in DOCUMENTS:
        vectors = embedder.queries([text for text, right in ASKED if each.id in right])
        for place, vector in enumerate(vectors):
            twins = np.delete(vectors, place, axis=0) @ vector
            expected.append(twins.max() - embedder.documents([each.text])[0] @ vector)
    assert made().card.shift == pytest.approx(np.mean(expected), abs=1e-6)


def test_a_search_that_does_not_look_at_all_finds_what_all_scores_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REACH", 40)
    rng = np.random.default_rng(0)
    words = [f"w{n}" for n in range(60)]
    many = [document(f"d{n:03}", " ".join(rng.choice(words, 6))) for n in range(300)]
    asked = [Query(str(n), " ".join(rng.choice(words, 4)), frozenset({f"d{n % 100:03}"}), "") for n in range(500)]
    finder = WithExamples(
        Dense.over(many, Counting()), Examples.of(asked, {each.id: each.text for each in many}, Counting(), each=3)
    )
    for query in asked[:20]:
        scores = finder.scores(query.text)
        best = sorted(zip(-scores, finder.ids, strict=True))[:5]
        hits = finder.search(query.text)
        assert [hit.id for hit in hits] == [id_ for _, id_ in best]
        assert [hit.score for hit in hits] == pytest.approx([-score for score, _ in best], abs=1e-6)


def test_only_what_is_searched_is_found() -> None:
    hits = over(made()).search("an umbrella for today", among={"rail", "taxes"})
    assert {hit.id for hit in hits} == {"rail", "taxes"}


@pytest.mark.parametrize(("each", "kept"), [(0, 0), (1, 2), (2, 4), (64, 6)])
def test_so_many_examples_of_a_document_are_kept(each: int, kept: int) -> None:
    examples = made(each=each)
    assert len(examples.vectors) == kept
    assert bool(examples) == (kept > 0)


def test_too_many_in_all_are_fewer_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IN_ALL", 5)
    assert [each.examples for each in made().card.documents] == [2, 2]


def test_without_queries_there_are_none() -> None:
    assert not made(queries=())


def test_which_are_kept_does_not_hang_on_their_order() -> None:
    assert np.array_equal(made(each=2).vectors, made(each=2, queries=QUERIES[::-1]).vectors)


def test_a_document_that_changed_or_is_gone_has_none() -> None:
    texts = {"weather": "something else", "taxes": "rates by country"}
    assert not made().still_of(texts, texts.__getitem__)
    texts = {"rail": "departures of trains", "weather": "something else"}
    kept = made().still_of(texts, texts.__getitem__)
    assert kept.ids == ("rail",)
    vector = Counting().queries(["when does it leave"])[0]
    assert kept.nearest(vector)[0] == pytest.approx(made().nearest(vector)[made().ids.index("rail")])


def test_they_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert Examples.open(tmp_path, Counting()) is None
    made().save(tmp_path)
    opened = Examples.open(tmp_path, Counting())
    assert opened is not None
    assert opened.card == made().card
    assert np.allclose(opened.vectors, made().vectors, atol=1e-3)
    assert "umbrella" not in (tmp_path / "examples" / "examples.json").read_text("utf-8")


def test_those_of_another_model_are_refused(tmp_path: Path) -> None:
    made().save(tmp_path)
    with pytest.raises(ConfigError, match="were encoded by another model: train again, or do without them"):
        Examples.open(tmp_path, Counting("second"))


@pytest.mark.parametrize("file", ["vectors.npy", "examples.json"])
def test_damaged_ones_are_refused(tmp_path: Path, file: str) -> None:
    made().save(tmp_path)
    path = tmp_path / "examples" / file
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ConfigError, match=r"^the example queries in '.*examples' are damaged: .* that folder$"):
        Examples.open(tmp_path, Counting())
    path.unlink()
    with pytest.raises(ConfigError, match="are damaged"):
        Examples.open(tmp_path, Counting())


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    made().save(tmp_path)
    np.save(tmp_path / "examples" / "vectors.npy", made().vectors[1:])
    with pytest.raises(ConfigError, match="do not fit together"):
        Examples.open(tmp_path, Counting())
