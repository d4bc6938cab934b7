import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import openai_server
import pytest
from openai_server import OpenAIServer

from apis.schema import Function
from toolsearch.errors import BadReply, ContextOverflow, ModelError, ModelRefused, ModelUnreachable
from toolsearch.llm.base import Reply, Request, Settings
from toolsearch.llm.openai import PUBLIC, OpenAI
from toolsearch.messages import Tried, User

KEY = "sk-very-secret-0123456789"
LOOK = Function(name="look", description="Looks.", parameters={"type": "object", "properties": {}})
ASK = Request((User(content="Where?"),), (LOOK,), Settings(temperature=0.5, max_tokens=64, seed=7))
SOON = {"retry-after-ms": "1"}


@pytest.fixture
async def model(server: OpenAIServer) -> AsyncIterator[OpenAI]:
    async with aclosing(OpenAI("tiny", server=server.url, key=KEY, max_retries=2)) as opened:
        yield opened


async def test_a_turn_goes_there_and_back(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"content": "I look.", "calls": [{"name": "look"}, {"name": "look", "arguments": {"at": 1}}]}]
    reply = await model.complete(ASK)
    assert reply.message.content == "I look."
    assert [call.arguments for call in reply.message.calls] == [{}, {"at": 1}]
    assert reply.finish == "calls"
    assert (reply.usage.model_calls, reply.usage.completion_tokens) == (1, 7)
    assert reply.usage.prompt_tokens > reply.usage.cached_tokens > 0


async def test_the_request_holds_model_settings_tools_and_key(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"content": "x"}]
    await model.complete(ASK)
    (received,) = server.received
    assert received.path == "/v1/chat/completions"
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.body["tools"][0]["function"]["name"] == "look"
    settings = {name: value for name, value in received.body.items() if name not in ("tools", "messages")}
    assert settings == {"model": "tiny", "temperature": 0.5, "max_tokens": 64, "seed": 7, "tool_choice": "auto"}


async def test_a_diversity_message_goes_out_as_its_text_alone(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"content": "x"}]
    await model.complete(Request((User(content="Not that again.", tried=(Tried(calls=()),)),)))
    assert server.received[0].body["messages"] == [{"role": "user", "content": "Not that again."}]


async def test_fields_nobody_knows_are_passed_over(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"content": "x", "choice": {"odd": 1}, "answer": {"kv_transfer_params": {}, "object": "new"}}]
    assert (await model.complete(ASK)).message.content == "x"


async def test_a_truncated_call_is_kept_as_malformed(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"calls": [{"name": "look", "malformed": '{"at": "Os'}], "choice": {"finish_reason": "length"}}]
    reply = await model.complete(ASK)
    assert reply.message.calls[0].malformed == '{"at": "Os'
    assert reply.finish == "length"


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 429, "headers": {"Retry-After": "0.01"}, "body": {"error": {"message": "slow down"}}},
        {"status": 500, "headers": SOON, "body": "oops"},
        {"status": 503, "headers": SOON, "body": {"error": "loading model"}},
    ],
)
async def test_passing_trouble_is_waited_out(server: OpenAIServer, model: OpenAI, trouble: Any) -> None:
    server.lines = [trouble, trouble, {"content": "at last"}]
    reply = await model.complete(ASK)
    assert reply.message.content == "at last"
    assert reply.usage.model_calls == 1
    assert len(server.received) == 3


async def test_trouble_that_stays_is_tried_as_often_as_told_and_no_more(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"status": 500, "headers": SOON, "body": {"error": {"message": "out of memory"}}, "repeat": True}]
    with pytest.raises(
        ModelUnreachable, match=rf"model 'tiny': {server.url} keeps failing \(HTTP 500\): out of memory"
    ):
        await model.complete(ASK)
    assert len(server.received) == 3


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (401, {"error": {"message": f"Incorrect API key: {KEY}"}}, ModelRefused, r"API key: \*+: set OPENAI_API_KEY"),
        (403, {"detail": "no"}, ModelRefused, r"HTTP 403\): no: set OPENAI_API_KEY"),
        (404, {"error": {"message": "no model `tiny`"}}, ModelRefused, "no model `tiny`: check the model's name"),
        (404, "<html>Not Found</html>", ModelRefused, "ends in /v1"),
        (400, {"error": {"message": "tools are not supported"}}, ModelRefused, "tools are not supported: check that"),
        (400, {"object": "error", "message": "bad\n template"}, ModelRefused, "bad template"),
        (422, [], ModelRefused, "no reason given"),
        (429, {"error": {"message": "busy"}}, ModelUnreachable, "stays busy .*: busy: lower --concurrency"),
        (429, {"error": {"message": "pay", "code": "insufficient_quota"}}, ModelRefused, "nothing left to spend"),
        (502, "<html>", ModelUnreachable, "keeps failing"),
        (400, {"error": {"message": "maximum context length is 4096 tokens."}}, ContextOverflow, "too long: max"),
        (400, {"error": {"message": "no", "code": "context_length_exceeded"}}, ContextOverflow, "too long: no"),
        (400, {"error": {"message": "request exceeds the available context size"}}, ContextOverflow, "context size"),
    ],
)  # fmt: skip
async def test_a_refusal_is_one_line_with_server_reason_and_mend(
    server: OpenAIServer, status: int, body: Any, kind: type[ModelError], said: str
) -> None:
    server.lines = [{"status": status, "body": body, "headers": SOON}]
    async with aclosing(OpenAI("tiny", server=server.url, key=KEY, max_retries=0)) as model:
        with pytest.raises(kind, match=said) as raised:
            await model.complete(ASK)
    assert type(raised.value) is kind
    assert server.url in str(raised.value)
    assert "\n" not in str(raised.value)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"status": 200, "body": "<html>"}, "no JSON"),
        ({"status": 200, "body": {"choices": []}}, "without a message"),
        ({"status": 200, "body": {"error": {"message": f"no, {KEY}"}}}, "with an error: no"),
        ({"status": 204, "body": ""}, "no JSON"),
    ],
)
async def test_what_is_no_completion_is_a_bad_reply(server: OpenAIServer, model: OpenAI, line: Any, said: str) -> None:
    server.lines = [line]
    with pytest.raises(BadReply, match=f"{server.url} answered.*{said}") as raised:
        await model.complete(ASK)
    assert KEY not in str(raised.value)


