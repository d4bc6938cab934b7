"""Verification: each planted defect is found by the rule that is meant for it, clean samples pass, experts judge."""

from functools import cache
from pathlib import Path
from random import Random

import pytest
from commands import Cli, lines
from defects import DEFECTS
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_apis import APIS, write_apis

from apis.model import ToolCall
from toolsearch.cli.main import main
from toolsearch.journal import read
from toolsearch.messages import Assistant, ToolReply
from toolsearch.records import Sample
from toolsearch.synthesis.experts import RulesExpert
from toolsearch.synthesis.verify import RULES, verify

BY_ID = {api.id: api for api in APIS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty dialogs over made APIs, some of them masked."""
    folder = tmp_path_factory.mktemp("samples")
    made = ("--apis", write_apis(folder / "apis.jsonl"), "--only-made", "--mask", 0.3, "--out", folder / "d.jsonl")
    assert main(["synth", "dialogs", "-n", "40", *map(str, made), "--json"]) == 0
    return folder


@pytest.fixture(scope="module")
def samples(folder: Path) -> list[Sample]:
    return list(read(folder / "d.jsonl", Sample))


@cache
def _sample(path: Path, place: int) -> Sample:
    return list(read(path, Sample))[place]


def test_there_is_a_defect_for_each_rule_and_a_rule_for_each_line_of_the_paper() -> None:
    assert set(DEFECTS) == {rule.name for rule in RULES}
    assert sorted(rule.paper for rule in RULES if rule.paper) == list(range(1, 15))


def test_clean_samples_pass_every_rule(samples: list[Sample]) -> None:
    assert [(sample.id, fault) for sample in samples for fault in verify(sample).values() if fault] == []


@given(st.sampled_from(sorted(DEFECTS)), st.integers(0, 39), st.integers(0, 10**6))
@settings(max_examples=200, deadline=None)
def test_a_planted_defect_is_found_by_the_rule_meant_for_it(folder: Path, name: str, place: int, seed: int) -> None:
    planted = DEFECTS[name](_sample(folder / "d.jsonl", place), Random(seed))
    assume(planted is not None)
    assert planted is not None
    assert verify(planted)[name] != ""


async def test_an_argument_that_nobody_said_is_called_hallucinated(samples: list[Sample]) -> None:
    expert = RulesExpert(BY_ID)
    for sample in samples:
        assert await expert.ask(sample, "hallucination") == ""
    single = next(s for s in samples if s.kind in ("single", "parallel") and "minLength" in str(s.tools))
    place, call = single.gold[0].message, single.gold[0].calls[0]
    invented = ToolCall(id=call.id, name=call.name, arguments=dict.fromkeys(call.arguments, "Atlantis"))
    messages = (*single.messages[:place], Assistant(calls=(invented,)), *single.messages[place + 1 :])
    said = await expert.ask(single.model_copy(update={"messages": messages}), "hallucination")
    assert "Atlantis" in (said or "")


async def test_an_answer_that_does_not_fit_its_documentation_is_found(samples: list[Sample]) -> None:
    expert = RulesExpert(BY_ID)
    sample = next(sample for sample in samples if any(isinstance(m, ToolReply) for m in sample.messages))
    assert await expert.ask(sample, "tool response") == ""
    assert await RulesExpert({}).ask(sample, "tool response") is None
    wrong = tuple(
        m.model_copy(update={"content": '"nothing of the kind"'}) if isinstance(m, ToolReply) else m
        for m in sample.messages
    )
    assert "does not fit" in (await expert.ask(sample.model_copy(update={"messages": wrong}), "tool response") or "")


async def test_a_reply_that_tells_nothing_of_the_results_or_repeats_itself_is_found(samples: list[Sample]) -> None:
    expert = RulesExpert(BY_ID)
    sample = next(sample for sample in samples if sample.kind == "single")
    assert await expert.ask(sample, "consistency") == ""
    evasive = (*sample.messages[:-1], Assistant(content="Sheep are fine animals."))
    assert "tells nothing" in (await expert.ask(sample.model_copy(update={"messages": evasive}), "consistency") or "")
    stuck = (*sample.messages[:-1], Assistant(content="so so so so so so so"))
    assert "repeats" in (await expert.ask(sample.model_copy(update={"messages": stuck}), "repetition") or "")


def test_the_command_reports_each_layer_and_goes_on_where_it_stopped(folder: Path, tmp_path: Path, cli: Cli) -> None:
    text = (folder / "d.jsonl").read_text().splitlines(keepends=True)
    spoilt = Sample.model_validate_json(text[0])
    spoilt = spoilt.model_copy(update={"messages": spoilt.messages[:-1]})
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(spoilt.model_dump_json() + "\n" + "".join(text[1:]))
    done = cli("synth", "verify", source, "--out", out, "--apis", folder / "apis.jsonl", "--json")
    assert done.code == 0, done.err
    rules, experts = done.json["stages"]
    assert rules["samples"] == 40
    assert rules["passed"] == experts["samples"] == 39
    assert sum(rules["reasons"].values()) == 1
    whole = out.read_text()
    out.write_text(whole[: len(whole) // 2])
    assert cli("synth", "verify", source, "--out", out, "--apis", folder / "apis.jsonl", "--json").code == 0
    assert out.read_text() == whole


def test_a_model_votes_on_one_question_at_a_time(folder: Path, tmp_path: Path, cli: Cli) -> None:
    script = tmp_path / "s.jsonl"
    script.write_text(
        lines(
            {"content": "Yes, it is made up.", "when": "stands in nothing"},
            {"content": "No, all is there.", "when": "stands in nothing"},
            {"content": "Yes, invented.", "when": "stands in nothing"},
            {"content": "No.", "repeat": True},
        )
    )
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text((folder / "d.jsonl").read_text().splitlines(keepends=True)[0])
    done = cli("synth", "verify", source, "--out", out, "--model", f"script:{script}", "--json")
    assert done.json["stages"][1]["reasons"] == {"hallucination": 1}
    [sample] = read(out, Sample)
    assert sample.checks["hallucination"] == "Yes, it is made up."
    assert sample.checks["consistency"] == ""
    assert not sample.passed
