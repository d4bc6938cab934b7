import re
from random import Random

import pytest

from eval.hubbench.joining import ANY, CONTEXTS, join, lowered

QUESTIONS = ("What is the capital of Chad?", "Paris is how far from Rome?", "How many bones has a cat?")
REQUESTS = ("Find the capital of Chad.", "Tell me the distance from Paris to Rome.", "Count the bones of a cat.")


@pytest.mark.parametrize("texts", [QUESTIONS, REQUESTS])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_way_of_joining_keeps_what_is_asked(texts: tuple[str, ...], count: int) -> None:
    joined = {join(Random(seed), texts[:count]) for seed in range(200)}
    assert len(joined) >= 7
    for text in joined:
        for asked in texts[:count]:
            assert asked[1:-1] in text  # all but its capital and its end
        assert not re.search(r"\{|\}|\?\.|\.\?|\s{2,}(?!-)", text)


def test_names_keep_their_capitals() -> None:
    assert all("Paris is" in join(Random(seed), QUESTIONS[:2]) for seed in range(100))


def test_two_requests_of_one_kind_can_become_one_sentence() -> None:
    joined = {join(Random(seed), [REQUESTS[0], REQUESTS[1]]) for seed in range(200)}
    assert "Find the capital of Chad, and then tell me the distance from Paris to Rome." in joined


def test_a_question_and_a_request_never_become_one_sentence() -> None:
    joined = [join(Random(seed), [QUESTIONS[0], REQUESTS[1]]) for seed in range(200)]
    assert all("Chad?" in text for text in joined)


def test_a_category_brings_a_fitting_remark() -> None:
    texts = {join(Random(seed), QUESTIONS[:1], ["Travel"]) for seed in range(200)}
    assert any(text.startswith(CONTEXTS["Travel"]) for text in texts)
    mixed = {join(Random(seed), QUESTIONS[:1], ["Music", "Travel"]) for seed in range(200)}
    assert not any(text.startswith(CONTEXTS["Travel"]) for text in mixed)


def test_remarks_hold_nothing_that_could_be_asked_about() -> None:
    remarks = [*ANY, *(remark for remarks in CONTEXTS.values() for remark in remarks)]
    assert all(remark.endswith(".") and not re.search(r"\d|\?", remark) for remark in remarks)


def test_only_words_that_open_a_request_are_written_small() -> None:
    assert [lowered(text) for text in ("What is it?", "I'd like it.", "IBAN?", "In May?", "Rome?")] == [
        "what is it?",
        "I'd like it.",
        "IBAN?",
        "in May?",
        "Rome?",
    ]
