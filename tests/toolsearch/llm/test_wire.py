import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.model import Status, ToolCall
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.errors import BadReply
from toolsearch.llm.base import Request, Settings
from toolsearch.llm.wire import body_of, reply_of
from toolsearch.messages import Assistant, System, ToolReply, Tried, User

LOOK = Function(name="look", description="Looks.", parameters={"type": "object", "properties": {}})
ASK = Request((User(content="Where?"),), (LOOK,))


def call(id_: str = "c1", **changes: Any) -> ToolCall:
    return ToolCall.model_validate({"id": id_, "name": "look", "arguments": {"at": "Ås"}} | changes)


def answer(message: Any, finish: str | None = "stop", **more: Any) -> str:
    return json.dumps({"choices": [{"message": message, "finish_reason": finish}]} | more)


def calls(*given: Any) -> str:
    return answer({"content": None, "tool_calls": list(given)}, "tool_calls")


def test_a_conversation_is_written_as_servers_read_it() -> None:
    tried = Tried(calls=(call("c0"),), outcome="gave up")
    request = Request(
        (
            System(content="Be brief."),
            User(content="Where?"),
            Assistant(content="", calls=(call(),), reasoning="hidden"),
            ToolReply(call_id="c1", name="look", content='{"error": "gone"}', status=Status.NOT_FOUND),
            Assistant(content="Gone."),
            User(content="Try something else.", tried=(tried,)),
        )
    )
    assert body_of(request) == {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Where?"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "Ås"}'}}
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": '{"error": "gone"}'},
            {"role": "assistant", "content": "Gone."},
            {"role": "user", "content": "Try something else."},
        ]
    }


def test_functions_become_tools_in_their_order_with_the_choice() -> None:
    finish = LOOK.model_copy(update={"name": "Finish"})
    body = body_of(Request((), (LOOK, finish), Settings(tool_choice="required")))
    assert [tool["function"]["name"] for tool in body["tools"]] == ["look", "Finish"]
    assert body["tools"][0] == {
        "type": "function",
        "function": {"name": "look", "description": "Looks.", "parameters": {"type": "object", "properties": {}}},
    }
    assert body["tool_choice"] == "required"


def test_settings_that_are_not_set_are_not_sent() -> None:
    assert set(body_of(Request(()))) == {"messages"}
    full = body_of(Request((), settings=Settings(temperature=0.0, max_tokens=9, seed=0)), length_key="limit")
    assert full == {"messages": [], "temperature": 0.0, "limit": 9, "seed": 0}


def test_names_and_arguments_that_servers_would_refuse_are_written_well_formed() -> None:
    odd = (call("c1", name="look up!" * 20), call("c2", name=""), call("c3", malformed="{", arguments={}))
    sent = body_of(Request((Assistant(calls=odd),)))["messages"][0]["tool_calls"]
    assert [each["function"]["name"] for each in sent] == [("look_up_" * 20)[:64], "unnamed", "look"]
    assert sent[2]["function"]["arguments"] == "{}"


def test_text_and_parallel_calls_are_read() -> None:
    first = {"id": "a", "function": {"name": "look", "arguments": '{"at": 1}'}}
    second = {"id": "b", "function": {"name": "look", "arguments": ""}}
    reply = reply_of(answer({"content": "I look.", "tool_calls": [first, second]}, "tool_calls"), ASK)
    assert reply.message.content == "I look."
    assert [(each.id, each.arguments) for each in reply.message.calls] == [("a", {"at": 1}), ("b", {})]
    assert reply.finish == "calls"


@pytest.mark.parametrize(
    ("given_", "finish"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "filtered"), ("odd", "unknown"), (None, "unknown")],
)
def test_the_reason_for_ending_is_read(given_: str | None, finish: str) -> None:
    assert reply_of(answer({"content": "x"}, given_), ASK).finish == finish


def test_a_reply_with_calls_ends_in_calls_even_where_the_server_says_stop() -> None:
    message = {"tool_calls": [{"id": "a", "function": {"name": "look", "arguments": "{}"}}]}
    assert reply_of(answer(message, "stop"), ASK).finish == "calls"
    assert reply_of(answer(message, "length"), ASK).finish == "length"


@pytest.mark.parametrize("key", ["reasoning_content", "reasoning"])
def test_reasoning_is_kept_apart(key: str) -> None:
    message = reply_of(answer({"content": "x", key: "because"}), ASK).message
    assert (message.content, message.reasoning) == ("x", "because")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": None}, ""),
        ({}, ""),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, {"type": "image"}]}, "ab"),
        ({"content": None, "refusal": "No."}, "No."),
        ({"content": 5}, ""),
    ],
)
def test_content_is_read_in_every_form_servers_give_it(message: dict[str, Any], text: str) -> None:
    assert reply_of(answer(message), ASK).message.content == text


