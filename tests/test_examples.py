"""Every example is run as its first lines say; what goes to a vendor is read by that vendor's own types."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from installed import installed
from openai.types.responses import ResponseToolSearchOutputItemParam
from openai_server import running
from pydantic import TypeAdapter
from vendors import answering, claude, gpt

from apis.hub.server import hub_process
from eval.hubbench.facts import TimeFact
from eval.hubbench.key import Key, hash_of
from eval.hubbench.make import Bench, write
from toolsearch.records import Instruction

pytestmark = pytest.mark.heavy

EXAMPLES = Path(__file__).parents[1] / "examples"
HUB = "127.0.0.1:8765"
SUN = {"latitude": 59.91, "longitude": 10.75, "date": "2026-05-14"}
SUN_API = "sun-times/get-sun-times"
CITIES = ("Oslo", "Bergen")
RISE = "get_sun_times_for_sun_times"


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    with hub_process() as url:
        yield url.removeprefix("http://")


@pytest.fixture(scope="module")
def folder(hub: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the examples want it: a catalog of the hub, and the examples with the hub's port in them."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "examples").mkdir()
    for example in EXAMPLES.glob("*.py"):
        (folder / "examples" / example.name).write_text(example.read_text("utf-8").replace(HUB, hub), "utf-8")
    shell(f"toolsearch apis add http://{hub}/list.json --allow {hub}", folder)
    return folder


def shell(line: str, folder: Path, **more: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path} | more
    done = subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def commands_of(example: str, folder: Path) -> list[str]:
    """Return the lines of an example's docstring that are typed once a hub is in the catalog."""
    lines = (folder / "examples" / example).read_text("utf-8").split('"""')[1].splitlines()
    typed = [re.sub(r"\w+_API_KEY=\S+ ", "", line.strip()) for line in lines]
    done = ("toolsearch hub", "toolsearch apis add")
    return [line for line in typed if line.startswith(("toolsearch ", "python ")) and not line.startswith(done)]


@pytest.mark.parametrize(("name", "word"), [("solve.py", ""), ("annotate.py", ""), ("gateway_client.py", "sunrise")])
def test_an_example_runs_as_its_first_lines_say(name: str, word: str, folder: Path) -> None:
    printed = [shell(line, folder) for line in commands_of(name, folder)]
    assert printed[-1].strip()
    assert word in printed[-1]


def test_claude_searches_the_catalog_by_references(folder: Path) -> None:
    anthropic = pytest.importorskip("anthropic.types", reason="needs anthropic: make heavy")
    search = {"type": "tool_use", "id": "a", "name": "search_apis", "input": {"query": "when does the sun rise"}}
    call = {"type": "tool_use", "id": "b", "name": RISE, "input": SUN}
    replies = [claude(search), claude(call), claude({"type": "text", "text": "At 04:37."})]
    with answering(replies) as vendor:
        line = commands_of("anthropic_tool_search.py", folder)[-1]
        assert "At 04:37." in shell(line, folder, ANTHROPIC_BASE_URL=vendor.url, ANTHROPIC_API_KEY="k")
    first, second, third = vendor.received
    TypeAdapter(list[anthropic.ToolParam]).validate_python(first["tools"])
    assert [tool["name"] for tool in first["tools"] if not tool.get("defer_loading")] == ["search_apis"]
    found = second["messages"][-1]["content"][0]["content"]
    TypeAdapter(list[anthropic.ToolReferenceBlockParam]).validate_python(found)
    assert RISE in [reference["tool_name"] for reference in found]
    assert {reference["tool_name"] for reference in found} <= {tool["name"] for tool in first["tools"]}
    assert "sunrise" in third["messages"][-1]["content"][0]["content"]
    assert first["tools"] == second["tools"] == third["tools"]


