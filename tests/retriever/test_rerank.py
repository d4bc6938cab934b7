from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from apis.errors import ConfigError
from retriever.base import Document
from retriever.bm25 import BM25
from retriever.rerank import DEPTH, Reranked
from retriever.resolve import open_scorer

DOCUMENTS = [Document(f"d{number:02}", "", "", "", f"city {'rain ' * number}", "", "") for number in range(60)]


@dataclass
class Shortest:
    """Holds the shortest text for the best."""

    asked: list[int] = field(default_factory=list)

    def judge(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        self.asked.append(len(texts))
        return [-len(text) for text in texts]


def reranked(judge: Shortest) -> Reranked:
    return Reranked(BM25.over(DOCUMENTS), lambda: judge, {each.id: each.text for each in DOCUMENTS}.__getitem__)


def test_the_best_of_the_first_retriever_are_ordered_by_the_judge() -> None:
    judge, first = Shortest(), BM25.over(DOCUMENTS)
    found = reranked(judge).search("rain in the city", 3)
    kept = sorted((hit.id for hit in first.search("rain in the city", DEPTH)), key=lambda id_: int(id_[1:]))
    assert [hit.id for hit in found] == kept[:3]
    assert judge.asked == [DEPTH]
    assert found[0].score > found[1].score


def test_whatever_is_asked_for_is_judged_and_conditions_hold() -> None:
    judge = Shortest()
    assert len(reranked(judge).search("rain in the city", 60)) == 60
    among = {"d07", "d50", "d03"}
    assert [hit.id for hit in reranked(judge).search("rain in the city", 5, among=among)] == ["d03", "d07", "d50"]
    assert reranked(judge).search("snow", 5) == ()
    assert judge.asked == [60, 3]


@pytest.mark.parametrize("spec", ["rerank:model", "rerank:+bm25", "rerank:model+", "rerank:a+rerank:b+bm25"])
def test_a_spec_without_model_or_retriever_is_refused(spec: str) -> None:
    with pytest.raises(ConfigError, match=r"is not rerank:MODEL\+RETRIEVER"):
        open_scorer(spec, DOCUMENTS)
