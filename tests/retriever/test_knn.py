from retriever.base import Document
from retriever.dataset import Query
from retriever.knn import NearestQueries


def document(id_: str) -> Document:
    return Document(id_, "", "", "", "never read", "", "")


TRAINING = (
    Query("1", "weather in Paris tomorrow", frozenset({"weather"}), ""),
    Query("2", "forecast the weather", frozenset({"weather", "gone"}), ""),
    Query("3", "book a hotel in Paris", frozenset({"hotel"}), ""),
)


def test_what_was_right_for_the_most_similar_queries_is_found() -> None:
    knn = NearestQueries.over(map(document, ("weather", "hotel", "cold")), TRAINING)
    assert [hit.id for hit in knn.search("weather Paris")] == ["weather", "hotel"]
    assert knn.ids == ("cold", "hotel", "weather")
    assert knn.scores("weather Paris")[0] == 0


def test_a_query_like_no_other_finds_nothing() -> None:
    assert NearestQueries.over([document("weather")], TRAINING).search("quantum chess") == []
