from pathlib import Path

import pytest
from shown import LONG, make_run, record, recovered, small_run, verdict

from toolsearch.errors import RecordError, RunError
from toolsearch.records import Instruction
from toolsearch.viewer.reading import LONGEST_BODY, Reading, open_readings

ASKED = (Instruction(id="a", text="Do it."),)


def test_a_row_says_how_an_instruction_ended_and_what_it_cost(tmp_path: Path) -> None:
    rows = Reading.of(small_run(tmp_path / "run")).rows
    solved = rows["i0"]
    assert (solved.status, solved.label, solved.turns, solved.retries, solved.give_ups) == ("answer", "solved", 4, 1, 1)
    assert solved.calls == {"not_found": 1, "ok": 3}
    assert (solved.model_calls, solved.tokens) == (4, 400)
    assert (rows["i2"].status, rows["i3"].status) == ("give_up", "open")


def test_the_last_attempt_counts(tmp_path: Path) -> None:
    records = [
        record("a", None, "failed", error="the server is gone"),
        record("a", recovered(), "answer", "12 grams", attempt=2),
    ]
    reading = Reading.of(make_run(tmp_path / "run", ASKED, records))
    assert (reading.rows["a"].status, reading.rows["a"].attempt) == ("answer", 2)


def test_a_failure_says_why(tmp_path: Path) -> None:
    records = [record("a", None, "failed", error="the server is gone")]
    assert Reading.of(make_run(tmp_path / "run", ASKED, records)).rows["a"].why == "the server is gone"


@pytest.mark.parametrize(
    ("labels", "said"), [(("solved", "unsolved", "solved"), "solved"), (("solved", "unsolved"), "unsure"), ((), "")]
)
def test_most_votes_of_a_judge_make_its_label_and_a_tie_is_unsure(
    tmp_path: Path, labels: tuple[str, ...], said: str
) -> None:
    votes = [verdict("a", label, judge="model", vote=number) for number, label in enumerate(labels)]
    reading = Reading.of(make_run(tmp_path / "run", ASKED, [record("a", recovered(), "answer", "12 grams")], votes))
    assert reading.rows["a"].label == said


def test_only_what_was_added_is_read_again_and_a_torn_line_waits_until_it_is_whole(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "run")
    reading = Reading.of(folder)
    line = record("i3", recovered(), "answer", "12 grams").model_dump_json() + "\n"
    with (folder / "paths.jsonl").open("a") as file:
        file.write(line[:50])
        file.flush()
        assert reading.refresh() == []
        file.write(line[50:])
    assert [row.id for row in reading.refresh()] == ["i3"]
    assert reading.refresh() == []


def test_a_long_body_is_cut_and_its_length_told(tmp_path: Path) -> None:
    detail = Reading.of(small_run(tmp_path / "run")).detail("i1")
    assert detail is not None
    seen = detail["record"]["tree"]["nodes"][1]["observations"][0]
    assert (len(seen["content"]), seen["length"]) == (LONGEST_BODY, len(LONG))


def test_what_was_not_asked_has_no_detail_and_what_was_not_run_has_no_record(tmp_path: Path) -> None:
    reading = Reading.of(small_run(tmp_path / "run"))
    assert reading.detail("i9") is None
    assert (reading.detail("i3") or {})["record"] is None


def test_a_folder_of_runs_is_read_by_name_and_any_other_is_refused(tmp_path: Path) -> None:
    small_run(tmp_path / "runs/b")
    small_run(tmp_path / "runs/a")
    assert [reading.name for reading in open_readings(tmp_path / "runs")] == ["a", "b"]
    with pytest.raises(RunError, match="is no run and holds none"):
        open_readings(tmp_path)


def test_a_damaged_record_is_named_by_its_place(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "run")
    with (folder / "paths.jsonl").open("a") as file:
        file.write('{"instruction_id": 3}\n')
    with pytest.raises(RecordError, match=r"paths\.jsonl, byte \d+: no path record"):
        Reading.of(folder)
