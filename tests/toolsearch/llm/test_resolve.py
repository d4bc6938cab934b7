import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest
from openai_server import OpenAIServer

from apis.errors import ConfigError
from toolsearch.errors import RecordError
from toolsearch.llm.base import Request
from toolsearch.llm.limited import Limited
from toolsearch.llm.resolve import open_model
from toolsearch.messages import User

ASK = Request((User(content="Where?"),))


def test_the_heuristic_model_needs_nothing() -> None:
    assert open_model("heuristic").name == "heuristic"


async def test_a_script_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"content": "x"}')
    assert (await open_model(f"script:{tmp_path / 'r.jsonl'}").complete(ASK)).message.content == "x"
    with pytest.raises(RecordError, match="none"):
        open_model("script:none")


async def test_a_server_of_ones_own_needs_no_key(server: OpenAIServer) -> None:
    server.lines = [{"content": "x"}]
    async with aclosing(open_model(f"openai:org/tiny@main@{server.url}", environment={})) as model:
        assert (await model.complete(ASK)).message.content == "x"
    assert model.name == f"openai:org/tiny@main@{server.url}"
    assert server.received[0].body["model"] == "org/tiny@main"


async def test_server_and_key_come_from_the_environment(server: OpenAIServer) -> None:
    server.lines = [{"content": "x"}]
    environment = {"OPENAI_API_KEY": " sk-1\n", "OPENAI_BASE_URL": server.url}
    async with aclosing(open_model("openai:tiny", environment=environment)) as model:
        await model.complete(ASK)
    assert server.received[0].headers["authorization"] == "Bearer sk-1"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("openai:gpt-5", "needs a key: set OPENAI_API_KEY, or name a server of your own: openai:gpt-5@http"),
        ("openai:", "unknown model 'openai:': did you mean 'openai:NAME'"),
        ("openai", "known are heuristic, openai:NAME"),
        ("heuristics", "did you mean 'heuristic'"),
        ("heuristic:x", "unknown model"),
        ("gpt-5", "unknown model 'gpt-5': known are"),
        ("script:", "unknown model"),
        ("openai:tiny@http://", "is not openai:NAME"),
        ("openai:tiny@http://127.0.0.1:port/v1", "is not openai:NAME"),
        ("openai:tiny@http://[::1/v1", "is not openai:NAME"),
        ("local:/models/tiny", "not there yet: serve it"),
        ("", "unknown model ''"),
    ],
)
def test_a_wrong_name_is_one_line_with_the_mend(spec: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as raised:
        open_model(spec, environment={})
    assert "\n" not in str(raised.value)


def test_a_key_that_cannot_be_one_is_refused_without_being_shown() -> None:
    with pytest.raises(ConfigError, match="OPENAI_API_KEY") as raised:
        open_model("openai:gpt-5", environment={"OPENAI_API_KEY": "schlüssel"})
    assert "schlüssel" not in str(raised.value)


async def test_a_bound_holds_for_all_requests(server: OpenAIServer) -> None:
    server.lines = [{"content": "x", "repeat": True}]
    async with aclosing(open_model(f"openai:tiny@{server.url}", at_once=2, environment={})) as model:
        assert isinstance(model, Limited)
        replies = await asyncio.gather(*(model.complete(ASK) for _ in range(6)))
    assert len(replies) == 6
