import json
from pathlib import Path

import pytest
from benches import lay_out
from judged import instructions, record, run_of, verdict, write_verdicts
from openai_server import running

from eval.answers import Answer, Step, read_answers
from eval.heuristic_judge import Heuristic, support
from eval.hubbench.key import find_key
from eval.judge import Checked, Question, Replayed, Unruled
from toolsearch.cli.main import main
from toolsearch.records import Instruction, PathRecord
from toolsearch.runs import Run

Output = pytest.CaptureFixture[str]


def answer(
    text: str | None, *seen: str, status: str = "ok", asked: str = "What is the height of Galdhøpiggen?"
) -> Answer:
    steps = tuple(Step("", f"look(n={n})", status, content) for n, content in enumerate(seen))
    return Answer(Instruction(id="a", text=asked), "answer" if text else "give_up", text, steps=steps)


@pytest.mark.parametrize(
    ("given", "first", "second"),
    [
        (answer("Galdhøpiggen is 2469 m high.", '{"height": 2469, "unit": "m"}'), "solved", "solved"),
        (answer("It is 1111 m high.", '{"height": 2469}'), "unsure", "unsolved"),
        (answer("I am sorry, I could not find 2469.", '{"height": 2469}'), "unsolved", "unsolved"),
        (answer("It is 2469 m high.", "2469", status="server_error"), "unsolved", "unsolved"),
        (answer("It is 2469 m high."), "unsolved", "unsolved"),
        (answer(None, "2469"), "unsolved", "unsolved"),
        (answer("Galdhøpiggen.", "Galdhøpiggen"), "unsure", "unsolved"),  # says nothing beyond the question
    ],
)
def test_the_heuristic_judge_looks_for_what_was_seen(given: Answer, first: str, second: str) -> None:
    judge = Heuristic()
    assert judge.decide(Question("solved", (given,))).label == first
    assert judge.decide(Question("whole", (given,))).label == second


def test_the_heuristic_judge_prefers_support_then_fewer_calls_and_no_order() -> None:
    short = answer("It is 2469 m high.", "2469")
    long = answer("It is 2469 m high.", "2469", "again 2469")
    judge = Heuristic()
    assert judge.decide(Question("preference", (short, long))).label == "first"
    assert judge.decide(Question("preference", (long, short))).label == "second"
    assert judge.decide(Question("preference", (short, short))).label == "tie"
    assert support(answer("1 2 3 4", "1 2")) == 0.5


async def test_the_checked_judge_rules_by_facts_in_the_same_protocol(
    tmp_path: Path, bench_file: Path, right: list[PathRecord]
) -> None:
    wrong = right[1].model_copy(update={"answer": "Nobody knows."})
    run = Run.open(lay_out(tmp_path / "react", bench_file, [right[0], wrong]))
    judge = Checked(find_key(run) or {})
    good, bad, *_ = read_answers(run).answers
    assert (await judge.rule(Question("solved", (good,)))).label == "solved"
    assert (await judge.rule(Question("whole", (bad,)))).label == "unsolved"
    assert (await judge.rule(Question("solvable", (bad,)))).label == "solvable"
    assert judge.subject(Question("solved", (good,))) != judge.subject(Question("solved", (bad,)))


async def test_the_replayed_judge_repeats_and_never_invents() -> None:
    judge = Replayed([verdict("a", "solved", "unsure"), verdict("a", "preference", "first")], "replay:x")
    given = answer("x")
    assert (await judge.rule(Question("solved", (given,)))).label == "unsure"
    with pytest.raises(Unruled, match="vote 1"):
        await judge.rule(Question("solved", (given,), vote=1))
    orders = [Question("preference", (given, given), 0, "other", order) for order in (0, 1)]
    assert [(await judge.rule(question)).label for question in orders] == [
        "first",
        "second",
    ]  # the run's own, both times


