"""Exports: no call is lost or changed in any format, splits do not leak, runs become paths, pairs and answer files."""

import json
from pathlib import Path
from typing import Any

import pytest
from commands import Cli, lines
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.model import Observation, Status, ToolCall
from apis.schema import Function
from toolsearch.errors import RecordError
from toolsearch.journal import Journal, read
from toolsearch.messages import Assistant, Message, System, ToolReply, User
from toolsearch.records import Instruction, PathRecord, Provenance, Sample, Verdict
from toolsearch.runs import Run, RunConfig
from toolsearch.search.tree import Node, State, Tree
from toolsearch.training.export import Written, export
from toolsearch.training.formats.base import Format, calls_in
from toolsearch.training.formats.resolve import FORMATS
from toolsearch.training.selection import Split

TEXT = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from("\"'\\\n[](){}=,;<>|"), max_size=12
)  # what breaks parsers
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), TEXT,
                  st.floats(allow_nan=False, allow_infinity=False))  # fmt: skip
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
                    max_leaves=8)  # fmt: skip
NAMES = st.sampled_from(["look", "weigh-it", "Find_2", "list_all", "from"])
ARGUMENTS = st.dictionaries(st.sampled_from(["at", "class", "a-b", "depth", "from", "x y"]) | TEXT, JSON, max_size=4)


def conversation(turns: list[list[tuple[str, dict[str, Any]]]], said: str, system: str) -> Sample:
    messages: list[Message] = [*([System(content=system)] if system else []), User(content="Please look.")]
    for number, turn in enumerate(turns):
        calls = tuple(ToolCall(id=f"c{number}_{i}", name=name, arguments=a) for i, (name, a) in enumerate(turn))
        messages.append(Assistant(content=said if calls else "Done.", calls=calls))
        messages += [ToolReply(call_id=c.id, name=c.name, content='{"ok": 1}', status=Status.OK) for c in calls]
        if not calls:
            messages.append(User(content="And now?"))
    messages.append(Assistant(content="That is all."))
    schema = {"type": "object", "properties": {}}
    tools = tuple(Function(name=n, description="Does it.", parameters=schema) for n in ("look", "weigh-it"))
    return Sample(id="s", kind="path", tools=tools, messages=tuple(messages), provenance=Provenance(generator="x"))


TURNS = st.lists(st.lists(st.tuples(NAMES, ARGUMENTS), max_size=3), max_size=3)


@pytest.mark.parametrize("name", FORMATS)
@given(TURNS, st.sampled_from(["", "I look."]), st.sampled_from(["", "Be brief."]))
@settings(max_examples=25, deadline=None)
def test_every_call_is_read_back_from_what_a_format_wrote(
    name: str, turns: list[list[tuple[str, dict[str, Any]]]], said: str, system: str
) -> None:
    sample = conversation(turns, said, system)
    form = FORMATS[name]
    row = json.loads(json.dumps(form.write(sample)))
    assert form.calls(row) == calls_in(sample)


def test_a_format_that_loses_a_call_is_an_error_that_names_the_sample(tmp_path: Path) -> None:
    lossy = Format("lossy", "", lambda sample: {"id": sample.id}, lambda row: [])
    sample = conversation([[("look", {"at": "Oslo"})]], "", "")
    with pytest.raises(RecordError, match="'s': format 'lossy' does not carry its calls: 1 in, 0 out"):
        export([sample], lossy, tmp_path / "x.jsonl", Written())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "parquet"])
def test_dialogs_are_exported_in_every_format_with_as_many_calls_as_came_in(
    name: str, verified: Path, tmp_path: Path, cli: Cli
) -> None:
    out = tmp_path / ("out" if name == "atif" else "out.jsonl")
    done = cli("train", "export", verified, "--format", name, "--out", out, "--json")
    assert done.code == 0, done.err
    assert done.json["calls_in"] == done.json["calls_out"] > 40
    rows = sorted(out.glob("*.json")) if name == "atif" else out.read_text().splitlines()
    passed = [sample for sample in read(verified, Sample) if sample.passed]
    assert len(rows) == len(passed) == sum(done.json["files"].values())


