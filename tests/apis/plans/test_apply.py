"""Answers within a budget of tokens."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from plannings import api

from apis.compress import compact
from apis.plans.apply import compress
from apis.plans.learn import Answered, learn
from apis.plans.plan import Plan, Why, project
from apis.plans.table import tabled, untabled
from apis.tokens import count_tokens

HOW = 'read_more(call="c1", pointer=…) reads the rest'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=20), inner, max_size=20),
    max_leaves=100,
)


def plan(**drop: Why) -> Plan:
    return Plan(hash="", drop={f"/{name.replace('__', '/*/')}": why for name, why in drop.items()})


def test_what_fits_is_left_as_it_is_whatever_the_plan_says() -> None:
    value = {"name": "Oslo", "etag": "a"}
    assert compress(value, plan(etag=Why.ID_LIKE), 100).text == compact(value)


def test_a_plan_alone_may_do_and_what_it_left_out_is_named() -> None:
    value = {"items": [{"name": f"n{n}", "blob": "z" * 60} for n in range(10)]}
    shown = compress(value, plan(items__blob=Why.ID_LIKE), 120, how=HOW)
    held = json.loads(shown.text)
    assert held.pop("…") == f"left out: /items/*/blob; {HOW}"
    assert held == {"items": [{"name": f"n{n}"} for n in range(10)]}
    assert shown.cut == ("",)


def test_an_array_is_shortened_with_its_true_length_and_a_text_at_a_word() -> None:
    value = {"items": [f"number {n}" for n in range(500)], "text": "many words " * 200}
    shown = compress(value, None, 120, how=HOW)
    held = json.loads(shown.text)
    assert held["items"][-1].endswith("more of 500")
    assert held["text"].endswith(("many…", "words…"))
    assert held["…"] == HOW
    assert set(shown.cut) == {"/items", "/text"}


def test_an_array_of_like_objects_becomes_a_table_where_it_would_be_cut_else() -> None:
    value = {"items": [{"latitude": n, "longitude": -n} for n in range(20)]}
    assert count_tokens(compact(value)) > 120
    shown = compress(value, None, 120, how=HOW)
    assert shown.cut == ()
    held = json.loads(shown.text)
    assert untabled(held["items"]) == value["items"]
    long = {"items": [{"latitude": n, "note": "<p>a</p><p>b</p>"} for n in range(500)]}
    shown = compress(long, None, 120, how=HOW)
    held = json.loads(shown.text)
    assert held["items"]["columns"] == ["latitude", "note"]
    assert held["items"]["rows"][0] == [0, "a b"]
    assert held["items"]["rows"][-1].endswith("more of 500")
    assert set(shown.cut) == {"/items/rows", *(f"/items/rows/{n}/1" for n in range(len(held["items"]["rows"]) - 1))}


@settings(max_examples=60, deadline=None)
@given(value=VALUES)
def test_a_table_has_an_exact_way_back(value: Any) -> None:
    objects = [{"a": value, "b": n} for n in range(5)]
    assert compact(untabled(tabled([objects, value]))) == compact([objects, value])


def test_a_key_that_the_plan_did_not_see_is_never_left_out() -> None:
    value = {"seen": "x" * 900, "new": 7, "inner": {"etag": "y", "new": 8}}
    kept = json.loads(compress(value, plan(seen=Why.CONSTANT), 64).text)
    assert kept["new"] == 7
    assert kept["inner"] == {"etag": "y", "new": 8}


def test_markup_and_bytes_are_reduced_to_what_they_say() -> None:
    page = "<p>Closed on <b>Monday</b>.</p>" + "<i></i>" * 200
    value = {"note": page, "image": "data:image/png;base64," + "iVBORw0KGgo0" * 100, "name": "x"}
    shown = compress(value, None, 64)
    assert json.loads(shown.text) == {"note": "Closed on Monday .", "image": "image/png, 900 bytes", "name": "x"}
    assert set(shown.cut) == {"/note", "/image"}


def test_prose_with_less_and_greater_signs_stays_as_it_is() -> None:
    for text in ("if a < b and c > d", "a b " * 90, "a <- b -> c", "5<6", "a Map<String, List<Integer>> of them"):
        assert project({"t": text}, None).value == {"t": text}


def test_a_long_text_that_is_no_json_is_cut_at_a_word() -> None:
    shown = compress("many words " * 500, None, 80, how=HOW)
    assert count_tokens(shown.text) <= 80
    assert shown.text.endswith(f"[{HOW}]")


def test_letters_of_more_than_one_byte_count_as_what_they_take() -> None:
    shown = compress({"items": ["Оренбург и Самара"] * 300}, None, 100)
    assert count_tokens(shown.text) <= 100
    json.loads(shown.text)


def test_many_long_names_of_what_was_left_out_do_not_break_the_budget() -> None:
    names = [f"a_very_long_name_of_a_key_{n:02}" for n in range(60)]
    value = dict.fromkeys(names, "x" * 30) | {"name": "Oslo"}
    drop = Plan(hash="", drop=dict.fromkeys((f"/{name}" for name in names), Why.CONSTANT))
    shown = compress(value, drop, 64, how=HOW)
    held = json.loads(shown.text)
    assert count_tokens(shown.text) <= 64
    assert held["name"] == "Oslo"
    assert held["…"].startswith("left out: /a_very_long_name_of_a_key_00")


def test_what_is_nested_deeply_is_shortened_too_and_learned_from() -> None:
    value: Any = "x" * 5000
    for _ in range(400):
        value = {"a": [value]}
    shown = compress(value, plan(a=Why.ID_LIKE), 100, how=HOW)
    assert count_tokens(shown.text) <= 100
    assert json.loads(shown.text)["…"] == f"left out: /a; {HOW}"
    assert json.loads(compress(value, None, 100).text)
    assert learn(api(), [Answered({"n": n}, value) for n in range(3)]).drop == {}


def test_another_count_of_tokens_is_kept_to() -> None:
    def parts(text: str) -> int:
        return len(text.split(","))

    assert parts(compress({"items": list(range(1000))}, None, 64, count=parts).text) <= 64


@settings(max_examples=60, deadline=None)
@given(value=VALUES, budget=st.integers(64, 400))
def test_it_is_always_json_within_the_budget(value: Any, budget: int) -> None:
    shown = compress([value] if isinstance(value, str) else value, None, budget, how=HOW)
    assert count_tokens(shown.text) <= budget
    json.loads(shown.text)
