from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from benches import lay_out
from judged import asked_of, instructions, reader, record, run_of, verdict, write_verdicts

from eval.answers import read_answers
from eval.book import Book
from eval.court import Session
from eval.judge import FIRST, SECOND, TIE, Judge
from eval.judging import Bench, How, judge_passes, judge_wins
from eval.model_judge import ModelJudge
from eval.outcome import WinReport
from eval.win_rate import Rule, match, settled, win_report
from toolsearch.errors import RunError
from toolsearch.runs import Run


async def compared(
    run: Path, reference: Path, judge: Judge, *, rule: Rule = "tooleval", rounds: int = 1, concurrency: int = 4
) -> WinReport:
    one, other = (Bench.open(Run.open(folder), judge) for folder in (run, reference))
    how = How(concurrency=concurrency, solvability=rule == "tooleval", session=Session())
    assert await judge_passes((one, other), how) == 0
    found = match(one.answers, other.answers, one.book, other.book)
    assert await judge_wins(one, other, found, rule, rounds, how) == 0
    return win_report(found, one.book, judge, rule, rounds)


def two(tmp_path: Path, one: Mapping[str, str | None], other: Mapping[str, str | None]) -> tuple[Path, Path]:
    return run_of(tmp_path / "one", one, "dfsdt"), run_of(tmp_path / "other", other, "react")


ONE = {"a": "good", "b": "bad", "c": "good and long", "d": "bad", "e": None, "f": "good"}
OTHER = {"a": "bad", "b": "good", "c": "good", "d": "bad and long", "e": None, "f": "good"}


async def test_outcomes_decide_first_and_the_judge_only_where_they_are_alike(tmp_path: Path) -> None:
    model = reader()
    made = await compared(*two(tmp_path, ONE, OTHER), ModelJudge(model))
    assert (made.wins, made.losses, made.ties, made.instructions) == (2, 2, 2, 6)  # a, c; b, d; e, f
    assert (made.by_status, made.open) == (2, 0)
    preferences = [asked_of(request) for request in model.asked if "Which of the two" in asked_of(request)]
    assert len(preferences) == 4  # c and d in both orders; e and f have nothing to prefer
    assert (made.win_rate, made.half) == (pytest.approx(2 / 6), 0.5)
    assert made.p_value == 1.0


async def test_swapping_the_two_runs_mirrors_the_result(tmp_path: Path) -> None:
    one, other = two(tmp_path, ONE, OTHER)
    forth = await compared(one, other, ModelJudge(reader()), rounds=2)
    model = reader()
    back = await compared(other, one, ModelJudge(model), rounds=2)
    assert (forth.wins, forth.losses, forth.ties) == (back.losses, back.wins, back.ties)
    assert (forth.p_value, forth.bias) == (back.p_value, back.bias)


async def test_shuffled_files_and_other_concurrency_change_nothing(tmp_path: Path) -> None:
    one, other = two(tmp_path / "plain", ONE, OTHER)
    plain = await compared(one, other, ModelJudge(reader()))
    asked = instructions(tmp_path / "mixed", ONE)
    folders = []
    for name, answers, method in (("one", ONE, "dfsdt"), ("other", OTHER, "react")):
        records = [record(id_, text, "answer" if text else "give_up") for id_, text in answers.items()]
        folders.append(lay_out(tmp_path / "mixed" / name, asked, Random(5).sample(records, 6), method))
    assert await compared(folders[0], folders[1], ModelJudge(reader()), concurrency=50) == plain


async def test_a_preference_that_follows_the_order_is_a_tie_and_told_as_bias(tmp_path: Path) -> None:
    one, other = two(tmp_path, {"a": "good", "b": "good one"}, {"a": "good too", "b": "good"})
    made = await compared(one, other, ModelJudge(reader(reliable=False)), rounds=3)
    assert (made.wins, made.losses, made.ties) == (0, 0, 2)
    assert made.bias is not None
    assert (made.bias.pairs, made.bias.consistent, made.bias.first) == (6, 0.0, 1.0)
    fair = await compared(one, other, ModelJudge(reader()), rounds=1)
    assert fair.bias is not None
    assert (fair.bias.consistent, fair.bias.first) == (1.0, 0.5)


async def test_any_number_of_rounds_works_and_none_is_asked_twice(tmp_path: Path) -> None:  # ToolBench PR 178
    one, other = two(tmp_path, ONE, OTHER)
    model = reader()
    for rounds in (1, 2, 5):
        made = await compared(one, other, ModelJudge(model), rounds=rounds)
        assert (made.rounds, made.wins, made.losses) == (rounds, 2, 2)
    assert sum("Which of the two" in asked_of(request) for request in model.asked) == 2 * 2 * 5


