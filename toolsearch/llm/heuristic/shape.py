"""The look of a token: which letters, digits and signs follow each other.

Knows only characters. An example says by its look what a parameter asks for: "CDG" asks for three capitals.
"""

import re
from functools import lru_cache

_RUN = re.compile(r"[A-Z]+|[^\W\d_A-Z]+|\d+|\s+|.", re.DOTALL)
_CODE_LENGTH = 200
_KEPT = 1 << 14
"""Texts whose look is kept: the same leaves meet the same examples in every turn."""


@lru_cache(_KEPT)
def look(text: str) -> str:
    """Write the look of a text: one letter for each run of capitals, small letters, digits or blanks; signs stay.

    >>> look("CDG"), look("LH-4021"), look("Paris"), look("new york"), look("C6H12O6")
    ('A', 'A-9', 'Aa', 'a a', 'A9A9A9')
    """
    return "".join(_letter(run) for run in _RUN.findall(text))


@lru_cache(_KEPT)
def is_code(text: str) -> bool:
    """Tell whether a text is a compact token rather than words.

    >>> [is_code(text) for text in ("CDG", "de", "LH-4021", "NaCl", "#ff0000", "Paris", "gold", "New York", "hello!")]
    [True, True, True, True, True, False, False, False, False]
    """
    if not text or len(text) > _CODE_LENGTH or re.search(r"\s", text):
        return False
    letters = look(text)
    if "9" in letters or letters in ("A", "A-A", "A/A", "a-A", "a_A", "a.a"):
        return True
    return len(text) <= 2 or letters.count("A") > 1 or "_" in letters


@lru_cache(_KEPT)
def alike(text: str, example: str) -> float:
    """Say how much a text looks like an example, 0 to 1.

    >>> alike("JFK", "CDG"), alike("Lisbon", "CDG"), alike("Lisbon", "Paris"), alike("lisbon airport", "Paris")
    (1.0, 0.0, 1.0, 0.6)
    """
    one, other = look(text), look(example)
    if is_code(example):
        return _code_alike(text, example, one, other)
    if one == other:
        return 1.0
    return 0.6 if set(one) <= set("Aa -'.,&") and set(other) <= set("Aa -'.,&") else 0.3


def _code_alike(text: str, example: str, one: str, other: str) -> float:
    if not is_code(text):
        return 0.2 if len(example) > 2 and one == other else 0.0
    if one == other:
        same_length = len(text) == len(example)
        return 1.0 if same_length else 0.4 if one in ("A", "a") else 0.8
    return 0.6 if set(one) == set(other) else 0.3 if set(one) & set(other) & set("A9") else 0.1


def _letter(run: str) -> str:
    if run.isspace():
        return " "
    if run.isdigit():
        return "9"
    return ("A" if run[0].isupper() else "a") if run[0].isalpha() else run