def test_sharegpt_rows_alternate_as_llama_factory_demands(verified: Path, tmp_path: Path, cli: Cli) -> None:
    assert cli("train", "export", verified, "--format", "sharegpt", "--out", tmp_path / "t.jsonl").code == 0
    for line in (tmp_path / "t.jsonl").read_text().splitlines():
        said = json.loads(line)["conversations"]
        assert len(said) % 2 == 0
        assert {turn["from"] for turn in said[::2]} <= {"human", "observation"}
        assert {turn["from"] for turn in said[1::2]} <= {"gpt", "function_call"}
    info = json.loads((tmp_path / "dataset_info.json").read_text())
    assert info["t"]["file_name"] == "t.jsonl"


def test_what_is_held_out_is_neither_called_nor_offered_in_training(verified: Path, tmp_path: Path, cli: Cli) -> None:
    for by in ("api", "tool", "category"):
        out = tmp_path / f"{by}.jsonl"
        arguments = ("--hold-out", 0.3, "--by", by, "--apis", verified.parent / "apis.jsonl", "--out", out, "--json")
        done = cli("train", "export", verified, "--format", "openai", *arguments)
        assert done.code == 0, done.err
        counts = done.json["counts"]
        assert counts["train"] + counts["test"] + counts["mixed"] + counts["duplicates"] + counts["not_passed"] == 40
        train, test = (
            [json.loads(line) for line in path.read_text().splitlines()]
            for path in (out, tmp_path / f"{by}.test.jsonl")
        )
        tested = {c["function"]["name"] for row in test for m in row["messages"] for c in m.get("tool_calls", ())}
        offered = {tool["function"]["name"] for row in train for tool in row["tools"]}
        assert tested
        assert not tested & offered


def test_a_sample_that_mixes_both_sides_is_left_out() -> None:
    split = Split("api", frozenset({"a/x"}))
    sample = conversation([[("look", {}), ("weigh-it", {})]], "", "")
    both = sample.model_copy(update={"provenance": Provenance(generator="x", apis={"look": "a/x", "weigh-it": "a/y"})})
    assert split.side(both) == "mixed"


def test_only_what_passed_is_kept_and_nothing_twice(verified: Path, tmp_path: Path, cli: Cli) -> None:
    text = verified.read_text().splitlines(keepends=True)
    spoilt = Sample.model_validate_json(text[1]).model_copy(update={"checks": {"gold": "no"}})
    (tmp_path / "in.jsonl").write_text(text[0] + text[0] + spoilt.model_dump_json() + "\n")
    arguments = (tmp_path / "in.jsonl", "--format", "openai", "--out", tmp_path / "o.jsonl", "--json")
    counts = cli("train", "export", *arguments).json["counts"]
    assert (counts["read"], counts["duplicates"], counts["not_passed"], counts["train"]) == (3, 1, 1, 1)
    assert cli("train", "export", *arguments, "--keep", "all").json["counts"]["train"] == 2


def test_thoughts_are_left_out_unless_they_are_asked_for(verified: Path, tmp_path: Path, cli: Cli) -> None:
    plain, thinking = tmp_path / "p.jsonl", tmp_path / "t.jsonl"
    assert cli("train", "export", verified, "--format", "openai", "--out", plain).code == 0
    assert cli("train", "export", verified, "--format", "openai", "--out", thinking, "--thoughts").code == 0
    assert '"decision\\"' not in plain.read_text()
    for line in thinking.read_text().splitlines():
        [first, *_] = [m for m in json.loads(line)["messages"] if m["role"] == "assistant"]
        assert json.loads(first["content"].split("\n")[0])["decision"] in ("call", "ask", "answer")


def call(number: int, name: str, **arguments: Any) -> Assistant:
    return Assistant(content="I try.", calls=(ToolCall(id=f"c{number}", name=name, arguments=arguments),))


