"""The metrics against pytrec_eval, an independent implementation of NIST's."""

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from retriever.evaluate import completeness, judge, measure

IDS = [f"d{number}" for number in range(15)]
rankings = st.lists(st.permutations(IDS).flatmap(lambda ids: st.integers(0, 15).map(lambda n: ids[:n])), min_size=1)


@given(ranked=rankings, data=st.data())
@pytest.mark.parametrize("k", [1, 3, 5, 10])
def test_ndcg_and_recall_agree_with_pytrec_eval(k: int, ranked: list[list[str]], data: st.DataObject) -> None:
    relevant = [data.draw(st.sets(st.sampled_from(IDS), min_size=1, max_size=12)) for _ in ranked]
    found, counts = judge(ranked, relevant), np.asarray([len(right) for right in relevant])
    qrels = {str(place): dict.fromkeys(right, 1) for place, right in enumerate(relevant)}
    run = {
        str(place): {id_: float(100 - rank) for rank, id_ in enumerate(ids)} or {"none": 0.0}
        for place, ids in enumerate(ranked)
    }
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {f"ndcg_cut.{k}", f"recall.{k}"}).evaluate(run)
    for ours, name in ((f"ndcg@{k}", f"ndcg_cut_{k}"), (f"recall@{k}", f"recall_{k}")):
        expected = [theirs[str(place)][name] for place in range(len(ranked))]
        np.testing.assert_allclose(measure(ours, found, counts), expected, atol=1e-9)


@given(ranked=rankings, data=st.data())
def test_reciprocal_rank_agrees_with_pytrec_eval(ranked: list[list[str]], data: st.DataObject) -> None:
    ranked = [ids[:10] for ids in ranked]  # theirs has no cut
    relevant = [data.draw(st.sets(st.sampled_from(IDS), min_size=1)) for _ in ranked]
    qrels = {str(place): dict.fromkeys(right, 1) for place, right in enumerate(relevant)}
    run = {
        str(place): {id_: float(100 - rank) for rank, id_ in enumerate(ids)} or {"none": 0.0}
        for place, ids in enumerate(ranked)
    }
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(run)
    counts = np.asarray([len(right) for right in relevant])
    ours = measure("mrr@10", judge(ranked, relevant), counts)
    np.testing.assert_allclose(ours, [theirs[str(place)]["recip_rank"] for place in range(len(ranked))])


def test_a_query_is_complete_where_all_that_is_right_stands_within_k() -> None:
    found = judge([["a", "b", "c"]] * 2, [{"a", "b"}, {"a", "c"}])
    counts = np.asarray([2, 2])
    assert completeness(found, counts, 2).tolist() == [1.0, 0.0]
    assert completeness(found, counts, 3).tolist() == [1.0, 1.0]


def test_more_than_k_right_documents_cannot_be_complete_within_k() -> None:
    found = judge([["a", "b", "c"]], [{"a", "b", "c"}])
    assert measure("comp@2", found, np.asarray([3])).tolist() == [0.0]
    assert measure("ndcg@2", found, np.asarray([3])).tolist() == [1.0]


@pytest.mark.parametrize("metric", ["ndcg@5", "recall@5", "comp@5", "mrr@5"])
def test_a_query_with_nothing_relevant_has_no_score(metric: str) -> None:
    assert np.isnan(measure(metric, judge([["a"]], [set()]), np.asarray([0]))).all()
