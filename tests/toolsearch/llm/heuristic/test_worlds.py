"""Requests to worlds that resemble no API of the project: the right calls are made, the answer says what was asked."""

from collections.abc import Sequence

import pytest
from toy_worlds import TASKS, WORLDS, Task
from toys import Toy, Walk, walk

from apis.model import canonical
from toolsearch.llm.heuristic import HeuristicLLM

EVERYTHING = [toy for world in WORLDS.values() for toy in world]
WASTED = 1
"""Calls more than needed that a path may make: a word that is refused as it stands, then looked up."""


@pytest.fixture(scope="module")
def model() -> HeuristicLLM:
    return HeuristicLLM()


def made(path: Walk) -> list[str]:
    return [f"{name} {canonical(arguments)}" for name, arguments in path.calls]


def solve(model: HeuristicLLM, task: Task, toys: Sequence[Toy]) -> Walk:
    path = walk(model, toys, task.text)
    assert {f"{name} {canonical(arguments)}" for name, arguments in task.calls} <= set(made(path))
    assert path.answer is not None
    return path


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.text[:40])
def test_a_request_is_answered_by_the_right_calls(model: HeuristicLLM, task: Task) -> None:
    path = solve(model, task, WORLDS[task.world])
    assert len(path.calls) <= len(task.calls) + WASTED
    assert [said for said in task.says if said not in (path.answer or "")] == []


def test_the_functions_of_all_worlds_at_once_confuse_it_seldom(model: HeuristicLLM) -> None:
    paths = [(task, walk(model, EVERYTHING, task.text)) for task in TASKS]
    right = [task for task, path in paths if path.answer and all(said in path.answer for said in task.says)]
    assert len(right) >= len(TASKS) - 3


def test_no_world_is_asked_for_what_it_cannot_tell(model: HeuristicLLM) -> None:
    path = walk(model, WORLDS["library"], "Sing me a lullaby about dragons.")
    assert path.gave_up
    assert path.calls == []


def test_answers_stay_short(model: HeuristicLLM) -> None:
    for task in TASKS:
        assert len(walk(model, WORLDS[task.world], task.text).answer or "") < 400
