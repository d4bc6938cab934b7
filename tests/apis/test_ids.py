"""Slugs and ids."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from apis.ids import distinct, operation_slug, slug, split_camel

UNTIMED = settings(deadline=None)  # machines differ


@UNTIMED
@given(st.text())
def test_a_slug_is_never_empty_and_holds_only_safe_characters(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))


@UNTIMED
@given(st.text(min_size=1), st.integers(min_value=8, max_value=80))
def test_a_slug_keeps_to_its_limit(text: str, limit: int) -> None:
    assert len(slug(text, limit=limit)) <= limit


@UNTIMED
@given(st.text())
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)


def test_letters_are_folded_as_people_write_them() -> None:
    assert slug("Straße für Ærø & Łódź") == "strasse-fur-aero-lodz"
    assert slug("Bob's ﬁne API №2") == "bobs-fine-api-no2"


def test_texts_that_lose_letters_stay_apart() -> None:
    assert slug("天气 API") != slug("新闻 API")
    assert slug("天气 API").startswith("api-")
    assert slug("天气") != slug("新闻")


def test_a_long_slug_is_cut_between_words() -> None:
    assert slug("one two three four", limit=10) == "one-two"
    assert slug("one two three four", limit=13) == "one-two-three"
    assert slug("a" * 100, limit=10) == "a" * 10


def test_camel_case_is_split_at_its_humps() -> None:
    assert [split_camel(name) for name in ("listHolidays", "GetHTTPStatus", "v2GetUser", "plain", "ABC")] == [
        "list Holidays",
        "Get HTTP Status",
        "v2 Get User",
        "plain",
        "ABC",
    ]


def test_an_operation_is_named_by_its_id_else_by_method_and_path() -> None:
    assert operation_slug("listHolidays", "GET", "/x") == "list-holidays"
    assert operation_slug("  ", "DELETE", "/pets/{petId}/photos") == "delete-pets-pet-id-photos"
    assert operation_slug("", "GET", "/") == "get"


@UNTIMED
@given(st.lists(st.sampled_from(["a", "b", "a-2", "a-3", "b-2"])))
def test_distinct_names_are_distinct_and_the_first_of_each_stays(names: list[str]) -> None:
    unique = distinct(names)
    assert len(set(unique)) == len(names)
    assert all(unique[names.index(name)] == name for name in names)


def test_ten_thousand_equal_names_are_told_apart() -> None:
    assert distinct(["x"] * 10_000)[-1] == "x-10000"
