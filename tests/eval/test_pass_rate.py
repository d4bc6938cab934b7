from itertools import product
from pathlib import Path
from random import Random

import pytest
from benches import lay_out
from judged import instructions, record, run_of, verdict, write_verdicts

from eval.answers import read_answers
from eval.book import Book
from eval.pass_rate import TABLE, Outcome, decide, groups_of, score
from eval.report import report, sopr_report
from toolsearch.errors import RecordError, RunError
from toolsearch.records import Instruction, Verdict
from toolsearch.runs import Run

ANSWERS, TASKS = ("solved", "unsolved", "unsure"), ("solvable", "unsure", "unsolvable")


def judged(run: Path, verdicts: list[Verdict], **options: bool) -> dict[str, Outcome]:
    found = score(read_answers(Run.open(run)), Book.of(verdicts), **options)
    return {one.instruction.id: one.outcome for one in found}


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    """One instruction for each cell of ToolEval's table, with the verdicts that lead to it."""
    names = {f"{answer}-{task}": "It is here." for answer, task in product(ANSWERS, TASKS)}
    run = run_of(tmp_path / "run", names)
    verdicts = [
        each
        for answer, task in product(ANSWERS, TASKS)
        for each in (
            verdict(f"{answer}-{task}", "solved", answer),
            verdict(f"{answer}-{task}", "solvable", task),
        )
    ]
    write_verdicts(run, "hand", verdicts)
    return run


def test_every_cell_of_the_table_gives_the_hand_computed_rates(cells: Path) -> None:
    method = report(cells, judge="hand").methods["react"]
    assert (method.passed, method.instructions, method.pass_rate) == (3, 9, 3 / 9)
    assert method.outcomes == {"passed": 3, "failed": 1, "unsolvable": 2, "unsure": 3}
    assert method.sopr is not None
    assert method.sopr.sopr == pytest.approx((3 * 1 + 3 * 0.5) / 9)

    asked_for = report(cells, judge="hand", unsolvable_passes=True)
    assert asked_for.unsolvable_passes
    assert asked_for.methods["react"].passed == 5
    assert sopr_report(cells, judge="hand").methods["react"].sopr == pytest.approx(4.5 / 9)


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(product(ANSWERS, TASKS))


def test_unsolvable_does_not_pass_unless_asked(tmp_path: Path) -> None:  # ToolBench issue 206
    run = run_of(tmp_path / "run", {"a": None})
    verdicts = [verdict("a", "solvable", "unsolvable")]
    assert judged(run, verdicts) == {"a": Outcome.UNSOLVABLE}
    assert judged(run, verdicts, unsolvable_passes=True) == {"a": Outcome.PASSED}


def test_unanswered_instructions_stay_in_the_denominator(tmp_path: Path) -> None:  # StableToolBench issue 37
    asked = instructions(tmp_path, ["a", "b", "c", "d"])
    run = lay_out(tmp_path / "run", asked, [record("a", "good"), record("b", None, "exhausted")])
    write_verdicts(run, "hand", [verdict("a", "solved", "solved")])
    method = report(run, judge="hand").methods["react"]
    assert (method.passed, method.instructions) == (1, 4)
    assert method.statuses == {"answer": 1, "exhausted": 1, "missing": 2}
    assert method.sopr is not None
    assert method.sopr.sopr == 0.25


def test_a_path_that_did_not_end_by_finish_fails_whatever_a_verdict_says(tmp_path: Path) -> None:
    asked = instructions(tmp_path, ["a"])
    run = lay_out(tmp_path / "run", asked, [record("a", None, "budget")])
    assert judged(run, [verdict("a", "solvable", "unsolvable")], unsolvable_passes=True) == {"a": Outcome.FAILED}


def test_no_coin_is_tossed_over_unsure_votes_and_ties(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"tie": "x", "unsure": "x", "passed": "x"})
    verdicts = [
        verdict("tie", "solved", "solved", 0),
        verdict("tie", "solved", "unsolved", 1),
        verdict("unsure", "solved", "unsure", 0),
        verdict("unsure", "solved", "unsure", 1),
        verdict("passed", "solved", "solved", 0),
        verdict("passed", "solved", "solved", 1),
    ]
    outcomes = {judged(run, Random(seed).sample(verdicts, len(verdicts)))["tie"] for seed in range(20)}
    assert outcomes == {Outcome.TIE}
    assert judged(run, verdicts) == {"tie": Outcome.TIE, "unsure": Outcome.UNSURE, "passed": Outcome.PASSED}


def test_the_majority_is_of_all_votes_and_not_of_the_last(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"a": "x"})
    labels = ("solved", "solved", "unsolved")
    assert judged(run, [verdict("a", "solved", label, vote) for vote, label in enumerate(labels)]) == {
        "a": Outcome.PASSED
    }


def test_votes_that_would_pass_as_unsolvable_count_together_with_those_that_passed() -> None:
    votes = [Outcome.UNSOLVABLE, Outcome.PASSED, Outcome.FAILED, Outcome.FAILED]
    assert decide(votes) is Outcome.FAILED
    assert decide(votes, unsolvable_passes=True) is Outcome.TIE
    assert decide([]) is Outcome.UNJUDGED


def test_the_second_look_counts_where_the_first_was_unsure_and_only_there(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"a": "x", "b": "x"})
    verdicts = [
        verdict("a", "solved", "unsure"),
        verdict("a", "whole", "solved"),
        verdict("b", "solved", "solved"),
        verdict("b", "whole", "unsolved"),
    ]
    assert judged(run, verdicts) == {"a": Outcome.PASSED, "b": Outcome.PASSED}


def test_an_answer_without_a_verdict_is_told_apart_from_a_failed_one(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"a": "x", "b": "x"})
    write_verdicts(run, "hand", [verdict("a", "solved", "unsolved")])
    assert report(run, judge="hand").methods["react"].outcomes == {"failed": 1, "unjudged": 1}


def test_what_the_instruction_file_says_of_solvability_needs_no_vote(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"a": None}, solvable=False)
    assert judged(run, []) == {"a": Outcome.UNSOLVABLE}


def test_sopr_is_the_mean_over_votes_with_its_spread(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"a": "x", "b": "x"})
    labels = {"a": ("solved", "unsure"), "b": ("solved", "unsolved")}
    said = [verdict(id_, "solved", label, vote) for id_, two in labels.items() for vote, label in enumerate(two)]
    write_verdicts(run, "hand", said)
    found = sopr_report(run, judge="hand").methods["react"]
    assert (found.sopr, found.votes, found.instructions) == (0.625, 2, 2)  # votes of 1.0 and 0.25
    assert found.spread == pytest.approx(0.375)


def test_toolbench_test_sets_are_groups_of_their_own(tmp_path: Path) -> None:
    made = [Instruction(id=str(n), text="?", group="I2", split=split) for n, split in enumerate(["tool", "x", None])]
    assert [groups_of(each) for each in made] == [("I2", "I2-tool"), ("I2",), ("I2",)]


def test_a_judge_nobody_heard_of_is_one_clear_line(cells: Path) -> None:
    with pytest.raises(RunError, match="has no verdicts of 'nobody'"):
        report(cells, judge="nobody")
    write_verdicts(cells, "odd", [verdict("a", "solved", "Yes")])
    with pytest.raises(RecordError, match="'Yes' of 'a' is no label for 'solved'; there are solved, unsolved, unsure"):
        report(cells, judge="odd")
    write_verdicts(cells, "odd", [verdict("a", "taste", "solved")])
    with pytest.raises(RecordError, match="'taste' is no question"):
        report(cells, judge="odd")