async def test_statuses_travel_with_their_answers_in_both_orders(tmp_path: Path) -> None:
    """ToolEval shuffles the answers and not their statuses: there the loser wins half of the time."""
    one, other = two(tmp_path, {"a": "bad, but said"}, {"a": None})
    model = reader()
    await compared(one, other, ModelJudge(model))
    forth, back = (asked_of(request) for request in model.asked if "Which of the two" in asked_of(request))
    for prompt, answered, gave_up in ((forth, "A", "B"), (back, "B", "A")):
        assert f"Assistant {answered} gave a final answer" in prompt
        assert f"<answer of {answered}>\nbad, but said" in prompt
        assert f"Assistant {gave_up} gave up" in prompt


async def test_one_solved_and_one_unsolved_never_goes_to_the_loser(tmp_path: Path) -> None:
    answers = {f"i{n}": "good" for n in range(50)}
    one, other = two(tmp_path, answers, dict.fromkeys(answers, "bad and very long"))
    for rule in ("tooleval", "sowr"):
        made = await compared(one, other, ModelJudge(reader(reliable=False)), rule=rule)  # type: ignore[arg-type]
        assert (made.wins, made.win_rate, made.by_status) == (50, 1.0, 50)


async def test_a_missing_answer_gives_the_other_side_the_point(tmp_path: Path) -> None:
    asked = instructions(tmp_path, ["a", "b"])
    one = lay_out(tmp_path / "one", asked, [record("a", "bad")])
    other = lay_out(tmp_path / "other", asked, [record("b", None, "give_up")])
    made = await compared(one, other, ModelJudge(reader()))
    assert (made.wins, made.losses, made.ties) == (1, 1, 0)


def test_the_two_rules_rank_by_their_own_lights(tmp_path: Path) -> None:
    one, other = two(tmp_path, {"a": "x"}, {"a": "y"})
    read = [read_answers(Run.open(folder), whole=True) for folder in (one, other)]

    def decided(mine: str, theirs: str, rule: Rule) -> float | None:
        books = [Book.of([verdict("a", "solved", label)]) for label in (mine, theirs)]
        return settled(match(*read, *books).pairs[0], rule)

    assert decided("unsure", "unsolved", "tooleval") == 1
    assert decided("unsure", "unsolved", "sowr") is None
    assert decided("solved", "unsure", "sowr") is None
    assert decided("unsolved", "solved", "sowr") == -1
    assert decided("unsure", "unsure", "tooleval") is None


def test_the_majority_of_votes_counts_for_sowr(tmp_path: Path) -> None:
    """StableToolBench means the most frequent status, and its code never takes it."""
    one, other = two(tmp_path, {"a": "x"}, {"a": "y"})
    mine = Book.of([verdict("a", "solved", label, vote) for vote, label in enumerate(["solved", "solved", "unsolved"])])
    theirs = Book.of([verdict("a", "solved", "unsolved", vote) for vote in range(3)])
    found = match(read_answers(Run.open(one)), read_answers(Run.open(other)), mine, theirs)
    assert settled(found.pairs[0], "sowr") == 1


@pytest.mark.parametrize(
    ("forth", "back", "points"),
    [
        (FIRST, SECOND, (1, 0)),
        (SECOND, FIRST, (0, 1)),
        (FIRST, FIRST, (0, 0)),
        (FIRST, TIE, (0, 0)),
        (TIE, TIE, (0, 0)),
    ],
)
def test_preferences_written_by_hand_are_taken(tmp_path: Path, forth: str, back: str, points: tuple[int, int]) -> None:
    one, other = two(tmp_path, {"a": "x"}, {"a": "y"})
    said = [verdict("a", "solved", "solved")]
    preferences = [
        verdict("a", "preference", label).model_copy(update={"reference": "other", "order": order})
        for order, label in enumerate((forth, back))
    ]
    write_verdicts(one, "hand", said + preferences)
    found = match(
        *(read_answers(Run.open(folder), whole=True) for folder in (one, other)), Book.of(said), Book.of(said)
    )
    made = win_report(found, Book.of(preferences), ModelJudge(reader()), "tooleval", 1)
    assert (made.wins, made.losses) == points
    assert win_report(found, Book(), ModelJudge(reader()), "tooleval", 1).open == 1


def test_runs_without_a_common_instruction_cannot_be_compared(tmp_path: Path) -> None:
    one, other = run_of(tmp_path / "one", {"a": "x"}), run_of(tmp_path / "x" / "other", {"b": "x"})
    with pytest.raises(RunError, match="no instruction in common"):
        match(read_answers(Run.open(one)), read_answers(Run.open(other)), Book(), Book())
