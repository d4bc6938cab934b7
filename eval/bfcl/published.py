"""The leaderboard's rules for calls in Python, exactly, with all that is odd about them (`--rules bfcl`).

Written from its documentation and from how its checker behaves (version 4, 2026.3.23), as a description of decisions:

- A type is met exactly: 5.0 is no integer, True is no integer, 1 is no boolean; only an integer for a declared `float`,
  and only outside of arrays, is taken as one.
- Where the first answer has another type than declared, a value of that type passes as a *variable* and is compared as
  it is.
- Texts are compared without spaces and `,./-_*^`, in small letters, with ' as "; in arrays and objects one level deep.
- An empty array passes wherever a parameter may be left out.
- Several calls are matched greedily, expected one by one, each with the first call left that passes.
- Defaults that the documentation states are not looked at.

Where the data are such that its checker breaks off with an error, `Defect` is raised.
"""

import re
from collections.abc import Sequence

from apis.model import Json
from eval.bfcl.data import Alternatives, Call, Doc, Expected, Item, doc_of
from toolsearch.errors import RecordError

TYPES: dict[str, type] = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": bool,
    "array": list,
    "tuple": list,
    "dict": dict,
    "any": str,
}
NESTED = ("array", "tuple")

_DROPPED = re.compile(r"[ ,./\-_*^]")


class Defect(RecordError):
    """A question and its answers on which the leaderboard's checker breaks off."""


def check(item: Item, category: str, calls: Sequence[Call], truth: Sequence[Expected]) -> str | None:
    """Say why calls do not pass; None where they do.

    Args:
        item: the question.
        category: its category, whose name chooses how several calls are matched.
        calls: what the model called, in order.
        truth: what is expected.

    Raises:
        Defect: the data do not allow a decision.
    """
    if len(calls) != (len(truth) if "parallel" in category or "multiple" in category else 1):
        return f"{len(calls)} calls, expected {len(truth)}"
    try:
        if "parallel" in category:
            return _match(item, calls, truth)
        return _call(_doc(item, truth[0], only="multiple" not in category), calls[0], truth[0])
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise Defect(f"{item.id!r} cannot be checked: {type(error).__name__}: {error}") from error


def _doc(item: Item, expected: Expected, *, only: bool = False) -> Doc:
    """Return the description of an expected call; of simple questions it is the only one, whatever its name."""
    return item.function[0] if only else doc_of(item, next(iter(expected)))


def _match(item: Item, calls: Sequence[Call], truth: Sequence[Expected]) -> str | None:
    left = list(calls)
    for expected in truth:
        doc = _doc(item, expected)
        reasons: list[str] = []
        for place, call in enumerate(left):
            reason = _call(doc, call, expected)
            if reason is None:
                del left[place]
                break
            reasons.append(reason)
        else:
            return f"no call matches {next(iter(expected))!r}: {'; '.join(reasons)}"
    return None


def _call(doc: Doc, call: Call, expected: Expected) -> str | None:
    answers = next(iter(expected.values()))
    properties, required = doc.properties, doc.required
    if doc.name not in call:
        return f"called {next(iter(call), None)!r}, expected {doc.name!r}"
    given = call[doc.name]
    for name in required:
        if name not in given:
            return f"{name!r} is required"
    for name, value in given.items():
        if name not in properties or name not in answers:
            return f"{name!r} is not expected"
        if not _passes(properties[name], value, answers[name]):
            return f"{name!r} is {value!r}, expected one of {answers[name]!r}"
    missing = (name for name, alternatives in answers.items() if name not in given and "" not in alternatives)
    return next((f"{name!r} is missing" for name in missing), None)


def _passes(schema: dict[str, Json], value: Json, alternatives: Alternatives) -> bool:
    declared = schema["type"]
    wanted = TYPES[declared]
    inner = TYPES[schema["items"]["type"]] if declared in NESTED else None
    if declared == "tuple" and type(value) is tuple:
        value = list(value)
    if declared == "float" and type(value) is int:
        value = float(value)
    first = next((type(each) for each in alternatives if each != ""), None)
    variable = first is not None and first is not wanted
    if type(value) is wanted:
        if inner is not None and not _has_inner_type(value, alternatives, inner):
            return False
    elif type(value) is first:
        variable = True
    else:
        return False
    return value in alternatives if variable else _equals(value, alternatives, wanted, inner)


def _has_inner_type(value: Json, alternatives: Alternatives, inner: type) -> bool:
    """Tell whether the parts of an array have the type declared, or that of the first part of some answer."""
    return any(type(each) is not list or all(_is_typed(part, each, inner) for part in value) for each in alternatives)


def _is_typed(part: Json, parts: list[Json], inner: type) -> bool:
    if type(part) is inner:
        return True
    return type(part) is next((type(each) for each in parts if each != ""), None)


def _equals(value: Json, alternatives: Alternatives, wanted: type, inner: type | None) -> bool:
    if wanted is dict:
        return _is_object(value, alternatives)
    if wanted is list and inner is dict:
        return any(
            len(value) == len(each) and all(_is_object(v, [e]) for v, e in zip(value, each, strict=True))
            for each in alternatives
        )
    if wanted is str:
        return _plain(value) in [_plain(each) for each in alternatives if type(each) is str]
    if wanted is list:
        plain = [_plain(part) for part in value]
        return plain in [[_plain(each[place]) for place in range(len(each))] for each in alternatives]
    return value in alternatives


def _is_object(value: dict[str, Json], alternatives: Alternatives) -> bool:
    return any(_has_members(value, each) for each in alternatives if each != "")


def _has_members(value: dict[str, Json], expected: dict[str, Alternatives]) -> bool:
    """Tell whether each member is among the answers for its name, and each name without a member may be left out."""
    known = all(name in expected and _is_answer(member, expected[name]) for name, member in value.items())
    whole = all(name in value or "" in answers for name, answers in expected.items())
    return known and whole


def _is_answer(member: Json, answers: Alternatives) -> bool:
    return _plain(member) in [_plain(answers[place]) for place in range(len(answers))]


def _plain(value: Json) -> Json:
    """Write a text in the form in which texts are compared; all else is left as it is.

    >>> _plain("April 1, 2024") == _plain("april 1 2024"), _plain(1.5)
    (True, 1.5)
    """
    return _DROPPED.sub("", value).lower().replace("'", '"') if type(value) is str else value
