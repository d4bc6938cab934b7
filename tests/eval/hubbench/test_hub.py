"""The bench on the real hub: what `demo` makes."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from apis.hub.app import load_tools
from apis.ids import operation_slug
from eval.hubbench import questions
from eval.hubbench.check import check, dumps
from eval.hubbench.facts import BoolFact, Fact, NumberFact, found
from eval.hubbench.level import HARD
from eval.hubbench.make import Bench, make, write
from eval.hubbench.makers import Pool, wordings_apart

ROOT = Path(__file__).parents[3]
NOTHING = """I'm sorry, but I could not find the answer to it. The server of that provider is down, so no data is to be
had by me at this time; you may have to ask again in a while. As far as I can see, he or she has to ask them on
the phone. All I got was an error, and that is it for now."""


@pytest.fixture(scope="module")
def hub() -> Pool:
    return Pool.load()


@pytest.fixture(scope="module")
def whole(hub: Pool) -> Bench:
    return make(0, 300, pool=hub)


def test_every_question_module_is_found(hub: Pool) -> None:
    files = {path.stem for path in Path(questions.__path__[0]).glob("*.py")} - {"__init__"}
    assert {kind.name.partition(".")[0] for kind in hub.kinds} == files


def test_every_id_that_is_needed_planted_or_offered_is_an_api_of_the_hub(whole: Bench) -> None:
    there = {
        f"{tool.state.slug}/{operation_slug(route.name, 'GET', route.path)}"
        for tool in load_tools()
        for route in tool.routes
        if isinstance(route, APIRoute)
    }
    asked = {api for instruction in whole.instructions for api in instruction.apis or ()}
    assert asked - there == set()
    assert {api for key in whole.keys for api in (*key.needs, key.trap) if api} <= asked


def test_the_mix_is_what_was_promised(whole: Bench) -> None:
    causes = Counter(key.cause for key in whole.keys)
    planted = 300 - causes[None]
    assert Counter(instruction.group for instruction in whole.instructions) == {"I1": 100, "I2": 100, "I3": 100}
    assert planted == 150
    assert sum(key.late for key in whole.keys) >= planted / 3
    assert set(causes) == {None, "foreign_id", "gone", "html", "key", "limited", "slow"}


def test_what_is_not_planted_is_not_offered(hub: Pool, whole: Bench) -> None:
    traps = {trap for kind in hub.kinds for trap in kind.traps}
    for instruction, key in zip(whole.instructions, whole.keys, strict=True):
        assert {api for api in instruction.apis or () if api in traps} - set(key.needs) == {key.trap} - {None}
        assert 5 <= len(instruction.apis or ()) <= 10


def test_texts_differ_and_give_no_answer_away(whole: Bench) -> None:
    assert len({instruction.text for instruction in whole.instructions}) == 300
    for instruction, key in zip(whole.instructions, whole.keys, strict=True):
        assert not check(key.facts, instruction.text).passed, instruction.text


def test_a_plain_right_answer_passes_everywhere(whole: Bench) -> None:
    for instruction, key in zip(whole.instructions, whole.keys, strict=True):
        checked = check(key.facts, "\n".join(_said(fact) for fact in key.facts))
        assert checked.passed, (instruction.text, checked.reason)


def test_an_answer_that_says_nothing_states_no_fact(whole: Bench) -> None:
    stated = [(key.makers, fact) for key in whole.keys for fact in key.facts if found(fact, NOTHING)]
    assert stated == []


def test_the_answer_to_another_instruction_hardly_ever_passes(whole: Bench) -> None:
    answers = ["\n".join(_said(fact) for fact in key.facts) for key in whole.keys]
    passed = [check(key.facts, answer).passed for key, answer in zip(whole.keys, answers[1:], strict=False)]
    assert sum(passed) <= 3


def test_no_instruction_asks_for_an_answer_that_would_be_a_dump(whole: Bench) -> None:
    for key in whole.keys:
        assert dumps(key.facts, "\n".join(_said(fact) for fact in key.facts)) is None


def test_another_process_makes_the_same_bytes(hub: Pool, tmp_path: Path) -> None:
    code = """
import sys; from pathlib import Path; from eval.hubbench.make import make, write
write(make(11, 45), Path(sys.argv[1]))
"""
    environment = os.environ | {"PYTHONHASHSEED": "5"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment, cwd=ROOT)
    write(make(11, 45, pool=hub), tmp_path / "here")
    here, there = ({p.name: p.read_bytes() for p in (tmp_path / n).rglob("*.jsonl")} for n in ("here", "there"))
    assert here == there
    assert f"{hashlib.sha256(here['instructions.jsonl']).hexdigest()}.jsonl" in here


def _said(fact: Fact) -> str:
    if isinstance(fact, BoolFact):
        return f"It is {'' if fact.value else 'not '}{fact.about}."
    return f"It is {fact.value:,}." if isinstance(fact, NumberFact) else f"It is {fact.value}."


def test_hard_questions_come_only_when_asked_for_and_each_has_a_maker(hub: Pool) -> None:
    everything = {kind.name for kind in Pool.load(hard=True).kinds}
    assert set(HARD) <= everything
    assert {kind.name for kind in hub.kinds} == everything - set(HARD)


def test_nearly_every_maker_has_wordings_kept_apart_and_none_of_these_is_public(hub: Pool) -> None:
    apart = wordings_apart()
    names = {kind.name for kind in hub.kinds}
    assert set(apart) <= names
    assert len(apart) >= 0.95 * len(names)
    public = "\n".join(path.read_text() for path in Path(questions.__path__[0]).glob("*.py"))
    assert [name for name, wordings in apart.items() if any(f'"{wording}"' in public for wording in wordings)] == []


def test_the_hub_is_as_large_as_was_promised() -> None:
    tools = load_tools()
    assert len(tools) >= 40
    assert sum(isinstance(route, APIRoute) for tool in tools for route in tool.routes) >= 150
    assert len({tool.state.category for tool in tools}) >= 14
