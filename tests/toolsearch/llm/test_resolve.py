import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest
from openai_server import OpenAIServer

from apis.errors import ConfigError
from apis.limits import Limits
from apis.schema import Function
from toolsearch.errors import RecordError
from toolsearch.llm.base import Request
from toolsearch.llm.resolve import Serving, Spec, has_price, open_model
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
        ("openai:tiny@http://127.0.0.1:1/v1#qwen", "no form of calls is called 'qwen': use react, toolllama, hermes"),
        ("cached:", "unknown model"),
        ("cached:gpt-5", "unknown model"),
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


@dataclass
class Counting:
    """A limiter that lets everything through and counts."""

    entered: int = 0
    left: int = 0

    async def enter(self, size: int = 0) -> None:
        self.entered += 1

    async def leave(self, used: int = 0) -> None:
        self.left += 1


async def test_every_request_of_all_models_that_share_a_limiter_goes_through_it(server: OpenAIServer) -> None:
    server.lines = [{"content": "x", "repeat": True}]
    limiter, spec = Counting(), f"openai:tiny@{server.url}"
    models = [open_model(spec, limiter=limiter, environment={}), open_model(spec, limiter=limiter, environment={})]
    await asyncio.gather(*(model.complete(ASK) for model in models for _ in range(3)))
    assert (limiter.entered, limiter.left) == (6, 6)
    for model in models:
        await model.aclose()


async def test_limits_let_all_requests_through_in_the_end(server: OpenAIServer) -> None:
    server.lines = [{"content": "x", "repeat": True}]
    serving = Serving(Limits(at_once=2, requests=10_000, tokens=10**6))
    async with aclosing(open_model(f"openai:tiny@{server.url}", serving=serving, environment={})) as model:
        assert len(await asyncio.gather(*(model.complete(ASK) for _ in range(6)))) == 6


async def test_a_form_behind_the_name_reads_calls_out_of_text(server: OpenAIServer) -> None:
    server.lines = [{"content": 'Thought: Hm.\nAction: look\nAction Input: {"at": 1}'}]
    look = Function(name="look", description="Looks.", parameters={"type": "object", "properties": {}})
    async with aclosing(open_model(f"openai:tiny@{server.url}#react", environment={})) as model:
        reply = await model.complete(Request(ASK.messages, (look,)))
    assert model.name == f"openai:tiny@{server.url}#react"
    assert reply.message.calls[0].arguments == {"at": 1}
    assert "tools" not in server.received[0].body
    assert server.received[0].body["stop"] == ["\nObservation:"]


async def test_cached_before_a_spec_asks_once_and_has_the_name_of_the_model(
    server: OpenAIServer, tmp_path: Path
) -> None:
    server.lines = [{"content": "x"}]
    spec = f"openai:tiny@{server.url}"
    for _ in range(2):
        async with aclosing(open_model(f"cached@{tmp_path / 'kept'}:{spec}", environment={})) as model:
            assert (await model.complete(ASK)).message.content == "x"
            assert model.name == spec
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("text", "kind", "rest", "form", "cache"),
    [
        ("openai:a/b@http://h:1/v1#hermes", "openai", "a/b@http://h:1/v1", "hermes", None),
        ("local:/m/x#react", "local", "/m/x", "react", None),
        ("script:a#b.jsonl", "script", "a#b.jsonl", None, None),
        ("cached:openai:gpt-5", "openai", "gpt-5", None, "model-cache"),
        ("cached@a/b:local:x", "local", "x", None, "a/b"),
        ("heuristic", "heuristic", "", None, None),
    ],
)
def test_a_spec_is_taken_apart(text: str, kind: str, rest: str, form: str | None, cache: str | None) -> None:
    spec = Spec.parse(text)
    assert (spec.kind, spec.rest, spec.form, str(spec.cache) if spec.cache else None) == (kind, rest, form, cache)


def test_prices_are_known_for_openais_models_at_openais_server_and_for_those_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "prices.json"
    table.write_text('{"tiny": {"input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}')
    mine = "openai:tiny@http://127.0.0.1:1/v1"
    assert has_price("openai:gpt-5-mini", Serving(), environment={})
    assert not has_price(mine, Serving(), environment={})
    assert not has_price("openai:gpt-5-mini@http://127.0.0.1:1/v1", Serving(), environment={})
    assert has_price(mine, Serving(prices=table), environment={})
    assert has_price("heuristic", Serving(), environment={})


async def test_what_a_reply_cost_stands_in_its_usage(server: OpenAIServer, tmp_path: Path) -> None:
    table = tmp_path / "prices.json"
    table.write_text('{"tiny": {"input_cost_per_token": 0.5, "output_cost_per_token": 2}}')
    usage = {"prompt_tokens": 10, "completion_tokens": 3}
    server.lines = [{"content": "x", "answer": {"usage": usage}}]
    spec = f"openai:tiny@{server.url}"
    async with aclosing(open_model(spec, serving=Serving(prices=table), environment={})) as model:
        assert (await model.complete(ASK)).usage.cost == 11
