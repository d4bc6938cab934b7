import os
import subprocess
import sys
from pathlib import Path
from random import Random

from eval.hubbench.facts import TextFact
from eval.hubbench.makers import Pool
from eval.hubbench.question import Question, Trap

ROOT = Path(__file__).parents[3]


def test_what_may_be_offered_answers_some_question_and_traps_none() -> None:
    def asks(need: str, *traps: Trap) -> Question:
        return Question("Who is it?", (need,), (TextFact(value="Nobody Else"),), traps)

    def first(rng: Random) -> Question:
        return asks("a/x", Trap("foreign_id", "b/x", "a/x"))

    pool = Pool.of([("second", lambda rng: asks("b/x")), ("first", first)], {"a": "A", "b": "B"})
    assert [kind.name for kind in pool.kinds] == ["first", "second"]
    assert pool.answering == ["a/x"]
    assert pool.kinds[0].causes == {"foreign_id"}
    assert pool.category("b/x") == "B"


def test_without_the_hub_extra_one_line_names_it(tmp_path: Path) -> None:
    (tmp_path / "fastapi.py").write_text("raise ModuleNotFoundError('no fastapi', name='fastapi')\n")
    code = "from toolsearch.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "eval", "hubbench", "--make", str(tmp_path / "bench")],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "error: making HubBench needs the 'hub' extra: pip install 'toolsearch[hub]'\n"
