import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from apis.errors import ConfigError
from toolsearch.budget import Budget
from toolsearch.errors import RecordError, RunError
from toolsearch.journal import Journal
from toolsearch.records import PathRecord
from toolsearch.runs import BodyStore, Run, RunConfig

CONFIG = RunConfig(method="dfsdt", model="heuristic", catalog="c0ffee")


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    path = tmp_path / "wanted.jsonl"
    path.write_text('{"id": "a", "text": "Do it."}\n{"id": "b", "text": "Do that."}')
    return path


def path_record(instruction: str, attempt: int = 1, status: str = "answer") -> PathRecord:
    values = {"instruction_id": instruction, "attempt": attempt, "status": status, "model": "m", "method": "r"}
    return PathRecord.model_validate(values)


def test_a_new_run_says_what_it_depends_on_and_keeps_the_input_byte_by_byte(tmp_path: Path, wanted: Path) -> None:
    with Run.create_or_resume(tmp_path / "deep/run", CONFIG, wanted) as run:
        assert [instruction.id for instruction in run.instructions()] == ["a", "b"]
    assert (run.folder / "instructions.jsonl").read_bytes() == wanted.read_bytes()
    said = json.loads((run.folder / "run.json").read_text())
    assert said["config"]["method"] == "dfsdt"
    assert said["config"]["seed"] == 0
    assert said["instructions"] == hashlib.sha256(wanted.read_bytes()).hexdigest()
    assert said["sessions"][0]["versions"]["toolsearch"]
    assert said["sessions"][0]["finished"] > said["sessions"][0]["started"]


def test_the_same_again_resumes_and_the_seconds_of_all_sessions_add_up(tmp_path: Path, wanted: Path) -> None:
    for _ in range(2):
        with Run.create_or_resume(tmp_path / "run", CONFIG, wanted):
            pass
    about = Run.open(tmp_path / "run").about
    assert len(about.sessions) == 2
    assert Run.open(tmp_path / "run").seconds == sum(session.seconds for session in about.sessions)


def test_what_differs_from_the_run_that_was_begun_is_named_in_one_line(tmp_path: Path, wanted: Path) -> None:
    with Run.create_or_resume(tmp_path / "run", CONFIG, wanted):
        pass
    other = CONFIG.model_copy(update={"model": "openai:x", "budget": Budget(tokens=9), "catalog": "decade"})
    with (
        pytest.raises(ConfigError, match="model heuristic, not openai:x") as caught,
        Run.create_or_resume(tmp_path / "run", other, wanted),
    ):
        pass
    assert "budget none, not tokens=9" in str(caught.value)
    assert "a catalog of other content" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_instructions_are_refused_and_the_old_ones_stay(tmp_path: Path, wanted: Path) -> None:
    with Run.create_or_resume(tmp_path / "run", CONFIG, wanted):
        pass
    other = tmp_path / "other.jsonl"
    other.write_text('{"id": "z", "text": "Do else."}\n')
    with (
        pytest.raises(ConfigError, match="begun with other instructions"),
        Run.create_or_resume(tmp_path / "run", CONFIG, other),
    ):
        pass
    assert (tmp_path / "run/instructions.jsonl").read_bytes() == wanted.read_bytes()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, wanted: Path) -> None:
    with pytest.raises(ConfigError, match=r"no run and not empty, it has 'wanted\.jsonl'"):
        Run.create_or_resume(tmp_path, CONFIG, wanted).__enter__()
    assert not (tmp_path / "run.json").exists()


