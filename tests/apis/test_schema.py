import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.model import Api, Effect, FunctionBinding, Source
from apis.schema import DESCRIPTION_LENGTH, Function, FunctionTable, function_of, plain_name, response_keys, shorten
from retriever.base import Hit

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
FINISH = Function(name="Finish", description="Ends.", parameters={})


def make(id_: str, **changes: object) -> Api:
    tool, _, name = id_.partition("/")
    fields = {
        "id": id_,
        "tool": tool,
        "category": "Data",
        "name": name,
        "description": f"Does {name}.",
        "parameters": {"type": "object"},
        "effect": Effect.READ,
        "binding": FunctionBinding(module="m", function=name),
        "source": Source(kind="functions", location="m"),
    }
    return Api.model_validate(fields | changes)


def names(*ids: str) -> list[str]:
    return [function.name for function in FunctionTable.of(make(id_) for id_ in ids).functions]


def test_a_function_reads_api_for_tool() -> None:
    assert names("public-holidays/list-holidays") == ["list_holidays_for_public_holidays"]


def test_the_table_keeps_the_given_order_and_puts_builtins_last() -> None:
    table = FunctionTable.of([make("z/last"), make("a/first")], builtins=[FINISH])
    assert [function.name for function in table.functions] == ["last_for_z", "first_for_a", "Finish"]
    assert list(table.apis) == ["last_for_z", "first_for_a"]


def test_each_name_leads_back_to_its_api() -> None:
    table = FunctionTable.of([make("a/x"), make("b/x")])
    assert {name: api.id for name, api in table.apis.items()} == {"x_for_a": "a/x", "x_for_b": "b/x"}


def test_an_api_given_twice_is_offered_once() -> None:
    assert names("a/x", "a/x") == ["x_for_a"]


def test_search_hits_that_carry_an_api_are_taken_and_others_left_out() -> None:
    table = FunctionTable.of([Hit("a/x", 1.0, make("a/x")), Hit("b/y", 0.5)])
    assert list(table.apis) == ["x_for_a"]


def test_ids_whose_plain_names_are_the_same_all_get_digits_whatever_their_order() -> None:
    forward, backward = names("a-b/x", "a_b/x", "c/x"), names("a_b/x", "c/x", "a-b/x")
    assert len(set(forward)) == 3
    assert set(forward) == set(backward)
    assert "x_for_c" in forward
    assert "x_for_a_b" not in forward


def test_a_name_depends_on_its_own_id_as_long_as_nothing_collides() -> None:
    assert names("a/x")[0] == names("z/q", "a/x", "b/x")[1]


def test_long_ids_are_cut_and_stay_apart() -> None:
    long = [f"{'tool' * 20}/{'api' * 30}{end}" for end in "ab"]
    assert all(len(name) == 64 for name in names(*long))
    assert len(set(names(*long))) == 2


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.sampled_from("ab-_./é{} 9"), min_size=1, max_size=80), unique=True, max_size=6))
def test_names_are_always_allowed_unique_and_lead_back(ids: list[str]) -> None:
    ids = list(dict.fromkeys(f"tool/{id_}" for id_ in ids))
    table = FunctionTable.of(make(id_) for id_ in ids)
    assert [api.id for api in table.apis.values()] == ids
    assert all(NAME.fullmatch(function.name) for function in table.functions)


def test_the_nearest_names_come_best_first_and_include_builtins() -> None:
    table = FunctionTable.of([make("holidays/list"), make("weather/now")], builtins=[FINISH])
    assert table.nearest("list_for_holiday")[0] == "list_for_holidays"
    assert table.nearest("finish") == ["Finish"]


def test_a_description_is_one_line_within_the_length_and_tells_what_comes_back() -> None:
    returns = {"properties": {"code": {}, "city": {}}}
    function = function_of(make("a/x", description="Finds\n  things. " * 200, returns=returns))
    assert function.description.startswith("Finds things. Finds things.")
    assert function.description.endswith("… Returns: code, city.")
    assert len(function.description) <= DESCRIPTION_LENGTH


def test_an_api_without_a_description_is_described_by_its_name() -> None:
    assert function_of(make("a/x", description=" \n")).description == "x"


def test_response_keys_follow_references_once() -> None:
    node = {"properties": {"value": {}, "next": {"$ref": "#/$defs/node"}}}
    assert response_keys({"$ref": "#/$defs/node", "$defs": {"node": node}}) == ["value", "next"]
    assert response_keys({"anyOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}) == ["a", "b"]
    assert response_keys(None) == []


@pytest.mark.parametrize("length", [5, 9, 12, 60])
def test_a_shortened_text_fits(length: int) -> None:
    assert len(shorten("some words that run on", length)) <= length


def test_a_plain_name_has_only_allowed_characters() -> None:
    assert plain_name("pets/{id}.json") == "id_json_for_pets"
