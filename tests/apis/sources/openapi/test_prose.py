"""Descriptions as plain text."""

import pytest

from apis.sources.openapi.prose import joined, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One.</p>\n<p>Two <code>x</code></p>", "One.\nTwo x"),
        ("a < b and c > d", "a < b and c > d"),
        ("Give <id> or <string>", "Give <id> or <string>"),
        ("before<!-- hidden -->after<br/>end", "beforeafter\nend"),
        ("&lt;b&gt; &amp; more", "<b> & more"),
        ("see <a href='/x'>there</a>.", "see there."),
        ("  many   spaces \n\n\n and lines ", "many spaces\nand lines"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("unclosed <!-- stays", "unclosed stays"),
        (None, ""),
        (5, ""),
    ],
)
def test_html_goes_and_text_stays(text: object, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("text", ["<!--" * 100_000, "<a " * 100_000, "<p " + " " * 300_000, "\n" * 300_000 + "<"])
def test_a_hostile_description_takes_no_longer_than_its_length(text: str) -> None:
    assert len(plain(text)) <= len(text)


def test_sentences_are_joined_once_each() -> None:
    assert joined("Deprecated", "List pets.", "Up to 100") == "Deprecated. List pets. Up to 100"
    assert joined("List pets", "List pets of an owner.") == "List pets of an owner."
    assert joined("", "") == ""
