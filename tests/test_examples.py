"""Every example is run as its first lines say; what goes to a vendor is read by that vendor's own types."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openai.types.responses import ResponseToolSearchOutputItemParam
from pydantic import TypeAdapter
from vendors import answering, claude, gpt

from apis.hub.server import hub_process

pytestmark = pytest.mark.heavy

EXAMPLES = Path(__file__).parents[1] / "examples"
HUB = "127.0.0.1:8765"
SUN = {"latitude": 59.91, "longitude": 10.75, "date": "2026-05-14"}
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
