import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apis.executors.base import hash_only
from apis.executors.responses import Recorded, ResponseStore, key_of
from apis.executors.simulated import Simulated, prompt_of, read
from apis.model import Api, Observation, Status, ToolCall

CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "people": {"$ref": "#/$defs/Count"}},
    "required": ["city", "people"],
    "$defs": {"Count": {"type": "integer", "minimum": 0}},
}
GOOD = '{"http_status": 200, "body": {"city": "Graz", "people": 302749}}'


class Model:
    """Says what it is told to, in order, and remembers what it was asked."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []

    async def complete(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.replies.pop(0)


@pytest.fixture
def city(api: Callable[..., Api]) -> Api:
    told = {"returns": CITY, "description": "Look up how many people live in a city."}
    return api(path="/city").model_copy(update=told)


@pytest.fixture
def call() -> ToolCall:
    return ToolCall(id="c7", name="api", arguments={"name": "Graz"})


async def simulate(model: Model, api: Api, call: ToolCall, **options: Any) -> Observation:
    async with Simulated(model.complete, **options) as executor:
        return await executor.execute(api, call)


async def test_a_response_that_fits_is_an_observation_marked_as_simulated(city: Api, call: ToolCall) -> None:
    kept: list[bytes] = []

    def keep(body: bytes) -> str:
        kept.append(body)
        return hash_only(body)

    ticks = iter((1.0, 3.5))
    model = Model(GOOD)
    seen = await simulate(model, city, call, keep=keep, clock=lambda: next(ticks))
    assert kept == [b'{"city":"Graz","people":302749}']
    assert seen == Observation(
        call_id="c7",
        status=Status.OK,
        content='{"city":"Graz","people":302749}',
        whole=hash_only(kept[0]),
        seconds=2.5,
        source="simulated",
    )
    for told in ("Look up how many people live", "GET /city", '"people"', '{"name":"Graz"}'):
        assert told in model.asked[0]


async def test_one_that_does_not_fit_is_asked_again_with_its_problems_named(city: Api, call: ToolCall) -> None:
    model = Model('{"http_status": 200, "body": {"city": "Graz", "people": -1}}', GOOD)
    seen = await simulate(model, city, call)
    assert (seen.status, len(model.asked)) == (Status.OK, 2)
    assert model.asked[1].startswith(model.asked[0])
    assert "`body.people` must be at least 0" in model.asked[1].removeprefix(model.asked[0])


async def test_one_that_never_fits_is_unexpected_content_that_says_why(city: Api, call: ToolCall) -> None:
    model = Model("I cannot.", '{"http_status": 200, "body": {"city": "Graz"}}', GOOD)
    seen = await simulate(model, city, call)
    assert (seen.status, seen.source, seen.whole) == (Status.UNEXPECTED_CONTENT, "simulated", None)
    assert "missing required `body.people`" in json.loads(seen.content)["message"]
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ("no", "it is no JSON object"),
        ("[1, 2]", "it is no JSON object"),
        ('{"http_status": 200, "body": ', "it is no JSON object"),
        ('{"a":' * 100_000 + "}", "it is no JSON object"),
        ('{"http_status": 200}', "`body`"),
        ('{"body": {}}', "`http_status`"),
        ('{"http_status": 700, "body": {}}', "`http_status`"),
        ('{"http_status": 200, "body": []}', "`body` must be object"),
    ],
)
def test_what_is_wrong_with_a_reply_is_said(city: Api, reply: str, problem: str) -> None:
    found = read(reply, city)
    assert isinstance(found, list)
    assert problem in found[0]


def test_a_reply_may_stand_in_a_fence_or_among_words(city: Api) -> None:
    assert read(f"Here it is:\n```json\n{GOOD}\n```\nDone.", city) == read(GOOD, city)


async def test_a_response_of_failure_has_the_status_of_one_and_no_schema(city: Api, call: ToolCall) -> None:
    seen = await simulate(Model('{"http_status": 404, "body": {"detail": "no such city"}}'), city, call)
    assert seen.status is Status.NOT_FOUND
    assert json.loads(seen.content) == {
        "error": "not_found",
        "http_status": 404,
        "response": {"detail": "no such city"},
    }


async def test_without_a_schema_any_json_fits_and_a_long_one_is_shortened(
    api: Callable[..., Api], call: ToolCall
) -> None:
    text = await simulate(Model('{"http_status": 200, "body": "plain \\ud800 words"}'), api(), call)
    assert (text.status, text.content) == (Status.OK, "plain \ufffd words")
    long = await simulate(
        Model(json.dumps({"http_status": 200, "body": list(range(9000))})), api(), call, observation_limit=200
    )
    assert len(long.content) <= 200
    assert long.cut == ("",)
    assert json.loads(long.content)[-1].endswith("more of 9000")


async def test_what_is_recorded_is_answered_as_recorded_and_shown_as_an_example_for_the_rest(
    city: Api, call: ToolCall, tmp_path: Path
) -> None:
    body = b'{"city": "Linz", "people": 213557}'
    linz = call.model_copy(update={"arguments": {"name": "Linz"}})
    real = Observation(call_id="x", status=Status.OK, content=body.decode(), whole=hash_only(body), seconds=0.2)
    store = ResponseStore.open(tmp_path / "answers")
    async with store:
        recorded = Recorded(api=city.id, arguments=linz.arguments, observation=real)
        await store.add(city, key_of(city, linz.arguments), recorded, {hash_only(body): body})
    model = Model(GOOD)
    known = await simulate(model, city, linz, store=store)
    assert (known.source, known.content, model.asked) == ("recorded", body.decode(), [])
    other = await simulate(model, city, call, store=store)
    assert other.source == "simulated"
    assert '{"name":"Linz"} gave body {"city": "Linz", "people": 213557}' in model.asked[0]


async def test_what_the_model_raises_goes_through(city: Api, call: ToolCall) -> None:
    class Unreachable(Exception):
        pass

    async def complete(prompt: str) -> str:
        raise Unreachable

    async with Simulated(complete) as executor:
        with pytest.raises(Unreachable):
            await executor.execute(city, call)


def test_a_prompt_is_bounded_and_braces_in_it_are_text(city: Api, call: ToolCall) -> None:
    wide = {"properties": {f"{{field}}{n}": {"type": "string", "description": "x" * 100} for n in range(5000)}}
    vast = city.model_copy(update={"parameters": wide, "returns": wide, "description": "{braces} " * 10_000})
    prompt = prompt_of(vast, call, [])
    assert len(prompt) < 25_000
    assert "{braces} {braces}" in prompt
