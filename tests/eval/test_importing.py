import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from judged import verdict, write_verdicts

from apis.model import Status
from eval.importing import import_toolbench, import_verdicts
from eval.report import report, sopr_report
from toolsearch.cli.main import main
from toolsearch.errors import RecordError, RunError
from toolsearch.runs import Run
from toolsearch.search.tree import State

ANSWERS, TASKS = ("solved", "unsolved", "unsure"), ("solvable", "unsure", "unsolvable")


def toolbench(data: Path) -> Path:
    if not (data / "toolbench").is_dir():
        pytest.skip(f"no samples of ToolBench in {data}")
    return data / "toolbench"


def test_toolbench_answers_and_hand_written_verdicts_give_the_hand_computed_rates(data: Path, tmp_path: Path) -> None:
    made = import_toolbench(toolbench(data) / "answer", tmp_path / "run")
    assert (made.instructions, made.answers, made.methods) == (15, 15, ("DFS_woFilter_w2",))
    records = Run.open(made.run).records()
    answered = sorted(id_ for id_, record in records.items() if record.status == "answer")
    gave_up = sorted(id_ for id_, record in records.items() if record.status == "give_up")
    assert (len(answered), len(gave_up)) == (9, 5)  # and one that ended without either

    cells = [
        each
        for id_, (answer, task) in zip(answered, product(ANSWERS, TASKS), strict=True)
        for each in (verdict(id_, "solved", answer), verdict(id_, "solvable", task))
    ]
    tasks = ("solvable", "solvable", "solvable", "unsure", "unsolvable")
    cells += [verdict(id_, "solvable", task) for id_, task in zip(gave_up, tasks, strict=True)]
    write_verdicts(made.run, "hand", cells)

    method = report(made.run, judge="hand").methods["DFS_woFilter_w2"]
    assert method.outcomes == {"passed": 3, "failed": 1 + 3 + 1, "unsolvable": 2 + 1, "unsure": 3 + 1}
    assert method.pass_rate == 3 / 15
    assert sum(method.by_group[group].instructions for group in ("I1", "I2", "I3")) == 15
    asked_for = report(made.run, judge="hand", unsolvable_passes=True).methods["DFS_woFilter_w2"]
    assert asked_for.pass_rate == (3 + 3) / 15
    assert sopr_report(made.run, judge="hand").methods["DFS_woFilter_w2"].sopr == pytest.approx((3 + 3 * 0.5) / 15)


def test_queries_that_nobody_answered_stay_in_the_denominator(data: Path, tmp_path: Path) -> None:
    queries = tmp_path / "G1_query.json"
    queries.write_text(json.dumps([{"query": "Asked?", "query_id": 1}, {"query": ["Answered?"], "query_id": 10}]))
    made = import_toolbench(toolbench(data) / "answer", tmp_path / "run", queries=[queries])
    assert (made.instructions, made.answers, made.left_out) == (2, 1, 14)
    asked = {one.id: one.text for one in Run.open(made.run).instructions()}
    assert asked.keys() == {"G1_answer/1", "G1_answer/10"}  # ids as the answers have them
    assert "Gondrand" in asked["G1_answer/10"]


def step(role: str, message: Any, *following: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "message": message, "next": list(following)}


def called(name: str, arguments: object, response: str) -> dict[str, Any]:
    return {"name": name, "arguments": json.dumps(arguments), "response": response}


FINISHED = called("Finish", {"return_type": "give_answer", "final_answer": "Oslo."}, "")


def converted(*steps: dict[str, Any]) -> dict[str, Any]:
    tools = [{"name": "look_for_maps", "description": "Looks.", "parameters": {}}, {"name": "Finish"}]
    details = [step("system", "", step("user", "", *steps))]
    answer = {"method": "CoT@1", "total_steps": 4, "final_answer": "", "answer_details": details}
    return {"query": "Where is it?", "available_tools": tools, "answer": answer}


def test_converted_answers_are_read_as_runs(tmp_path: Path) -> None:
    look = called("look_for_maps", {"at": "north"}, '{"error": "", "response": "Oslo"}')
    failed = called("look_for_maps", {}, '{"error": "no key", "response": ""}')
    file = {
        "7": converted(step("assistant", "I look."), step("tool", look, step("tool", FINISHED))),
        "8": converted(
            step("tool", failed, step("tool", called("Finish", {"return_type": "give_up_and_restart"}, "")))
        ),
        "9": converted(step("tool", look)),
    }
    source = tmp_path / "answers"
    source.mkdir()
    (source / "G2_category.json").write_text(json.dumps(file))
    made = import_toolbench(source, tmp_path / "run", model="tiny")
    run = Run.open(made.run)
    records = run.records()
    assert {id_: record.status for id_, record in records.items()} == {
        "G2_category/7": "answer",
        "G2_category/8": "give_up",
        "G2_category/9": "exhausted",
    }
    tree = records["G2_category/7"].tree
    assert tree is not None
    assert [node.state for node in tree.nodes] == [State.OPEN, State.OPEN, State.ANSWER]
    assert records["G2_category/7"].answer == "Oslo."
    eighth = records["G2_category/8"].tree
    assert eighth is not None
    assert eighth.nodes[0].observations[0].status is Status.CLIENT_ERROR
    assert {(one.group, one.split) for one in run.instructions()} == {("I2", "category")}
    assert (run.config.method, run.config.model) == ("CoT@1", "tiny")
    write_verdicts(made.run, "hand", [verdict("G2_category/7", "solved", "solved")])
    assert set(report(made.run, judge="hand").methods["CoT@1"].by_group) == {"I2", "I2-category"}


