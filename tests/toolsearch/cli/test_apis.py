import json
from pathlib import Path

import pytest
from commands import Cli, Server

from apis.catalog import Catalog
from apis.model import Api


def test_list_shows_every_api_in_a_line(cli: Cli, catalog: Path) -> None:
    done = cli("apis", "list", "--catalog", catalog)
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == ["id", "demo/change", "demo/gone", "demo/greet"]


def test_list_as_json_keeps_to_what_is_asked_for(cli: Cli, catalog: Path) -> None:
    assert len(cli("apis", "list", "--tool", "demo", "--catalog", catalog, "--json").json["apis"]) == 3
    assert cli("apis", "list", "--category", "Travel", "--catalog", catalog, "--json").json == {"apis": []}


def test_stats_as_json_holds_the_three_counts(cli: Cli, catalog: Path) -> None:
    said = cli("apis", "stats", "--catalog", catalog, "--json").json
    assert {"apis": 3, "tools": 1, "categories": 1}.items() <= said.items()


def test_show_says_what_an_api_takes_and_how_it_is_called(cli: Cli, catalog: Path) -> None:
    said = cli("apis", "show", "demo/greet", "--catalog", catalog)
    assert said.code == 0
    for part in ("Says hello to a person.", "GET /greet", "read", "greeting", "name", "string", "yes", "CC0"):
        assert part in said.out
    assert cli("apis", "show", "demo/greet", "--catalog", catalog, "--json").json["binding"]["method"] == "GET"


def test_call_prints_what_the_api_answers(cli: Cli, catalog: Path, server: Server) -> None:
    done = cli("apis", "call", "demo/greet", '{"name": "Ada"}', "--allow", server.endpoint, "--catalog", catalog)
    assert (done.code, done.out) == (0, '{"greeting":"Hello, Ada!"}\n')
    assert "ok" in done.err


def test_call_at_another_base_url(cli: Cli, catalog: Path, server: Server) -> None:
    elsewhere = f"demo=http://localhost:{server.port}"
    options = ("--base-url", elsewhere, "--allow", f"localhost:{server.port}", "--catalog", catalog, "--json")
    assert cli("apis", "call", "demo/greet", '{"name": "Ada"}', *options).json["status"] == "ok"


@pytest.mark.parametrize(
    ("arguments", "options", "status"),
    [
        (("demo/greet", '{"name": "Ada"}'), (), "refused"),
        (("demo/change", '{"name": "Ada"}'), ("--allow", "{endpoint}"), "refused"),
        (("demo/gone", '{"name": "Ada"}'), ("--allow", "{endpoint}"), "not_found"),
    ],
)
def test_a_call_that_does_not_succeed_is_exit_code_1(
    cli: Cli, catalog: Path, server: Server, arguments: tuple[str, ...], options: tuple[str, ...], status: str
) -> None:
    allowed = [option.format(endpoint=server.endpoint) for option in options]
    done = cli("apis", "call", *arguments, *allowed, "--catalog", catalog, "--json")
    assert (done.code, done.json["status"]) == (1, status)
    assert server.served == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("demo/greet", "{name"), "are no JSON"),
        (("demo/greet", "[]"), "are no JSON object"),
        (("demo/greet", '{"nam": "Ada"}'), "demo/greet does not take that: "),
        (("demo/gret",), "did you mean demo/greet"),
        (("demo/greet", '{"name": "x"}', "--base-url", "demo"), "is not TOOL=URL"),
        (("demo/greet", '{"name": "x"}', "--allow", "localhost"), "is not HOST:PORT"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(
    cli: Cli, catalog: Path, arguments: tuple[str, ...], reason: str
) -> None:
    done = cli("apis", "call", *arguments, "--catalog", catalog)
    assert (done.code, done.out) == (2, "")
    assert reason in done.err
    assert done.err.count("\n") == 1


def test_retrieve_finds_what_fits(cli: Cli, catalog: Path) -> None:
    done = cli("retrieve", "say hello to my friend", "-k", 1, "--catalog", catalog, "--json")
    assert done.code == 0
    assert [hit["id"] for hit in done.json["hits"]] == ["demo/greet"]
    assert "demo/gone" in cli("retrieve", "weigh a parcel", "--catalog", catalog).out


def test_an_unknown_retriever_is_exit_code_2(cli: Cli, catalog: Path) -> None:
    done = cli("retrieve", "hello", "--retriever", "bm52", "--catalog", catalog)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "did you mean 'bm25'?" in done.err


@pytest.mark.parametrize("command", [("apis", "list"), ("apis", "stats"), ("apis", "show", "a/b"), ("retrieve", "x")])
def test_a_catalog_that_is_not_there_is_exit_code_2_and_not_made(
    cli: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = cli(*command, "--catalog", tmp_path / "none.db")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "toolsearch apis add" in done.err
    assert not (tmp_path / "none.db").exists()


def test_a_catalog_that_is_none_is_exit_code_1(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but long enough to look like a file of one " * 20)
    done = cli("apis", "list", "--catalog", tmp_path / "text.db")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "text.db" in done.err


def test_all_apis_can_be_written_to_a_file_and_read_again(cli: Cli, catalog: Path, tmp_path: Path) -> None:
    out = tmp_path / "apis.jsonl"
    done = cli("apis", "export", out, "--catalog", catalog)
    assert (done.code, done.err) == (0, f"3 APIs written to {out}\n")
    read = [Api.model_validate_json(line) for line in out.read_text("utf-8").splitlines()]
    with Catalog.open(catalog) as opened:
        assert read == list(opened)
    assert cli("apis", "export", "-", "--tool", "demo", "--catalog", catalog).out == out.read_text("utf-8")
    told = cli("apis", "export", out, "--json", "--catalog", catalog).out
    assert json.loads(told) == {"apis": len(out.read_text("utf-8").splitlines()), "file": str(out)}
    assert cli("apis", "export", "-", "--json", "--catalog", catalog).code == 2
    assert list(tmp_path.glob(".apis*")) == []


def test_a_file_that_cannot_be_written_is_one_line(cli: Cli, catalog: Path, tmp_path: Path) -> None:
    done = cli("apis", "export", tmp_path / "none" / "apis.jsonl", "--catalog", catalog)
    assert (done.code, done.err.count("\n")) == (2, 1)
