from collections.abc import Callable
from pathlib import Path

import pytest
from commands import GIVE_UP, Cli, Server, finishing, greeting

ANSWER = finishing(return_type="give_answer", final_answer="Ada is greeted.")

Script = Callable[..., str]


def test_the_path_is_shown_as_it_grows_and_then_the_answer(
    cli: Cli, catalog: Path, server: Server, script: Script
) -> None:
    model = script(greeting("Ada"), ANSWER)
    done = cli("solve", "Greet Ada.", "--model", model, "--allow", server.endpoint, "--catalog", catalog)
    assert done.code == 0
    assert done.out.splitlines()[:3] == [
        "1. I greet.",
        '   greet_for_demo({"name":"Ada"})',
        next(line for line in done.out.splitlines() if line.startswith("   -> ok, ")),
    ]
    assert "Hello, Ada!" in done.out
    assert done.out.splitlines()[-1] == "Ada is greeted."
    assert "2 model calls, 1 API calls" in done.err


def test_with_json_stdout_is_the_record_and_the_path_goes_to_stderr(
    cli: Cli, catalog: Path, server: Server, script: Script
) -> None:
    model = script(greeting("Ada"), ANSWER)
    options = ("--model", model, "--apis", "demo/greet,demo/gone", "--allow", server.endpoint, "--catalog", catalog)
    done = cli("solve", "Greet Ada.", *options, "--json")
    assert done.json["answer"] == "Ada is greeted."
    assert done.json["tree"]["apis"] == {"greet_for_demo": "demo/greet", "gone_for_demo": "demo/gone"}
    assert "1. I greet." in done.err


def test_where_the_search_goes_back_is_said(cli: Cli, catalog: Path, server: Server, script: Script) -> None:
    model = script(greeting("Ada"), GIVE_UP, greeting("Bob"), ANSWER)
    done = cli("solve", "Greet Ada.", "--model", model, "--allow", server.endpoint, "--catalog", catalog)
    assert done.code == 0
    assert "-- back to turn 1\n3. I greet." in done.out


def test_the_functions_offered_are_found_by_the_retriever(
    cli: Cli, catalog: Path, server: Server, script: Script
) -> None:
    options = ("--model", script(ANSWER), "-k", 1, "--retriever", "bm25", "--catalog", catalog)
    done = cli("solve", "Say hello to a person.", *options, "--json")
    assert [function["name"] for function in done.json["tree"]["functions"]] == ["greet_for_demo", "Finish"]


@pytest.mark.parametrize(
    ("said", "options", "reason"),
    [
        ([GIVE_UP, GIVE_UP], (), "no answer (give_up)"),
        ([{"error": "unreachable", "content": "nobody listens at 127.0.0.1:9"}], (), "nobody listens at 127.0.0.1:9"),
        ([greeting("Ada")], ("--budget-calls", 1), "limit reached: model_calls"),
    ],
)
def test_no_answer_is_exit_code_1_and_one_line(
    cli: Cli, catalog: Path, script: Script, said: list[dict[str, object]], options: tuple[object, ...], reason: str
) -> None:
    done = cli("solve", "Greet Ada.", "--model", script(*said), *options, "--catalog", catalog)
    assert done.code == 1
    assert reason in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--model", "gpt-9"), "unknown model 'gpt-9'"),
        (("--model", "openai:gpt-9"), "needs a key: set OPENAI_API_KEY"),
        (("--model", "script:nowhere.jsonl"), "nowhere.jsonl"),
        (("--method", "dfs"), "there is no method 'dfs'"),
        (("--apis", "demo/greeet"), "did you mean demo/greet"),
        (("--retriever", "bm52"), "unknown retriever 'bm52'"),
        (("-k", "0"), "-k"),
    ],
)
def test_a_name_nobody_knows_is_exit_code_2_and_one_line(
    cli: Cli, catalog: Path, options: tuple[str, ...], reason: str
) -> None:
    done = cli("solve", "Greet Ada.", *options, "--catalog", catalog)
    assert (done.code, done.out) == (2, "")
    assert reason in done.err
    assert done.err.count("\n") == 1
