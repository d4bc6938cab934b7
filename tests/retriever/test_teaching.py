"""The default retriever taught by queries: found by what was asked, written whole, opened as it was written."""

from dataclasses import replace
from pathlib import Path

import pytest

from apis.errors import ConfigError
from retriever.base import Document
from retriever.dataset import Carved, Material, Query
from retriever.default import Default, Weights
from retriever.resolve import SHIPPED, open_scorer
from retriever.synthetic import GROUP
from retriever.teaching import teach


def document(name: str, description: str) -> Document:
    return Document(name, name, "", "", description, "", "")


DOCUMENTS = (
    document("zephyr", "Project status of the Zephyr initiative."),
    document("forecast", "Weather of the coming days for a place."),
    document("lyrics", "The words of a song."),
)
SAID = {
    "zephyr": "who is late with the boat",
    "forecast": "will the weather be good in city",
    "lyrics": "words of the song called",
}
TRAIN = tuple(
    Query(f"{id_}{number}", f"{text} {number}", frozenset({id_}), "")
    for id_, text in SAID.items()
    for number in range(20)
)
DEV = (Query("dev", "somebody is late with the boat", frozenset({"zephyr"}), ""),)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights.load(SHIPPED, threads=1)


def taught(weights: Weights, out: Path, queries: Carved = Carved(TRAIN, DEV)) -> Path:  # noqa: B008  # values
    teach(SHIPPED, weights, Material("toy", DOCUMENTS, queries), out)
    return out


def test_what_was_asked_before_is_found_and_the_rest_as_it_was(weights: Weights, tmp_path: Path) -> None:
    query = "which of us is late with the boat"
    bare = open_scorer("default", DOCUMENTS)
    assert bare.search(query, 1)[0].id != "zephyr"
    opened = open_scorer(f"default:{taught(weights, tmp_path / 'mine')}", DOCUMENTS)
    assert isinstance(opened, Default)
    assert opened.search(query, 1)[0].id == "zephyr"
    assert opened.search("will it rain", 1)[0].id == "forecast"


def test_dev_is_measured_before_and_after_and_is_no_example(weights: Weights, tmp_path: Path) -> None:
    made = teach(SHIPPED, weights, Material("toy", DOCUMENTS, Carved(TRAIN, DEV)), tmp_path / "mine", each=10)
    assert made.examples == 30
    assert made.before is not None
    assert made.after == 1 > made.before
    assert "30 queries of toy, for 3 of its APIs" in (tmp_path / "mine" / "examples" / "README.md").read_text("utf-8")
    assert teach(SHIPPED, weights, Material("toy", DOCUMENTS, Carved(TRAIN, ())), tmp_path / "mine").after is None


def test_examples_of_documents_that_changed_or_are_left_out_do_not_count(weights: Weights, tmp_path: Path) -> None:
    spec = f"default:{taught(weights, tmp_path / 'mine')}"
    changed = [document("zephyr", "Wind."), *DOCUMENTS[1:]]
    opened = open_scorer(spec, changed)
    assert isinstance(opened, Default)
    assert opened.examples is not None
    assert sorted(opened.examples.examples.ids) == ["forecast", "lyrics"]
    part = opened.only({"lyrics", "zephyr"})
    assert part.examples is not None
    assert part.examples.examples.ids == ("lyrics",)
    assert part.search("words of the song called hello", 1)[0].id == "lyrics"
    assert opened.only({"zephyr"}).examples is None


def test_without_queries_of_people_there_is_nothing_to_learn(weights: Weights, tmp_path: Path) -> None:
    templates = tuple(replace(query, group=GROUP) for query in TRAIN)
    with pytest.raises(ConfigError, match="nothing to learn from"):
        taught(weights, tmp_path / "mine", Carved(templates, ()))
    assert not (tmp_path / "mine").exists()


def test_without_onnxruntime_it_is_told(weights: Weights, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="needs onnxruntime"):
        taught(replace(weights, embedder=None), tmp_path / "mine")


def test_what_is_not_ours_is_left_alone(weights: Weights, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match="choose another --out"):
        taught(weights, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    again = taught(weights, taught(weights, tmp_path / "twice"))
    assert (again / "examples" / "examples.json").is_file()
