import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.model import Status, ToolCall
from apis.schema import Function
from toolsearch.llm.base import Request, Settings
from toolsearch.llm.forms.base import Form, Turn, Written
from toolsearch.llm.texted import FORMS, heard, plain
from toolsearch.llm.wire import body_of
from toolsearch.messages import Assistant, System, ToolReply, User

LOOK = Function(name="look", description="Looks {there}.", parameters={"type": "object", "properties": {}})
CALL = ToolCall(id="c1", name="look", arguments={"at": "Ås", "n": 1})
SEEN = ToolReply(call_id="c1", name="look", content='{"ok": true}', status=Status.OK)
PATH = Request(
    (System(content="Work."), User(content="Where?"), Assistant(content="I look.", calls=(CALL,)), SEEN),
    (LOOK,),
    Settings(tool_choice="required"),
)

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


@each_form
def test_what_a_form_writes_it_reads_back(form: Form) -> None:
    turn = form.read(form.write(Assistant(content="I look.", calls=(CALL,))))
    assert turn.thought == "I look."
    assert [(call.name, json.loads(call.arguments)) for call in turn.calls] == [("look", CALL.arguments)]


@each_form
def test_a_text_without_a_call_is_a_thought(form: Form) -> None:
    assert form.read(" It is in Norway. ") == Turn("It is in Norway.")
    assert form.read(form.write(Assistant(content="Hm."))).calls == ()


@each_form
@settings(deadline=None, max_examples=60)
@given(st.text(alphabet='Action:Iput <>/tol_caf=n{}"|\n', max_size=80))
def test_any_text_is_read(form: Form, text: str) -> None:
    assert heard(Assistant(content=text), PATH, form).model_dump_json()


@each_form
def test_functions_are_told_and_neither_functions_nor_calls_are_sent(form: Form) -> None:
    told = plain(PATH, form)
    body = body_of(told)
    assert "tools" not in body
    assert all("tool_calls" not in message for message in body["messages"])
    assert told.messages[0].content.startswith("Work.\n\n")
    assert "Looks {there}." in told.messages[0].content
    assert '{"ok": true}' in told.messages[-1].content


@each_form
def test_without_a_system_message_the_functions_make_one(form: Form) -> None:
    messages = plain(Request((User(content="Where?"),), (LOOK,)), form).messages
    assert [message.role for message in messages] == ["system", "user"]


def test_user_messages_that_follow_each_other_become_one() -> None:
    request = Request((*PATH.messages, User(content="Go on.")), (LOOK,))
    roles = [message.role for message in plain(request, FORMS["react"]).messages]
    assert roles == ["system", "user", "assistant", "user"]


def test_results_have_the_role_that_each_model_was_trained_on() -> None:
    last = {name: body_of(plain(PATH, form))["messages"][-1] for name, form in FORMS.items()}
    assert last["react"] == {"role": "user", "content": 'Observation: {"ok": true}'}
    assert last["toolllama"] == {"role": "function", "name": "look", "content": '{"ok": true}'}
    assert last["hermes"]["role"] == "user"
    assert last["llama3"] == {"role": "tool", "tool_call_id": "c1", "content": '{"ok": true}'}


ACTION = 'Thought: Hm.\nAction: look\nAction Input: {"at": 1}'


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        (ACTION, (("look", '{"at": 1}'),)),
        (ACTION + "\nObservation: made up\nThought: so\nAction: fly\nAction Input: {}", (("look", '{"at": 1}'),)),
        (ACTION + "\nEnd Action", (("look", '{"at": 1}'),)),
        ('Action: look\nAction Input: {\n  "at": 1\n}', (("look", '{\n  "at": 1\n}'),)),
        ("Action: look", (("look", "(no Action Input)"),)),
        ("Action: look\nI wonder.", (("look", "(no Action Input)"),)),
        ("The Action: look is near", ()),
        ("Final Answer: Oslo", ()),
    ],
)
def test_react_reads_the_first_action_and_nothing_made_up_after_it(
    text: str, calls: tuple[tuple[str, str], ...]
) -> None:
    for name in ("react", "toolllama"):
        assert FORMS[name].read(text).calls == tuple(Written(*call) for call in calls)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('<tool_call>\n{"name": "look", "arguments": {"at": 1}}\n</tool_call>', [("look", '{"at": 1}')]),
        ('<tool_call>{"name": "look", "arguments": "{\\"at\\": 1}"}</tool_call>', [("look", '{"at": 1}')]),
        ('So.<tool_call>{"name": "look"}</tool_call><tool_call>{"name": "fly"}', [("look", "{}"), ("fly", "{}")]),
        ('<tool_call>{"name": "look", "arguments": {"at": "Os', [("look", '{"name": "look", "arguments": {"at": "Os')]),
        ("<tool_call></tool_call>", [("", "(nothing)")]),
        ('{"name": "look", "arguments": {}}', []),
    ],
)
def test_hermes_reads_every_tag(text: str, calls: list[tuple[str, str]]) -> None:
    assert FORMS["hermes"].read(text).calls == tuple(Written(*call) for call in calls)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('<function=look>{"at": 1}</function>', [("look", '{"at": 1}')]),
        ('Hm. <function=look>{"at": 1}</function><function=fly>{}<|eom_id|>', [("look", '{"at": 1}'), ("fly", "{}")]),
        ('<|python_tag|>{"name": "look", "parameters": {"at": 1}}<|eom_id|>', [("look", '{"at": 1}')]),
        ('{"name": "a", "parameters": {}}; {"name": "b", "parameters": {}}', [("a", "{}"), ("b", "{}")]),
        ('{"name": "Oslo", "country": "Norway"}', []),
        ('I say {"name": "a", "parameters": {}}', []),
        ("[1, 2]", []),
    ],
)
def test_llama_reads_tags_and_json_from_end_to_end(text: str, calls: list[tuple[str, str]]) -> None:
    assert FORMS["llama3"].read(text).calls == tuple(Written(*call) for call in calls)


def test_arguments_that_cannot_be_read_stay_as_text_and_ids_are_new() -> None:
    said = Assistant(content='<tool_call>{"name": "look", "arguments": {"at": "Os')
    again = Request((*PATH.messages, Assistant(calls=(CALL.model_copy(update={"id": "call_1"}),))), (LOOK,))
    (call,) = heard(said, again, FORMS["hermes"]).calls
    assert call.malformed is not None
    assert call.id not in {"c1", "call_1"}


def test_what_was_thought_in_tags_is_kept_apart() -> None:
    said = heard(Assistant(content=f"<think>Oslo?</think>\n{ACTION}"), PATH, FORMS["react"])
    assert (said.reasoning, said.content, said.calls[0].arguments) == ("Oslo?", "Hm.", {"at": 1})
