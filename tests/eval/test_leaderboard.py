import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from benches import lay_out
from judged import record, verdict, write_verdicts

from toolsearch.cli.main import main
from toolsearch.records import Group, Instruction

Output = pytest.CaptureFixture[str]
SETS: tuple[tuple[Group, str], ...] = (("I1", "instruction"), ("I1", "tool"), ("I2", "category"))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three runs over six instructions in three of ToolBench's sets; `best` passes 4, `base` 2, `<odd>` 0."""
    asked = [
        Instruction(id=f"{group}-{split}-{n}", text=f"Find {n}.", group=group, split=split)
        for group, split in SETS
        for n in range(2)
    ]
    path = tmp_path / "asked.jsonl"
    path.write_text("".join(f"{one.model_dump_json()}\n" for one in asked))
    for name, passed in (("best", 4), ("base", 2), ("<odd> & co", 0)):
        run = lay_out(tmp_path / "runs" / name, path, [record(one.id, f"{name} says") for one in asked], "dfsdt")
        labels = ["solved"] * passed + ["unsolved"] * (6 - passed)
        write_verdicts(
            run, "hand", [verdict(one.id, "solved", label) for one, label in zip(asked, labels, strict=True)]
        )
    return tmp_path / "runs"


def test_runs_stand_side_by_side_by_group_best_first(runs: Path, capsys: Output) -> None:
    assert main(["eval", "leaderboard", str(runs), "--reference", str(runs / "base"), "--json"]) == 0
    board = json.loads(capsys.readouterr().out)
    assert [entry["run"] for entry in board["entries"]] == ["best", "base", "<odd> & co"]
    assert board["groups"] == ["I1-instruction", "I1-tool", "I2-category"]
    best, base, odd = board["entries"]
    assert [best["passed"][group]["pass_rate"] for group in board["groups"]] == [1, 1, 0]
    assert best["average"] == pytest.approx(2 / 3)
    assert (best["wins"]["all"]["wins"], best["against"]["difference"]) == (2, pytest.approx(2 / 6))
    assert best["wins"]["I1-tool"]["win_rate"] == 1
    assert (odd["wins"]["all"]["losses"], base["wins"], base["against"]) == (2, {}, None)


def test_all_forms_say_the_same(runs: Path, tmp_path: Path, capsys: Output) -> None:
    out = tmp_path / "out"
    assert main(["eval", "leaderboard", str(runs), "--reference", str(runs / "base"), "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "best        dfsdt   heuristic  66.7 %" in shown
    markdown = (out / "leaderboard.md").read_text()
    assert "| best | dfsdt | heuristic | 66.7 % |" in markdown
    with (out / "leaderboard.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * (1 + 3)
    assert float(rows[0]["pass_rate"]) == pytest.approx(4 / 6)
    assert json.loads((out / "leaderboard.json").read_text())["entries"][0]["passed"]["all"]["passed"] == 4


class Tags(HTMLParser):
    """Which elements open and close, and what they point to."""

    VOID = frozenset(("meta", "line", "rect", "circle", "i"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_from_anywhere_and_is_well_formed(runs: Path, capsys: Output) -> None:
    assert main(["eval", "leaderboard", str(runs), "--reference", str(runs / "base")]) == 0
    page = (runs / "leaderboard.html").read_text()
    tags = Tags()
    tags.feed(page)
    assert (tags.open, tags.links) == ([], [])
    assert not tags.seen & {"script", "link", "img", "iframe"}
    assert not re.search(r"url\(|@import|http", page)
    assert "prefers-color-scheme: dark" in page
    assert "&lt;odd&gt; &amp; co" in page
    assert "<odd>" not in page
    assert page.count("<svg") == 3


def test_runs_of_one_name_are_told_apart_by_the_folder_around_them(runs: Path, tmp_path: Path, capsys: Output) -> None:
    (runs / "best").rename(tmp_path / "base")
    assert main(["eval", "leaderboard", str(runs), str(tmp_path / "base"), "--json"]) == 0
    board = json.loads(capsys.readouterr().out)
    assert {entry["run"] for entry in board["entries"]} == {"runs/base", f"{tmp_path.name}/base", "<odd> & co"}


def test_runs_of_different_judges_are_not_set_side_by_side(runs: Path, capsys: Output) -> None:
    (runs / "best" / "verdicts" / "hand.jsonl").rename(runs / "best" / "verdicts" / "other.jsonl")
    assert main(["eval", "leaderboard", str(runs)]) == 2
    error = capsys.readouterr().err
    assert "judged by hand, other: name one judge" in error
    assert main(["eval", "leaderboard", str(runs), "--reference", str(runs / "nobody")]) == 2


def test_only_the_votes_asked_for_count(runs: Path, capsys: Output) -> None:
    arguments = ["eval", "pass-rate", str(runs / "base"), "--judge", "heuristic", "--json"]
    for votes, expected in (("3", 3), ("1", 1)):
        assert main([*arguments, "--votes", votes]) == 0
        assert json.loads(capsys.readouterr().out)["votes"] == expected
