"""Benches with more in them than the demo's: the unsolvable, paraphrases, other words; and what may leak."""

import json
from pathlib import Path
from random import Random

import pytest
from benches import CATEGORIES, small_pool
from worlds import LOOK, Answers, Policy, finish

from apis.catalog import Catalog
from apis.errors import ConfigError
from eval.hubbench.composition import composition
from eval.hubbench.difficulty import level_of
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.joining import APART, STYLES
from eval.hubbench.key import Key
from eval.hubbench.make import Bench, make, write
from eval.hubbench.makers import Pool, spoken, tool_of, wordings_apart
from eval.hubbench.mix import Mix
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.unsolvable import able
from toolsearch.engine import Engine
from toolsearch.llm.base import Request
from toolsearch.records import Instruction
from toolsearch.search.method import react

WORDINGS = ("What does number {number} weigh?", "How heavy is number {number}?", "Please weigh number {number}.")


def weighs(tool: str) -> Maker:
    """Ask one tool in one of three wordings; what answers it can be dead."""

    def maker(rng: Random) -> Question:
        number = rng.randrange(10**5, 10**6)
        needs = (f"{tool}/find", f"{tool}/weigh")
        trap = Trap("gone", f"rival/{tool}-weight", needs[1])
        text = worded(rng, WORDINGS, number=f"{tool} {number:x}z")
        return Question(text, needs, (NumberFact(value=float(number)),), (trap,))

    return maker


@pytest.fixture
def weighing() -> Pool:
    return Pool.of([(tool, weighs(tool)) for tool in CATEGORIES if tool != "rival"], CATEGORIES)


@pytest.fixture
def mixed(weighing: Pool) -> Bench:
    return make(3, 120, pool=weighing, mix=Mix(unsolvable=0.2, paraphrases=0.2))


def test_the_shares_are_what_was_asked_for_in_each_group(mixed: Bench) -> None:
    for group in ("I1", "I2", "I3"):
        keys = [key for one, key in zip(mixed.instructions, mixed.keys, strict=True) if one.group == group]
        assert sum(not key.solvable for key in keys) == 8
        assert sum(key.same_as is not None for key in keys) == 8
    made = composition(mixed)
    assert (made.count, made.unsolvable, made.paraphrases, made.dependent) == (120, 24, 24, 120)


def test_what_cannot_be_solved_offers_no_api_of_the_tool_that_is_missing(mixed: Bench) -> None:
    whys = {key.unsolvable for key in mixed.keys}
    assert whys == {None, "absent", "dead"}
    for instruction, key in zip(mixed.instructions, mixed.keys, strict=True):
        offered = set(instruction.apis or ())
        dead = {api for api in offered if tool_of(api) == "rival"}
        if key.solvable:
            assert set(key.needs) <= offered
        elif key.unsolvable == "absent":
            assert not offered & set(key.needs)
            assert not dead
        else:
            missing = dead.pop().removeprefix("rival/").removesuffix("-weight")
            assert not [api for api in offered if tool_of(api) == missing]
        assert (key.level is None, key.cause is not None and not key.solvable) == (not key.solvable, False)


def test_a_tool_that_could_stand_in_for_what_is_missing_is_not_offered_either() -> None:
    assert {"sun-times", "calendar-converter"} <= able({"public-holidays"})
    assert "math-solver" in able({"poker-hands"})
    assert "wind-scale" not in able({"poker-hands"})


def test_a_paraphrase_asks_for_the_same_facts_in_other_words_and_offers(mixed: Bench) -> None:
    keys = {key.instruction_id: key for key in mixed.keys}
    texts = {one.id: one.text for one in mixed.instructions}
    again = [key for key in mixed.keys if key.same_as]
    for key in again:
        first = keys[key.same_as or ""]
        assert (first.facts, first.needs, first.cause) == (key.facts, key.needs, key.cause)
        assert texts[first.instruction_id] != texts[key.instruction_id]
    assert len({key.same_as for key in again}) == len(again)
    assert len(set(texts.values())) == 120


def test_a_share_of_nothing_changes_nothing(weighing: Pool) -> None:
    assert make(3, 60, pool=weighing) == make(3, 60, pool=weighing, mix=Mix())
    with pytest.raises(ConfigError, match=r"share unsolvable is 0\.9"):
        Mix(unsolvable=0.9)


def test_levels_grow_with_calls_and_with_faults(weighing: Pool) -> None:
    assert [level_of(calls) for calls in range(1, 8)] == [1, 2, 3, 4, 5, 6, 6]
    for key in make(3, 60, pool=weighing).keys:
        assert key.level == min(6, len(key.needs) + (key.cause is not None) + key.late)


def test_the_held_out_bench_has_other_words_and_the_same_kind_of_facts(weighing: Pool) -> None:
    apart = ("Put number {number} on the scales. What do they show?",)
    makers = [(kind.name, spoken(kind.make, apart)) for kind in weighing.kinds]
    held = make(3, 30, pool=Pool.of(makers, CATEGORIES), mix=Mix(held_out=True))
    public = make(3, 30, pool=weighing)
    assert {one.split for one in held.instructions} == {"held-out"}
    assert all(one.id.startswith("hub-held-3-") for one in held.instructions)
    assert all("on the scales" in one.text for one in held.instructions)
    assert not {one.text for one in held.instructions} & {one.text for one in public.instructions}
    assert not {style for styles in APART.values() for style in styles[2:]} & {
        s for each in STYLES.values() for s in each
    }


def test_what_was_kept_apart_are_plain_sentences() -> None:
    apart = wordings_apart()
    assert len(apart) > 200
    for name, wordings in apart.items():
        assert all(wording[0] in "{\"'" or not wording[0].islower() for wording in wordings), name
        assert all(wording[-1] in ".?" for wording in wordings), name


def test_the_files_that_are_offered_hold_no_answer_no_level_and_no_cause(mixed: Bench, tmp_path: Path) -> None:
    path = write(mixed, tmp_path)
    told = set(Instruction.model_fields)
    secret = set(Key.model_fields) - {"schema_version", "instruction_id"}
    for line, key in zip(path.read_text().splitlines(), mixed.keys, strict=True):
        asked = json.loads(line)
        assert set(asked) <= told
        assert not set(asked) & secret
        assert (asked["solvable"], asked["relevant"]) == (None, [])  # which cannot be solved is not told
        assert not any(f"{fact.value:.0f}" in line for fact in key.facts if isinstance(fact, NumberFact))


async def test_what_a_model_is_sent_depends_on_the_text_and_the_functions_alone(tmp_path: Path) -> None:
    bench = make(5, 12, pool=small_pool())
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        offered = {api for one in bench.instructions for api in one.apis or ()}
        catalog.add([LOOK.model_copy(update={"id": api, "name": api.partition("/")[2]}) for api in sorted(offered)])
        for instruction, key in zip(bench.instructions, bench.keys, strict=True):
            bare = Instruction(id=instruction.id, text=instruction.text, apis=instruction.apis)
            whole, stripped = [await requests(catalog, one) for one in (instruction, bare)]
            assert whole == stripped
            sent = "\n".join(map(repr, whole))
            assert "relevant" not in sent
            assert not any(f"{fact.value}" in sent for fact in key.facts)


async def requests(catalog: Catalog, instruction: Instruction) -> list[Request]:
    """Everything that a model is sent for an instruction."""
    model = Policy(lambda place: finish("It is there."))
    async with Engine(catalog=catalog, executor=Answers(), model=model, method=react()) as engine:
        await engine.solve(instruction)
    return model.asked
