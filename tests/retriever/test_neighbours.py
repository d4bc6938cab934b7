import numpy as np
import pytest

from retriever.base import Document
from retriever.neighbours import Neighbours


def document(id_: str, name: str, description: str) -> Document:
    return Document(id_, name, "Tool", "Category", description, "", "")


@pytest.fixture
def neighbours() -> Neighbours:
    said = {
        "a/list": ("list issues", "Lists the issues of a repository."),
        "b/list": ("list issues", "Lists all issues of one project."),
        "a/rate": ("rate limit", "Tells how many calls are left."),
        "c/list": ("list issues", "Lists the issues of a repository."),
    }
    return Neighbours.over(document(id_, *texts) for id_, texts in said.items())


def test_the_same_words_are_one_alike_words_are_near_and_others_are_not(neighbours: Neighbours) -> None:
    likeness = dict(zip(neighbours.ids, neighbours.likeness("a/list"), strict=True))
    assert likeness["c/list"] == pytest.approx(1)
    assert 0.1 < likeness["b/list"] < 1
    assert likeness["a/rate"] == 0


def test_a_document_is_not_its_own_neighbour_and_likeness_goes_both_ways(neighbours: Neighbours) -> None:
    table = np.asarray([neighbours.likeness(id_) for id_ in neighbours.ids])
    assert np.diag(table).tolist() == [0, 0, 0, 0]
    assert table == pytest.approx(table.T)


def test_a_document_without_words_is_like_nothing() -> None:
    empty, other = document("a", "", ""), document("b", "list", "Lists.")
    assert Neighbours.over([empty, other]).likeness("a").tolist() == [0, 0]
