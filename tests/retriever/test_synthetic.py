from retriever.base import Document
from retriever.synthetic import write_queries

SUN = Document("sun", "get sun times", "Sun", "Science", "When the sun rises. Also when it sets.", "place name", "")
BARE = Document("bare", "", "", "", "", "", "")


def test_each_api_gets_queries_in_its_own_words_and_one_that_says_nothing_gets_none() -> None:
    queries = write_queries([SUN, BARE], each=4)
    assert len(queries) == len({query.text for query in queries}) == 4
    assert {query.relevant for query in queries} == {frozenset({"sun"})}
    assert any("sun rises" in query.text for query in queries)


def test_the_same_seed_writes_the_same_queries() -> None:
    assert write_queries([SUN], seed=1) == write_queries([BARE, SUN], seed=1)
    assert write_queries([SUN], seed=1) != write_queries([SUN], seed=2)
