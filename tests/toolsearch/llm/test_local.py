import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import tiny_qwen

pytestmark = pytest.mark.heavy
pytest.importorskip("torch")
pytest.importorskip("transformers")

from apis.errors import ConfigError  # noqa: E402
from apis.model import Status, ToolCall  # noqa: E402
from apis.schema import Function  # noqa: E402
from toolsearch.errors import ContextOverflow, ModelRefused  # noqa: E402
from toolsearch.llm.base import LLM, Request, Settings  # noqa: E402
from toolsearch.llm.local import Local, form_of  # noqa: E402
from toolsearch.llm.resolve import open_model  # noqa: E402
from toolsearch.messages import Assistant, System, ToolReply, User  # noqa: E402

LOOK = Function(name="look", description="Looks.", parameters={"type": "object", "properties": {}})
CALL = ToolCall(id="c1", name="look", arguments={"at": "Oslo"})


def ask(text: str, **settings: object) -> Request:
    return Request((User(content=text),), settings=Settings(max_tokens=12, **settings))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_qwen.save(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
async def model(folder: Path) -> AsyncIterator[Local]:
    async with aclosing(Local.load(folder, batch=4)) as opened:
        yield opened


async def test_a_model_just_saved_answers_and_counts_its_tokens(model: Local) -> None:
    reply = await model.complete(ask("Where?"))
    assert reply.usage.model_calls == 1
    assert reply.usage.prompt_tokens > 10
    assert 1 <= reply.usage.completion_tokens <= 12
    assert reply.finish in ("stop", "length")


async def test_a_reply_depends_on_the_request_and_not_on_its_batch(model: Local) -> None:
    requests = [ask("Where? " * n, temperature=t, seed=n) for n in range(1, 6) for t in (None, 1.5)]
    alone = [await model.complete(request) for request in requests]
    together = await asyncio.gather(*map(model.complete, requests))
    assert [reply.message for reply in together] == [reply.message for reply in alone]
    assert [reply.usage for reply in together] == [reply.usage for reply in alone]


async def test_a_temperature_samples_by_the_seed(model: Local) -> None:
    texts = [(await model.complete(ask("Where?", temperature=2.0, seed=seed))).message.content for seed in (1, 2, 1)]
    assert texts[0] == texts[2] != texts[1]


async def test_a_conversation_with_functions_and_results_goes_through_the_template(model: Local) -> None:
    path = (
        System(content="Work."),
        User(content="Where?"),
        Assistant(content="I look.", calls=(CALL,)),
        ToolReply(call_id="c1", name="look", content="In Norway.", status=Status.OK),
    )
    reply = await model.complete(Request(path, (LOOK,), Settings(max_tokens=8)))
    plain = await model.complete(Request(path, (), Settings(max_tokens=8)))
    assert reply.usage.prompt_tokens > plain.usage.prompt_tokens + 50


async def test_a_conversation_that_leaves_no_room_is_an_overflow(tmp_path: Path) -> None:
    async with aclosing(Local.load(tiny_qwen.save(tmp_path / "m", positions=64))) as small:
        with pytest.raises(ContextOverflow, match=r"too long: 2.. tokens"):
            await small.complete(ask("x" * 200))
        reply = await small.complete(ask("x" * 20))
        assert reply.usage.prompt_tokens + reply.usage.completion_tokens <= 64


async def test_a_template_without_functions_asks_for_a_form_and_works_with_one(tmp_path: Path) -> None:
    bare = "{% for message in messages %}{{ message.content }}{% endfor %}"
    spec = f"local:{tiny_qwen.save(tmp_path / 'm', template=bare)}"
    request = Request((User(content="Where?"),), (LOOK,), Settings(max_tokens=8))
    model: LLM
    async with aclosing(open_model(spec)) as model:
        with pytest.raises(ModelRefused, match=r"knows no functions: name a form, local:.*#react"):
            await model.complete(request)
    async with aclosing(open_model(f"{spec}#react")) as model:
        assert (await model.complete(request)).usage.prompt_tokens > 100
        assert model.name == f"{spec}#react"


async def test_one_that_is_given_up_costs_the_others_nothing(model: Local) -> None:
    tasks = [asyncio.create_task(model.complete(ask("Where?", seed=n))) for n in range(6)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[5].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(each, asyncio.CancelledError) for each in done] == [True, False, False, False, False, True]


@pytest.mark.parametrize(("make", "said"), [(False, "has no config.json"), (True, "cannot be loaded")])
def test_a_folder_that_holds_no_model_is_one_line(tmp_path: Path, make: bool, said: str) -> None:
    if make:
        (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match=said) as raised:
        open_model(f"local:{tmp_path}")
    assert "\n" not in str(raised.value)


def test_the_form_is_the_templates() -> None:
    assert form_of(tiny_qwen.TEMPLATE) == "hermes"
    assert form_of("{{ tools }} <|python_tag|>") == "llama3"
    assert form_of("{{ messages }}") is None
