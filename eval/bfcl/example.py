"""From the answers that count to calls that a model could have made: the first alternative of everything.

Shows what the data themselves pass: all but their known defects.
"""

from collections.abc import Sequence

from apis.model import Json
from eval.bfcl.data import Alternatives, Call, Expected, Item


def example(item: Item, truth: Sequence[Expected]) -> list[Call]:
    """Make the calls that a question's answers describe; what may be left out and has no other answer is left out.

    >>> item = Item.model_validate({"id": "1", "question": [], "function": []})
    >>> example(item, [{"f": {"a": [1, 2], "b": ["", 3], "c": [""]}}])
    [{'f': {'a': 1, 'b': 3}}]
    """
    return [
        {name: _arguments(parameters, _required(item, name))}
        for expected in truth
        for name, parameters in expected.items()
    ]


def first(alternatives: Alternatives) -> Json:
    """Return the first alternative that is not empty, its objects with the first of their own alternatives."""
    value = _first(alternatives)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return _plain(value)


def _required(item: Item, name: str) -> set[str]:
    return {needed for doc in item.function if doc.name == name for needed in doc.required}


def _arguments(parameters: dict[str, Alternatives], required: set[str]) -> dict[str, Json]:
    return {
        name: first(alternatives)
        for name, alternatives in parameters.items()
        if name in required or any(each != "" for each in alternatives)
    }


def _first(alternatives: Alternatives) -> Json:
    return next((each for each in alternatives if each != ""), "")


def _plain(value: Json) -> Json:
    """Choose among the alternatives of an object's members; what lies deeper stands for itself."""
    if not isinstance(value, dict):
        return value
    return {name: _first(each) for name, each in value.items() if any(option != "" for option in each)}
