"""Recording a run, replaying it without its APIs, and running without any."""

import json
import resource
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Cli, Server, api, greeting, lines, serving

from apis.catalog import Catalog
from apis.executors.responses import ResponseStore, key_of
from toolsearch.runs import Run

Process = Callable[..., "subprocess.Popen[str]"]
Script = Callable[..., str]


@pytest.fixture
def settings(catalog: Path, server: Server, greets: str) -> tuple[object, ...]:
    """Everything but instructions, run and responses."""
    return ("--model", greets, "--method", "react", "--allow", server.endpoint, "--catalog", catalog)


@pytest.fixture
def recorded(cli: Cli, ten: Path, greets: str, tmp_path: Path) -> tuple[object, ...]:
    """A recorded run `first` whose server is gone, and what else a replay of it needs."""
    with serving() as server:
        with Catalog.open(tmp_path / "catalog.db") as catalog:
            catalog.add([api(server, "greet", "Says hello to a person.")])
        options = ("--model", greets, "--method", "react", "--catalog", tmp_path / "catalog.db")
        recording = ("--responses", f"record:{tmp_path / 'answers'}", "--allow", server.endpoint)
        done = cli("annotate", ten, *options, *recording, "--out", tmp_path / "first")
        assert "10 answer" in done.out
    return options


def told(folder: Path) -> dict[str, Any]:
    """Return the records of a run by instruction, as text, without where answers came from and how long things took."""
    without: Any = {"usage": {"seconds"}, "tree": {"nodes": {"__all__": {"usage": {"seconds"}, "observations": True}}}}
    found = {}
    for record in Run.open(folder).paths():
        assert record.tree
        seen = [
            one.model_dump_json(exclude={"source", "seconds"})
            for node in record.tree.nodes
            for one in node.observations
        ]
        found[record.instruction_id] = (record.model_dump_json(exclude=without), seen)
    return found


def sources(folder: Path) -> Counter[str]:
    """Count the sources of the answers of Apis in a run."""
    trees = [record.tree for record in Run.open(folder).paths() if record.tree]
    return Counter(
        seen.source
        for tree in trees
        for node in tree.nodes
        for call, seen in zip(node.message.calls, node.observations, strict=True)
        if call.name in tree.apis
    )


def bodies(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "bodies").rglob("*") if path.is_file()}


def test_a_recorded_run_replays_the_same_when_its_apis_are_gone(
    cli: Cli, ten: Path, recorded: tuple[object, ...], tmp_path: Path
) -> None:
    replay = ("--responses", f"replay:{tmp_path / 'answers'}")
    assert cli("annotate", ten, *recorded, *replay, "--out", tmp_path / "second").code == 0
    assert told(tmp_path / "second") == told(tmp_path / "first")
    assert len(bodies(tmp_path / "first")) == 10
    assert bodies(tmp_path / "second") == bodies(tmp_path / "first")
    assert sources(tmp_path / "first") == {"live": 10}
    assert sources(tmp_path / "second") == {"recorded": 10}
    live = cli("annotate", ten, *recorded, "--out", tmp_path / "third")
    assert live.code == 0
    assert told(tmp_path / "third") != told(tmp_path / "first")


def test_a_run_says_where_its_answers_came_from_and_goes_on_with_nothing_else(
    cli: Cli, ten: Path, recorded: tuple[object, ...], tmp_path: Path
) -> None:
    store = tmp_path / "answers"
    assert Run.open(tmp_path / "first").config.responses == f"record:{store}"
    done = cli("annotate", ten, *recorded, "--responses", f"replay:{store}", "--out", tmp_path / "first")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert f"responses record:{store}, not replay:{store}" in done.err


def test_a_call_that_was_not_recorded_is_an_observation_that_says_so(
    cli: Cli, recorded: tuple[object, ...], script: Script, tmp_path: Path
) -> None:
    script(greeting("nobody knows"))
    replay = ("--responses", f"replay:{tmp_path / 'answers'}", "--budget-calls", 1)
    done = cli("solve", "Greet.", "--apis", "demo/greet", *recorded, *replay, "--json")
    [seen] = done.json["tree"]["nodes"][0]["observations"]
    assert (seen["status"], seen["source"]) == ("not_recorded", "recorded")
    assert "--responses record:DIR" in seen["content"]


def test_solve_shows_what_is_not_live(cli: Cli, recorded: tuple[object, ...], tmp_path: Path) -> None:
    replay = ("--responses", f"replay:{tmp_path / 'answers'}")
    done = cli("solve", "Greet number 3.", "--apis", "demo/greet", *recorded, *replay)
    assert done.code == 0
    assert "   -> ok, recorded, " in done.out
    assert "Hello, 3!" in done.out


def test_a_damaged_store_stops_a_run_with_one_line_and_fails_no_instruction(
    cli: Cli, ten: Path, recorded: tuple[object, ...], tmp_path: Path
) -> None:
    store = ResponseStore.open(tmp_path / "answers")
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        store._cache.set(key_of(catalog.get("demo/greet"), {"name": "4"}), {"no": "answer"})
    store._cache.close()
    replay = ("--responses", f"replay:{tmp_path / 'answers'}", "--concurrency", 1, "--out", tmp_path / "second")
    done = cli("annotate", ten, *recorded, *replay)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "answers' is damaged" in done.err
    assert [record.status for record in Run.open(tmp_path / "second").paths()] == ["answer"] * 4