def test_messages_that_were_cut_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    """As ToolEval's own published files have them: tool messages as text of some hundred characters."""
    whole = json.dumps({"return_type": "give_answer", "final_answer": 'All of "it", to the end.'})
    broken = '{"return_type": "give_answer", "final_answer": "As far as it goes'
    cut = "{'name': 'Finish', 'arguments': '{\\n  \"return_type\": \"give_answer\",\\n  \"final_ans"
    plain = "{'name': 'look_for_maps', 'arguments': '{\"at\": 1}', 'response': '{\"error\": \"\", \"response"
    finals = {"1": whole, "2": broken, "3": "", "4": '{"return_type": "give_up_and_restart"}'}
    file = {}
    for id_, final in finals.items():
        file[id_] = converted(step("tool", plain, step("assistant", "So.", step("tool", cut))))
        file[id_]["answer"]["final_answer"] = final
    file["5"] = converted(step("tool", plain))
    (tmp_path / "G3_instruction.json").write_text(json.dumps(file))
    records = Run.open(import_toolbench(tmp_path / "G3_instruction.json", tmp_path / "run").run).records()
    assert {id_: (record.status, record.answer) for id_, record in records.items()} == {
        "1": ("answer", 'All of "it", to the end.'),
        "2": ("answer", "As far as it goes"),
        "3": ("give_up", None),
        "4": ("give_up", None),
        "5": ("exhausted", None),
    }
    tree = records["1"].tree
    assert tree is not None
    assert [call.name for node in tree.nodes for call in node.message.calls] == ["look_for_maps", "Finish"]
    assert tree.nodes[0].message.calls[0].arguments == {"at": 1}
    assert tree.nodes[1].message.content == "So."


def test_published_judgements_are_scored_by_our_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = {str(n): converted(step("tool", FINISHED)) for n in range(4)}
    source = tmp_path / "answers"
    source.mkdir()
    (source / "G1_tool.json").write_text(json.dumps(answers))
    run = import_toolbench(source, tmp_path / "run").run
    rounds = {
        "0": ["Solved", "Solved", "Unsolved"],
        "1": ["Unsure", "Unsure", "Solved"],
        "2": ["Unsolved"] * 3,
        "99": ["Solved"],
    }
    results = tmp_path / "G1_tool_tiny.json"
    said = {
        id_: {"query": "?", "is_solved": {str(n): f"AnswerStatus.{label}" for n, label in enumerate(labels)}}
        for id_, labels in rounds.items()
    }
    results.write_text(json.dumps(said))
    assert main(["eval", "import", "verdicts", str(results), "--out", str(run), "--judge", "stable"]) == 0
    assert "9 verdicts" in capsys.readouterr().out
    method = report(run, judge="stable").methods["CoT@1"]
    assert method.outcomes == {"passed": 1, "failed": 1, "unsure": 1, "unjudged": 1}
    assert method.sopr is not None
    assert method.sopr.sopr == pytest.approx((2 + 2) / 3 / 4)

    last = {
        "3": {"passed": 4, "failed": 3, "is_solved": "AnswerStatus.Unsolved", "task_solvable": "TaskStatus.Unsolvable"}
    }
    results.write_text(json.dumps(last))
    assert main(["eval", "import", "verdicts", str(results), "--out", str(run), "--judge", "stable"]) == 0
    assert report(run, judge="stable").methods["CoT@1"].outcomes["unsolvable"] == 1
    results.write_text(json.dumps({"3": {"is_solved": "Yes"}}))
    with pytest.raises(RecordError, match='"Yes" is no status'):
        import_verdicts(results, run, "stable")
    results.write_text(json.dumps({"99": {"is_solved": "AnswerStatus.Solved"}}))
    with pytest.raises(RecordError, match="judges no instruction"):
        import_verdicts(results, run, "stable")


def test_the_same_import_again_changes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "G1_tool.json"
    source.write_text(json.dumps({"1": converted(step("tool", FINISHED))}))
    for _ in range(2):
        made = import_toolbench(source, tmp_path / "run")
    assert len(list(Run.open(made.run).paths())) == 1
    assert Run.open(made.run).seconds == 0  # how long the import took says nothing of the method


def test_what_cannot_be_imported_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"1": {"query": "x"}}')
    with pytest.raises(RecordError, match=r"holds no converted answers: 1\.answer"):
        import_toolbench(bad, tmp_path / "run")
    other = converted(step("tool", FINISHED))
    mixed = {"1": other, "2": other | {"answer": other["answer"] | {"method": "DFS_w2"}}}
    bad.write_text(json.dumps(mixed))
    with pytest.raises(RunError, match=r"answers of CoT@1, DFS_w2: import one method at a time"):
        import_toolbench(bad, tmp_path / "run")
    assert main(["eval", "import", "toolbench", str(tmp_path / "nowhere"), "--out", str(tmp_path / "x")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
