import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Cli, Server, lines
from without import Without

from toolsearch.runs import Run

Process = Callable[..., "subprocess.Popen[str]"]

INSTRUCTION = {"id": "a", "text": "Greet number 1.", "apis": ["demo/greet"]}


@pytest.fixture
def options(catalog: Path, server: Server, greets: str, tmp_path: Path) -> tuple[object, ...]:
    """Everything but the instructions that a run needs."""
    out = tmp_path / "run"
    return ("--out", out, "--model", greets, "--method", "react", "--allow", server.endpoint, "--catalog", catalog)


def ids(folder: Path) -> Counter[str]:
    return Counter(record.instruction_id for record in Run.open(folder).paths())


ALL = Counter(f"i{number}" for number in range(10))


def test_every_instruction_becomes_a_record(cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path) -> None:
    done = cli("annotate", ten, *options)
    assert done.code == 0
    assert "10 instructions: 10 answer" in done.out
    assert "20 model calls, 10 API calls" in done.out
    run = Run.open(tmp_path / "run")
    assert ids(run.folder) == ALL
    record = run.records()["i3"]
    assert record.answer == "Greeted."
    assert record.tree
    seen = record.tree.nodes[0].observations[0]
    assert seen.whole
    assert run.bodies.path(seen.whole).read_bytes() == b'{"greeting": "Hello, 3!"}'


def test_toolbenchs_query_files_are_annotated_as_they_are(
    cli: Cli, options: tuple[object, ...], tmp_path: Path
) -> None:
    offered = {"category_name": "Demo", "tool_name": "demo", "api_name": "greet"}
    asked = [{"query": f"Greet number {n}.", "query_id": n, "api_list": [offered]} for n in (3, 7)]
    queries = tmp_path / "G1_query.json"
    queries.write_text(json.dumps(asked))
    assert "2 instructions: 2 answer" in cli("annotate", queries, *options).out
    run = Run.open(tmp_path / "run")
    assert [(each.id, each.group, each.apis) for each in run.instructions()] == [
        ("3", "I1", ("demo/greet",)),
        ("7", "I1", ("demo/greet",)),
    ]
    assert cli("annotate", queries, *options).code == 0


def test_with_json_stdout_is_one_document(cli: Cli, ten: Path, options: tuple[object, ...]) -> None:
    said = cli("annotate", ten, *options, "--json").json
    assert said["statuses"] == {"answer": 10}
    assert said["failed"] == 0
    assert said["usage"]["api_calls"] == 10


def test_the_same_command_again_does_nothing_twice(
    cli: Cli, ten: Path, options: tuple[object, ...], server: Server, tmp_path: Path
) -> None:
    for _ in range(2):
        assert cli("annotate", ten, *options).code == 0
    assert ids(tmp_path / "run") == ALL
    assert len(server.served) == 10


def test_another_command_on_the_same_run_is_refused_with_what_differs(
    cli: Cli, ten: Path, options: tuple[object, ...]
) -> None:
    cli("annotate", ten, *options)
    done = cli("annotate", ten, *options, "--seed", 1, "--budget-calls", 9)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "seed 0, not 1" in done.err
    assert "budget none, not model_calls=9" in done.err


def test_failed_instructions_are_counted_and_exit_code_0_and_can_be_tried_again(
    cli: Cli, ten: Path, options: tuple[object, ...], script: Callable[..., str], tmp_path: Path
) -> None:
    finish = {"name": "Finish", "arguments": {"return_type": "give_answer", "final_answer": "Greeted."}}
    good = {"calls": [finish]}
    script({"when": "number 3.", "error": "unreachable", "content": "nobody answers"}, good)
    done = cli("annotate", ten, *options, "--attempts", 1)
    assert done.code == 0
    assert "9 answer, 1 failed" in done.out
    assert "1 failed; --retry-failed tries them again; 1 of them so: nobody answers" in done.err
    script(good)
    assert "10 answer" in cli("annotate", ten, *options, "--retry-failed").out
    assert [record.attempt for record in Run.open(tmp_path / "run").paths()] == [1] * 10 + [2]


def test_the_budget_of_a_run_stops_it_with_exit_code_1_and_a_higher_one_goes_on(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path
) -> None:
    done = cli("annotate", ten, *options, "--run-budget-calls", 6, "--concurrency", 1)
    assert done.code == 1
    assert "model_calls reached with 7 left" in done.err
    assert cli("annotate", ten, *options, "--run-budget-calls", 600).code == 0
    assert ids(tmp_path / "run") == ALL


def test_parity_is_part_of_the_method_that_a_run_is_known_by(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path
) -> None:
    assert cli("annotate", ten, *options, "--method", "dfsdt:width=3", "--parity", "toolbench").code == 0
    assert Run.open(tmp_path / "run").config.method == "dfsdt:parity=toolbench,width=3"


def test_asking_ahead_changes_nothing_but_the_cost_and_tells_it(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path
) -> None:
    for out, method in (
        ("plain", ("--method", "dfsdt:diversity=calls")),
        ("ahead", ("--method", "dfsdt", "--speculate")),
    ):
        assert cli("annotate", ten, *options, "--out", tmp_path / out, *method).code == 0
    plain, ahead = Run.open(tmp_path / "plain"), Run.open(tmp_path / "ahead")
    assert plain.config == ahead.config
    assert [r.answer for r in plain.records().values()] == [r.answer for r in ahead.records().values()]
    assert {record.vain for record in plain.paths()} == {None}
    assert all(record.vain and record.vain.model_calls <= 1 for record in ahead.paths())


