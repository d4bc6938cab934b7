import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import Cli
from sites import Site, document, visiting

from apis.catalog import Catalog

MANY = 40
HELD = 25


@pytest.fixture
def site() -> Iterator[Site]:
    with visiting() as serving:
        yield serving


def test_a_crawl_tells_what_was_read_what_was_not_and_why(cli: Cli, site: Site, tmp_path: Path) -> None:
    site.holds("a", "b", "c")
    site.lists("a", "b", "c", "gone")
    site.put("/c.json", "<html>sorry</html>")
    done = cli("apis", "crawl", site.index, "--allow", site.endpoint, "--catalog", tmp_path / "c.db", "--rate", 1000)
    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()] == [
        ["documents", "now"],
        ["read", "2", "APIs:", "2", "added"],
        ["unchanged", "0"],
        ["failed", "2"],
        [],
        ["not", "read", "documents"],
        ["gone:", "not", "found", "1"],
        ["not", "what", "can", "be", "read", "1"],
        ["all", "4", "that", "are", "listed", "have", "been", "read"],
        ["the", "catalog", "now", "holds", "2", "APIs", "of", "2", "tools"],
    ]
    assert done.err.splitlines()[0] == "4 documents asked for now"
    assert [line.split(": ")[1] for line in done.err.splitlines()[1:]] == ["c", "gone"]


def test_with_json_a_limited_crawl_says_what_is_left(cli: Cli, site: Site, tmp_path: Path) -> None:
    site.holds(*"abcde")
    command = ("apis", "crawl", site.index, "--allow", site.endpoint, "--catalog", tmp_path / "c.db", "--json")
    said = cli(*command, "--limit", 3, "--rate", 1000).json
    assert said["documents"] == {"read": 3, "unchanged": 0, "failed": 0}
    assert said["index"] == {"listed": 5, "left": 2, "complete": True, "unlisted": 0, "failed": {}}
    said = cli(*command, "--rate", 1000).json
    assert (said["documents"]["read"], said["index"]["left"], said["catalog"]["apis"]) == (2, 0, 5)
    said = cli(*command, "--rate", 1000).json
    assert said["documents"] == {"read": 0, "unchanged": 5, "failed": 0}


def test_a_document_beyond_the_size_is_not_read(cli: Cli, site: Site, tmp_path: Path) -> None:
    site.holds("a", "b")
    site.put("/b.json", document("B", *(f"operation-{number}" for number in range(500))))
    options = ("--allow", site.endpoint, "--catalog", tmp_path / "c.db", "--max-size", 0.01, "--json")
    said = cli("apis", "crawl", site.index, *options).json
    assert (said["documents"]["read"], said["index"]["failed"]) == (1, {"too_large": 1})


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nobody"], 2, "'nobody' is no index to crawl: write apis-guru"),
        (["rapidapi:http://127.0.0.1:9/"], 2, "set TOOLSEARCH_AUTH_RAPIDAPI to your hub's key"),
        (["mcp-registry:what"], 2, "'mcp-registry:what' is no index to crawl"),
        (["http://127.0.0.1:9/list.json"], 1, "`--allow 127.0.0.1:9` permits it"),
        (["apis-guru", "--limit", "0"], 2, "--limit"),
    ],
)
def test_what_cannot_be_crawled_is_one_line(
    cli: Cli, tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    done = cli("apis", "crawl", *arguments, "--catalog", tmp_path / "c.db")
    assert (done.code, done.err.count("\n"), says in done.err) == (code, 1, True)


def test_stats_and_show_tell_of_the_same_api_from_two_sources(cli: Cli, site: Site, tmp_path: Path) -> None:
    site.holds("a")
    site.put("/copy.json", document("Tool a"))
    site.lists("a", "copy")
    options = ("--catalog", tmp_path / "c.db")
    done = cli("apis", "crawl", site.index, "--allow", site.endpoint, *options)
    assert done.out.splitlines()[-1] == "the catalog now holds 2 APIs of 2 tools, 1 of them the same as another"
    assert "2 APIs of 2 tools in 1 categories; 1 of them the same as another" in cli("apis", "stats", *options).out
    [other] = [one["id"] for one in cli("apis", "list", *options, "--json").json["apis"] if one["id"] != "tool-a/look"]
    assert f"same as   {other}" in cli("apis", "show", "tool-a/look", *options).out


def test_a_killed_crawl_goes_on_with_nothing_done_twice_and_nothing_lost(
    cli: Cli, site: Site, tmp_path: Path, process: Callable[..., subprocess.Popen[str]]
) -> None:
    reached, release = threading.Event(), threading.Event()
    names = [f"n{number:02}" for number in range(MANY)]
    site.holds(*names)

    def hold(path: str) -> None:
        if len(site.paths(200)) > HELD and not release.is_set():
            reached.set()
            release.wait(60)

    site.before = hold
    path = tmp_path / "c.db"
    options = ("--allow", site.endpoint, "--catalog", path, "--rate", 1000, "--per-host", 2, "--json")
    child = process("apis", "crawl", site.index, *options)
    assert reached.wait(60)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    with Catalog.open(path) as catalog:
        stored = {api.tool_slug.removeprefix("tool-") for api in catalog}
    assert HELD - 3 <= len(stored) < MANY
    release.set()
    asked = len(site.asked)
    said = cli("apis", "crawl", site.index, *options).json
    again = {asked.path.strip("/").removesuffix(".json") for asked in site.asked[asked:]}
    assert "list" not in again  # the index is not listed twice
    assert len(again & stored) <= 2  # stored, and killed before it was said so
    assert said["catalog"]["apis"] == MANY
    assert said["index"] == {"listed": MANY, "left": 0, "complete": True, "unlisted": 0, "failed": {}}


def test_an_interrupted_crawl_says_how_to_go_on(
    site: Site, tmp_path: Path, process: Callable[..., subprocess.Popen[str]]
) -> None:
    reached, release = threading.Event(), threading.Event()
    site.holds("a", "b")

    def hold(path: str) -> None:
        if path == "/b.json":
            reached.set()
            release.wait(60)

    site.before = hold
    options = ("--allow", site.endpoint, "--catalog", tmp_path / "c.db", "--workers", 1)
    child = process("apis", "crawl", site.index, *options)
    assert reached.wait(60)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    release.set()
    assert (child.returncode, out) == (130, "")
    assert err == "interrupted: 1 documents are done; the same command goes on from there\n"
