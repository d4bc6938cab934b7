import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retriever.words import split_name, stem, terms


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("getUserInfo", "get User Info"),
        ("get_user_info", "get user info"),
        ("get-user-info", "get user info"),
        ("parseHTTPResponse", "parse HTTP Response"),
        ("md5sum2", "md 5 sum 2"),
        ("/v1/users/{user_id}", "v 1 users user id"),
        ("天気を取得", "天気を取得"),
        ("", ""),
    ],
)
def test_a_name_is_split_where_a_reader_would_split_it(name: str, words: str) -> None:
    assert split_name(name) == words


@pytest.mark.parametrize(
    "forms",
    [
        ["translate", "translates", "translated", "translating", "translator", "translators", "translation"],
        ["city", "cities"],
        ["convert", "converter", "converting"],
        ["box", "boxes"],
        ["class", "classes"],
        ["run", "runs", "running"],
        ["price", "prices", "pricing"],
        ["month", "monthly"],
    ],
)
def test_forms_of_one_word_have_one_stem(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_different_words_keep_different_stems() -> None:
    words = ["bus", "bed", "sing", "string", "status", "this", "iris", "address", "rate", "rat", "news", "ion", "2024"]
    assert len({stem(word) for word in words}) == len(words)


def test_a_compound_is_found_by_its_parts_and_as_a_whole() -> None:
    assert terms("YouTube") == ["youtub", "tube"]  # "you" alone says nothing
    assert set(terms("youtube")) <= set(terms("YouTube"))
    assert set(terms("get user info")) <= set(terms("getUserInfo"))
    assert set(terms("md5")) == {"md5", "md", "5"}


def test_words_that_say_nothing_are_left_out() -> None:
    assert terms("Could you please tell me what is the weather?") == ["tell", "weath"]
    assert terms("I'm, don't, we'll") == []


def test_case_and_accents_do_not_matter_in_latin_greek_and_cyrillic() -> None:
    for one, other in [
        ("Café", "cafe"),
        ("Αθήνα", "αθηνα"),
        ("Ёлка", "елка"),
        ("Straße", "STRASSE"),
        ("ＡＰＩ", "api"),
    ]:
        assert terms(one) == terms(other) != []
    assert terms(unicodedata.normalize("NFD", "Café")) == ["cafe"]


def test_scripts_without_spaces_become_pairs_of_characters() -> None:
    assert terms("天気予報") == ["天気", "気予", "予報"]
    assert terms("สวัสดี")[0] == "สว"
    assert terms("날씨") == ["날씨"]
    assert terms("水") == ["水"]
    assert terms("Tokyo東京2024") == ["tokyo", "東京", "2024"]


def test_marks_stay_in_the_words_of_scripts_that_need_them() -> None:
    assert terms("हिन्दी भाषा") == ["हिन्दी", "भाषा"]
    assert terms("مَرحَبا") == ["مَرحَبا"]


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_any_text_has_terms_without_spaces_and_the_same_ones_again(text: str) -> None:
    found = terms(text)
    assert all(term and not any(char.isspace() for char in term) for term in found)
    assert terms(text) == found
