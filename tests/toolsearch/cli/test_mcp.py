"""MCP servers from the command line: added, called, changed, added again."""

import json
import sys
from pathlib import Path

import mcp_program
from commands import Cli

TOOL = {
    "name": "look",
    "description": "Looks.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": True},
}


def write(path: Path, description: str) -> str:
    path.write_text(json.dumps({"pages": [[TOOL | {"description": description}]]}))
    return f"mcp:mine={sys.executable} -S {mcp_program.__file__} {path}"


def test_what_was_added_is_called_until_its_server_changes_it(cli: Cli, tmp_path: Path) -> None:
    spec = write(tmp_path / "plan.json", "Looks.")
    catalog = ("--catalog", tmp_path / "catalog.db")
    assert "1 added" in cli("apis", "add", spec, "--trust-hints", "mine", *catalog).out
    called = cli("apis", "call", "mine/look", *catalog)
    assert (called.code, called.json["name"]) == (0, "look")
    write(tmp_path / "plan.json", "Looks, and tells everybody.")
    refused = cli("apis", "call", "mine/look", *catalog)
    assert refused.code == 1
    assert "has changed the description" in refused.json["message"]
    assert f"toolsearch apis add '{spec}' --trust-hints mine" in refused.json["message"]
    assert "1 updated" in cli("apis", "add", spec, "--trust-hints", "mine", *catalog).out
    assert cli("apis", "call", "mine/look", *catalog).code == 0


def test_a_server_nobody_trusts_is_not_called_without_permission(cli: Cli, tmp_path: Path) -> None:
    catalog = ("--catalog", tmp_path / "catalog.db")
    cli("apis", "add", write(tmp_path / "plan.json", "Looks."), *catalog)
    refused = cli("apis", "call", "mine/look", *catalog)
    assert (refused.code, "--allow-writes" in refused.out) == (1, True)
    assert cli("apis", "call", "mine/look", "--allow-writes", *catalog).code == 0


def test_a_spec_that_cannot_be_understood_says_how_it_is_written(cli: Cli, tmp_path: Path) -> None:
    done = cli("apis", "add", "mcp:", "--catalog", tmp_path / "catalog.db")
    assert done.code != 0
    assert "write mcp:COMMAND" in done.err


def test_a_server_that_cannot_be_started_costs_no_other(cli: Cli, tmp_path: Path) -> None:
    spec = write(tmp_path / "plan.json", "Looks.")
    done = cli("apis", "add", "mcp:no-such-program", spec, "--catalog", tmp_path / "catalog.db")
    assert done.code == 1
    assert "mcp:no-such-program: its command cannot be started" in done.err
    assert "1 added" in done.out
