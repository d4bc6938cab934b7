import json
from pathlib import Path

import pytest

from apis.model import ToolCall
from toolsearch.budget import Usage
from toolsearch.errors import BadReply, ContextOverflow, ModelError, ModelRefused, ModelUnreachable, RecordError
from toolsearch.llm.base import Reply, Request
from toolsearch.llm.scripted import Line, Scripted
from toolsearch.messages import Assistant, System, User


def ask(text: str = "Where?") -> Request:
    return Request((System(content="Be brief."), User(content=text), User(content="Try again.")))


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


async def say(model: Scripted, text: str = "Where?") -> str:
    return (await model.complete(ask(text))).message.content


async def test_replies_come_in_order_and_what_was_asked_is_kept() -> None:
    model = Scripted.of([Assistant(content="a"), Reply(Assistant(content="b"), Usage(cost=1.0))])
    assert await model.complete(ask()) == Reply(Assistant(content="a"), Usage(model_calls=1), "stop")
    assert (await model.complete(ask())).usage.cost == 1.0
    assert model.asked == [ask(), ask()]


async def test_a_function_may_answer_from_the_request() -> None:
    model = Scripted(lambda request: Assistant(content=f"{len(request.messages)} messages"), name="counter")
    assert await say(model) == "3 messages"
    assert model.name == "counter"


async def test_an_error_in_the_script_is_raised() -> None:
    with pytest.raises(ModelUnreachable, match="down"):
        await Scripted.of([ModelUnreachable("down")]).complete(ask())


async def test_a_script_that_has_run_out_says_so_with_the_instruction() -> None:
    model = Scripted.of([Assistant(content="a")])
    await model.complete(ask())
    with pytest.raises(ModelError, match=r"script has nothing more to say to 'Where\?': add lines"):
        await model.complete(ask())


async def test_each_conversation_reads_the_script_from_the_start() -> None:
    model = Scripted.of([Assistant(content="a"), Assistant(content="b")])
    assert [await say(model, text) for text in ("One", "Two", "Two", "One")] == ["a", "a", "b", "b"]


async def test_a_line_is_kept_for_instructions_that_contain_its_text() -> None:
    model = Scripted.of([Line(when="Oslo", content="cold"), Line(content="mild"), Line(when="Rome", content="hot")])
    assert [await say(model, "In Oslo?"), await say(model, "In Oslo?")] == ["cold", "mild"]
    assert [await say(model, "In Rome?"), await say(model, "In Rome?")] == ["mild", "hot"]


async def test_a_repeated_line_is_never_used_up() -> None:
    model = Scripted.of([Line(content="first"), Line(content="on and on", repeat=True), Line(content="never")])
    assert [await say(model) for _ in range(4)] == ["first", *["on and on"] * 3]


async def test_a_file_holds_messages_calls_and_errors(tmp_path: Path) -> None:
    path = write(
        tmp_path / "replies.jsonl",
        {"content": "I look.", "calls": [{"name": "look", "arguments": {"at": 1}}, {"name": "go", "id": "x"}]},
        "",
        {"calls": [{"name": "look", "malformed": "{"}], "reasoning": "hm", "usage": {"prompt_tokens": 5}},
        {"error": "unreachable"},
        {"error": "refused", "content": "no such model"},
    )
    model = Scripted.read(path)
    assert model.name == f"script:{path}"
    first = await model.complete(ask())
    assert first.message.calls == (
        ToolCall(id="call_0_0", name="look", arguments={"at": 1}),
        ToolCall(id="x", name="go"),
    )
    assert first.finish == "calls"
    second = await model.complete(ask())
    assert (second.message.calls[0].malformed, second.message.reasoning, second.usage.prompt_tokens) == ("{", "hm", 5)
    with pytest.raises(ModelUnreachable, match="the script says unreachable"):
        await model.complete(ask())
    with pytest.raises(ModelRefused, match="no such model"):
        await model.complete(ask())


@pytest.mark.parametrize(("error", "kind"), [("overflow", ContextOverflow), ("bad_reply", BadReply)])
async def test_every_kind_of_failure_can_be_scripted(tmp_path: Path, error: str, kind: type[ModelError]) -> None:
    with pytest.raises(kind):
        await Scripted.read(write(tmp_path / "r.jsonl", {"error": error})).complete(ask())


@pytest.mark.parametrize("line", ["{", '{"contents": "x"}', '{"error": "odd"}', '{"calls": [{}]}', "[]"])
def test_a_line_that_makes_no_sense_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "r.jsonl", {"content": "fine"}, line)
    with pytest.raises(RecordError, match=r"r\.jsonl, line 2: "):
        Scripted.read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.jsonl"):
        Scripted.read(tmp_path / "none.jsonl")


async def test_closing_twice_is_fine() -> None:
    model = Scripted.of([])
    await model.aclose()
    await model.aclose()
