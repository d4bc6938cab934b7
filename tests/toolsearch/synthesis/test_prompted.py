"""A real client of a scripted server behind every prompt: what it says is read, what cannot be read is counted."""

import json
from pathlib import Path
from typing import Any

from commands import Cli
from openai_server import Line, running

from toolsearch.journal import read
from toolsearch.messages import Assistant, User
from toolsearch.records import Sample
from toolsearch.synthesis.definition import Evolved

HTML: Line = {"status": 200, "body": "<html>"}
WOOL = {"domain": "Wool", "areas": [{"name": "Prices", "functionalities": ["list wool prices", "rank a fleece"]}]}


def definition(name: str, about: str) -> dict[str, Any]:
    kind = {"type": "dict", "properties": {name[:4]: {"type": "str", "description": f"Kind of {name}."}}}
    return {"name": name, "description": about, "method": "GET", "parameters": kind, "returns": {"type": "dict"}}


def test_apis_are_read_from_a_servers_replies_and_the_rest_is_refused_by_reason(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Wool\nPrices of wool.")
    (tmp_path / "docs" / "b.md").write_text("# Sheep\nNames of sheep.")
    prices = definition("list_wool_prices", "Lists prices of wool by kind.")
    fleeces = definition("rank_fleeces", "Ranks the fleeces of one farm.")
    said: list[Line] = [
        {"content": f"Here it is:\n```json\n{json.dumps(WOOL)}\n```", "when": "Prices of wool"},
        {"content": "I would rather talk about goats.", "when": "Names of sheep"},
        HTML | {"when": "Think of twelve more"},
        {"content": "not JSON", "when": "- rank a fleece"},
        HTML | {"when": "- rank a fleece"},
        {"content": json.dumps(fleeces), "when": "- rank a fleece"},
        {"content": json.dumps(prices), "when": "- list wool prices"},
        {"content": "", "when": '"name":"list_wool_prices"'},
        {"content": "What does merino cost?", "when": '"name":"list_wool_prices"', "repeat": True},
        {"content": "Which fleece is best?", "when": '"name":"rank_fleeces"', "repeat": True},
        {"content": json.dumps(prices), "when": "- list wool prices", "repeat": True},
        {"content": json.dumps(fleeces), "when": "- rank a fleece", "repeat": True},
    ]
    out = tmp_path / "a.jsonl"
    with running(said) as server:
        model = f"openai:scripted@{server.url}"
        made = ("--documents", tmp_path / "docs", "--model", model, "--out", out, "--json")
        done = cli("synth", "apis", "-n", 2, *made)
        assert done.code == 0, done.err
    assert done.json["unread"] == {"what a document is about": 1, "more functionalities of an area": 1}
    assert done.json["refused"]["reply is no definition"] >= 1
    assert {one.api.name for one in read(out, Evolved)} == {"list_wool_prices", "rank_fleeces"}
    assert all(one.api.parameters["type"] == "object" for one in read(out, Evolved))
    assert all(one.instruction.endswith("?") for one in read(out, Evolved))


def test_a_model_that_never_writes_a_definition_ends_the_command_with_the_reason(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "wool.md").write_text("# Wool\nPrices of wool.")
    said = [{"content": json.dumps(WOOL), "when": "could stand behind"}, {"content": "no", "repeat": True}]
    (tmp_path / "s.jsonl").write_text("".join(json.dumps(line) + "\n" for line in said))
    made = ("--documents", tmp_path / "wool.md", "--out", tmp_path / "a.jsonl", "--json")
    for _ in range(2):  # asked again, it knows that it gave up
        done = cli("synth", "apis", "-n", 1, *made, "--model", f"script:{tmp_path / 's.jsonl'}")
        assert done.code == 1
        assert done.json["refused"] == {"reply is no definition": 100}
        assert "100 were refused since reply is no definition" in done.err


def test_a_dialog_is_talked_with_a_server_and_replies_without_use_are_counted(
    tmp_path: Path, cli: Cli, apis_file: Path
) -> None:
    made = ("--apis", apis_file, "--only-made", "--mix", "single=1", "--mask", 0, "--json")
    assert cli("synth", "dialogs", "-n", 2, *made, "--out", tmp_path / "rules.jsonl").code == 0
    first, second = read(tmp_path / "rules.jsonl", Sample)
    said: list[Line] = []
    for sample in (first, second):
        wish = said_by_user(sample)
        said.append({"content": wish, "when": f"You want to: {wish}", "repeat": True})
        call, told = (message for message in sample.messages if isinstance(message, Assistant))
        calls = [each.model_dump(include={"name", "arguments"}) for each in call.calls]
        thought = json.dumps({"goal": "g", "needed": [calls[0]["name"]], "missing": [], "decision": "call"})
        draws: list[Line] = [{"content": thought, "calls": calls}, HTML, {"content": thought, "calls": calls}]
        draws += [{"content": told.content}, {"content": ""}, {"content": told.content}]
        said += [draw | {"when": wish} for draw in (draws if sample is first else [{"content": "I'd rather not."}] * 3)]
    said.append({"content": "", "repeat": True})
    with running(said) as server:
        ask = ("--model", f"openai:scripted@{server.url}", "--out", tmp_path / "d.jsonl")
        done = cli("synth", "dialogs", "-n", 2, *made, *ask)
    assert done.code == 1  # the script knows one dialog only
    [sample] = read(tmp_path / "d.jsonl", Sample)
    assert sample.messages == first.messages
    assert [(thought.sampled, thought.agreed) for thought in sample.thoughts] == [(3, 2), (3, 2)]
    assert sample.thoughts[0].needed
    assert set(done.json["rejected"]) == {
        "draws decide otherwise: answer where call",
        "the user's words leave out a value, or say nothing",
    }


def said_by_user(sample: Sample) -> str:
    return next(message.content for message in sample.messages if isinstance(message, User))


def test_an_expert_that_says_neither_yes_nor_no_is_counted_as_no_answer(
    tmp_path: Path, cli: Cli, apis_file: Path
) -> None:
    source = tmp_path / "d.jsonl"
    assert cli("synth", "dialogs", "-n", 2, "--apis", apis_file, "--only-made", "--out", source, "--json").code == 0
    said: list[Line] = [
        {"content": "It depends.", "when": "stands in nothing", "repeat": True},
        HTML | {"when": "cannot be what its description"},
        {"content": "No.", "repeat": True},
    ]
    with running(said) as server:
        ask = ("--model", f"openai:scripted@{server.url}", "--out", tmp_path / "v.jsonl", "--json")
        done = cli("synth", "verify", source, *ask)
    assert done.code == 0, done.err
    [_, experts] = done.json["stages"]
    assert (experts["passed"], experts["reasons"]) == (2, {})
    assert experts["unanswered"] == {"hallucination": 2}
