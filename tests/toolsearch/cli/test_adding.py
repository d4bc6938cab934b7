import json
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from commands import Cli

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Greetings", "version": "1"},
    "servers": [{"url": "http://127.0.0.1:9"}],
    "paths": {
        "/greet": {"get": {"operationId": "greet", "summary": "Says hello.", "responses": {"200": {"description": ""}}}}
    },
}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "greetings.json"
    path.write_text(json.dumps(DOCUMENT))
    return path


@pytest.fixture
def website(document: Path) -> Iterator[str]:
    """The document's folder as a web site: its HOST:PORT."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=document.parent)) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{listener.server_address[1]}"
        listener.shutdown()
        thread.join()


def test_a_document_is_read_into_a_new_catalog(cli: Cli, document: Path, tmp_path: Path) -> None:
    done = cli("apis", "add", document, "--catalog", tmp_path / "new.db")
    assert done.code == 0
    assert "1 documents read: APIs 1 added" in done.out
    assert "now holds 1 APIs of 1 tools" in done.out
    assert cli("apis", "stats", "--catalog", tmp_path / "new.db", "--json").json["apis"] == 1


def test_with_json_every_count_and_problem_is_there(cli: Cli, document: Path, tmp_path: Path) -> None:
    document.write_text(json.dumps(DOCUMENT | {"servers": [{"url": 7}]}))
    said = cli("apis", "add", document, "--catalog", tmp_path / "new.db", "--json")
    assert {"documents": 1, "added": 1, "updated": 0, "unchanged": 0, "errors": []}.items() <= said.json.items()
    assert [problem["location"] for problem in said.json["problems"]] == [str(document)]
    assert said.json["catalog"]["apis"] == 1
    assert said.err.startswith("warning: ")


def test_the_same_document_again_changes_nothing(cli: Cli, document: Path, tmp_path: Path) -> None:
    for expected in ({"added": 1, "unchanged": 0}, {"added": 0, "unchanged": 1}):
        said = cli("apis", "add", document, "--catalog", tmp_path / "new.db", "--json").json
        assert expected.items() <= said.items()


def test_a_document_that_cannot_be_read_costs_no_other_and_is_exit_code_1(
    cli: Cli, document: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text('{"openapi": ')
    done = cli("apis", "add", tmp_path / "broken.json", document, "--catalog", tmp_path / "new.db")
    assert done.code == 1
    assert "APIs 1 added" in done.out
    assert "broken.json" in done.err
    assert done.err.count("\n") == 1


def test_a_url_is_read_where_it_is_allowed(cli: Cli, website: str, document: Path, tmp_path: Path) -> None:
    options = ("--catalog", tmp_path / "new.db")
    refused = cli("apis", "add", f"http://{website}/{document.name}", *options)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert f"`--allow {website}` permits it" in refused.err
    allowed = ("--allow", website)
    assert cli("apis", "add", f"http://{website}/{document.name}", *allowed, *options).code == 0


def test_a_server_that_is_not_there_is_exit_code_1_and_one_line(cli: Cli, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        endpoint = f"127.0.0.1:{closed.getsockname()[1]}"
    done = cli("apis", "add", f"http://{endpoint}/a.json", "--allow", endpoint, "--catalog", tmp_path / "new.db")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert f"http://{endpoint}/a.json" in done.err


def test_a_file_that_is_not_there_is_exit_code_2_and_makes_no_catalog(cli: Cli, tmp_path: Path) -> None:
    done = cli("apis", "add", tmp_path / "none.json", "--catalog", tmp_path / "new.db")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "none.json" in done.err
    assert not (tmp_path / "new.db").exists()


def test_a_catalog_in_a_folder_that_is_not_there_is_one_line(cli: Cli, document: Path, tmp_path: Path) -> None:
    done = cli("apis", "add", document, "--catalog", tmp_path / "none/new.db")
    assert (done.code, done.err.count("\n")) == (1, 1)
