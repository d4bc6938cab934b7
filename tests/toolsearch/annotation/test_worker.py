import asyncio
from pathlib import Path

import pytest
from commands import GIVE_UP, lines
from worlds import CHANGE, LOOK

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.limits import Limits
from toolsearch.annotation.worker import Bounds, Failure, Site, Task, Worker
from toolsearch.config import EngineConfig
from toolsearch.errors import ModelRefused, ModelUnreachable, RunError
from toolsearch.records import Instruction

ONE = Limits(at_once=1)


async def granted(waiting: "asyncio.Task[None]") -> bool:
    for _ in range(10):
        await asyncio.sleep(0)
    return waiting.done()


async def test_all_workers_share_the_bounds_of_an_endpoint() -> None:
    bounds = Bounds()
    await bounds.enter("a", "model x", ONE, 0)
    await bounds.enter("b", "model y", ONE, 0)
    waiting = asyncio.create_task(bounds.enter("b", "model x", ONE, 0))
    assert not await granted(waiting)
    await bounds.leave("a", "model x", 0)
    assert await granted(waiting)


async def test_what_a_dead_worker_held_or_waited_for_is_free_again() -> None:
    bounds = Bounds()
    await bounds.enter("a", "model x", ONE, 0)
    late = asyncio.create_task(bounds.enter("a", "model x", ONE, 0))
    waiting = asyncio.create_task(bounds.enter("b", "model x", ONE, 0))
    assert not await granted(waiting)
    await bounds.let_go("a")
    assert await granted(waiting)
    assert late.done()
    await bounds.leave("a", "model x", 0)  # too late: nothing is freed twice
    third = asyncio.create_task(bounds.enter("c", "model x", ONE, 0))
    assert not await granted(third)
    third.cancel()


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (RunError("disk is full"), RunError, "disk is full"),
        (ModelUnreachable("away"), ModelUnreachable, "away"),
        (KeyError("gone"), ModelUnreachable, "KeyError: 'gone'"),
        (ModelRefused("no such model"), Exception, "no such model"),
    ],
)
def test_an_error_travels_as_words_and_keeps_what_the_runner_does_about_it(
    error: Exception, kind: type[Exception], text: str
) -> None:
    told = Failure.of(error).error()
    assert isinstance(told, kind)
    assert str(told) == text


def test_a_machine_without_the_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a cluster's machines need the same folders"):
        Site(str(tmp_path / "none"), {}).enter()


async def test_a_worker_yields_each_task_as_it_is_done_and_says_why_it_cannot_start(tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text(lines(GIVE_UP | {"when": "a"}))
    config = EngineConfig(catalog=tmp_path / "catalog.db", method="react", model=f"script:{script}")
    here = Site(str(Path.cwd()), {})
    refused = await Worker(config, here).start("w", None)
    assert refused
    assert (refused.fatal, "there is no catalog" in refused.text) == (True, True)
    with Catalog.open(config.catalog) as catalog:
        catalog.add([LOOK, CHANGE])
    worker = Worker(config, here)
    assert await worker.start("w", None) is None
    ids = [LOOK.id], ["demo/lok"], [LOOK.id]
    tasks = tuple(Task(Instruction(id=str(n), text="abc"[n], apis=tuple(apis)), 1) for n, apis in enumerate(ids))
    done = {one.place: one.outcome async for one in worker.solve(tasks)}
    await worker.stop()
    assert not isinstance(done[0], Failure)
    assert done[0].status == "give_up"
    assert isinstance(done[1], Failure)
    assert "demo/lok" in done[1].text
    assert not isinstance(done[2], Failure)
    assert "nothing more to say" in (done[2].error or "")