def test_gpt_searches_the_catalog_by_a_search_executed_here(folder: Path) -> None:
    search = {"type": "tool_search_call", "id": "s", "call_id": "a", "execution": "client", "status": "completed"}
    call = {
        "type": "function_call",
        "id": "f",
        "call_id": "b",
        "name": RISE,
        "arguments": json.dumps(SUN),
        "status": "completed",
    }
    text = {"type": "output_text", "text": "At 04:37.", "annotations": []}
    last = {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [text]}
    replies = [gpt(search | {"arguments": {"query": "when does the sun rise"}}), gpt(call), gpt(last)]
    with answering(replies) as vendor:
        line = commands_of("openai_tool_search.py", folder)[-1]
        assert "At 04:37." in shell(line, folder, OPENAI_BASE_URL=f"{vendor.url}/v1", OPENAI_API_KEY="k")
    first, second, third = vendor.received
    assert [tool["type"] for tool in first["tools"]] == ["tool_search"]
    found = ResponseToolSearchOutputItemParam.model_validate(second["input"][-1])
    assert found.call_id == "a"
    assert RISE in [getattr(tool, "name", "") for tool in found.tools]
    assert "sunrise" in third["input"][-1]["output"]
    assert third["input"][: len(second["input"])] == second["input"]


@pytest.fixture(scope="module")
def rewarding(folder: Path) -> Path:
    """A folder with a bench of two instructions that one call answers."""
    asked = [Instruction(id=city, text=f"When does the sun rise in {city}?", apis=(SUN_API,)) for city in CITIES]
    facts = (TimeFact(value="04:37"),)
    keys = [Key(instruction_id=i.id, instruction_hash=hash_of(i), facts=facts, needs=(SUN_API,)) for i in asked]
    write(Bench(tuple(asked), tuple(keys)), folder / "bench")
    return folder


def rising() -> list[dict[str, Any]]:
    """What a model says that is right about one city and wrong about the other."""
    look = {"calls": [{"name": RISE, "arguments": SUN}]}
    ends = {"Oslo": "It rises at 04:37.", "Bergen": "It rises at 10:00."}
    return [look] + [
        {"calls": [{"name": "Finish", "arguments": {"return_type": "give_answer", "final_answer": end}}], "when": city}
        for city, end in ends.items()
    ]


def with_verifiers(line: str, folder: Path, **more: str) -> str:
    """Run a line in the environment that has the `verifiers` library."""
    return shell(f"{Path(installed('vf-eval')).parent}/{line}", folder, **more)


def test_a_rollout_of_verifiers_makes_real_calls_and_is_rewarded_by_the_checked_judge(rewarding: Path) -> None:
    with running(rising()) as server:
        said = with_verifiers(f"python examples/hubbench_env.py scripted {server.url}", rewarding)
    assert re.findall(r"^(\w+)  reward (\d)", said, re.MULTILINE) == [("Oslo", "1"), ("Bergen", "0")]
    told = [message for request in server.received for message in request.body["messages"]]
    assert any(message["role"] == "tool" and "sunrise" in message["content"] for message in told)


def test_the_command_of_verifiers_plays_it_and_reaches_nothing_that_is_not_allowed(rewarding: Path) -> None:
    line = "vf-eval hubbench-env --env.agent.harness.id hubbench-env --env.agent.harness.allow 192.0.2.1:80 -m scripted"
    with running(rising()) as server:
        ask = f"--client.base-url {server.url} --no-push --no-rich"
        with_verifiers(f"{line} {ask}", rewarding, PYTHONPATH="examples")
    [traces] = rewarding.glob("outputs/*/traces.jsonl")
    played = [trace for line in traces.read_text("utf-8").splitlines() for trace in json.loads(line)["traces"]]
    assert {trace["task"]["key"]: trace["rewards"]["solved"]["score"] for trace in played} == {"Oslo": 1, "Bergen": 0}
    for trace in played:
        [told] = [node["message"]["content"] for node in trace["nodes"] if node["message"]["role"] == "tool"]
        assert "refused" in told
