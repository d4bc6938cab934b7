from pathlib import Path

import pytest

from retriever.requests import RequestWords, clauses


def test_sentences_that_say_something_are_looked_at_on_their_own() -> None:
    query = "Hi! Find cheap flights to Oslo. After that, book a hotel room; pay 3.50 euros by card.\nThanks a lot."
    assert clauses(query) == [
        "Find cheap flights to Oslo.",
        "After that, book a hotel room;",
        "pay 3.50 euros by card.",
    ]
    assert clauses("東京の天気を調べて。大阪のホテルを予約して。") == [
        "東京の天気を調べて。",
        "大阪のホテルを予約して。",
    ]


def test_a_query_of_one_sentence_has_no_parts() -> None:
    assert clauses("") == clauses("Hi! Find cheap flights to Oslo.") == []


def test_a_long_query_is_taken_apart_only_so_far() -> None:
    assert len(clauses("Translate this old poem now. " * 50)) == 5


def test_a_word_of_every_request_says_little_and_an_unheard_one_everything() -> None:
    words = RequestWords.learned([["find me a hotel", "find me flights"], ["find a flight"]])
    assert words.shares == {"find": 1.0, "flight": 0.75, "hotel": 0.25}
    assert words.weight("find") < words.weight("hotel") < words.weight("zebra") == 1


def test_the_table_is_read_back_as_it_was(tmp_path: Path) -> None:
    words = RequestWords.learned([["find 天気"]])
    words.save(tmp_path)
    assert RequestWords.load(tmp_path) == words
    (tmp_path / "words.json").write_text("[1]")
    with pytest.raises(ValueError, match="no table of words"):
        RequestWords.load(tmp_path)
