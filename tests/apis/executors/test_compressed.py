"""A wrapper that shortens what an executor brings."""

import json
from typing import Any, Self

from apis.executors.base import hash_only
from apis.executors.compressed import Compressed, Wholes
from apis.model import Api, Effect, FunctionBinding, Observation, Source, Status, ToolCall
from apis.plans.plan import Plan, Why
from apis.plans.table import untabled
from apis.tokens import count_tokens

API = Api(
    id="t/a",
    tool="t",
    category="c",
    name="a",
    description="d",
    parameters={"type": "object"},
    effect=Effect.READ,
    binding=FunctionBinding(module="m", function="f"),
    source=Source(kind="functions", location="m"),
)
LONG = {"items": [{"name": f"n{n}", "etag": f"{n:032x}"} for n in range(200)]}
PLAN = Plan(hash="", drop={"/items/*/etag": Why.ID_LIKE})


class Answers:
    """Answers with what it was given, and says when it is entered and left."""

    def __init__(self, content: str, status: Status = Status.OK) -> None:
        self.content, self.status = content, status
        self.entered = 0

    async def __aenter__(self) -> Self:
        self.entered += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self.entered -= 1

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        whole = hash_only(self.content.encode())
        return Observation(call_id=call.id, status=self.status, content=self.content, whole=whole)


async def seen(content: Any, *, status: Status = Status.OK, plan: Plan | None = PLAN, budget: int = 200) -> Any:
    text = content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))
    wholes = Wholes()
    async with Compressed(Answers(text, status), lambda id_: plan, wholes, budget=budget) as executor:
        observation = await executor.execute(API, ToolCall(id="c7", name="a"))
    return observation, wholes, text


async def test_a_long_answer_is_shortened_by_its_plan_and_its_whole_is_kept() -> None:
    observation, wholes, text = await seen(LONG)
    held = json.loads(observation.content)
    assert count_tokens(observation.content) <= 200
    assert untabled(held["items"])[0] == {"name": "n0"}
    assert held["…"] == 'left out: /items/*/etag; read_more(call="c7", pointer=…) reads the rest'
    assert wholes.get("c7") == text
    assert observation.whole == hash_only(text.encode())


async def test_a_short_answer_and_a_failure_stay_as_they_are() -> None:
    for content, status in (('{"a": 1,  "b": 2}', Status.OK), ("x" * 5000, Status.SERVER_ERROR)):
        observation, wholes, text = await seen(content, status=status)
        assert (observation.content, wholes.calls) == (text, [])


async def test_without_a_plan_nothing_but_length_counts() -> None:
    observation, _, _ = await seen(LONG, plan=None)
    assert untabled(json.loads(observation.content)["items"])[0] == LONG["items"][0]


async def test_the_executor_within_is_entered_and_left() -> None:
    inner = Answers("")
    async with Compressed(inner, lambda id_: None, Wholes(), budget=64):
        assert inner.entered == 1
    assert inner.entered == 0


def test_no_more_than_so_much_is_kept_and_the_oldest_goes_first() -> None:
    wholes = Wholes(most=25)
    for name in "abc":
        wholes.keep(name, "x" * 10)
    assert wholes.calls == ["b", "c"]
    wholes.keep("d", "x" * 100)  # the last is kept, whatever its size
    assert wholes.calls == ["d"]
