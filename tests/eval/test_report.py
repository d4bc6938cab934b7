import json
from pathlib import Path
from random import Random

import pytest
from benches import answered, lay_out, said

from apis.model import ToolCall
from eval.answers import open_runs, read_answers
from eval.hubbench.key import Key
from eval.hubbench.make import Bench, make, write
from eval.hubbench.makers import Pool
from eval.report import report
from toolsearch.errors import RecordError, RunError
from toolsearch.messages import Assistant
from toolsearch.records import PathRecord
from toolsearch.search.tree import Node, Tree


def test_right_answers_pass_and_all_else_stays_in_the_denominator(
    tmp_path: Path, bench: Bench, bench_file: Path, right: list[PathRecord]
) -> None:
    gave_up = right[1].model_copy(update={"status": "give_up", "answer": None})
    out_of_budget = right[2].model_copy(update={"status": "budget", "limit": "model_calls", "answer": None})
    failed = right[3].model_copy(update={"status": "failed", "error": "no", "answer": None})
    wrong = right[4].model_copy(update={"answer": "It is 17."})
    records = [right[0], gave_up, out_of_budget, failed, wrong, *right[6:]]  # the sixth was never tried
    run = lay_out(tmp_path / "react", bench_file, records)

    method = report(run).methods["react"]
    assert (method.passed, method.instructions, method.pass_rate) == (25, 30, 25 / 30)
    assert method.interval[0] < 25 / 30 < method.interval[1]
    assert method.statuses == {"answer": 26, "budget": 1, "failed": 1, "give_up": 1, "missing": 1}
    assert (method.model_calls, method.api_calls, method.tokens) == (29 * 3, 29 * 2, 29 * 110)


def test_rates_are_split_by_group_and_by_cause(tmp_path: Path, pool: Pool) -> None:
    bench = make(7, 90, pool=pool)  # enough that each group has an early cause
    right = [answered(key.instruction_id, said(key.facts)) for key in bench.keys]
    late = {key.instruction_id for key in bench.keys if key.late}
    records = [record for record in right if record.instruction_id not in late]
    run = lay_out(tmp_path / "react", write(bench, tmp_path / "hubbench"), records)

    method = report(run).methods["react"]
    assert {name: rate.instructions for name, rate in method.by_group.items()} == {"I1": 30, "I2": 30, "I3": 30}
    assert sum(rate.passed for rate in method.by_group.values()) == 90 - len(late)
    assert method.by_cause["late"].pass_rate == method.by_cause["foreign_id"].pass_rate == 0
    assert method.by_cause["early"].pass_rate == method.by_cause["none"].pass_rate == 1
    assert method.by_cause["planted"].instructions == 45
    assert 0 < method.by_cause["planted"].pass_rate < 1


def test_the_last_attempt_counts_and_all_are_paid_for(
    tmp_path: Path, bench_file: Path, right: list[PathRecord]
) -> None:
    first = right[0].model_copy(update={"status": "failed", "error": "down", "answer": None})
    again = right[0].model_copy(update={"attempt": 2})
    run = lay_out(tmp_path / "react", bench_file, [again, first, *right[1:]])
    method = report(run).methods["react"]
    assert (method.passed, method.model_calls) == (30, 31 * 3)


def test_verdicts_are_written_and_say_why(
    tmp_path: Path, bench: Bench, bench_file: Path, right: list[PathRecord]
) -> None:
    run = lay_out(tmp_path / "react", bench_file, [right[0].model_copy(update={"answer": "Nobody knows."})])
    report(run)
    lines = (run / "verdicts" / "checked.jsonl").read_text().splitlines()
    verdicts = [json.loads(line) for line in lines]
    assert [verdict["instruction_id"] for verdict in verdicts] == [i.id for i in bench.instructions]
    assert {verdict["label"] for verdict in verdicts} == {"unsolved"}
    assert "not found: " in verdicts[0]["reason"]
    assert verdicts[1]["reason"] == "no answer: missing"