def test_a_run_that_died_before_its_run_json_is_begun_anew(tmp_path: Path, wanted: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    for name in ("lock", "instructions.jsonl", "run.json.17.part"):
        (folder / name).write_text("half")
    with Run.create_or_resume(folder, CONFIG, wanted) as run:
        assert [instruction.id for instruction in run.instructions()] == ["a", "b"]


def test_the_last_attempt_counts(tmp_path: Path, wanted: Path) -> None:
    with Run.create_or_resume(tmp_path / "run", CONFIG, wanted) as run, Journal(run.paths_file) as journal:
        assert run.records() == {}
        journal.append(path_record("a", 1, "failed"))
        journal.append(path_record("b"))
        journal.append(path_record("a", 2))
    assert Run.open(run.folder).records() == {"a": path_record("a", 2), "b": path_record("b")}
    assert [(one.instruction_id, one.attempt) for one in run.attempts()] == [("a", 1), ("b", 1), ("a", 2)]
    assert len(list(run.paths())) == 3


def test_a_session_whose_process_died_ends_with_its_last_record(tmp_path: Path, wanted: Path) -> None:
    with Run.create_or_resume(tmp_path / "run", CONFIG, wanted) as run, Journal(run.paths_file) as journal:
        journal.append(path_record("a"))
        as_killed = (run.folder / "run.json").read_bytes()
    (run.folder / "run.json").write_bytes(as_killed)
    started = Run.open(run.folder).about.sessions[0].started
    os.utime(run.paths_file, (0, started.timestamp() + 7))
    with Run.create_or_resume(tmp_path / "run", CONFIG, wanted):
        pass
    dead = Run.open(run.folder).about.sessions[0]
    assert dead.seconds == pytest.approx(7, abs=0.01)
    assert dead.finished


def test_a_second_process_is_refused_until_the_first_is_dead(tmp_path: Path, wanted: Path) -> None:
    code = """
import sys
from pathlib import Path
from toolsearch.runs import Run, RunConfig
config = RunConfig(method="dfsdt", model="heuristic", catalog="c0ffee")
with Run.create_or_resume(Path(sys.argv[1]), config, Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", code, str(tmp_path / "run"), str(wanted)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(RunError, match=f"process {holder.pid}"),
            Run.create_or_resume(tmp_path / "run", CONFIG, wanted),
        ):
            pass
        holder.kill()
    with Run.create_or_resume(tmp_path / "run", CONFIG, wanted) as run:
        assert len(run.about.sessions) == 2


def test_a_folder_without_run_json_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"is no run: it has no run\.json"):
        Run.open(tmp_path)


def test_a_damaged_run_json_is_one_line_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"config": ')
    with pytest.raises(RunError, match=r"damaged \(Invalid JSON.*restore it, or annotate into another --out") as caught:
        Run.open(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_broken_record_in_the_middle_of_a_run_is_named(tmp_path: Path, wanted: Path) -> None:
    with Run.create_or_resume(tmp_path / "run", CONFIG, wanted) as run:
        pass
    run.paths_file.write_text("{}\n")
    with pytest.raises(RecordError, match=r"paths\.jsonl, line 1: instruction_id: Field required"):
        run.records()


def test_a_file_in_the_way_of_the_folder_is_one_line(tmp_path: Path, wanted: Path) -> None:
    with pytest.raises(RunError, match=r"cannot write .*/run'"):
        Run.create_or_resume(wanted / "run", CONFIG, wanted).__enter__()


def test_missing_instructions_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"cannot read .*none\.jsonl.*: No such file"):
        Run.create_or_resume(tmp_path / "run", CONFIG, tmp_path / "none.jsonl").__enter__()


def test_a_body_is_kept_once_by_its_hash(tmp_path: Path) -> None:
    store = BodyStore(tmp_path / "bodies")
    name = store.keep(b"body")
    assert name == hashlib.sha256(b"body").hexdigest()
    store.path(name).chmod(0o400)
    first = store.path(name).stat().st_ino
    assert BodyStore(tmp_path / "bodies").keep(b"body") == store.keep(b"body") == name
    assert store.path(name).stat().st_ino == first
    assert [path.read_bytes() for path in (tmp_path / "bodies").rglob("*") if path.is_file()] == [b"body"]


def test_a_body_that_a_power_cut_left_empty_is_kept_again(tmp_path: Path) -> None:
    name = BodyStore(tmp_path).keep(b"body")
    BodyStore(tmp_path).path(name).write_bytes(b"")
    BodyStore(tmp_path).keep(b"body")
    assert BodyStore(tmp_path).path(name).read_bytes() == b"body"


def test_a_disk_that_refuses_a_body_is_a_run_error(tmp_path: Path) -> None:
    (tmp_path / "bodies").touch()
    with pytest.raises(RunError, match="cannot write"):
        BodyStore(tmp_path / "bodies").keep(b"body")
