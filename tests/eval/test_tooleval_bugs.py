"""What ToolEval and StableToolBench get wrong, and we do not: one test for each defect that has none elsewhere.

Elsewhere: coin flips, ties, the last vote's status, unsolvable as passed and the denominator in `test_pass_rate`; the
crash in round two, the shuffled statuses and SoWR's majority in `test_win_rate`; one exception that ends a run, replies
without the required arguments and a judge that hangs in `test_court`.
"""

from pathlib import Path

from benches import lay_out
from judged import asked_of, instructions, reader, record, run_of

from apis.model import Observation, Status, ToolCall
from eval.answers import read_answers
from eval.book import open_book, verdicts_path
from eval.judge import Question
from eval.judging import Bench, How, judge_passes, judge_wins
from eval.model_judge import ModelJudge, prompt
from eval.win_rate import match, win_report
from toolsearch.messages import Assistant
from toolsearch.runs import Run
from toolsearch.search.tree import Node, State, Tree


def bench(run: Path, model: object) -> Bench:
    return Bench.open(Run.open(run), ModelJudge(model))  # type: ignore[arg-type]


async def test_an_instruction_with_one_vote_gets_the_others_on_resuming(tmp_path: Path) -> None:
    """ToolEval skips a query as soon as one of its votes was saved."""
    run = run_of(tmp_path / "run", {"a": "good", "b": "good"})
    await judge_passes([bench(run, reader())], How(votes=1))
    await judge_passes([bench(run, reader())], How(votes=4))
    assert open_book(Run.open(run), "script:reader").votes("solved") == 4
    assert len(open_book(Run.open(run), "script:reader").last) == 2 * 4


async def test_what_was_recorded_is_never_written_again(tmp_path: Path) -> None:
    """ToolEval rewrites the whole file after every vote."""
    run = run_of(tmp_path / "run", {"a": "good", "b": "good"})
    await judge_passes([bench(run, reader())], How(votes=1))
    path = verdicts_path(Run.open(run), "script:reader")
    before, node = path.read_bytes(), path.stat().st_ino
    await judge_passes([bench(run, reader())], How(votes=3))
    assert path.read_bytes().startswith(before)
    assert path.stat().st_ino == node


async def test_comparing_again_counts_no_point_twice(tmp_path: Path) -> None:
    """ToolEval's win rate adds the points of a resumed round to those that were there."""
    one = run_of(tmp_path / "one", {"a": "good and long", "b": "good"})
    other = run_of(tmp_path / "other", {"a": "good", "b": "good and long"})
    reports = []
    for _ in range(2):
        model = reader()
        mine, theirs = bench(one, model), bench(other, model)
        await judge_passes((mine, theirs), How())
        found = match(mine.answers, theirs.answers, mine.book, theirs.book)
        await judge_wins(mine, theirs, found, "tooleval", 1, How())
        reports.append(win_report(found, mine.book, mine.judge, "tooleval", 1))
    assert reports[0] == reports[1]
    assert (reports[0].wins, reports[0].losses) == (1, 1)
    assert model.asked == []


async def test_identical_answers_are_a_tie_and_nobody_is_asked(tmp_path: Path) -> None:
    """ToolEval draws lots over identical answers."""
    one, other = run_of(tmp_path / "one", {"a": "good"}), run_of(tmp_path / "other", {"a": "good"})
    model = reader()
    mine, theirs = bench(one, model), bench(other, model)
    await judge_passes((mine, theirs), How())
    found = match(mine.answers, theirs.answers, mine.book, theirs.book)
    assert await judge_wins(mine, theirs, found, "tooleval", 5, How()) == 0
    assert win_report(found, mine.book, mine.judge, "tooleval", 5).ties == 1
    assert not any("Which of the two" in asked_of(request) for request in model.asked)


def test_long_answers_are_shown_whole(tmp_path: Path) -> None:
    """ToolEval cuts final answers to 1,000 characters before it compares them."""
    long = "word " * 2000 + "END"
    run = run_of(tmp_path / "run", {"a": long})
    (answer,) = read_answers(Run.open(run), whole=True).answers
    assert prompt(Question("preference", (answer, answer))).count("END") >= 2
    assert "END" in prompt(Question("solved", (answer,)))


def test_the_path_of_an_answer_that_failed_is_always_the_same(tmp_path: Path) -> None:
    """ToolEval keeps a random root-to-leaf walk of a tree without an answer."""
    nodes = [turn(0, None), turn(1, 0), turn(2, 0), turn(3, 2)]
    tried = record("a", None, "exhausted").model_copy(update={"tree": Tree(nodes=nodes)})
    run = lay_out(tmp_path / "run", instructions(tmp_path, ["a"]), [tried])
    paths = {
        tuple(step.call for step in answer.steps)
        for _ in range(10)
        for answer in read_answers(Run.open(run), whole=True).answers
    }
    assert paths == {("look(at=0)", "look(at=2)", "look(at=3)")}


def turn(id_: int, parent: int | None) -> Node:
    call = ToolCall(id=f"c{id_}", name="look", arguments={"at": id_})
    seen = Observation(call_id=call.id, status=Status.OK, content="nothing")
    return Node(id=id_, parent=parent, message=Assistant(calls=(call,)), observations=(seen,), state=State.OPEN)


async def test_an_empty_answer_is_unsolved_and_its_task_is_still_asked_about(tmp_path: Path) -> None:
    """As ToolEval: nobody is asked whether nothing solves the task."""
    blank = record("a", "x").model_copy(update={"answer": "  "})
    run = lay_out(tmp_path / "run", instructions(tmp_path, ["a"]), [blank])
    model = reader()
    await judge_passes([bench(run, model)], How())
    assert [asked_of(request).count("<functions>") for request in model.asked] == [1]
