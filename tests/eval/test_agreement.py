import csv
import random
from pathlib import Path

import pytest
from judged import run_of, verdict, write_verdicts

from eval.agreement import agree, read_labels, repeats_of
from eval.stats import accuracy, kappa, resampled
from toolsearch.cli.main import main
from toolsearch.errors import RecordError

Output = pytest.CaptureFixture[str]


def test_kappa_agrees_with_a_published_example() -> None:
    """Fleiss, Statistical Methods for Rates and Proportions (1981), table 13.1: 100 subjects, three diagnoses."""
    table = {"a": (75, 1, 4), "b": (5, 4, 1), "c": (0, 0, 10)}
    pairs = [(x, y) for x, row in table.items() for y, count in zip("abc", row, strict=True) for _ in range(count)]
    one, other = [x for x, _ in pairs], [y for _, y in pairs]
    assert accuracy(one, other) == 0.89
    assert kappa(one, other) == pytest.approx(0.676, abs=0.0005)


def test_kappa_is_not_defined_where_both_say_the_same_of_everything() -> None:
    found = agree("a", {"1": "passed", "2": "passed"}, "b", {"1": "passed", "2": "passed"})
    assert (found.accuracy, found.kappa, found.kappa_interval) == (1.0, None, None)


def test_intervals_hold_the_measure_and_shrink_with_more_pairs() -> None:
    rng = random.Random(0)
    a = [rng.choice(["x", "y"]) for _ in range(400)]
    b = [label if rng.random() < 0.8 else rng.choice(["x", "y"]) for label in a]
    small, large = resampled(kappa, a[:50], b[:50]), resampled(kappa, a, b)
    assert large[0] < kappa(a, b) < large[1]
    assert large[1] - large[0] < small[1] - small[0]


def test_only_what_both_labelled_is_compared() -> None:
    found = agree(
        "a", {"1": "passed", "2": "failed", "3": "passed"}, "b", {"2": "passed", "3": "passed", "4": "failed"}
    )
    assert (found.instructions, found.left_out, found.accuracy) == (2, 2, 0.5)
    assert found.confusion == {"failed": {"passed": 1}, "passed": {"passed": 1}}


def test_repeats_tell_the_spread_of_the_rates_and_who_wavers() -> None:
    found = repeats_of([("p", "p"), ("p", "f"), ("f", "f"), ("p", "f")], "p")
    assert found is not None
    assert (found.rates, found.spread, found.unanimous) == ((0.75, 0.25), 0.25, 0.5)
    assert repeats_of([("p",), ("f",)], "p") is None


def test_labels_of_people_are_read_from_either_file_and_most_of_them_count(tmp_path: Path) -> None:
    said = [("a", "solved"), ("a", "Failed"), ("a", "passed"), ("b", "unsolved"), ("c", "passed"), ("c", "failed")]
    lines = tmp_path / "labels.jsonl"
    lines.write_text("".join(f'{{"instruction_id": "{id_}", "label": "{label}", "who": "x"}}\n' for id_, label in said))
    table = tmp_path / "labels.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([("instruction_id", "label"), *said])
    assert read_labels(lines) == read_labels(table) == {"a": "passed", "b": "failed"}
    table.write_text("id,label\na,solved\n")
    with pytest.raises(RecordError, match="no label: instruction_id"):
        read_labels(table)


def test_one_command_tells_both_published_figures_for_any_judge(tmp_path: Path, capsys: Output) -> None:
    run = run_of(tmp_path / "run", {"a": "good", "b": "bad", "c": "good", "d": "bad"})
    labels = {"a": ("solved", "solved"), "b": ("unsolved", "solved"), "c": ("solved", "solved"), "d": ("unsolved",) * 2}
    said = [verdict(id_, "solved", label, vote) for id_, two in labels.items() for vote, label in enumerate(two)]
    path = write_verdicts(run, "hand", said)
    people = tmp_path / "people.csv"
    people.write_text("instruction_id,label\na,solved\nc,solved\nd,solved\n")
    assert main(["eval", "agreement", str(run), "--judge", f"replay:{path}", "--with", str(people)]) == 0
    shown = capsys.readouterr().out
    assert "66.7 %" in shown  # a and c of a, c, d; b is a tie that people did not label
    assert "50.0, 75.0" in shown
    assert "12.50 %" in shown
    assert "87.1 %" in shown
    assert "3.47 %" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--votes", "1"], "nothing to compare"), (["--with", "nobody.csv"], "there is no such file")],
)
def test_what_cannot_be_compared_is_one_clear_line(
    tmp_path: Path, capsys: Output, arguments: list[str], said: str
) -> None:
    run = run_of(tmp_path / "run", {"a": "good"})
    assert main(["eval", "agreement", str(run), "--judge", "heuristic", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
