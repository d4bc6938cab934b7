import json
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from apis.errors import SourceError
from retriever.base import Document
from retriever.dataset import Query
from retriever.materials import Catalogue, batches, published, read_bfcl
from retriever.templates import nonsense, request_for

DOCUMENTS = tuple(
    Document(name, f"get {name}", "Meteo API", "", f"Returns the {name} of a place.", "placeName where", "")
    for name in ("weather", "wind", "rain", "snow", "tides")
)
QUERIES = (
    Query("1", "is it windy and wet", frozenset({"wind", "rain"}), "2"),
    Query("2", "sea", frozenset({"tides"}), "1"),
)


def test_every_right_document_is_in_the_batch_and_marked() -> None:
    catalogue = Catalogue("meteo", "MIT", DOCUMENTS, QUERIES)
    drawn = batches([catalogue], Random(0), size=4, joined=0.5, lookalikes=1.0, templates=0.0)
    relevant = {query.text: query.relevant for query in QUERIES}
    for batch in islice(drawn, 20):
        ids = [document.id for document in batch.documents]
        assert len(set(ids)) == len(ids)
        for text, right in zip(batch.queries, batch.right, strict=True):
            said = frozenset().union(*(ids_ for query, ids_ in relevant.items() if query in text))
            assert {id_ for id_, is_right in zip(ids, right, strict=True) if is_right} == said


def test_a_catalogue_without_queries_gets_them_from_templates() -> None:
    drawn = batches([Catalogue("meteo", "MIT", DOCUMENTS)], Random(0), size=8, joined=0, lookalikes=0, templates=0)
    batch = next(drawn)
    assert all(batch.right.sum(axis=1) == 1)
    assert len(set(batch.queries)) > 4


def test_some_documents_keep_only_the_queries_that_they_answer_wholly() -> None:
    assert Catalogue("meteo", "MIT", DOCUMENTS, QUERIES).among(DOCUMENTS[1:2]).queries == ()
    assert Catalogue("meteo", "MIT", DOCUMENTS, QUERIES).among(DOCUMENTS[4:]).queries == QUERIES[1:]


def test_templates_speak_of_their_document_in_many_ways() -> None:
    random = Random(0)
    requests = [request_for(DOCUMENTS[0], random) for _ in range(200)]
    assert len(set(requests)) > 100
    assert sum("weather" in request.lower() for request in requests) > 150
    assert request_for(Document("x", "", "", "", "", "", ""), random) == ""
    assert nonsense(["one", "two", "three"], random)


def test_questions_and_functions_of_the_leaderboard_are_read(data: Path) -> None:
    bfcl = read_bfcl(data / "bfcl")
    assert len(bfcl.queries) > 1000
    assert all(query.relevant <= bfcl.by_id.keys() for query in bfcl.queries)
    assert {query.group for query in bfcl.queries} >= {"simple_python", "parallel_multiple"}


def test_a_broken_file_of_the_leaderboard_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_bfcl(tmp_path)
    (tmp_path / "possible_answer").mkdir()
    (tmp_path / "possible_answer" / "BFCL_v4_simple_python.json").write_text('{"id": "a", "ground_truth": [{"f": {}}]}')
    (tmp_path / "BFCL_v4_simple_python.json").write_text(json.dumps({"id": "b", "function": [], "question": [[]]}))
    with pytest.raises(SourceError, match=r"BFCL_v4_simple_python\.json:1 cannot be read: expected a question"):
        read_bfcl(tmp_path)


def test_published_sets_come_with_their_licence_and_the_unlicensed_one_not_at_all(data: Path) -> None:
    assert published(data / "retrieval" / "toole", "toole").licence == "MIT"
    with pytest.raises(KeyError):
        published(data / "retrieval" / "toollens", "toollens")
