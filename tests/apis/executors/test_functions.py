"""Python functions, described and called in a real process of their own."""

import asyncio
import json
import os
import select
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from apis.errors import SourceError
from apis.executors.functions import FunctionExecutor, list_functions
from apis.model import Api, Effect, Observation, Status, ToolCall
from apis.sources.base import Loaded
from apis.sources.functions import FunctionLoader
from apis.sources.resolve import open_source

MODULE = "sample_functions"
SUPPORT = Path(__file__).parents[2] / "support"


@pytest.fixture(autouse=True)
def support(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(SUPPORT))
    monkeypatch.setenv("TOOLSEARCH_AUTH_SHOP", "s3cret")


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


async def loaded(module: str = MODULE) -> Loaded:
    location = f"python:{module}"
    loader = open_source(location, functions=FunctionLoader(list_functions))
    [found] = [each async for each in loader(location, fetch=no_fetch)]
    return found


@pytest.fixture
async def apis() -> dict[str, Api]:
    return {api.name: api for api in (await loaded()).apis}


@pytest.fixture
async def executor() -> AsyncIterator[FunctionExecutor]:
    async with FunctionExecutor(timeout=5) as entered:
        yield entered


async def call(executor: FunctionExecutor, api: Api, **arguments: Any) -> Observation:
    return await executor.execute(api, ToolCall(id="1", name=api.name, arguments=arguments))


async def test_each_typed_function_becomes_an_api_by_annotations_and_docstring(apis: dict[str, Api]) -> None:
    plan = apis["plan_trip"]
    assert (plan.id, plan.tool, plan.effect) == ("sample-functions/plan-trip", "sample functions", Effect.READ)
    assert plan.description == "Plan a trip. Takes what is there."
    assert plan.parameters == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "trip": {"$ref": "#/$defs/Trip", "description": "where to, and when."},
            "people": {"type": "integer", "minimum": 1, "default": 1, "description": "how many go."},
        },
        "required": ["trip"],
        "$defs": {
            "Trip": {
                "type": "object",
                "properties": {
                    "town": {"type": "string"},
                    "day": {"type": "string", "format": "date"},
                    "title": {"type": "string", "default": ""},
                },
                "required": ["town", "day"],
            }
        },
    }
    unit = apis["count"].parameters["properties"]["unit"]
    assert (unit["enum"], unit["description"]) == (["day", "week"], "what is counted by")
    assert apis["count"].returns == {"type": "integer"}
    assert (plan.source.licence, plan.source.version) == ("CC0-1.0", "2.1")


async def test_what_cannot_be_offered_is_named_with_its_reason(apis: dict[str, Api]) -> None:
    assert {"untyped", "greedy", "_hidden", "Trip"}.isdisjoint(apis)
    problems = {problem.place: problem.text for problem in (await loaded()).problems}
    assert problems == {
        "/untyped": "the parameter 'a' has no annotation: left out",
        "/greedy": "the parameter 'args' has no name to call it by: left out",
    }


async def test_a_call_gets_typed_arguments_and_gives_json(executor: FunctionExecutor, apis: dict[str, Api]) -> None:
    seen = await call(executor, apis["plan_trip"], trip={"town": "Oslo", "day": "2026-05-14"}, people=2)
    assert (seen.status, json.loads(seen.content)) == (
        Status.OK,
        {"town": "Oslo", "day": "2026-05-14", "seats": 2},
    )
    assert (await call(executor, apis["wait"], seconds=0)).content == "waited"


async def test_calls_of_one_module_share_a_process_and_do_not_mix(
    executor: FunctionExecutor, apis: dict[str, Api]
) -> None:
    seen = await asyncio.gather(*(call(executor, apis["say"], text=f"text {n}") for n in range(20)))
    assert [each.content for each in seen] == [f"text {n}" for n in range(20)]
    assert [(await call(executor, apis["count"])).content for _ in range(3)] == ["1", "2", "3"]


async def test_a_call_that_takes_too_long_costs_its_process_and_no_other_call(apis: dict[str, Api]) -> None:
    async with FunctionExecutor(timeout=5) as patient:
        await call(patient, apis["count"])
        patient.timeout = 0.2
        late = await call(patient, apis["spin"])
        assert (late.status, "0.2 seconds" in late.content) == (Status.TIMEOUT, True)
        patient.timeout = 5
        assert (await call(patient, apis["count"])).content == "1"  # a new process


@pytest.mark.parametrize(
    ("name", "arguments", "status", "says"),
    [
        ("fail", {"text": "not there"}, Status.SERVER_ERROR, "LookupError: not there"),
        ("die", {}, Status.SERVER_ERROR, "the process of 'sample_functions' ended"),
        ("plan_trip", {"trip": {"town": 1}}, Status.INVALID_ARGUMENTS, "trip.day: Field required"),
        ("big", {}, Status.TOO_LARGE, "6000"),
    ],
)
async def test_what_goes_wrong_inside_is_an_observation(
    executor: FunctionExecutor, apis: dict[str, Api], name: str, arguments: Any, status: Status, says: str
) -> None:
    seen = await call(executor, apis[name], **arguments)
    assert (seen.status, says in seen.content) == (status, True)
    assert (await call(executor, apis["say"], text="still here")).ok


async def test_the_users_credentials_are_not_in_its_environment(
    executor: FunctionExecutor, apis: dict[str, Api]
) -> None:
    assert (await call(executor, apis["secret"])).content == "[]"


async def test_a_function_that_may_write_needs_permission(executor: FunctionExecutor, apis: dict[str, Api]) -> None:
    writes = apis["say"].model_copy(update={"effect": Effect.UNKNOWN})
    assert (await call(executor, writes, text="x")).status is Status.REFUSED
    async with FunctionExecutor(allow_writes=True) as allowed:
        assert (await call(allowed, writes, text="x")).ok


async def test_no_process_outlives_the_executor(apis: dict[str, Api]) -> None:
    executor = FunctionExecutor()
    async with executor:
        await call(executor, apis["count"])
        [worker] = executor._workers.values()
        pid = worker.process.pid
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


PARENT = """
import asyncio
from apis.executors.functions import Worker

async def main():
    worker = await Worker.start("sample_functions")
    print(worker.process.pid, flush=True)
    await worker.ask({"call": "spin", "arguments": {}})

asyncio.run(main())
"""


def test_no_process_is_left_when_its_parent_is_killed_in_the_middle_of_a_function() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = os.pidfd_open(int(parent.stdout.readline()))
        assert select.select([worker], [], [], 0)[0] == []
        parent.kill()
        assert select.select([worker], [], [], 60)[0] == [worker]  # readable once the process has ended
        os.close(worker)


@pytest.mark.parametrize(
    ("module", "says"),
    [
        ("no_such_module", "ModuleNotFoundError"),
        ("not a module", "names no module"),
        ("os; import sys", "names no module"),
    ],
)
async def test_a_module_that_cannot_be_read_is_one_line(module: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        await loaded(module)
