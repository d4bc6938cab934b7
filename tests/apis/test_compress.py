"""Shortened JSON is JSON, fits, and says where it says less."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.compress import compact, shorten_json, shorten_text, well_formed
from apis.model import Json

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text(min_size=50, max_size=300)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.lists(inner, min_size=20) | st.dictionaries(st.text(), inner),
    max_leaves=60,
)


def at(value: Json, pointer: str) -> Json:
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


@settings(deadline=None, max_examples=60)
@given(VALUES, st.integers(64, 600))
def test_any_value_fits_any_limit_and_every_cut_can_be_found(value: Json, limit: int) -> None:
    shown = shorten_json(value, limit)
    assert len(shown.text) <= limit
    read = json.loads(shown.text)
    for pointer in shown.cut:
        at(read, pointer)
    assert bool(shown.cut) == (shown.text != compact(value))


def test_what_fits_is_untouched() -> None:
    value = {"a": [1, {"b": "é"}], "c": None}
    assert shorten_json(value, 1000).text == '{"a":[1,{"b":"é"}],"c":null}'
    assert shorten_json(value, len(compact(value))).cut == ()


def test_an_array_keeps_its_first_items_whole_and_states_its_length() -> None:
    items = [{"id": number, "name": f"item {number}"} for number in range(500)]
    shown = shorten_json(items, 1000)
    read = json.loads(shown.text)
    assert read[:-1] == items[: len(read) - 1]
    assert read[-1] == f"… {500 - (len(read) - 1)} more of 500"
    assert shown.cut == ("",)
    assert len(shown.text) > 900


def test_large_items_are_cut_so_that_some_are_seen() -> None:
    items = [{"id": number, "text": "word " * 500} for number in range(10)]
    read = json.loads(shorten_json(items, 1000).text)
    assert [item["id"] for item in read[:3]] == [0, 1, 2]
    assert all(item["text"].endswith("word…") for item in read[:3])
    assert read[3] == "… 7 more of 10"


def test_small_members_stay_whole_beside_a_large_one() -> None:
    value = {"total": 3, "items": list(range(5000)), "next": "page-2", "note": "word " * 1000}
    shown = shorten_json(value, 800)
    read = json.loads(shown.text)
    assert (read["total"], read["next"]) == (3, "page-2")
    assert read["items"][:5] == [0, 1, 2, 3, 4]
    assert read["note"].startswith("word word")
    assert shown.cut == ("/items", "/note")


def test_an_object_of_many_members_keeps_the_first_and_states_how_many_there_were() -> None:
    value = {f"key{number}": number for number in range(1000)}
    shown = shorten_json(value, 500)
    read = json.loads(shown.text)
    assert read["key0"] == 0
    assert read["…"] == f"{1000 - (len(read) - 1)} more of 1000"
    assert shown.cut == ("",)


def test_a_pointer_escapes_what_pointers_must() -> None:
    assert shorten_json({"a/b~c": "word " * 100}, 100).cut == ("/a~1b~0c",)


def test_long_texts_are_cut_at_a_word() -> None:
    read = json.loads(shorten_json({"text": "several words and more " * 50}, 120).text)
    assert read["text"][:-1].split()[-1] in ("several", "words", "and", "more")
    assert json.loads(shorten_json("x" * 500, 100).text) == "x" * 97 + "…"


@pytest.mark.parametrize("character", ['"', "\\", "\n", "\0", "é", "😀", "\ud800"])
def test_escapes_count(character: str) -> None:
    assert len(shorten_json(character * 1000, 100).text) <= 100


@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_deep_nesting_is_cut_and_not_followed(opened: str) -> None:
    closed = "]" if opened == "[" else "}"
    value = json.loads(opened * 500 + '"' + "x" * 5000 + '"' + closed * 500)
    shown = shorten_json(value, 2000)
    assert len(shown.text) <= 2000
    assert json.loads(shown.text)
    assert shown.cut


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": float("nan"), "b": [float("inf")]}, '{"a":null,"b":[null]}'),
        (["a\ud800b"], '["a\ufffdb"]'),
        ("\ud83d\ude00", '"😀"'),
        ({}, "{}"),
    ],
)
def test_what_json_has_no_form_for_is_replaced(value: Any, text: str) -> None:
    assert compact(value) == text


def test_plain_text_states_its_length() -> None:
    shown = shorten_text("some words " * 100, 60)
    assert shown.text.endswith("… (1100 characters)")
    assert (len(shown.text) <= 60, shown.cut) == (True, ("",))
    assert shorten_text("short", 60).cut == ()


def test_well_formed_text_is_returned_as_it_is() -> None:
    text = "é😀"
    assert well_formed(text) is text