def observed(number: int, content: str) -> tuple[Observation, ...]:
    return (Observation(call_id=f"c{number}", status=Status.OK, content=content),)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of one instruction: a branch that was given up, then one that answered; judged as solved."""
    schema = {"type": "object", "properties": {"at": {"type": "string"}}}
    nodes = [
        Node(id=0, parent=None, message=call(0, "look", at="Rome"), observations=observed(0, "{}")),
        Node(id=1, parent=0, message=call(1, "Finish", return_type="give_up_and_restart"),
             observations=observed(1, ""), state=State.GIVE_UP),
        Node(id=2, parent=None, message=call(2, "look", at="Oslo"), observations=observed(2, '{"t": 7}')),
        Node(id=3, parent=2, message=call(3, "Finish", return_type="give_answer", final_answer="7 degrees"),
             observations=observed(3, ""), state=State.ANSWER, answer="7 degrees"),
    ]  # fmt: skip
    tools = tuple(Function(name=n, description="Does it.", parameters=schema) for n in ("look", "Finish"))
    tree = Tree(
        opening=(System(content="Work."), User(content="How warm is Oslo?")), functions=tools,
        apis={"look": "weather/look"}, nodes=nodes,
    )  # fmt: skip
    record = PathRecord(instruction_id="i1", status="answer", answer="7 degrees", tree=tree, model="m", method="dfsdt")
    (tmp_path / "in.jsonl").write_text(lines(json.loads(Instruction(id="i1", text="How warm?").model_dump_json())))
    config = RunConfig(method="dfsdt", model="m", catalog="0" * 64)
    with Run.create_or_resume(tmp_path / "run", config, tmp_path / "in.jsonl") as opened:
        with Journal(opened.paths_file) as journal:
            journal.append(record)
        with Journal(opened.verdicts_file("j")) as journal:
            journal.append(Verdict(instruction_id="i1", judge="j", question="solved", label="solved"))
    return tmp_path / "run"


def test_the_path_that_answered_is_exported_and_ends_with_its_finish(run: Path, tmp_path: Path, cli: Cli) -> None:
    done = cli("train", "export", run, "--format", "openai", "--out", tmp_path / "o.jsonl", "--json")
    assert done.code == 0, done.err
    [row] = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [m["role"] for m in row["messages"]] == ["system", "user", "assistant", "tool", "assistant"]
    assert row["messages"][-1]["tool_calls"][0]["function"]["name"] == "Finish"
    assert done.json["calls_out"] == 2


def test_an_atif_file_is_written_for_each_leaf_with_the_ids_of_its_branch(run: Path, tmp_path: Path, cli: Cli) -> None:
    assert cli("train", "export", run, "--format", "atif", "--keep", "all", "--out", tmp_path / "a").code == 0
    documents = [json.loads(path.read_text()) for path in sorted((tmp_path / "a").glob("*.json"))]
    assert [d["extra"]["branch"] for d in documents] == [[0, 1], [2, 3]]
    assert [d["extra"]["abandoned"] for d in documents] == [True, False]
    for document in documents:
        assert [step["step_id"] for step in document["steps"]] == list(range(1, len(document["steps"]) + 1))
        assert document["agent"]["tool_definitions"]


def test_an_abandoned_branch_becomes_the_rejected_side_of_a_pair(run: Path, tmp_path: Path, cli: Cli) -> None:
    done = cli("train", "export", run, "--format", "preferences", "--out", tmp_path / "p.jsonl", "--json")
    assert done.code == 0, done.err
    [row] = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert [m["role"] for m in row["prompt"]] == ["system", "user"]
    assert row["chosen"][0]["tool_calls"][0]["function"]["arguments"] == {"at": "Oslo"}
    assert row["rejected"][0]["tool_calls"][0]["function"]["arguments"] == {"at": "Rome"}
    assert done.json["calls_in"] == done.json["calls_out"] == 2


def test_answer_files_of_toolbench_hold_the_whole_tree(run: Path, tmp_path: Path, cli: Cli) -> None:
    done = cli("train", "export", run, "--format", "toolbench-answers", "--out", tmp_path / "t", "--json")
    assert done.code == 0, done.err
    assert done.json["calls_in"] == done.json["calls_out"] == 4
    [path] = (tmp_path / "t").glob("*.json")
    assert json.loads(path.read_text())["win"] is True


def test_wrong_names_are_one_clear_line(run: Path, tmp_path: Path, cli: Cli) -> None:
    done = cli("train", "export", run, "--format", "sharegtp", "--out", tmp_path / "x")
    assert done.code == 2
    assert "did you mean 'sharegpt'?" in done.err
    done = cli("train", "export", tmp_path / "nothing", "--format", "openai", "--out", tmp_path / "x")
    assert done.code == 2
    assert "no file of samples" in done.err
