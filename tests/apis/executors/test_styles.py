"""OpenAPI's parameter styles, checked against the examples of its specification."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.executors.failure import Failure
from apis.executors.styles import in_header, in_path, pairs, percent, percent_but_reserved, text_of
from apis.model import Json

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

# OpenAPI 3.1.1, "Style Examples"; what the table calls n/a is left out.
PATH = [
    ("matrix", False, "", ";color"),
    ("matrix", False, "blue", ";color=blue"),
    ("matrix", False, ARRAY, ";color=blue,black,brown"),
    ("matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
    ("matrix", True, "", ";color"),
    ("matrix", True, "blue", ";color=blue"),
    ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
    ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
    ("label", False, "", "."),
    ("label", False, "blue", ".blue"),
    ("label", False, ARRAY, ".blue,black,brown"),
    ("label", False, OBJECT, ".R,100,G,200,B,150"),
    ("label", True, "blue", ".blue"),
    ("label", True, ARRAY, ".blue.black.brown"),
    ("label", True, OBJECT, ".R=100.G=200.B=150"),
    ("simple", False, "blue", "blue"),
    ("simple", False, ARRAY, "blue,black,brown"),
    ("simple", False, OBJECT, "R,100,G,200,B,150"),
    ("simple", True, "blue", "blue"),
    ("simple", True, ARRAY, "blue,black,brown"),
    ("simple", True, OBJECT, "R=100,G=200,B=150"),
]
QUERY = [
    ("form", False, "", "color="),
    ("form", False, "blue", "color=blue"),
    ("form", False, ARRAY, "color=blue,black,brown"),
    ("form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("form", True, "", "color="),
    ("form", True, "blue", "color=blue"),
    ("form", True, ARRAY, "color=blue&color=black&color=brown"),
    ("form", True, OBJECT, "R=100&G=200&B=150"),
    ("spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
    ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
    ("spaceDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
    ("pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
    ("pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("pipeDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
    ("tabDelimited", False, ARRAY, "color=blue%09black%09brown"),
    ("deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("deepObject", True, {"a": {"b": [1, 2]}}, "color%5Ba%5D%5Bb%5D=1&color%5Ba%5D%5Bb%5D=2"),
    ("deepObject", True, [{"a": 1}, {"a": 2}], "color%5B0%5D%5Ba%5D=1&color%5B1%5D%5Ba%5D=2"),
    ("deepObject", True, "blue", "color=blue"),
]


@pytest.mark.parametrize(("style", "explode", "value", "written"), PATH)
def test_path_styles_are_the_specifications(style: str, explode: bool, value: Json, written: str) -> None:
    assert in_path("color", value, style=style, explode=explode) == written


@pytest.mark.parametrize(("style", "explode", "value", "written"), QUERY)
def test_query_styles_are_the_specifications(style: str, explode: bool, value: Json, written: str) -> None:
    assert joined(pairs("color", value, style=style, explode=explode)) == written


@pytest.mark.parametrize(("explode", "value", "written"), [(e, v, w) for s, e, v, w in PATH if s == "simple"])
def test_header_style_is_the_specifications(explode: bool, value: Json, written: str) -> None:
    assert in_header(value, explode=explode) == written


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"])
@pytest.mark.parametrize("explode", [True, False])
@pytest.mark.parametrize("value", [None, [], {}, [None], {"a": None}])
def test_null_and_nothing_are_left_out(style: str, explode: bool, value: Json) -> None:
    assert pairs("color", value, style=style, explode=explode) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (1e20, "1e+20"),
        (10**30, "1" + "0" * 30),
        ("true", "true"),
        ({"a": [1, None]}, '{"a":[1,null]}'),
    ],
)
def test_values_are_written_as_json_writes_them(value: Json, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_numbers_that_json_does_not_have_are_invalid(value: Json) -> None:
    with pytest.raises(Failure, match="not finite"):
        text_of(value)


def test_a_value_cannot_break_out_of_its_list_or_its_pair() -> None:
    assert joined(pairs("a", ["x,y", "z&b=1"], explode=False)) == "a=x%2Cy,z%26b%3D1"
    assert joined(pairs("a&b", "c#d", explode=False)) == "a%26b=c%23d"


def test_reserved_characters_stand_where_allowed_but_never_end_the_query() -> None:
    assert percent_but_reserved("a:/?@b[c],d;e") == "a:/?@b[c],d;e"
    assert percent_but_reserved("a&b=c#d+e%f g") == "a%26b%3Dc%23d%2Be%25f%20g"


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@settings(deadline=None, max_examples=60)
@given(TEXT)
def test_percent_encoding_comes_back_as_it_was(text: str) -> None:
    assert parse_qsl(f"k={percent(text)}", keep_blank_values=True) == [("k", text)]
    assert parse_qsl(f"k={percent_but_reserved(text)}", keep_blank_values=True) == [("k", text)]


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(TEXT, TEXT))
def test_an_exploded_object_comes_back_as_it_was(value: dict[str, str]) -> None:
    assert dict(parse_qsl(joined(pairs("any", value)), keep_blank_values=True)) == value


def joined(written: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={text}" for name, text in written)
