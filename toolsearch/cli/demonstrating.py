"""The demo's steps: a hub of real APIs, a catalog read from it, HubBench annotated three ways, a report.

Every call goes over HTTP to that hub and nowhere else: its host and port are all that is allowed.
"""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from apis.catalog import Catalog
from apis.errors import ConfigError, ToolSearchError
from apis.hub.server import hub_process
from eval.hubbench.make import make, write
from eval.outcome import Report
from eval.report import report
from toolsearch.cli import adding
from toolsearch.cli.annotating import How, work
from toolsearch.cli.loop import run_async
from toolsearch.cli.output import note
from toolsearch.config import EngineConfig, Reach
from toolsearch.disk import refusals
from toolsearch.runs import Run

METHODS = ("react", "react@3", "dfsdt")
TIMEOUT = 5.0
"""Seconds one call may take: the hub answers in milliseconds, and its slow API on purpose later than this."""


def demonstrate(out: Path, *, count: int, seed: int, concurrency: int) -> Report:
    """Do what is not done yet, then report."""
    with refusals(out):
        out.mkdir(parents=True, exist_ok=True)
    note(f"making HubBench: {count} instructions whose answers are computed, seed {seed}")
    with ThreadPoolExecutor(1) as beside:  # the hub takes as long to start, in a process of its own
        made = beside.submit(lambda: write(make(seed, count), out / "hubbench"))
        if not all(_is_done(out / method, made) for method in METHODS):
            _annotate(out, made, count, seed, concurrency)
    return report(out)


def _annotate(out: Path, made: Future[Path], count: int, seed: int, concurrency: int) -> None:
    note("starting the hub")
    with hub_process() as url:
        reach = Reach(allow=(urlsplit(url).netloc,), timeout=TIMEOUT)
        _fill(out / "catalog.db", f"{url}/list.json", reach)
        for method in METHODS:
            engine = EngineConfig(
                catalog=out / "catalog.db", reach=reach, method=method, seed=seed, bodies=out / method / "bodies"
            )
            work(out / method, engine, made.result(), count, How(concurrency=concurrency))


def _fill(path: Path, index: str, reach: Reach) -> None:
    with Catalog.open(path) as catalog:
        came = run_async(adding.add(catalog, [adding.source_of(index, reach)], reach))
        held = catalog.stats()
    if came.errors:
        raise ToolSearchError(f"the hub's documents cannot all be read: {came.errors[0]['error']}")
    note(f"{path}: {held.apis} APIs of {held.tools} tools, read from {index}")


def _is_done(folder: Path, made: Future[Path]) -> bool:
    """Tell whether a run has a record for each of the instructions made; refuse one of others."""
    if not (folder / "run.json").exists():
        return False
    run = Run.open(folder)
    if run.about.instructions != hashlib.sha256(made.result().read_bytes()).hexdigest():
        raise ConfigError(f"{str(folder)!r} is of another --seed or --count: repeat those, or choose another --out")
    done = {attempt.instruction_id for attempt in run.attempts()}
    return all(instruction.id in done for instruction in run.instructions())
