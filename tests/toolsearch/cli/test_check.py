import json
import os
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import GIVE_UP, Cli
from probed import Answer, Site, said, visiting

from apis.catalog import Catalog
from apis.health import HealthBook, Stage
from apis.model import Effect

NAME = {"name": {"type": "string", "examples": ["Ada"]}}
MANY = 40
HELD = 25


@pytest.fixture
def site() -> Iterator[Site]:
    with visiting({"/greet": lambda query: said({"greeting": f"Hello, {query['name']}!"})}) as serving:
        yield serving


@pytest.fixture
def shop(site: Site, tmp_path: Path) -> Path:
    """A catalog of three APIs: one that works, one that is gone, one that writes."""
    path = tmp_path / "shop.db"
    with Catalog.open(path) as catalog:
        catalog.add([site.api("greet", NAME), site.api("gone", NAME), site.api("order", effect=Effect.WRITE)])
    return path


def test_the_funnel_names_every_drop_and_what_is_untested(cli: Cli, site: Site, shop: Path) -> None:
    done = cli("apis", "check", "--catalog", shop, "--allow", site.endpoint)
    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()[:6]] == [
        ["stage", "APIs"],
        ["crawled", "3"],
        ["reachable", "2"],
        ["healthy", "1", "dropped", "1:", "gone:", "not", "found", "1"],
        ["kept", "1"],
        ["untested", "1:", "may", "change", "something", "1", "(they", "stay", "in", "the", "catalog)"],
    ]
    assert done.err == "3 APIs checked now\n"


def test_with_json_all_is_said_and_a_second_check_does_nothing(cli: Cli, site: Site, shop: Path) -> None:
    command = ("apis", "check", "--catalog", shop, "--allow", site.endpoint, "--json")
    first = cli(*command).json
    assert first["checked"] == 3
    assert first["funnel"] == {
        "crawled": 3, "reachable": 2, "healthy": 1, "kept": 1, "unchecked": 0,
        "untested": {"may_write": 1}, "dropped": {"gone": 1},
    }  # fmt: skip
    assert [(one["id"], one["stage"], one["reason"]) for one in first["dropped"]] == [
        ("shop/gone", "reachable", "gone")
    ]
    calls = len(site.served)
    assert cli(*command).json == first | {"checked": 0}
    assert len(site.served) == calls


def test_with_due_0_all_is_checked_again_and_drift_is_told(cli: Cli, site: Site, shop: Path) -> None:
    command = ("apis", "check", "--catalog", shop, "--allow", site.endpoint)
    cli(*command)
    del site.routes["/greet"]
    done = cli(*command, "--due", 0)
    assert done.out.splitlines()[-1].split(maxsplit=1) == ["shop/greet", "kept -> reachable (gone: not found)"]
    assert done.err == "3 APIs checked now\n"


def test_what_was_not_permitted_is_tried_again_once_it_is(cli: Cli, site: Site, shop: Path) -> None:
    refused = cli("apis", "check", "--catalog", shop, "--json").json
    assert refused["funnel"]["untested"] == {"not_permitted": 2, "may_write": 1}
    assert f"--allow {site.endpoint}" in refused["untested"][0]["detail"]
    allowed = cli("apis", "check", "--catalog", shop, "--allow", site.endpoint, "--json").json
    assert (allowed["checked"], allowed["funnel"]["kept"]) == (2, 1)


def test_with_healthy_only_what_passed_is_listed_found_and_offered(
    cli: Cli, site: Site, shop: Path, script: Callable[..., str], tmp_path: Path
) -> None:
    cli("apis", "check", "--catalog", shop, "--allow", site.endpoint)
    options = ("--catalog", shop, "--healthy", "--json")
    assert [one["id"] for one in cli("apis", "list", *options).json["apis"]] == ["shop/greet"]
    assert [one["id"] for one in cli("retrieve", "an API of a shop", *options).json["hits"]] == ["shop/greet"]
    model = script(GIVE_UP)
    for offer in ((), ("--apis", "shop/greet,shop/gone")):
        said = cli("solve", "Use an API of a shop.", "--model", model, "--method", "react", *offer, *options)
        assert list(said.json["tree"]["apis"].values()) == ["shop/greet"]
    wanted = tmp_path / "wanted.jsonl"
    wanted.write_text('{"id": "1", "text": "Use an API of a shop."}\n')
    run = ("annotate", wanted, "--out", tmp_path / "run", "--model", model, "--catalog", shop)
    assert cli(*run, "--healthy").code == 0
    assert json.loads((tmp_path / "run" / "run.json").read_text())["config"]["healthy"] is True
    refused = cli(*run)
    assert (refused.code, "begun with healthy True" in refused.err) == (2, True)


def test_healthy_before_any_check_says_what_to_do(cli: Cli, shop: Path) -> None:
    solve = ("solve", "Use an API of a shop.", "--apis", "shop/greet")
    for command in (("retrieve", "an API of a shop"), solve):
        done = cli(*command, "--catalog", shop, "--healthy")
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert "`toolsearch apis check`" in done.err


def test_stats_tell_the_funnel_once_there_is_one(cli: Cli, site: Site, shop: Path) -> None:
    assert "reachable" not in cli("apis", "stats", "--catalog", shop).out
    cli("apis", "check", "--catalog", shop, "--allow", site.endpoint)
    assert "dropped 1: gone: not found 1" in cli("apis", "stats", "--catalog", shop).out
    held = cli("apis", "stats", "--catalog", shop, "--json").json
    assert (held["apis"], held["health"]["kept"], held["health"]["dropped"]) == (3, 1, {"gone": 1})


def test_a_model_that_cannot_propose_arguments_is_refused(cli: Cli, shop: Path) -> None:
    done = cli("apis", "check", "--catalog", shop, "--model", "heuristic")
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_a_killed_check_goes_on_with_nothing_done_twice_and_nothing_lost(
    cli: Cli, tmp_path: Path, process: Callable[..., subprocess.Popen[str]]
) -> None:
    reached, release = threading.Event(), threading.Event()
    served: list[str] = []

    def answer(query: dict[str, str]) -> Answer:
        if len(served) >= HELD and not release.is_set():
            reached.set()
            release.wait(60)
        served.append(query["id"])
        return said({"item": query["id"]})

    with visiting({"/item/*": answer}) as site:
        path = tmp_path / "many.db"
        with Catalog.open(path) as catalog:
            catalog.add([site.api(f"item-{number:02}", path=f"/item/{number:02}") for number in range(MANY)])
        options = ("--catalog", path, "--allow", site.endpoint, "--json", "--per-host", 2, "--rate", 1000)
        child = process("apis", "check", *options)
        assert reached.wait(60)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        with Catalog.open(path) as catalog:
            recorded = {health.api for health in HealthBook(catalog).all(*Stage)}
        assert HELD - 2 <= len(recorded) < MANY
        release.set()
        rest = cli("apis", "check", *options).json
        assert rest["checked"] == MANY - len(recorded)
        assert rest["funnel"]["kept"] == MANY
        before = {f"shop/item-{target.rpartition('/')[2]}" for target in site.served[:HELD]}
        assert recorded <= before
        twice = {id_ for id_, count in Counter(site.served).items() if count > 1}
        assert not twice & {f"/item/{id_.rpartition('-')[2]}" for id_ in recorded}
    assert json.dumps(rest["dropped"]) == "[]"
