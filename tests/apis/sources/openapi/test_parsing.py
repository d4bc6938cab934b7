"""From bytes to JSON values."""

import pytest

from apis.sources.openapi.parsing import parse, promising
from apis.sources.openapi.yaml12 import Unparsable


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be", "cp1252"])
def test_a_document_is_read_in_every_usual_encoding(encoding: str) -> None:
    content = '{"openapi": "3.1.0", "title": "Météo"}'.encode(encoding)
    assert parse(content) == {"openapi": "3.1.0", "title": "Météo"}
    assert promising(content)


def test_json_with_a_trailing_comma_is_still_read() -> None:
    assert parse(b'{"a": [1, 2,], }') == {"a": [1, 2]}


def test_broken_json_is_reported_as_json_with_its_place() -> None:
    with pytest.raises(Unparsable, match=r"^not JSON: line 2, column 7: Expecting value$"):
        parse(b'{"a": 1,\n "b": ]}')


def test_what_json_has_no_word_for_becomes_text() -> None:
    assert parse(b'{"a": NaN, "b": -Infinity, "c": 1e999}') == {"a": "NaN", "b": "-Infinity", "c": "1e999"}


def test_half_a_surrogate_pair_is_replaced_since_no_file_can_hold_it() -> None:
    assert parse(rb'{"a": "\ud83d\ude00", "\ud800": "x"}') == {"a": "😀", "�": "x"}


@pytest.mark.parametrize("depth", [61, 900, 100_000])
def test_json_that_is_nested_too_deeply_is_refused(depth: int) -> None:
    with pytest.raises(Unparsable, match="nested deeper than 60 levels"):
        parse(b"[" * depth + b"]" * depth)


def test_an_integer_of_ten_thousand_digits_is_refused() -> None:
    with pytest.raises(Unparsable, match="digits"):
        parse(b'{"a": ' + b"9" * 10_000 + b"}")


def test_nothing_is_not_a_document() -> None:
    with pytest.raises(Unparsable, match="empty"):
        parse(b" \n")


def test_only_what_states_a_version_is_promising() -> None:
    assert promising(b"info: {}\nopenapi: 3.0.0\n")
    assert promising(b"{'swagger' : '2.0'}")
    assert not promising(b'{"dependencies": {"openapi": "^3"}, "swagger": {"url": "x"}}')