def test_a_model_behind_a_server_judges_and_is_paid_by_the_table(tmp_path: Path, capsys: Output) -> None:
    run = run_of(tmp_path / "run", {"a": "good", "b": "good"})
    prices = tmp_path / "prices.json"
    prices.write_text(json.dumps({"m": {"input_cost_per_token": 0.01, "output_cost_per_token": 0.01}}))
    with running([{"content": "Fine.\n\nVerdict: solved", "repeat": True}]) as server:
        command = ["eval", "pass-rate", str(run), "--judge", f"openai:m@{server.url}", "--votes", "2"]
        command += ["--prices", str(prices)]
        assert main([*command, "--dry-run"]) == 0
        told = capsys.readouterr().err
        assert "4 to 12 questions to ask, 0 rulings are known; at most about" in told
        assert "USD" in told
        assert server.received == []
        assert main([*command, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["methods"]["react"]["pass_rate"] == 1
        assert len(server.received) == 4
        assert main(command) == 0
        assert "nothing to ask: 4 rulings are known" in capsys.readouterr().err
        assert len(server.received) == 4


def test_a_budget_that_is_reached_says_how_to_go_on(tmp_path: Path, capsys: Output) -> None:
    run = run_of(tmp_path / "run", {"a": "good", "b": "good", "c": "good"})
    with running([{"content": "Verdict: solved", "repeat": True}]) as server:
        command = ["eval", "pass-rate", str(run), "--judge", f"openai:m@{server.url}", "--votes", "1"]
        assert main([*command, "--run-budget-calls", "1", "--concurrency", "1"]) == 1
        captured = capsys.readouterr()
        assert "model_calls reached, 2 stay open; a higher one goes on from here" in captured.err
        assert "unjudged" in captured.out
        assert main([*command, "--run-budget-cost", "1"]) == 2
        assert "--prices" in capsys.readouterr().err
        assert main(command) == 0
        assert len(server.received) == 3


def test_both_commands_take_hand_written_files_of_verdicts(tmp_path: Path, capsys: Output) -> None:
    one, other = run_of(tmp_path / "one", {"a": "x", "b": "x"}), run_of(tmp_path / "other", {"a": "y", "b": "y"})
    said = [verdict("a", "solved", "solved"), verdict("b", "solved", "solved"), verdict("a", "preference", "first")]
    path = write_verdicts(tmp_path, "mine", said)
    assert main(["eval", "pass-rate", str(one), "--judge", f"replay:{path}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["methods"]["react"]["passed"] == 2
    assert main(["eval", "win-rate", str(one), str(other), "--judge", f"replay:{path}", "--json"]) == 0
    captured = capsys.readouterr()
    made = json.loads(captured.out)
    assert (made["wins"], made["ties"], made["open"]) == (1, 1, 1)
    assert "stay open" in captured.err


def test_files_of_people_are_read_and_not_written(tmp_path: Path, capsys: Output) -> None:
    one, other = run_of(tmp_path / "one", {"a": "x"}), run_of(tmp_path / "other", {"a": "y"})
    files = [
        write_verdicts(run, "ann", [verdict("a", "solved", "solved"), verdict("a", "preference", "first")])
        for run in (one, other)
    ]
    before = [file.read_bytes() for file in files]
    assert main(["eval", "win-rate", str(one), str(other), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wins"] == 1
    assert [file.read_bytes() for file in files] == before


def test_one_of_several_recorded_judges_is_named_and_all_its_votes_count(tmp_path: Path, capsys: Output) -> None:
    run = run_of(tmp_path / "run", {"a": "x"})
    for name, labels in (("ann", ["solved", "unsolved", "unsolved"]), ("bob", ["solved"])):
        write_verdicts(run, name, [verdict("a", "solved", label, vote) for vote, label in enumerate(labels)])
    assert main(["eval", "pass-rate", str(run)]) == 1
    assert "has verdicts of ann, bob: name one with --judge recorded:NAME" in capsys.readouterr().err
    for name, passed, votes in (("ann", 0, 3), ("bob", 1, 1)):
        assert main(["eval", "pass-rate", str(run), "--judge", f"recorded:{name}", "--json"]) == 0
        made = json.loads(capsys.readouterr().out)
        assert (made["methods"]["react"]["passed"], made["votes"]) == (passed, votes)
    assert main(["eval", "pass-rate", str(run), "--judge", "recorded:ann", "--votes", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["methods"]["react"]["passed"] == 1
    assert main(["eval", "pass-rate", str(run), "--judge", "recorded:eve"]) == 1
    assert "recorded are ann, bob" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pass-rate", "RUN", "--judge", "nobody"], "--judge is checked, heuristic"),
        (["pass-rate", "RUN", "--judge", "replay:nowhere.jsonl"], "there is no such file"),
        (["pass-rate", "RUN", "--rule", "sopr", "--unsolvable-passes"], "belongs to ToolEval's rule"),
        (["win-rate", "RUN", "RUN"], "the same folder"),
    ],
)
def test_wrong_words_are_one_clear_line(tmp_path: Path, capsys: Output, arguments: list[str], said: str) -> None:
    run = lay_out(tmp_path / "run", instructions(tmp_path, ["a"]), [record("a", "x")])
    assert main(["eval", *[str(run) if word == "RUN" else word for word in arguments]]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
