"""Runs on a real Ray cluster of two nodes on loopback, and on one that the command starts."""

import asyncio
import json
import os
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from commands import Server, api, command, finishing, greeting, lines, serving

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.hub.server import hub_process
from apis.limits import Limits
from eval.hubbench.make import make, write
from toolsearch.annotation.runner import annotate
from toolsearch.config import EngineConfig, Reach
from toolsearch.runs import Run

pytest.importorskip("ray", reason="no Ray: install the 'cluster' extra")
from ray.cluster_utils import Cluster as Nodes

from toolsearch.annotation.cluster import Cluster, connect

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]  # Ray's own

NODE = {"num_cpus": 1, "object_store_memory": 80_000_000}
COUNT = 24


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    cluster = Nodes(
        initialize_head=True, head_node_args={"include_dashboard": False, "node_ip_address": "127.0.0.2", **NODE}
    )
    try:
        cluster.add_node(node_ip_address="127.0.0.3", **NODE)
        yield cluster
    finally:
        cluster.shutdown()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture
def config(server: Server, tmp_path: Path) -> EngineConfig:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        catalog.add([api(server, "greet", "Says hello to a person.")])
    (tmp_path / "script.jsonl").write_text(
        lines(
            *(greeting(str(n), when=f"number {n}.") for n in range(COUNT)),
            finishing(return_type="give_answer", final_answer="Greeted.") | {"repeat": True},
        )
    )
    (tmp_path / "wanted.jsonl").write_text(
        lines(*({"id": f"i{n}", "text": f"Greet number {n}.", "apis": ["demo/greet"]} for n in range(COUNT)))
    )
    return EngineConfig(
        catalog=tmp_path / "catalog.db",
        reach=Reach(allow=(server.endpoint,)),
        method="react",
        model=f"script:{tmp_path / 'script.jsonl'}",
        bodies=tmp_path / "run" / "bodies",
    )


@contextmanager
def a_run(config: EngineConfig, folder: Path) -> Iterator[Run]:
    async def about() -> Any:
        async with config.open() as engine:
            return config.run_config(engine)

    with Run.create_or_resume(folder / "run", asyncio.run(about()), folder / "wanted.jsonl") as run:
        yield run


def workers() -> list[int]:
    """Return the worker processes that this process's nodes started."""
    parents, names = dict[int, int](), dict[int, str]()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            names[int(path.name)] = (path / "cmdline").read_text()
        except OSError:  # it ended meanwhile
            continue

    def is_ours(process: int) -> bool:
        while process in parents and process != os.getpid():
            process = parents[process]
        return process == os.getpid()

    return [process for process, name in names.items() if name.startswith("ray::Worker") and is_ours(process)]


def work(config: EngineConfig, nodes: Nodes, folder: Path, concurrency: int = 8) -> Run:
    with a_run(config, folder) as run:
        asyncio.run(
            annotate(
                run.instructions(),
                engine=lambda: Cluster(nodes.address, config, concurrency),
                run=run,
                concurrency=concurrency,
            )
        )
    return run


def test_workers_killed_in_mid_run_lose_nothing_and_double_nothing(
    config: EngineConfig, server: Server, nodes: Nodes, tmp_path: Path
) -> None:
    server.hold, killed = "5", list[int]()

    def kill() -> None:
        server.reached.wait(120)
        for process in workers():
            os.kill(process, signal.SIGKILL)
            killed.append(process)
        server.hold = None
        server.release.set()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    run = work(config, nodes, tmp_path)
    killer.join()
    assert killed
    assert Counter(record.instruction_id for record in run.paths()) == Counter(f"i{n}" for n in range(COUNT))
    assert Counter(record.status for record in run.paths()) == {"answer": COUNT}
    assert server.served.count("5") == 2
    for record in run.paths():
        assert record.tree
        seen = record.tree.nodes[0].observations[0]
        assert seen.whole
        assert run.bodies.path(seen.whole).is_file()


def test_a_limit_holds_over_all_machines(config: EngineConfig, server: Server, nodes: Nodes, tmp_path: Path) -> None:
    lock, running, most = threading.Lock(), 0, 0
    greet, callers = server.greet, Counter[str]()

    def counting(name: str) -> Any:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            callers[name] += 1
        try:
            return greet(name)
        finally:
            with lock:
                running -= 1

    server.greet = counting  # type: ignore[method-assign]
    limited = replace(config, reach=replace(config.reach, limits=Limits(at_once=1)))
    run = work(limited, nodes, tmp_path)
    assert Counter(record.status for record in run.paths()) == {"answer": COUNT}
    assert (most, len(callers)) == (1, COUNT)


def timeless(run: Path) -> list[Any]:
    """Return a run's records in the order of their instructions, without what a clock says."""

    def still(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: still(item) for key, item in value.items() if key != "seconds"}
        return [still(item) for item in value] if isinstance(value, list) else value

    records = [still(json.loads(line)) for line in (run / "paths.jsonl").read_text().splitlines()]
    return sorted(records, key=lambda record: record["instruction_id"])


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("127.0.0.1:1", r"--cluster '127.0.0.1:1': nothing answers there \(.*\): start one with `ray start --head`"),
        ("nonsense", "--cluster 'nonsense' is not local, auto or HOST:PORT"),
        ("ray://127.0.0.1:1", "is not local, auto or HOST:PORT"),
        (
            "local",
            r"--cluster 'local': Ray cannot be started here \(.*\): without --cluster this process does the work",
        ),
    ],
)
def test_a_cluster_that_cannot_be_had_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, message: str
) -> None:
    monkeypatch.setenv("RAY_TMPDIR", str(tmp_path / ("too-long-for-a-socket" * 6)))
    with pytest.raises(ConfigError, match=message) as told:
        connect(address)
    assert "\n" not in str(told.value)


def test_a_cluster_on_this_machine_gives_the_records_that_one_process_gives(tmp_path: Path) -> None:
    wanted = write(make(0, 8), tmp_path / "bench")
    with hub_process() as url:
        allow = ("--allow", urlsplit(url).netloc, "--catalog", tmp_path / "catalog.db")
        subprocess.run(command("apis", "add", f"{url}/list.json", *allow), check=True, capture_output=True)
        for out, where in (("one", ()), ("many", ("--cluster", "local"))):
            asked = command("annotate", wanted, "--out", tmp_path / out, "--timeout", 5, *allow, *where)
            done = subprocess.run(asked, check=False, capture_output=True, text=True)
            assert (done.returncode, done.stderr) == (0, "")
    assert timeless(tmp_path / "one") == timeless(tmp_path / "many")
    assert len(timeless(tmp_path / "one")) == 8
