from pathlib import Path

import pytest

from apis.errors import ConfigError
from toolsearch.budget import Budget, Usage
from toolsearch.journal import Journal
from toolsearch.records import PathRecord
from toolsearch.runs import Run, RunConfig
from toolsearch.search.resolve import open_method


def test_settings_are_applied_from_left_to_right_and_stand_in_the_name() -> None:
    method = open_method("dfsdt:parity=toolbench,back_off=1,width=3,depth=8,answers=2,calls=30")
    assert (method.unit, method.back_off, method.width, method.depth, method.answers) == ("nodes", 1, 3, 8, 2)
    assert (method.budget, method.drops_last) == (Budget(model_calls=30), True)
    assert method.name == "dfsdt:parity=toolbench,back_off=1,width=3,depth=8,answers=2,calls=30"


@pytest.mark.parametrize(
    "spec", ["dfs", "react@0", "dfsdt:", "dfsdt:width=0", "dfsdt:width", "dfsdt:back_off=3", "dfsdt:filter=2x,width=1,"]
)
def test_what_nobody_knows_is_refused_with_what_is_known(spec: str) -> None:
    with pytest.raises(ConfigError, match=r"known are|use dfsdt"):
        open_method(spec)


def test_siblings_that_are_ranked_cannot_tell_their_outcome() -> None:
    with pytest.raises(ConfigError, match="diversity=calls"):
        open_method("dfsdt:filter,diversity=outcome")


def test_repeating_within_the_calls_of_a_run_has_each_instruction_s_own_limit(tmp_path: Path) -> None:
    wanted = tmp_path / "wanted.jsonl"
    wanted.write_text('{"id": "a", "text": "Do."}\n')
    config = RunConfig(method="dfsdt", model="heuristic", catalog="c0ffee")
    with Run.create_or_resume(tmp_path / "run", config, wanted) as run, Journal(run.paths_file) as journal:
        for attempt, calls in ((1, 9), (2, 7)):
            spent = Usage(model_calls=calls)
            record = PathRecord(
                instruction_id="a", attempt=attempt, status="give_up", usage=spent, model="m", method="dfsdt"
            )
            journal.append(record)
    method = open_method(f"react@calls:{tmp_path / 'run'}")
    assert method.of("a").budget == Budget(model_calls=7)
    with pytest.raises(ConfigError, match="no model calls for 'b'"):
        method.of("b")
    with pytest.raises(ConfigError, match="is no run"):
        open_method(f"react@calls:{tmp_path}")
