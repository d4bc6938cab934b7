"""The published rules with their quirks, and the strict ones beside them.

That ours decide as the official checker does on all its answers and on seeded mutations of them is measured by
`benchmarks/bfcl_agreement.py`; what is pinned here are the quirks by name.
"""

from pathlib import Path
from typing import Any

import pytest

from eval.bfcl import published, strict
from eval.bfcl.data import DEFECTS, Call, Expected, Item, categories_of, expects_call, read_items, read_truths
from eval.bfcl.example import example
from eval.bfcl.published import Defect
from toolsearch.errors import RunError

SCHEMA = {
    "city": {"type": "string"},
    "days": {"type": "integer", "default": 3},
    "share": {"type": "float"},
    "open": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "sizes": {"type": "array", "items": {"type": "float"}},
    "when": {"type": "dict", "properties": {"day": {"type": "string"}}},
    "stops": {"type": "array", "items": {"type": "dict"}},
    "odd": {"type": "number"},
    "bare": {"type": "array"},
}


def item(*names: str, required: tuple[str, ...] = ()) -> Item:
    docs = [
        {"name": name, "description": "", "parameters": {"type": "dict", "properties": SCHEMA, "required": required}}
        for name in names or ("f",)
    ]
    return Item.model_validate({"id": "x", "question": [[{"role": "user", "content": "?"}]], "function": docs})


def passes(value: Any, alternatives: list[Any], name: str) -> tuple[bool, bool]:
    """Whether one argument passes by the published and by the strict rules."""
    calls: list[Call] = [{"f": {name: value}}]
    truth: list[Expected] = [{"f": {name: alternatives}}]
    both = (check(item(), "simple_python", calls, truth) for check in (published.check, strict.check))
    one, other = both
    return one is None, other is None


@pytest.mark.parametrize(
    ("name", "value", "alternatives", "by_bfcl", "by_strict"),
    [
        ("days", 5, [5], True, True),
        ("days", 5.0, [5], False, True),  # a float is no integer
        ("days", True, [1], False, False),
        ("days", "5", [5], False, False),
        ("open", 1, [True], False, False),
        ("share", 2, [2.0], True, True),  # the one conversion there is
        ("share", 0.1 + 0.2, [0.3], False, True),
        ("sizes", [1, 2], [[1.0, 2.0]], False, True),  # and not in arrays
        ("sizes", [1, 2], [[1, 2]], True, True),  # unless the answer is of that type itself
        ("city", "New-York.", ["new york"], True, True),
        ("city", "NewYork", ["new york"], True, False),
        ("city", "1.5", ["15"], True, False),
        ("city", "it's", ['it"s'], True, True),
        ("city", "Oslo\t", ["Oslo"], False, True),  # tabs stay
        ("city", "Malmo", ["Malmö"], False, False),
        ("tags", ["A-b"], [["ab"]], True, False),
        ("tags", ["b", "a"], [["a", "b"]], False, False),
        ("tags", [], ["", ["a"]], True, False),  # the empty array passes where leaving out does
        ("when", {"day": "May 1"}, [{"day": ["may1"]}], True, False),
        ("when", {"day": "May 1"}, [{"day": ["may 1"], "hour": ["", 5]}], True, True),
        ("when", {"day": "May 1", "hour": True}, [{"day": ["May 1"], "hour": [1]}], True, False),  # True equals 1
        ("when", {"day": {"of": "May."}}, [{"day": [{"of": "May"}]}], False, True),  # nested texts as they are
        ("when", {"day": "May 1", "more": 1}, [{"day": ["May 1"]}], False, False),
        ("stops", [{"at": "Oslo"}], [[{"at": ["oslo"]}]], True, True),
        ("stops", [{"at": "Oslo"}, {"at": "Bergen"}], [[{"at": ["oslo"]}]], False, False),
        ("days", "n_days", ["n_days"], True, True),  # a variable
        ("days", "N_DAYS", ["n_days"], False, True),  # is compared letter by letter
    ],
)
def test_values_are_compared_as_the_rules_say(
    name: str, value: Any, alternatives: list[Any], by_bfcl: bool, by_strict: bool
) -> None:
    assert passes(value, alternatives, name) == (by_bfcl, by_strict)


def test_a_stated_default_is_the_same_as_none_by_the_strict_rules_only() -> None:
    stated: list[Call] = [{"f": {"days": 3}}]
    assert published.check(item(), "simple_python", stated, [{"f": {"days": ["", 7]}}]) is not None
    assert strict.check(item(), "simple_python", stated, [{"f": {"days": ["", 7]}}]) is None
    left_out: list[Call] = [{"f": {}}]
    assert published.check(item(), "simple_python", left_out, [{"f": {"days": [3]}}]) is not None
    assert strict.check(item(), "simple_python", left_out, [{"f": {"days": [3]}}]) is None
    assert strict.check(item(), "simple_python", [{"f": {"days": 4}}], [{"f": {"days": ["", 7]}}]) is not None


def test_several_calls_are_matched_greedily_and_by_the_strict_rules_in_any_way_that_fits() -> None:
    truth: list[Expected] = [{"f": {"days": [1, 2]}}, {"f": {"days": [1]}}]
    calls: list[Call] = [{"f": {"days": 1}}, {"f": {"days": 2}}]
    assert published.check(item(), "parallel", calls, truth) is not None
    assert published.check(item(), "parallel", calls[::-1], truth) is None
    assert strict.check(item(), "parallel", calls, truth) is None
    assert strict.check(item(), "parallel", calls[:1] * 2, [{"f": {"days": [2]}}, {"f": {"days": [1]}}]) is not None


def test_missing_and_unexpected_arguments_are_told() -> None:
    needs = item(required=("city",))
    assert published.check(needs, "simple_python", [{"f": {}}], [{"f": {"city": ["x"]}}]) == "'city' is required"
    assert published.check(item(), "simple_python", [{"f": {}}], [{"f": {"city": ["x"]}}]) == "'city' is missing"
    extra: list[Call] = [{"f": {"city": "x", "days": 1}}]
    assert published.check(item(), "simple_python", extra, [{"f": {"city": ["x"]}}]) == "'days' is not expected"
    assert published.check(item(), "simple_python", [{"g": {}}], [{"f": {}}]) == "called 'g', expected 'f'"
    assert published.check(item(), "simple_python", [], [{"f": {}}]) == "0 calls, expected 1"


def test_where_the_official_checker_breaks_off_ours_names_the_question() -> None:
    for name, value in (("odd", 1), ("bare", [1])):
        with pytest.raises(Defect, match="'x' cannot be checked"):
            published.check(item(), "simple_python", [{"f": {name: value}}], [{"f": {name: [value]}}])


def test_the_answers_of_the_data_pass_but_for_their_known_defects(bfcl_data: Path) -> None:
    for category in categories_of("all"):
        if expects_call(category) is not None or not (bfcl_data / f"BFCL_v4_{category}.json").is_file():
            continue
        truths = read_truths(bfcl_data, category)
        items = read_items(bfcl_data, category)
        wrong = {
            one.id for one in items if published.check(one, category, example(one, truths[one.id]), truths[one.id])
        }
        assert wrong == DEFECTS.keys() & {one.id for one in items}, category


def test_an_unknown_category_is_one_clear_line(bfcl_data: Path) -> None:
    with pytest.raises(RunError, match="no category 'sinple'"):
        categories_of("sinple")
    with pytest.raises(RunError, match="--data"):
        read_items(bfcl_data / "nowhere", "multiple")
