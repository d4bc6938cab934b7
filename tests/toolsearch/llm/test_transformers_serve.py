"""Against a real server of other makers: `transformers serve` with a tiny model whose answers are garbage."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
import tiny_qwen
from commands import Cli, Done, Server, api, lines, serving

from apis.catalog import Catalog
from apis.schema import Function
from toolsearch.cli.main import main
from toolsearch.errors import ModelError
from toolsearch.llm.base import Request, Settings
from toolsearch.llm.resolve import open_model
from toolsearch.messages import System, User
from toolsearch.runs import Run

pytestmark = pytest.mark.heavy
pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("uvicorn")

PATIENCE = 300
"""Seconds until the server must be up."""
LOOK = Function(name="look", description="Looks.", parameters={"type": "object", "properties": {}})


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tiny_qwen.save(tmp_path_factory.mktemp("tiny"))
    home = tmp_path_factory.mktemp("home")
    (home / "hub").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(folder)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, f"http://127.0.0.1:{port}/health")
        yield f"openai:{folder}@http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.HTTPError:
            with socket.socket() as waiting:
                waiting.settimeout(0.2)
                waiting.connect_ex(("127.0.0.1", 9))
    pytest.fail(f"transformers serve is not up at {url}: exit code {process.poll()}")


async def test_garbage_is_read_as_a_reply_with_its_usage(spec: str) -> None:
    request = Request((System(content="Work."), User(content="Where?")), (LOOK,), Settings(max_tokens=16, seed=1))
    async with aclosing(open_model(spec, environment={})) as model:
        reply = await model.complete(request)
    assert reply.usage.prompt_tokens > 0
    assert 0 < reply.usage.completion_tokens <= 17


async def test_many_at_once_are_answered_or_fail_as_model_errors(spec: str) -> None:
    async with aclosing(open_model(spec, environment={})) as model:
        requests = [Request((User(content=f"{n}"),), (), Settings(max_tokens=4, seed=n)) for n in range(6)]
        done = await asyncio.gather(*map(model.complete, requests), return_exceptions=True)
    assert all(not isinstance(each, BaseException) or isinstance(each, ModelError) for each in done)
    assert any(not isinstance(each, BaseException) for each in done)


@pytest.mark.parametrize("form", ["", "#react", "#hermes"])
def test_a_run_with_garbage_ends_with_a_record_for_every_instruction(
    spec: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def cli(*arguments: object) -> Done:
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    with serving() as server:
        _annotate(cli, server, spec + form, tmp_path)
    records = Run.open(tmp_path / "run").records()
    assert len(records) == 2
    assert all(record.status in ("exhausted", "budget") for record in records.values())
    assert all(record.usage.completion_tokens > 0 for record in records.values())


def _annotate(cli: Cli, server: Server, spec: str, folder: Path) -> None:
    with Catalog.open(folder / "catalog.db") as catalog:
        catalog.add([api(server, "greet", "Says hello to a person.")])
    wanted = folder / "two.jsonl"
    wanted.write_text(lines(*({"id": f"{n}", "text": f"Greet {n}.", "apis": ["demo/greet"]} for n in range(2))))
    options = ("--method", "react", "--max-tokens", 8, "--budget-calls", 2, "--concurrency", 2, "--seed", 1)
    done = cli(
        "annotate", wanted, "--out", folder / "run", "--model", spec, *options, "--allow", server.endpoint,
        "--catalog", folder / "catalog.db",
    )  # fmt: skip
    assert done.code == 0
