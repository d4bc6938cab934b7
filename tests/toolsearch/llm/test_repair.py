import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolsearch.llm.repair import read_arguments

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=4), JSON, max_size=4)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"a": 1}', {"a": 1}),
        ("", {}),
        ("  ", {}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}),
        ("{'a': True, 'b': None, 'c': (1, 2)}", {"a": True, "b": None, "c": [1, 2]}),
        ('{"a": "x\ny"}', {"a": "x\ny"}),
        ('{"a": "x"', {"a": "x"}),
        ('{"a": {"b": null}', {"a": {"b": None}}),
        ('{"a": "say \\"}\\""', {"a": 'say "}"'}),
        ('{"a": 1}{"a": 1}', {"a": 1}),
        ('{"a": 1}}', {"a": 1}),
        ('"{\\"a\\": 1}"', {"a": 1}),
    ],
)
def test_what_can_be_meant_in_one_way_only_is_read_so(text: str, meant: dict[str, Any]) -> None:
    assert read_arguments(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "Os',
        '{"a": 12',
        '{"a": ',
        '{"a": "x",',
        '{"a": "x", "b"',
        '{"a": 1}{"a": 2}',
        '{"a": "x" "b": 1}',
        "{a: 1}",
        "{'a': {1, 2}}",
        "{'a': 1e999}",
        '{"a": NaN}',
        "a=1",
        "[1]",
        '"text"',
        "null",
        "{" * 100_000,
        '{"a": ' * 2000,
        "{'a': b'x'}",
        "{1: 2}",
    ],
)
def test_what_breaks_off_or_can_be_meant_in_two_ways_is_left_to_the_model(text: str) -> None:
    assert read_arguments(text) is None


def test_a_reply_that_was_cut_is_not_closed_since_more_may_have_been_coming() -> None:
    assert read_arguments('{"a": "x"', cut=True) is None
    assert read_arguments('{"a": "x"}', cut=True) == {"a": "x"}


@settings(deadline=None, max_examples=80)
@given(OBJECTS)
def test_any_object_is_read_as_it_is_however_it_is_written(value: dict[str, Any]) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=2), f"```\n{json.dumps(value)}\n```"):
        with suppress(UnicodeEncodeError):
            assert read_arguments(text.encode().decode()) == value


@settings(deadline=None, max_examples=120)
@given(OBJECTS, st.integers(0, 200))
def test_an_object_that_is_cut_anywhere_is_read_as_a_part_of_itself_or_not_at_all(
    value: dict[str, Any], length: int
) -> None:
    read = read_arguments(json.dumps(value)[:length])
    assert read is None or set(read) <= set(value)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="{}[]\",:\\ \nab1e.-'", max_size=30))
def test_any_text_is_read_or_left(text: str) -> None:
    read = read_arguments(text)
    assert read is None or isinstance(json.loads(json.dumps(read, allow_nan=False)), dict)
