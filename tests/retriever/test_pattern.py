from retriever.base import Document
from retriever.pattern import Pattern

DOCUMENTS = [
    Document("mail/send", "send mail", "Mail", "", "Sends a letter.", "recipient Who gets it", ""),
    Document("wind/now", "wind", "Weather", "", "Tells the wind at a place.", "place", "speed"),
    Document("rain/now", "rain", "Weather", "", "Tells the rain at a place (mm).", "place", ""),
]


def ids(query: str, k: int = 5) -> list[str]:
    return [hit.id for hit in Pattern.over(DOCUMENTS).search(query, k)]


def test_what_holds_more_of_the_words_comes_first_and_ties_go_to_the_smaller_id() -> None:
    assert ids("the wind at this place") == ["wind/now", "rain/now"]
    assert ids("WEATHER", k=1) == ["rain/now"]


def test_parameters_are_searched_and_responses_are_not() -> None:
    assert ids("recipient") == ["mail/send"]
    assert ids("speed") == []


def test_words_are_taken_literally_and_a_query_of_function_words_finds_nothing() -> None:
    assert ids("(mm) .*") == ["rain/now"]
    assert ids("what is the") == ids("") == []