async def test_a_server_that_hangs_up_in_the_middle_is_asked_again(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"hang_up": True}, {"content": "whole"}]
    assert (await model.complete(ASK)).message.content == "whole"


async def test_a_server_that_always_hangs_up_is_unreachable(server: OpenAIServer) -> None:
    server.lines = [{"hang_up": True, "repeat": True}]
    async with aclosing(OpenAI("tiny", server=server.url, max_retries=0)) as model:
        with pytest.raises(ModelUnreachable, match=r"cannot be reached .*is it running there"):
            await model.complete(ASK)


async def test_a_silent_server_is_given_up_in_time(server: OpenAIServer) -> None:
    server.lines = [{"silent": True}]
    async with aclosing(OpenAI("tiny", server=server.url, timeout=0.05, max_retries=0)) as model:
        with pytest.raises(ModelUnreachable, match="no answer in time"):
            await model.complete(ASK)


async def test_a_port_where_nobody_listens_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with aclosing(OpenAI("tiny", server=f"http://127.0.0.1:{port}/v1", max_retries=0)) as model:
        with pytest.raises(ModelUnreachable, match=f"http://127.0.0.1:{port}/v1 cannot be reached"):
            await model.complete(ASK)


async def test_many_conversations_at_once_each_get_their_own_answers(server: OpenAIServer, model: OpenAI) -> None:
    server.lines = [{"when": f"<{number}>", "content": f"answer {number}"} for number in range(20)]
    asked = [Request((User(content=f"<{number}>"),)) for number in range(20)]
    replies: list[Reply] = await asyncio.gather(*map(model.complete, asked))
    assert [reply.message.content for reply in replies] == [f"answer {number}" for number in range(20)]


async def test_closing_twice_is_fine(model: OpenAI) -> None:
    await model.aclose()
    await model.aclose()


def test_the_name_is_the_spec_without_credentials() -> None:
    assert OpenAI("gpt-5", key=KEY).name == "openai:gpt-5"
    assert OpenAI("tiny", server="http://me:pw@127.0.0.1:1/v1/").name == "openai:tiny@http://127.0.0.1:1/v1"


async def test_the_public_server_gets_the_new_name_of_the_length_limit(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.lines = [{"content": "x"}]
    monkeypatch.setattr("toolsearch.llm.openai.PUBLIC", server.url)
    async with aclosing(OpenAI("gpt-5", server=server.url, key=KEY)) as model:
        await model.complete(ASK)
    assert server.received[0].body["max_completion_tokens"] == 64
    assert "max_tokens" not in server.received[0].body


def test_the_public_server_is_openais() -> None:
    assert PUBLIC == "https://api.openai.com/v1"


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., list[str]]:
    def build(*lines: dict[str, Any]) -> list[str]:
        script = tmp_path / "replies.jsonl"
        script.write_text("\n".join(map(json.dumps, lines)), "utf-8")
        return [sys.executable, str(openai_server.__file__), "--port", "0", "--script", str(script)]

    return build


async def test_the_scripted_server_runs_as_a_command(command: Callable[..., list[str]]) -> None:
    process = await asyncio.create_subprocess_exec(*command({"content": "x"}), stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().split()[1]
        async with aclosing(OpenAI("tiny", server=url)) as model:
            assert (await model.complete(ASK)).message.content == "x"
            with pytest.raises(ModelRefused, match="nothing more to say to 'Where"):
                await model.complete(ASK)
    finally:
        process.terminate()
        await process.wait()
