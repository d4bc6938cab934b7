from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retriever.base import Document
from retriever.bm25f import FIELDS, K1, B, Field, Postings
from retriever.words import terms

UNTIMED = settings(deadline=None)  # machines differ
WORDS = st.lists(st.sampled_from("weather city hotel book price flight rome getRome 天気".split()), max_size=6)
TEXT = WORDS.map(" ".join)


def make(id_: str, **fields: str) -> Document:
    return Document(**{"id": id_, **dict.fromkeys(FIELDS, ""), **fields})


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    ids = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6))
    return [make(id_, name=draw(TEXT), description=draw(TEXT), returns=draw(TEXT)) for id_ in ids]


def contents(index: Postings) -> dict[tuple[str, str], float]:
    """Every posting, by term and document."""
    return {
        (term, index.ids[place]): round(float(weight), 5)
        for term, number in index.vocabulary.items()
        for place, weight in zip(
            index.places[index.starts[number] : index.starts[number + 1]],
            index.weights[index.starts[number] : index.starts[number + 1]],
            strict=True,
        )
    }


def names(index: Postings) -> set[tuple[str, str]]:
    return {
        (term, index.ids[place])
        for term, number in index.vocabulary.items()
        for place in index.name_places[index.name_starts[number] : index.name_starts[number + 1]]
    }


def by_hand(document: Document, term: str) -> float:
    """BM25F as the paper has it, one term and one document."""
    total = 0.0
    for name, field in FIELDS.items():
        found = terms(getattr(document, name))
        total += field.weight * found.count(term) / (1 - B + B * len(found) / field.length)
    return round(total / (total + K1), 5)


@UNTIMED
@given(documents())
def test_weights_are_those_of_the_formula(given: list[Document]) -> None:
    found = contents(Postings.over(given))
    assert {key[1] for key in found} <= {document.id for document in given}
    for document in given:
        for term in {term for name in FIELDS for term in terms(getattr(document, name))}:
            assert found[term, document.id] == pytest.approx(by_hand(document, term), abs=2e-5)


@UNTIMED
@given(documents(), documents())
def test_joined_indexes_are_the_index_of_all_their_documents(some: list[Document], others: list[Document]) -> None:
    joined = Postings.over(some).joined(Postings.over(others))
    whole = Postings.over([*some, *others])
    assert joined.ids == whole.ids
    assert contents(joined) == contents(whole)
    assert names(joined) == names(whole)


@UNTIMED
@given(documents(), st.sets(st.sampled_from("abcdefghxyz")))
def test_an_index_without_documents_is_the_index_of_the_rest(given: list[Document], gone: set[str]) -> None:
    left = Postings.over(given).without(gone)
    whole = Postings.over([document for document in given if document.id not in gone])
    assert left.ids == whole.ids
    assert contents(left) == contents(whole)
    assert names(left) == names(whole)


def test_a_saved_index_is_mapped_back_as_it_was(tmp_path: Path) -> None:
    index = Postings.over([make("b", name="getRome"), make("a", description="天気 in Rome")])
    index.save(tmp_path)
    loaded = Postings.load(tmp_path)
    assert (loaded.ids, loaded.vocabulary) == (index.ids, index.vocabulary)
    assert contents(loaded) == contents(index)
    assert isinstance(loaded.weights, np.memmap)


@pytest.mark.parametrize("name", ["starts.npy", "places.npy", "index.json"])
def test_a_cut_file_is_refused(tmp_path: Path, name: str) -> None:
    Postings.over([make("a", name="weather in Rome")]).save(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises((OSError, ValueError)):
        Postings.load(tmp_path)


def test_how_much_a_field_counts_and_where_a_term_saturates_can_be_chosen() -> None:
    named, told = make("a", name="weather"), make("b", description="weather")
    fields = FIELDS | {"name": Field(1.0, 1), "description": Field(3.0, 1)}
    index = Postings.over([named, told], fields, k1=1.0)
    assert contents(index) == {("weath", "a"): 0.5, ("weath", "b"): 0.75}