def test_killed_while_recording_and_started_again_nothing_recorded_is_asked_twice_and_the_replay_is_the_same(
    process: Process, cli: Cli, server: Server, ten: Path, settings: tuple[object, ...], tmp_path: Path
) -> None:
    record = ("--responses", f"record:{tmp_path / 'answers'}", "--out", tmp_path / "first", "--concurrency", 2)
    server.hold = "5"
    first = process("annotate", ten, *settings, *record)
    assert server.reached.wait(30)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=30)
    server.hold = None
    server.release.set()
    before = Run.open(tmp_path / "first").records()
    assert 4 <= len(before) < 10
    assert cli("annotate", ten, *settings, *record).code == 0
    asked = Counter(server.served)
    assert set(asked) == set("0123456789")
    assert [name for name in asked if asked[name] > 1 and f"i{name}" in before] == []
    assert asked.total() <= 12  # the two that were under way
    replay = ("--responses", f"replay:{tmp_path / 'answers'}", "--out", tmp_path / "second")
    assert cli("annotate", ten, *settings, *replay).code == 0
    assert told(tmp_path / "second") == told(tmp_path / "first")
    assert asked == Counter(server.served)


def test_the_model_of_a_run_stands_in_for_its_apis_and_the_record_says_so(
    cli: Cli, settings: tuple[object, ...], server: Server, script: Script, tmp_path: Path
) -> None:
    made_up = json.dumps({"http_status": 200, "body": {"greeting": "Good day."}})
    finish = {"name": "Finish", "arguments": {"return_type": "give_answer", "final_answer": "Greeted."}}
    script(
        {"when": "You stand in for", "content": made_up, "repeat": True},
        greeting("Ada", when="Please"),
        {"when": "Please", "calls": [finish]},
    )
    (tmp_path / "one.jsonl").write_text(lines({"id": "a", "text": "Please greet Ada.", "apis": ["demo/greet"]}))
    run = tmp_path / "run"
    done = cli("annotate", tmp_path / "one.jsonl", *settings, "--responses", "simulate", "--out", run)
    assert "1 answer" in done.out
    assert (sources(run), server.served) == ({"simulated": 1}, [])
    assert list(bodies(run).values()) == [b'{"greeting":"Good day."}']
    assert Run.open(run).config.responses == "simulate"


@pytest.mark.parametrize(
    ("responses", "reason"),
    [
        ("simulate", "--model heuristic is rules, which cannot invent responses"),
        ("record", "--responses 'record' is not known"),
        ("replay:", "--responses 'replay:' is not known"),
        ("live:here", "--responses 'live:here' is not known"),
        ("dream", "use live, record:DIR, replay:DIR, simulate or simulate:DIR"),
        ("replay:nowhere", "'nowhere' holds no cache.db"),
        ("simulate:nowhere", "cannot invent responses"),
    ],
)
def test_what_cannot_be_done_is_one_line_exit_code_2_and_makes_no_run(
    cli: Cli, ten: Path, catalog: Path, tmp_path: Path, responses: str, reason: str
) -> None:
    out = tmp_path / "run"
    done = cli("annotate", ten, "--catalog", catalog, "--responses", responses, "--out", out)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert reason in done.err
    assert not out.exists()
    assert not Path("nowhere").exists()


def test_a_recording_stands_beside_its_run_and_not_within(cli: Cli, ten: Path, catalog: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    for inside in (out, out / "answers", tmp_path / "other/../run/answers"):
        done = cli("annotate", ten, "--catalog", catalog, "--responses", f"record:{inside}", "--out", out)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert "record into a folder beside it" in done.err
    assert not out.exists()


def small() -> None:
    """Let no file of this process grow beyond 100 kB: the kernel then says what it says of a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_full_disk_stops_a_recording_with_one_line_and_what_was_recorded_replays(
    process: Process, cli: Cli, ten: Path, settings: tuple[object, ...], server: Server, tmp_path: Path
) -> None:
    record = ("--responses", f"record:{tmp_path / 'answers'}", "--out", tmp_path / "first", "--concurrency", 1)
    ResponseStore.open(tmp_path / "answers")
    _, said = process("annotate", ten, *settings, *record, preexec_fn=small).communicate(timeout=30)
    assert said.count("\n") == 1
    assert "free some room" in said
    before = Run.open(tmp_path / "first").records()
    assert 0 < len(before) < 10
    assert {record.status for record in before.values()} == {"answer"}
    assert cli("annotate", ten, *settings, *record).code == 0
    assert max(Counter(server.served).values()) == 2  # the one whose answer could not be kept
    assert Counter(server.served).total() == 11
    replay = ("--responses", f"replay:{tmp_path / 'answers'}", "--out", tmp_path / "second")
    assert cli("annotate", ten, *settings, *replay).code == 0
    assert told(tmp_path / "second") == told(tmp_path / "first")
