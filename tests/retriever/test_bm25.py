import json
import math
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from retriever.base import Document, Hit
from retriever.bm25 import BM25
from retriever.documents import read_corpus
from retriever.words import terms


def document(id_: str, text: str) -> Document:
    return Document(id=id_, name="", tool="", category="", description=text, parameters="", returns="")


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.id for hit in hits]


CORPUS = [
    document("weather", "current weather of a city"),
    document("forecast", "weather forecast for the coming days, weather by hour"),
    document("hotels", "hotels in a city"),
    document("rates", "exchange rates between currencies"),
]


def by_hand(query: str, corpus: Sequence[Document], k1: float = 1.5, b: float = 0.75) -> dict[str, float]:
    """Lucene's BM25, written from its formula and independent of bm25s."""
    counts = {each.id: Counter(terms(each.text)) for each in corpus}
    mean = sum(sum(count.values()) for count in counts.values()) / len(corpus)
    scores: dict[str, float] = defaultdict(float)
    for term in terms(query):
        holding = sum(term in count for count in counts.values())
        idf = math.log(1 + (len(corpus) - holding + 0.5) / (holding + 0.5))
        for id_, count in counts.items():
            if tf := count[term]:
                scores[id_] += idf * tf / (tf + k1 * (1 - b + b * sum(count.values()) / mean))
    return scores


@pytest.mark.parametrize("query", ["weather in the city", "city city hotels", "exchange currency", "forecasts by hour"])
def test_scores_are_those_of_the_formula(query: str) -> None:
    hits, expected = BM25.over(CORPUS).search(query, 10), by_hand(query, CORPUS)
    assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, rel=1e-5)
    assert ids(hits) == sorted(expected, key=lambda id_: -expected[id_])


def test_only_documents_that_share_a_term_are_returned() -> None:
    assert ids(BM25.over(CORPUS).search("hotels", 10)) == ["hotels"]
    assert BM25.over(CORPUS).search("zebra") == []


def test_k_may_be_larger_than_the_corpus_and_smaller_than_what_matches() -> None:
    index = BM25.over(CORPUS)
    assert len(index.search("weather city", 1000)) == 3
    assert len(index.search("weather city", 1)) == 1
    assert index.search("weather", 0) == []


@pytest.mark.parametrize("query", ["", "   ", "the of and", "?!"])
def test_a_query_without_terms_finds_nothing(query: str) -> None:
    assert BM25.over(CORPUS).search(query) == []


def test_an_empty_corpus_and_documents_without_terms_are_fine() -> None:
    assert BM25.over([]).search("weather") == []
    assert BM25.over([document("a", ""), document("b", "the")]).search("weather") == []
    assert ids(BM25.over([document("a", ""), *CORPUS]).search("hotels")) == ["hotels"]


def test_ties_go_to_the_smaller_id_in_whatever_order_documents_came() -> None:
    same = [document(id_, "weather") for id_ in ("c", "a", "d", "b")]
    for corpus in (same, same[::-1]):
        assert ids(BM25.over(corpus).search("weather", 3)) == ["a", "b", "c"]


def test_the_last_document_of_an_id_counts() -> None:
    index = BM25.over([document("a", "weather"), document("a", "hotels")])
    assert (ids(index.search("hotels")), index.search("weather")) == (["a"], [])


def test_threads_may_share_an_index() -> None:
    index, found = BM25.over(CORPUS), []
    threads = [threading.Thread(target=lambda: found.append(ids(index.search("weather city")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [ids(index.search("weather city"))] * 8


def ndcg(found: list[str], gold: set[str], k: int = 5) -> float:
    gain = sum(1 / math.log2(place + 2) for place, id_ in enumerate(found[:k]) if id_ in gold)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(k, len(gold))))


@pytest.mark.parametrize(
    ("dataset", "split", "published"),
    [("toole", "test_multi", 0.3736), ("toollens-unseen", "test", 0.3026), ("seal-tools", "test", 0.8393)],
)
def test_it_finds_at_least_what_plain_bm25_finds_on_published_sets(
    data: Path, dataset: str, split: str, published: float
) -> None:
    """`published`: NDCG@5 of bm25s with its own English tokeniser and a Snowball stemmer."""
    folder = data / "retrieval" / dataset
    records = map(json.loads, (folder / "queries.jsonl").read_text("utf-8").splitlines())
    queries = {record["_id"]: record["text"] for record in records}
    gold: dict[str, set[str]] = defaultdict(set)
    for row in (folder / "qrels" / f"{split}.tsv").read_text("utf-8").splitlines()[1:]:
        query, id_, _ = row.split("\t")
        gold[query].add(id_)
    index = BM25.over(read_corpus(folder))
    scores = [ndcg(ids(index.search(queries[query])), wanted) for query, wanted in gold.items()]
    assert sum(scores) / len(scores) >= published
