"""Division of words against dictionaries, and of texts against what a line may hold."""

import pytest
from fastapi import HTTPException

from apis.hub.hyphenation import (
    find_hyphenation_language,
    hyphenate_word,
    list_hyphenation_languages,
    wrap_text,
)

TEXT = 'The "extraordinarily" well-known committee postponed its (preliminary) decision; nobody understood why.'


@pytest.mark.parametrize(
    ("word", "language", "divided"),
    [
        ("hyphenation", "en_US", "hy-phen-ation"),  # Liang's own example
        ("laboratory", "en_US", "lab-o-ra-to-ry"),
        ("Verantwortung", "de_DE", "Ver-ant-wor-tung"),
        ("lettergrepen", "nl_NL", "let-ter-gre-pen"),
        ("ferrocarril", "es", "fe-rro-ca-rril"),
        ("asszonnyal", "hu_HU", "asz-szony-nyal"),  # letters come back where a long consonant is divided
        ("cat", "en_US", "cat"),
    ],
)
def test_words_are_divided_as_in_dictionaries(word: str, language: str, divided: str) -> None:
    found = hyphenate_word(word, language)
    assert (found.hyphenated, found.part_count) == (divided, divided.count("-") + 1)
    assert (found.first_part, found.last_part) == (divided.split("-")[0], divided.split("-")[-1])


def test_every_language_that_is_listed_divides_words() -> None:
    listed = list_hyphenation_languages()
    assert listed.count == len(listed.languages) >= 40
    assert {row.name: row.code for row in listed.languages}["German (Austria)"] == "de_AT"
    for code in ("bg_BG", "el_GR", "ru_RU", "te_IN"):  # other scripts
        assert hyphenate_word("internet", code).language == code


def test_a_language_is_found_by_its_name_and_known_by_any_spelling_of_its_code() -> None:
    assert [row.code for row in find_hyphenation_language("german").languages] == ["de_AT", "de_CH", "de_DE"]
    assert hyphenate_word("Wort", "DE-ch").language == "de_CH"
    for use in (find_hyphenation_language, lambda name: hyphenate_word("word", name)):
        with pytest.raises(HTTPException, match="Klingon"):
            use("Klingon")


@pytest.mark.parametrize("width", range(14, 60, 3))
def test_a_wrapped_text_keeps_its_words_and_its_width(width: int) -> None:
    found = wrap_text(TEXT, width)
    assert max(map(len, found.lines)) <= width
    assert (found.line_count, found.last_line_characters) == (len(found.lines), len(found.lines[-1]))
    cut = [line for line in found.lines[:-1] if line.endswith("-")]
    assert len(cut) == found.hyphenated_line_count
    joined = "".join(line.removesuffix("-") if line in cut else f"{line} " for line in found.lines)
    assert joined.strip() == TEXT


def test_a_narrow_line_divides_a_word_more_than_once() -> None:
    assert wrap_text("extraordinary", 8).lines == ["extraor-", "dinary"]
    assert wrap_text("a strength", 8).lines == ["a", "strength"]
    assert wrap_text("internationalization", 8).hyphenated_line_count == 2


def test_what_cannot_be_divided_stands_out() -> None:
    assert wrap_text("see 1234567890123 now", 8).lines == ["see", "1234567890123", "now"]
    assert wrap_text(" ", 8).line_count == 0
