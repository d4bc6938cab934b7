import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from apis.errors import ConfigError
from eval.hubbench.check import check
from eval.hubbench.draft import group_of
from eval.hubbench.facts import BoolFact, TextFact
from eval.hubbench.make import CAUSES, Bench, apportion, make, write
from eval.hubbench.makers import Pool
from eval.hubbench.question import Question, Trap

ROOT = Path(__file__).parents[3]


def test_a_third_each_is_of_one_tool_one_category_and_several(pool: Pool) -> None:
    bench = make(1, 60, pool=pool)
    assert Counter(instruction.group for instruction in bench.instructions) == {"I1": 20, "I2": 20, "I3": 20}
    for instruction, key in zip(bench.instructions, bench.keys, strict=True):
        assert instruction.group == group_of(key.needs, pool.categories)
        assert instruction.relevant == tuple(dict.fromkeys(key.needs))


def test_half_have_a_planted_cause_and_more_than_a_third_of_these_are_late(pool: Pool) -> None:
    keys = make(1, 300, pool=pool).keys
    causes = Counter(key.cause for key in keys)
    assert causes[None] == 150
    assert set(causes) == set(CAUSES)
    assert sum(key.late for key in keys) == causes["foreign_id"] == 126


def test_what_is_offered_holds_what_is_needed_the_trap_and_some_more(pool: Pool) -> None:
    bench = make(2, 60, pool=pool)
    for instruction, key in zip(bench.instructions, bench.keys, strict=True):
        offered = instruction.apis or ()
        assert len(set(offered)) == len(offered)
        assert 5 <= len(offered) <= 10
        assert set(key.needs) < set(offered)
        assert [api for api in offered if api.startswith("rival/")] == ([key.trap] if key.trap else [])


def test_the_order_of_what_is_offered_does_not_give_the_needed_away(pool: Pool) -> None:
    bench = make(3, 120, pool=pool)
    firsts = Counter((i.apis or ())[0] in i.relevant for i in bench.instructions)
    assert firsts[False] > 20
    assert firsts[True] > 20


def test_no_text_comes_twice_and_none_answers_itself(pool: Pool) -> None:
    bench = make(4, 120, pool=pool)
    assert len({instruction.text for instruction in bench.instructions}) == 120
    for instruction, key in zip(bench.instructions, bench.keys, strict=True):
        assert not check(key.facts, instruction.text).passed


def test_any_first_part_is_a_mixed_sample(pool: Pool) -> None:
    first = make(5, 120, pool=pool).instructions[:30]
    assert set(Counter(instruction.group for instruction in first)) == {"I1", "I2", "I3"}


def test_instructions_hold_no_answer_and_no_cause(pool: Pool, tmp_path: Path) -> None:
    bench = make(6, 30, pool=pool)
    asked = write(bench, tmp_path).read_text()
    assert "facts" not in asked
    assert 'foreign_id"' not in asked
    assert "late" not in asked


def test_another_seed_makes_another_bench(pool: Pool) -> None:
    texts = [{instruction.text for instruction in make(seed, 60, pool=pool).instructions} for seed in (1, 2)]
    assert len(texts[0] & texts[1]) < 3


def test_the_same_seed_makes_the_same_files_in_every_process(bench: Bench, tmp_path: Path) -> None:
    code = """
import sys; from pathlib import Path
from benches import small_pool; from eval.hubbench.make import make, write
write(make(7, 30, pool=small_pool(backwards=sys.argv[2] == "backwards")), Path(sys.argv[1]))
"""
    support = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])
    write(bench, tmp_path / "here")
    for hash_seed, order in (("1", "forwards"), ("2", "backwards")):
        out = tmp_path / order
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": support}
        subprocess.run([sys.executable, "-c", code, str(out), order], check=True, env=environment, cwd=ROOT)
        assert _files(out) == _files(tmp_path / "here")


def test_a_cause_that_nothing_offers_leaves_its_share_to_the_rest() -> None:
    def plain(rng: Random) -> Question:
        number = rng.randrange(10**6)
        return Question(f"Who is {number}?", ("a/x",), (TextFact(value=f"Name {number}q"),))

    def other(rng: Random) -> Question:
        question = plain(rng)
        trap = Trap("gone", "r/y", "b/x")
        return Question(question.text.replace("Who", "What"), ("b/x",), question.facts, (trap,))

    pool = Pool.of([("plain", plain), ("other", other)], {"a": "A", "b": "B", "r": "B"})
    with pytest.raises(ConfigError, match="I2"):
        make(1, 30, pool=pool)
    pool = Pool.of([("plain", plain), ("other", other)], {"a": "A", "b": "A", "r": "A"})
    with pytest.raises(ConfigError, match="I3"):
        make(1, 30, pool=pool)
    bench = make(1, 1, pool=pool)
    assert bench.instructions[0].group == "I1"


def test_too_few_different_questions_are_an_error_that_says_so() -> None:
    def same(rng: Random) -> Question:
        return Question("Who is it?", ("a/x",), (TextFact(value="Nobody Else"),))

    pool = Pool.of([("same", same)], {"a": "A"})
    assert len(make(1, 1, pool=pool).instructions) == 1
    with pytest.raises(ConfigError):
        make(1, 300, pool=pool)


def test_two_questions_for_a_yes_or_no_about_one_word_do_not_go_together() -> None:
    def asks(tool: str) -> Question:
        return Question(f"Is {tool} valid?", (f"{tool}/check",), (BoolFact(value=tool == "a", about="valid"),))

    pool = Pool.of([("a", lambda rng: asks("a")), ("b", lambda rng: asks("b"))], {"a": "A", "b": "A"})
    with pytest.raises(ConfigError, match="I2"):
        make(1, 2, pool=pool)


def test_a_broken_maker_is_named() -> None:
    def astray(rng: Random) -> Question:
        return Question("Who?", ("a/x",), (TextFact(value="x"),), (Trap("gone", "a/z", "a/y"),))

    with pytest.raises(ValueError, match="'astray' puts the trap 'a/z' beside nothing needed"):
        Pool.of([("astray", astray)], {"a": "A"})
    with pytest.raises(ValueError, match="needs 'a/x', of no tool of the hub"):
        Pool.of([("astray", astray)], {})


def test_shares_add_up_to_the_count() -> None:
    for count in range(101):
        assert len(apportion(count, CAUSES)) == count


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.jsonl")}
