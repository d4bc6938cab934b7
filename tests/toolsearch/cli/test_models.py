"""Commands with a model behind a URL: what misbehaves is waited out, shortened, mended or recorded; budgets hold."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Cli, Server, greeting
from openai_server import OpenAIServer, running

from toolsearch.runs import Run

FINISH = {
    "calls": [{"name": "Finish", "arguments": {"return_type": "give_answer", "final_answer": "Greeted."}}],
    "repeat": True,
}
SOON = {"retry-after-ms": "1"}


@pytest.fixture
def model() -> Iterator[OpenAIServer]:
    with running() as state:
        yield state


@pytest.fixture
def annotate(
    cli: Cli, ten: Path, catalog: Path, server: Server, model: OpenAIServer, tmp_path: Path
) -> Callable[..., Any]:
    def run(*options: object, form: str = "", out: str = "run") -> Any:
        spec = f"openai:tiny@{model.url}{form}"
        reach = ("--allow", server.endpoint, "--catalog", catalog, "--method", "react")
        return cli("annotate", ten, "--out", tmp_path / out, "--model", spec, *reach, *options)

    return run


def test_a_server_that_misbehaves_costs_no_instruction(
    annotate: Callable[..., Any], model: OpenAIServer, tmp_path: Path
) -> None:
    model.lines = [
        {
            "when": "number 1.",
            "status": 429,
            "headers": {"Retry-After": "0.01"},
            "body": {"error": {"message": "slow"}},
        },
        {"when": "number 2.", "status": 500, "headers": SOON, "body": "oops"},
        {"when": "number 3.", "hang_up": True},
        {"when": "number 4.", "calls": [{"name": "greet_for_demo", "malformed": '{"name": "4",}'}]},
        {"when": "number 5.", "calls": [{"name": "greet_for_demo", "malformed": '{"name": "Ad'}]},
        {"when": "number 6.", "content": "I would greet them.", "choice": {"odd": 1}, "answer": {"usage": None}},
        {"when": "number 7.", "calls": [{"name": "greet_for_demo", "arguments": {"name": "7"}}] * 2},
        FINISH,
    ]
    assert "10 instructions: 10 answer" in annotate().out
    records = Run.open(tmp_path / "run").records()
    first = {id_: record.tree.nodes[0] for id_, record in records.items() if record.tree}
    assert first["i4"].observations[0].status == "ok"
    assert first["i5"].observations[0].status == "invalid_arguments"
    assert first["i6"].message.content == "I would greet them."
    assert len(first["i7"].observations) == 2


def test_replies_that_cannot_be_used_end_their_path_and_are_counted(
    annotate: Callable[..., Any], model: OpenAIServer, tmp_path: Path
) -> None:
    model.lines = [
        {"when": "number 1.", "status": 200, "body": "<html>", "repeat": True},
        {"when": "number 2.", "status": 200, "body": {"choices": []}, "repeat": True},
        {"when": "number 3.", "status": 401, "body": {"error": {"message": "no key"}}, "repeat": True},
        FINISH,
    ]
    done = annotate()
    assert done.code == 0
    records = Run.open(tmp_path / "run").records()
    assert {id_: records[id_].status for id_ in ("i1", "i2", "i3", "i4")} == {
        "i1": "exhausted",
        "i2": "exhausted",
        "i3": "failed",
        "i4": "answer",
    }


def test_a_path_too_long_for_the_model_is_shortened_and_marked_in_the_record(
    annotate: Callable[..., Any], model: OpenAIServer, tmp_path: Path
) -> None:
    model.lines = [greeting("x" * 3000), greeting("y" * 100), FINISH]
    annotate()
    whole = Run.open(tmp_path / "run").records()["i1"].tree
    assert whole
    assert [node.shortened for node in whole.nodes] == [(), (), ()]
    sizes = [sum(len(message["content"] or "") for message in each.body["messages"]) for each in model.received]
    model.context = max(sizes) - 50
    model.places.clear()
    annotate(out="short")
    short = Run.open(tmp_path / "short").records()["i1"].tree
    assert short
    assert [len(node.shortened) for node in short.nodes] == [0, 0, 1]
    assert short.nodes[2].shortened[0] == short.nodes[0].message.calls[0].id


def test_a_model_that_writes_its_calls_works_with_its_form(annotate: Callable[..., Any], model: OpenAIServer) -> None:
    model.lines = [
        {"content": 'Thought: Greet.\nAction: greet_for_demo\nAction Input: {"name": "Ada"}'},
        {
            "content": "Thought: Done.\nAction: Finish\n"
            'Action Input: {"return_type": "give_answer", "final_answer": "Greeted."}'
        },
    ]
    assert "10 instructions: 10 answer" in annotate(form="#react").out
    assert any("Observation: " in str(each.body["messages"]) for each in model.received)


@pytest.mark.parametrize(
    ("options", "limit", "turns"),
    [
        (("--budget-calls", 2), "model_calls", 2),
        (("--budget-api-calls", 1), "api_calls", 1),
        (("--budget-tokens", 10), "tokens", 1),
        (("--budget-cost", "0.5"), "cost", 1),
        (("--budget-seconds", "0.000001"), "seconds", 1),
    ],
)
def test_a_limit_ends_a_search_and_the_reply_that_reached_it_is_used(
    annotate: Callable[..., Any],
    model: OpenAIServer,
    tmp_path: Path,
    options: tuple[object, ...],
    limit: str,
    turns: int,
) -> None:
    model.lines = [greeting("Ada", when=""), greeting("Bob", when=""), greeting("Cy", when="")]
    prices = tmp_path / "prices.json"
    prices.write_text('{"tiny": {"input_cost_per_token": 1, "output_cost_per_token": 1}}')
    annotate(*options, "--prices", prices)
    record = Run.open(tmp_path / "run").records()["i1"]
    assert (record.status, record.limit) == ("budget", limit)
    assert record.tree
    assert len(record.tree.nodes) == turns
    assert record.tree.nodes[-1].observations[0].status == "ok"
    assert record.usage.cost == record.usage.tokens


def test_a_run_stops_at_its_money(annotate: Callable[..., Any], model: OpenAIServer, tmp_path: Path) -> None:
    model.lines = [FINISH]
    prices = tmp_path / "prices.json"
    prices.write_text('{"tiny": {"input_cost_per_token": 0, "output_cost_per_token": 1}}')
    done = annotate("--run-budget-cost", 20, "--prices", prices, "--concurrency", 1)
    assert done.code == 1
    assert "cost reached with 7 left" in done.err
    assert "21.0000 USD" in done.out


def test_money_is_not_counted_by_guesses(annotate: Callable[..., Any], model: OpenAIServer) -> None:
    done = annotate("--budget-cost", 1)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "none is known for model" in done.err
    assert "--prices" in done.err


def test_a_run_with_kept_replies_asks_nothing_twice_and_comes_out_the_same(
    cli: Cli, ten: Path, catalog: Path, server: Server, model: OpenAIServer, tmp_path: Path
) -> None:
    model.lines = [greeting("Ada", when=""), FINISH]
    spec = f"cached@{tmp_path / 'kept'}:openai:tiny@{model.url}"
    reach = ("--allow", server.endpoint, "--catalog", catalog, "--method", "react", "--responses")
    for out in ("one", "two"):
        answers = f"record:{tmp_path / 'answers'}"
        assert cli("annotate", ten, "--out", tmp_path / out, "--model", spec, *reach, answers).code == 0
    assert len(model.received) == 20
    one, two = (Run.open(tmp_path / out).records() for out in ("one", "two"))
    for id_, record in one.items():
        assert record.tree
        assert two[id_].tree
        assert [node.message for node in record.tree.nodes] == [node.message for node in two[id_].tree.nodes]
        assert record.usage.tokens == two[id_].usage.tokens