@pytest.mark.parametrize("arguments", ['{"at": ', "[1]", '"text"', "5", "null", '{"at": NaN}', "at=Oslo", [1], 5])
def test_arguments_that_are_no_object_stay_as_text(arguments: Any) -> None:
    (read,) = reply_of(calls({"id": "a", "function": {"name": "look", "arguments": arguments}}), ASK).message.calls
    assert (read.arguments, read.malformed) == ({}, arguments if isinstance(arguments, str) else json.dumps(arguments))


@pytest.mark.parametrize("arguments", [{"at": 1}, '{"at": 1}', '  {"at": 1}\n'])
def test_arguments_are_read_as_text_or_object(arguments: Any) -> None:
    (read,) = reply_of(calls({"id": "a", "function": {"name": "look", "arguments": arguments}}), ASK).message.calls
    assert (read.arguments, read.malformed) == ({"at": 1}, None)


def test_arguments_that_can_be_meant_in_one_way_only_are_mended() -> None:
    for arguments in ('{"at": 1,}', '```json\n{"at": 1}\n```', "{'at': 1}", '{"at": 1}}'):
        (read,) = reply_of(calls({"id": "a", "function": {"name": "look", "arguments": arguments}}), ASK).message.calls
        assert (read.arguments, read.malformed) == ({"at": 1}, None)


def test_arguments_are_not_closed_where_the_reply_was_cut() -> None:
    one = {"id": "a", "function": {"name": "look", "arguments": '{"at": "x"'}}
    for finish, malformed in (("tool_calls", None), ("length", '{"at": "x"')):
        (read,) = reply_of(answer({"tool_calls": [one]}, finish), ASK).message.calls
        assert read.malformed == malformed


def test_thoughts_that_a_server_leaves_in_the_text_are_kept_apart() -> None:
    message = reply_of(answer({"content": "<think>\nOslo?\n</think>\n\nIn Norway."}), ASK).message
    assert (message.content, message.reasoning) == ("In Norway.", "Oslo?")


def test_missing_and_repeated_call_ids_are_made_unique_in_the_conversation() -> None:
    before = Request((User(content="Where?"), Assistant(calls=(call("call_0"), call("call_1")))))
    one = {"function": {"name": "look", "arguments": "{}"}}
    reply = reply_of(calls(one | {"id": "call_0"}, one, one | {"id": "x"}, one | {"id": "x"}), before)
    ids = [each.id for each in reply.message.calls]
    assert len({*ids, "call_0", "call_1"}) == 6
    assert ids[2] == "x"
    assert ids == [
        each.id
        for each in reply_of(
            calls(one | {"id": "call_0"}, one, one | {"id": "x"}, one | {"id": "x"}), before
        ).message.calls
    ]


def test_a_call_without_a_name_is_kept_for_the_model_to_hear_of() -> None:
    (read,) = reply_of(calls({"id": "a"}), ASK).message.calls
    assert (read.name, read.arguments) == ("", {})


def test_usage_is_read_with_what_was_cached() -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 64}}
    assert reply_of(answer({"content": "x"}, usage=usage), ASK).usage == Usage(
        model_calls=1, prompt_tokens=100, completion_tokens=7, cached_tokens=64
    )


@pytest.mark.parametrize("usage", [{"prompt_tokens": None}, {"prompt_tokens": "many", "prompt_tokens_details": None}])
def test_usage_that_makes_no_sense_counts_as_nothing(usage: Any) -> None:
    assert reply_of(answer({"content": "x"}, usage=usage), ASK).usage == Usage(model_calls=1)


def test_usage_that_is_missing_is_estimated() -> None:
    usage = reply_of(answer({"content": "word " * 100}, usage=None), ASK).usage
    assert 125 < usage.completion_tokens < 180
    assert usage.prompt_tokens > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "no JSON"),
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "without a message"),
        ("{}", "without a message"),
        ('{"choices": []}', "without a message"),
        ('{"choices": [{}]}', "without a message"),
        ('{"choices": {"0": 1}}', "without a message"),
        ('{"error": {"message": "no tools here"}}', "with an error: no tools here"),
        ('{"error": "no tools here"}', "with an error: no tools here"),
    ],
)
def test_an_answer_without_a_message_is_a_bad_reply(text: str, said: str) -> None:
    with pytest.raises(BadReply, match=said):
        reply_of(text, ASK)


def test_halves_of_characters_never_get_into_a_message() -> None:
    arguments = '{"at": "\\ud800x", "ok": "\\ud83d\\ude00"}'
    text = answer(
        {"content": "a\ud800b", "tool_calls": [{"id": "a", "function": {"name": "look", "arguments": arguments}}]}
    )
    message = reply_of(text, ASK).message
    assert message.content == "a?b"
    assert message.calls[0].arguments == {"at": "?x", "ok": "😀"}
    assert message.model_dump_json()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["choices", "message", "tool_calls", "function", "arguments", "id", "usage"]), inner
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(JSON)
def test_any_json_is_read_or_refused_as_a_bad_reply(value: Any) -> None:
    for text in (json.dumps(value), json.dumps({"choices": [{"message": value}]})):
        with suppress(BadReply):
            assert reply_of(text, ASK).message.model_dump_json()
