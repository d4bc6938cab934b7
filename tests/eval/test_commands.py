import json
from pathlib import Path

import pytest
from benches import lay_out

from eval.hubbench.make import make, write
from eval.hubbench.makers import Pool
from toolsearch.cli.main import main
from toolsearch.records import PathRecord

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("command", ["pass-rate", "hubbench"])
def test_a_run_is_judged_and_shown(
    command: str, tmp_path: Path, bench_file: Path, right: list[PathRecord], capsys: Output
) -> None:
    run = lay_out(tmp_path / "react", bench_file, right[:15])
    assert main(["eval", command, str(run)]) == 0
    shown = capsys.readouterr().out
    assert "react   50.0 %" in shown
    assert "15/30" in shown
    assert "foreign_id" in shown


def test_json_is_one_document_and_nothing_else(
    tmp_path: Path, bench_file: Path, right: list[PathRecord], capsys: Output
) -> None:
    lay_out(tmp_path / "dfsdt", bench_file, right, method="dfsdt")
    lay_out(tmp_path / "react", bench_file, right[:15], method="react")
    assert main(["eval", "pass-rate", str(tmp_path), "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == json.loads((tmp_path / "report.json").read_text())
    assert json.loads(captured.out)["methods"]["react"]["pass_rate"] == 0.5


def test_plots_stand_under_the_tables_and_never_in_json(
    tmp_path: Path, bench_file: Path, right: list[PathRecord], capsys: Output
) -> None:
    lay_out(tmp_path / "dfsdt", bench_file, right, method="dfsdt")
    lay_out(tmp_path / "react", bench_file, right[:15], method="react")
    assert main(["eval", "pass-rate", str(tmp_path), "--plot"]) == 0
    tables, _, drawn = capsys.readouterr().out.partition("Pass rate\n")
    assert "Methods" in tables
    lines = drawn.splitlines()
    assert lines[0].index("●") == lines[2].index("100 %") + 4  # dfsdt passed everything
    assert lines[1].index("├") < lines[1].index("●") < lines[1].index("┤") < lines[0].index("●")
    assert "Pass rate, I1" in drawn
    assert main(["eval", "pass-rate", str(tmp_path), "--plot", "--json"]) == 2
    assert "name one of them" in capsys.readouterr().err


def test_the_key_can_be_elsewhere(tmp_path: Path, bench_file: Path, right: list[PathRecord], capsys: Output) -> None:
    run = lay_out(tmp_path / "elsewhere" / "react", bench_file, right)
    assert main(["eval", "hubbench", str(run)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: no key for the instructions of")
    assert error.count("\n") == 1
    assert main(["eval", "hubbench", str(run), "--key", str(tmp_path / "hubbench" / "key")]) == 0


def test_pass_rate_falls_back_on_recorded_verdicts(
    tmp_path: Path, bench_file: Path, right: list[PathRecord], capsys: Output
) -> None:
    run = lay_out(tmp_path / "elsewhere" / "react", bench_file, right)
    assert main(["eval", "hubbench", str(run), "--key", str(tmp_path / "hubbench" / "key")]) == 0
    assert main(["eval", "pass-rate", str(run)]) == 0
    assert main(["eval", "hubbench", str(run)]) == 1


@pytest.mark.parametrize("arguments", [[], ["runs/one", "--make", "bench"]])
def test_hubbench_takes_a_run_or_makes_a_bench(arguments: list[str], capsys: Output) -> None:
    assert main(["eval", "hubbench", *arguments]) == 2
    assert "one of the two" in capsys.readouterr().err


def test_a_folder_that_is_no_run_is_one_line(tmp_path: Path, capsys: Output) -> None:
    assert main(["eval", "pass-rate", str(tmp_path)]) == 1
    assert "neither a run nor a folder of runs" in capsys.readouterr().err


def test_making_writes_what_the_library_writes(
    tmp_path: Path, pool: Pool, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pool, "load", classmethod(lambda cls, hard=False, held_out=False: pool))
    assert main(["eval", "hubbench", "--make", str(tmp_path / "made"), "--seed", "7", "--count", "30", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["count"], said["groups"], said["late"]) == (
        30,
        {"I1": 10, "I2": 10, "I3": 10},
        said["causes"]["foreign_id"],
    )
    expected = write(make(7, 30, pool=pool), tmp_path / "expected")
    assert Path(said["instructions"]).read_bytes() == expected.read_bytes()
    assert main(["eval", "hubbench", "--make", str(tmp_path / "again"), "--seed", "7", "--count", "30"]) == 0
    captured = capsys.readouterr()
    assert captured.out.strip() == str(tmp_path / "again" / "instructions.jsonl")
    assert "30 instructions, 15 with a planted cause" in captured.err


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, bench_file: Path, right: list[PathRecord], capsys: Output
) -> None:
    run = lay_out(tmp_path / "react", bench_file, right)
    (run / "verdicts").write_text("in the way")
    assert main(["eval", "hubbench", str(run)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: cannot write")
    assert error.count("\n") == 1