def test_a_folder_of_runs_is_compared_pair_by_pair(
    tmp_path: Path, bench: Bench, bench_file: Path, right: list[PathRecord]
) -> None:
    planted = {key.instruction_id for key in bench.keys if key.cause}
    lay_out(tmp_path / "dfsdt", bench_file, right, method="dfsdt")
    lay_out(tmp_path / "react", bench_file, [r for r in right if r.instruction_id not in planted], method="react")

    made = report(tmp_path)
    assert list(made.methods) == ["dfsdt", "react"]
    (pair,) = made.comparisons
    assert (pair.a, pair.b, pair.instructions, pair.wins, pair.losses) == ("dfsdt", "react", 30, 15, 0)
    assert pair.difference == 0.5
    assert 0.3 < pair.interval[0] < 0.5 < pair.interval[1] < 0.7
    assert pair.p_value < 0.001
    assert pair.unplanted is not None
    assert (pair.unplanted.instructions, pair.unplanted.difference) == (15, 0.0)


def test_reports_of_a_run_and_of_a_folder_have_one_shape(
    tmp_path: Path, bench_file: Path, right: list[PathRecord]
) -> None:
    for method in ("react", "react@3"):
        lay_out(tmp_path / method, bench_file, right, method=method)
    report(tmp_path)
    whole, one = (json.loads((folder / "report.json").read_text()) for folder in (tmp_path, tmp_path / "react@3"))
    assert whole.keys() == one.keys()
    assert whole["methods"]["react@3"] == one["methods"]["react@3"]
    assert list(one["methods"]) == ["react@3"]
    page = (tmp_path / "report.md").read_text()
    assert "| react@3 | 100.0 % |" in page
    assert "## Pass rate by planted cause" in page
    assert "| react - react@3 | all | 30 |" in page


def test_the_order_of_records_and_runs_changes_nothing(
    tmp_path: Path, bench_file: Path, right: list[PathRecord]
) -> None:
    shuffled = Random(0).sample(right[:20], 20)
    for name, records in (("one", right[:20]), ("two", shuffled)):
        lay_out(tmp_path / name, bench_file, records)
    made = report(tmp_path)
    one, two = (made.methods[name].model_dump(exclude={"run", "seconds"}) for name in ("one", "two"))
    assert one == two
    assert report(tmp_path) == made


def test_two_runs_of_one_method_go_by_their_folders(tmp_path: Path, bench_file: Path, right: list[PathRecord]) -> None:
    for name in ("small", "large"):
        lay_out(tmp_path / name, bench_file, right)
    assert list(report(tmp_path).methods) == ["large", "small"]
    assert list(report(tmp_path / "small").methods) == ["react"]


def test_held_out_tools_are_reported_beside_the_rest(
    tmp_path: Path, bench: Bench, bench_file: Path, right: list[PathRecord]
) -> None:
    run = lay_out(tmp_path / "react", bench_file, right)
    needing = sum("birds" in key.tools for key in bench.keys)
    found = report(run, held_out_tools=("birds",)).methods["react"].held_out
    assert found is not None
    assert 0 < found.instructions == needing < 30
    assert report(run, held_out_tools=()).methods["react"].held_out is None


def test_who_called_the_planted_api_is_told(
    tmp_path: Path, bench: Bench, bench_file: Path, right: list[PathRecord]
) -> None:
    key = next(key for key in bench.keys if key.trap)
    call = ToolCall(id="1", name="trap", arguments={})
    tree = Tree(apis={"trap": str(key.trap)}, nodes=[Node(id=0, parent=None, message=Assistant(calls=(call,)))])
    records = [r.model_copy(update={"tree": tree}) if r.instruction_id == key.instruction_id else r for r in right]
    found = report(lay_out(tmp_path / "react", bench_file, records)).methods["react"].tempted
    assert found is not None
    assert (found.passed, found.instructions) == (1, 1)
    assert report(lay_out(tmp_path / "wary", bench_file, right)).methods["react"].tempted is None