def test_repeating_within_a_run_s_model_calls_needs_that_run(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path
) -> None:
    assert cli("annotate", ten, *options).code == 0
    again = ("--out", tmp_path / "again", "--method", f"react@calls:{tmp_path / 'run'}")
    assert "20 model calls" in cli("annotate", ten, *options, *again).out
    assert cli("annotate", ten, *options, "--method", f"react@calls:{tmp_path}").code == 2


def test_instructions_that_name_no_apis_get_those_the_retriever_finds(
    cli: Cli, options: tuple[object, ...], tmp_path: Path
) -> None:
    (tmp_path / "open.jsonl").write_text(lines({"id": "a", "text": "Greet number 1. Say hello to a person."}))
    assert cli("annotate", tmp_path / "open.jsonl", *options, "-k", 1).code == 0
    tree = Run.open(tmp_path / "run").records()["a"].tree
    assert tree
    assert tree.apis == {"greet_for_demo": "demo/greet"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (lines(INSTRUCTION) + "{oops\n", "line 2: Invalid JSON"),
        (lines(INSTRUCTION) + '{"id": "b", "te', "line 2: Invalid JSON"),
        (lines(INSTRUCTION, {"id": "b"}), "line 2: text: Field required"),
        (lines(INSTRUCTION, INSTRUCTION), "has the id 'a' twice"),
        ("\n", "holds no instruction"),
        ("\xff\n", "line 1"),
    ],
)
def test_a_malformed_line_is_named_before_anything_starts(
    cli: Cli, options: tuple[object, ...], tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / "wrong.jsonl").write_bytes(text.encode("latin-1"))
    done = cli("annotate", tmp_path / "wrong.jsonl", *options)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "wrong.jsonl" in done.err
    assert reason in done.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--model", "gpt-9"),
        ("--model", "script:nowhere.jsonl"),
        ("--method", "react@0"),
        ("--parity", "toolbank"),
        ("--catalog", "nowhere.db"),
        ("--allow", "http://127.0.0.1:80"),
        ("--concurrency", "0"),
        ("--budget-calls", "many"),
    ],
)
def test_a_wrong_option_is_one_line_exit_code_2_and_makes_no_run(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    done = cli("annotate", ten, *options, *wrong)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "run").exists()


def test_missing_instructions_are_exit_code_2(cli: Cli, options: tuple[object, ...], tmp_path: Path) -> None:
    done = cli("annotate", tmp_path / "none.jsonl", *options)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "none.jsonl" in done.err


def test_a_file_in_the_way_of_the_run_is_exit_code_1(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path
) -> None:
    (tmp_path / "run").touch()
    done = cli("annotate", ten, *options)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "cannot write" in done.err


def test_a_full_disk_stops_the_run_with_one_line_and_keeps_what_was_written(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path
) -> None:
    cli("annotate", ten, *options, "--run-budget-calls", 6, "--concurrency", 1)
    paths, kept = tmp_path / "run/paths.jsonl", tmp_path / "kept.jsonl"
    paths.rename(kept)
    paths.symlink_to("/dev/full")
    done = cli("annotate", ten, *options)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "No space left on device; all records before this one are kept" in done.err
    kept.replace(paths)
    assert cli("annotate", ten, *options).code == 0
    assert ids(tmp_path / "run") == ALL


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_and_started_again_every_instruction_is_there_once(
    process: Process, server: Server, ten: Path, options: tuple[object, ...], tmp_path: Path, stop: signal.Signals
) -> None:
    server.hold = "5"
    first = process("annotate", ten, *options, "--concurrency", 2)
    assert server.reached.wait(30)
    first.send_signal(stop)
    _, told = first.communicate(timeout=30)
    before = ids(tmp_path / "run")
    assert 4 <= before.total() < 10
    if stop is signal.SIGKILL:
        assert first.returncode == -signal.SIGKILL
    else:
        assert first.returncode == 130
        assert told == (
            f"interrupted: {before.total()} of 10 instructions are done; the same command goes on from there\n"
        )
    server.hold = None
    server.release.set()
    second = process("annotate", ten, *options, "--concurrency", 2, "--json")
    said, _ = second.communicate(timeout=30)
    assert json.loads(said)["statuses"] == {"answer": 10}
    assert ids(tmp_path / "run") == ALL


@pytest.mark.parametrize("address", ["nowhere", "http://127.0.0.1:80", "127.0.0.1:1"])
def test_a_cluster_that_is_not_there_is_one_line(
    cli: Cli, ten: Path, options: tuple[object, ...], address: str
) -> None:
    pytest.importorskip("ray", reason="no Ray: install the 'cluster' extra")
    done = cli("annotate", ten, *options, "--cluster", address)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert f"--cluster {address!r}" in done.err


def test_without_ray_a_cluster_is_refused_with_the_extra_to_install(
    cli: Cli, ten: Path, options: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name == "toolsearch.annotation.cluster" or name.startswith("ray")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Without("ray"), *sys.meta_path])
    done = cli("annotate", ten, *options, "--cluster", "local")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "--cluster 'local': Ray, which spreads the work, needs the 'cluster' extra: pip install" in done.err
    assert not (tmp_path / "run").exists()
