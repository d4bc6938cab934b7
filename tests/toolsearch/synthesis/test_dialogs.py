"""Dialogs: their kinds, what executes, what is dropped, how they go on after a stop, what masking changes."""

import json
from pathlib import Path
from random import Random

import pytest
from commands import Cli, api, serving
from made_apis import APIS, write_apis

from apis.catalog import Catalog
from apis.validate import check
from toolsearch.cli.main import main
from toolsearch.journal import read
from toolsearch.messages import Assistant, ToolReply
from toolsearch.records import Sample
from toolsearch.synthesis.blueprint import MIX
from toolsearch.synthesis.masking import masked
from toolsearch.synthesis.shares import shares_of
from toolsearch.synthesis.user import MODES

BY_ID = {api.id: api for api in APIS}


@pytest.fixture(scope="module")
def dialogs(tmp_path_factory: pytest.TempPathFactory) -> list[Sample]:
    """Sixty dialogs over made APIs."""
    folder = tmp_path_factory.mktemp("dialogs")
    write_apis(folder / "apis.jsonl")
    made = ("--apis", folder / "apis.jsonl", "--only-made", "--mask", 0, "--out", folder / "d.jsonl")
    assert main(["synth", "dialogs", "-n", "60", *map(str, made), "--json"]) == 0
    return list(read(folder / "d.jsonl", Sample))


def said(sample: Sample) -> list[Assistant]:
    return [message for message in sample.messages if isinstance(message, Assistant)]


def of(kind: str, dialogs: list[Sample]) -> list[Sample]:
    found = [sample for sample in dialogs if sample.kind == kind]
    assert found, f"no dialog of kind {kind}"
    return found


def test_every_kind_and_every_way_of_speaking_is_made(dialogs: list[Sample]) -> None:
    assert {sample.kind for sample in dialogs} >= set(MIX) - {"recovery"}  # no made API fails
    assert {sample.provenance.mode for sample in dialogs} == set(MODES)
    assert shares_of(dialogs).samples == 60


def test_each_kind_has_the_calls_that_make_it_so(dialogs: list[Sample]) -> None:
    assert all(sum(len(m.calls) for m in said(sample)) == 1 for sample in of("single", dialogs))
    assert all(max(len(m.calls) for m in said(sample)) > 1 for sample in of("parallel", dialogs))
    assert all(sum(m.role == "user" for m in sample.messages) > 1 for sample in of("multi_turn", dialogs))
    for sample in of("irrelevant", dialogs):
        assert not any(m.calls for m in said(sample))
        assert sample.tools
    for sample in of("dependent", dialogs):
        [link] = sample.provenance.links
        target, _, source = link.partition(" = ")
        path = source.split(".")[1:]
        [first] = [m for m in sample.messages if isinstance(m, ToolReply) and m.call_id == source.split(".")[0]]
        value = json.loads(first.content)
        for part in path:
            value = value[int(part)] if part.isdigit() else value[part]
        [call] = [c for m in said(sample) for c in m.calls if c.id == target.split(".")[0]]
        assert call.arguments[target.split(".")[1]] == value


def test_what_is_missing_is_asked_for_and_not_told_before(dialogs: list[Sample]) -> None:
    for sample in of("missing_param", dialogs):
        ask, call, _ = said(sample)
        assert ask.content.endswith("?")
        assert not ask.calls
        [thought] = [t for t in sample.thoughts if t.decision == "ask"]
        [missing] = thought.missing
        value = call.calls[0].arguments[missing]
        assert str(value) not in sample.messages[0].content
        assert str(value) in sample.messages[2].content


def test_every_call_is_answered_fits_its_schema_and_is_marked_as_simulated(dialogs: list[Sample]) -> None:
    for sample in dialogs:
        calls = [call for message in said(sample) for call in message.calls]
        replies = [message for message in sample.messages if isinstance(message, ToolReply)]
        assert [call.id for call in calls] == [reply.call_id for reply in replies]
        assert set(sample.provenance.sources) == {call.id for call in calls}
        assert set(sample.provenance.sources.values()) <= {"simulated"}
        for call in calls:
            assert check(call.arguments, BY_ID[sample.provenance.apis[call.name]]) == []


def test_each_message_of_the_assistant_has_its_thought_and_enough_draws_agreed(dialogs: list[Sample]) -> None:
    for sample in dialogs:
        places = [place for place, message in enumerate(sample.messages) if isinstance(message, Assistant)]
        assert [thought.message for thought in sample.thoughts] == places
        assert all(2 <= thought.agreed <= thought.sampled == 3 for thought in sample.thoughts)


def test_a_run_cut_off_anywhere_comes_to_what_an_uncut_one_does(tmp_path: Path, cli: Cli, apis_file: Path) -> None:
    def run(name: str, count: int) -> None:
        made = ("--apis", apis_file, "--only-made", "--out", tmp_path / name)
        assert cli("synth", "dialogs", "-n", count, *made, "--json").code == 0

    run("whole.jsonl", 24)
    run("cut.jsonl", 12)
    text = (tmp_path / "cut.jsonl").read_text()
    (tmp_path / "cut.jsonl").write_text(text[:-100])  # a kill in the middle of a line
    (tmp_path / "cut.jsonl.rejected.jsonl").write_text("")
    run("cut.jsonl", 24)
    assert (tmp_path / "cut.jsonl").read_text() == (tmp_path / "whole.jsonl").read_text()


def test_a_live_api_is_really_called(tmp_path: Path, cli: Cli) -> None:
    with serving() as server:
        with Catalog.open(tmp_path / "c.db") as catalog:
            catalog.add([api(server, "greet", "Greet a person by name.")])
        arguments = ("--catalog", tmp_path / "c.db", "--allow", server.endpoint, "--out", tmp_path / "d.jsonl")
        done = cli("synth", "dialogs", "-n", 1, *arguments, "--mix", "single=1", "--json")
        assert done.code == 0, done.err
        served = len(server.served)
    [sample] = read(tmp_path / "d.jsonl", Sample)
    assert set(sample.provenance.sources.values()) == {"live"}
    assert served >= 1
    [reply] = [message for message in sample.messages if isinstance(message, ToolReply)]
    assert "Hello" in reply.content


def test_a_mix_that_nobody_knows_is_refused(tmp_path: Path, cli: Cli) -> None:
    done = cli("synth", "dialogs", "--out", tmp_path / "d.jsonl", "--mix", "singel=1")
    assert done.code == 2
    assert "single" in done.err


def test_masking_renames_what_is_offered_called_and_gold_together(dialogs: list[Sample]) -> None:
    for sample in dialogs:
        hidden = masked(sample, Random(1))
        old, new = ({f.name for f in s.tools} for s in (sample, hidden))
        assert not old & new
        for message, before in zip(said(hidden), said(sample), strict=True):
            for call, was in zip(message.calls, before.calls, strict=True):
                assert list(call.arguments.values()) == list(was.arguments.values())
                [function] = [f for f in hidden.tools if f.name == call.name]
                assert set(call.arguments) <= set(function.parameters["properties"])
                assert hidden.provenance.apis[call.name] == sample.provenance.apis[was.name]
