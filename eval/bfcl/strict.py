"""Saner rules for the same data (`--rules strict`): what a caller means, not how it is typed.

- Numbers are compared as numbers: 5 and 5.0 are the same, in arrays and objects too, and 0.1 + 0.2 is 0.3; a truth
  value is no number, a text is no number.
- Stating a parameter's documented default is the same as leaving it out.
- Texts are compared in small letters, runs of spaces and `,./-_*^` being one space: "April 1,2024" is "april 1 2024",
  but 1.5 is not 15. The same at any depth.
- An empty array passes only where it is an answer.
- Several calls are matched one to one in whichever way fits.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

from apis.model import Json
from eval.bfcl.data import Alternatives, Call, Doc, Expected, Item, doc_of

_BETWEEN = re.compile(r"[\s,./\-_*^]+")
TOLERANCE = 1e-9
"""Relative difference at which two numbers are the same."""


def check(item: Item, category: str, calls: Sequence[Call], truth: Sequence[Expected]) -> str | None:
    """Say why calls do not pass; None where they do.

    Raises:
        RecordError: an answer names a function that the question does not offer.
    """
    if len(calls) != len(truth):
        return f"{len(calls)} calls, expected {len(truth)}"
    docs = [doc_of(item, next(iter(expected))) for expected in truth]
    fits = [[_call(doc, call, expected) for call in calls] for doc, expected in zip(docs, truth, strict=True)]
    if _assignable([[reason is None for reason in row] for row in fits]):
        return None
    lost = next((row for row in fits if None not in row), fits[0])
    return "; ".join(dict.fromkeys(reason for reason in lost if reason)) or "two expected calls fit the same one only"


def _assignable(fits: Sequence[Sequence[bool]]) -> bool:
    """Tell whether each row can have a column of its own that fits it (Kuhn's matching)."""
    owner: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, fit in enumerate(fits[row]):
            if fit and column not in seen:
                seen.add(column)
                if column not in owner or place(owner[column], seen):
                    owner[column] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(fits)))


def _call(doc: Doc, call: Call, expected: Expected) -> str | None:
    answers = next(iter(expected.values()))
    if doc.name not in call:
        return f"called {next(iter(call), None)!r}, expected {doc.name!r}"
    given = call[doc.name]
    for name in (*given, *(name for name in answers if name not in given)):
        if (reason := _parameter(name, doc, given, answers)) is not None:
            return reason
    return None


def _parameter(name: str, doc: Doc, given: dict[str, Json], answers: dict[str, Alternatives]) -> str | None:
    """Say why a parameter, given or left out, does not pass."""
    schema = doc.properties.get(name)
    schema = schema if isinstance(schema, dict) else {}
    alternatives = answers.get(name, [""])
    if name in given:
        left_out = "" in alternatives and "default" in schema and same(given[name], schema["default"])
        if left_out or any(matches(given[name], each) for each in alternatives if each != ""):
            return None
        if given[name] == "" and "" in alternatives and name in doc.required:
            return None  # a required text whose answer is the empty one
        return f"{name!r} is {given[name]!r}, expected one of {alternatives!r}"
    if "" in alternatives:
        return f"{name!r} is required" if name in doc.required and name in answers else None
    if "default" in schema and any(matches(schema["default"], each) for each in alternatives):
        return None
    return f"{name!r} is missing"


def matches(value: Json, answer: Json) -> bool:
    """Tell whether a value is what an answer means; members of an answer's objects are lists of alternatives.

    >>> matches({"city": "new york", "days": 2.0}, {"city": ["New York"], "days": [2]})
    True
    """
    if isinstance(answer, dict) and isinstance(value, dict):
        return _members(value, answer)
    if isinstance(answer, list) and isinstance(value, list | tuple):
        return len(value) == len(answer) and all(matches(v, a) for v, a in zip(value, answer, strict=True))
    return same(value, answer)


def _members(value: dict[str, Json], answer: dict[str, Any]) -> bool:
    """Match an object; where a member of the answer is no list of alternatives, it stands for itself."""
    if not value.keys() <= answer.keys():
        return False
    for name, alternatives in answer.items():
        options = alternatives if isinstance(alternatives, list) else [alternatives]
        if name not in value:
            if "" not in options:
                return False
        elif not (any(matches(value[name], each) for each in options) or matches(value[name], alternatives)):
            return False
    return True


def same(a: Json, b: Json) -> bool:
    """Tell whether two values mean the same.

    >>> same(5, 5.0), same(True, 1), same("5", 5), same("Oslo, Norway", "oslo norway"), same("1.5", "15")
    (True, False, False, True, False)
    """
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=TOLERANCE)
    if isinstance(a, str) and isinstance(b, str):
        return _plain(a) == _plain(b)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    return a is None and b is None


def _plain(text: str) -> str:
    """Write a text in the form in which texts are compared; one that is nothing but marks stays as it is."""
    return _BETWEEN.sub(" ", text).strip().casefold().replace("'", '"') or text
