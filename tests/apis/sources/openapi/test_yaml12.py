"""YAML as OpenAPI means it."""

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.sources.openapi.yaml12 import Unparsable, parse_yaml

UNTIMED = settings(deadline=None)  # machines differ

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcyno19.<", max_size=4), inner, max_size=4),
    max_leaves=20,
)


@UNTIMED
@given(JSON)
def test_what_is_written_as_json_is_read_as_json_reads_it(value: object) -> None:
    assert parse_yaml(json.dumps(value, ensure_ascii=False)) == value


@UNTIMED
@given(JSON)
def test_what_pyyaml_writes_in_block_style_is_read_back(value: object) -> None:
    written = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True)
    assert parse_yaml(written) == value


def test_words_and_times_of_yaml_1_1_stay_text() -> None:
    text = "[no, off, Yes, 18:00, 2020-01-01, 0755, 0x1F, 1_000, .inf, 1.2.3]"
    assert parse_yaml(text) == ["no", "off", "Yes", "18:00", "2020-01-01", "0755", "0x1F", "1_000", ".inf", "1.2.3"]


def test_json_words_and_numbers_are_what_they_are() -> None:
    assert parse_yaml("[true, False, null, ~, , -0, 12, 1.50, .5, 1e3, +7]"[:-1].replace(" ,", "") + "]") == [
        *(True, False, None, None),
        *(0, 12, 1.5, 0.5, 1000.0, 7),
    ]


def test_every_key_is_text() -> None:
    assert parse_yaml("{200: a, yes: b, 1.10: c, null: d, true: e}") == {
        "200": "a",
        "yes": "b",
        "1.10": "c",
        "null": "d",
        "true": "e",
    }


def test_quoted_scalars_and_tagged_strings_are_text() -> None:
    assert parse_yaml("['1', \"true\", !!str 5, !!int '7', !thing x]") == ["1", "true", "5", 7, "x"]


def test_no_tag_makes_an_object() -> None:
    assert parse_yaml("!!python/object/apply:os.getcwd []") == []


def test_aliases_share_and_merge_keys_yield_to_what_stands_there() -> None:
    text = "base: &b {x: 1, y: 2}\nother: *b\nmerged: {y: 3, <<: *b}\nboth:\n  <<: [{x: 8}, {x: 9, z: 9}]\n"
    assert parse_yaml(text) == {
        "base": {"x": 1, "y": 2},
        "other": {"x": 1, "y": 2},
        "merged": {"y": 3, "x": 1},
        "both": {"x": 8, "z": 9},
    }


def test_a_quoted_merge_key_is_a_key() -> None:
    assert parse_yaml('{"<<": 1}') == {"<<": 1}


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    return "\n".join(lines + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)])


def merge_bomb(size: int) -> str:
    return "\n".join(["a: &a", *(f"  k{n}: 1" for n in range(size)), "b:", *["  <<: *a"] * size])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (bomb(12), "its aliases stand for more than 1,000,000 values"),
        (merge_bomb(2000), "its aliases stand for more than 1,000,000 values"),
        ("[" * 100_000, "nested deeper than 60 levels"),
        ("- " * 100_000 + "x", "nested deeper than 60 levels"),
        ("a: &a [*a]", "not YAML: alias 'a' has no finished anchor before it"),
        ("a: *nowhere", "not YAML: alias 'nowhere' has no finished anchor before it"),
        ("a: 1\n---\nb: 2\n", "several YAML documents in one"),
        ("a:\n\t- b", "not YAML: line 2, column 1: found character that cannot start any token"),
        ("a: 'x", "not YAML: line 1, column 6: found unexpected end of stream"),
        ("a: {{x}}", "not YAML as OpenAPI has it: a key is a collection (a template's {{…}} needs quotes)"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_beyond_bounds_or_no_yaml_is_said_in_one_line(text: str, reason: str) -> None:
    with pytest.raises(Unparsable) as error:
        parse_yaml(text)
    assert str(error.value) == reason


def test_depth_counts_through_aliases() -> None:
    nested = "[" * 40 + "]" * 40
    with pytest.raises(Unparsable, match="deeper"):
        parse_yaml(f"a: &a {nested}\nb: {'[' * 40}*a{']' * 40}")


def test_a_number_of_ten_thousand_digits_is_refused_not_read() -> None:
    with pytest.raises(Unparsable, match="digits"):
        parse_yaml("9" * 10_000)