def test_a_missing_key_is_one_clear_line(tmp_path: Path, bench_file: Path, right: list[PathRecord]) -> None:
    run = lay_out(tmp_path / "elsewhere" / "react", bench_file, right)
    with pytest.raises(RunError, match=r"no key for the instructions of .*react'.*--key DIR"):
        report(run)
    with pytest.raises(RunError, match=r"neither in .* nor in .*nowhere"):
        report(run, key=tmp_path / "nowhere")
    assert report(run, key=tmp_path / "hubbench" / "key").methods["react"].passed == 30


def test_a_run_over_a_part_of_a_bench_finds_its_key(tmp_path: Path, bench_file: Path, right: list[PathRecord]) -> None:
    part = tmp_path / "part.jsonl"
    part.write_text("".join(bench_file.read_text().splitlines(keepends=True)[:10]))
    method = report(lay_out(tmp_path / "react", part, right[:9])).methods["react"]
    assert (method.passed, method.instructions) == (9, 10)


def test_the_key_of_another_bench_is_not_taken_for_its_ids(
    tmp_path: Path, bench: Bench, bench_file: Path, right: list[PathRecord]
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(bench_file.read_text().replace(bench.instructions[3].text, "What else?"))
    with pytest.raises(RunError, match="no key"):
        report(lay_out(tmp_path / "react", other, right))


def test_recorded_verdicts_stand_in_for_a_key_where_asked(
    tmp_path: Path, bench_file: Path, right: list[PathRecord]
) -> None:
    run = lay_out(tmp_path / "elsewhere" / "react", bench_file, right[:20])
    with pytest.raises(RunError, match="no key"):
        report(run, replay=True)  # nothing recorded yet
    report(run, key=tmp_path / "hubbench" / "key")
    again = report(run, replay=True).methods["react"]
    assert (again.passed, again.by_cause) == (20, {})
    assert again.by_group["I1"].instructions == 10


def test_a_key_that_lacks_an_instruction_is_refused(tmp_path: Path, bench: Bench, bench_file: Path) -> None:
    run = lay_out(tmp_path / "react", bench_file, [])
    (path,) = (tmp_path / "hubbench" / "key").iterdir()
    path.write_text("".join(f"{key.model_dump_json()}\n" for key in bench.keys[:-1]))
    with pytest.raises(RunError, match=f"lacks instruction '{bench.instructions[-1].id}'"):
        report(run)


def test_malformed_lines_are_named_by_file_and_number(
    tmp_path: Path, bench: Bench, bench_file: Path, right: list[PathRecord]
) -> None:
    run = lay_out(tmp_path / "react", bench_file, right[:3])
    paths = (run / "paths.jsonl").read_text()
    (run / "paths.jsonl").write_text(paths + '{"instruction_id": 5}\n')
    with pytest.raises(RecordError, match=r"paths\.jsonl, line 4: "):
        report(run)
    (run / "paths.jsonl").write_text(paths + '{"instruction_id": "hub')  # torn by a kill: skipped
    assert report(run).methods["react"].passed == 3
    (path,) = (tmp_path / "hubbench" / "key").iterdir()
    path.write_text(path.read_text().replace('"facts"', '"fakts"', 1))
    with pytest.raises(RecordError, match=r"\.jsonl, line 1: "):
        report(run)


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="neither a run nor a folder of runs"):
        report(tmp_path)
    with pytest.raises(RunError, match="neither a run nor a folder of runs"):
        report(tmp_path / "nowhere")


def test_a_run_that_was_never_begun_has_passed_nothing(tmp_path: Path, bench_file: Path) -> None:
    method = report(lay_out(tmp_path / "react", bench_file, [])).methods["react"]
    assert (method.pass_rate, method.instructions, method.statuses) == (0, 30, {"missing": 30})


def test_records_of_unknown_instructions_do_not_count(
    tmp_path: Path, bench_file: Path, right: list[PathRecord]
) -> None:
    run = lay_out(tmp_path / "react", bench_file, [*right, answered("stray", "42")])
    answers = read_answers(open_runs(run)[0])
    assert len(answers.answers) == 30
    assert answers.usage.model_calls == 90


def test_a_key_keeps_its_facts_on_disk(bench: Bench) -> None:
    for key in bench.keys:
        assert Key.model_validate_json(key.model_dump_json()) == key
