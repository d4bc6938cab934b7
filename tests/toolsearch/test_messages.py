import pytest
from pydantic import TypeAdapter, ValidationError

from apis.model import Observation, Status, ToolCall
from toolsearch.messages import Assistant, Message, System, ToolReply, Tried, User

ADAPTER: TypeAdapter[Message] = TypeAdapter(Message)
CALL = ToolCall(id="1", name="look", arguments={"at": "Oslo"})


@pytest.mark.parametrize(
    "message",
    [
        System(content="Be brief."),
        User(content="Where?"),
        User(
            content="Not that.",
            tried=(Tried(calls=(CALL,), observations=(Observation(call_id="1", status=Status.OK, content="{}"),)),),
        ),
        Assistant(content="I look.", calls=(CALL,), reasoning="hm"),
        ToolReply(call_id="1", name="look", content="{}", status=Status.TIMEOUT),
    ],
)
def test_every_message_comes_back_whole_from_its_json_by_its_role(message: Message) -> None:
    assert ADAPTER.validate_json(ADAPTER.dump_json(message)) == message


def test_a_message_of_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValidationError, match="role"):
        ADAPTER.validate_python({"role": "developer", "content": "x"})


def test_a_message_is_never_edited_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        User(content="a").content = "b"  # type: ignore[misc]  # the point of the test
