from collections.abc import Iterator
from pathlib import Path

import pytest
from worlds import CHANGE, LOOK, Answers, Policy, call, finish

from apis.catalog import Catalog
from apis.errors import CatalogError
from retriever.base import Hit
from toolsearch.budget import Budget
from toolsearch.engine import Engine
from toolsearch.errors import ModelUnreachable, RunError
from toolsearch.messages import Assistant
from toolsearch.records import Instruction, PathRecord
from toolsearch.search.method import Method, dfsdt, react

TASK = Instruction(id="one", text="Look there.", apis=(LOOK.id, CHANGE.id))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add([LOOK, CHANGE])
        yield opened


def answers(place: tuple[int, ...]) -> Assistant:
    return finish("It is there.") if len(place) == 2 else call(place)


def gives_up(place: tuple[int, ...]) -> Assistant:
    return finish() if len(place) == 2 else call(place)


async def solve(catalog: Catalog, decide, task: Instruction = TASK, **options) -> PathRecord:
    options = {"method": dfsdt()} | options
    async with Engine(catalog=catalog, executor=Answers(), model=Policy(decide), **options) as engine:
        return await engine.solve(task)


async def test_an_answer_is_recorded_with_its_tree_and_what_it_cost(catalog: Catalog) -> None:
    record = await solve(catalog, answers)
    assert (record.status, record.answer, record.limit, record.error) == ("answer", "It is there.", None, None)
    assert (record.usage.model_calls, record.usage.api_calls, record.usage.tokens) == (2, 1, 22)
    assert record.tree is not None
    assert record.tree.apis == {"look_for_demo": LOOK.id, "change_for_demo": CHANGE.id}
    assert record.tree.functions[-1].name == "Finish"
    assert (record.model, record.method) == ("policy", "dfsdt")
    assert PathRecord.model_validate_json(record.model_dump_json()) == record


@pytest.mark.parametrize(
    ("decide", "method", "budget", "status", "limit"),
    [
        (gives_up, react(), Budget(), "give_up", None),
        (call, Method("short", depth=2), Budget(), "exhausted", None),
        (call, dfsdt(), Budget(model_calls=3), "budget", "model_calls"),
        (answers, dfsdt(), Budget(model_calls=2), "answer", None),
    ],
)
async def test_how_a_search_ended_is_its_status(catalog: Catalog, decide, method, budget, status, limit) -> None:
    record = await solve(catalog, decide, method=method, budget=budget)
    assert (record.status, record.limit) == (status, limit)


async def test_a_model_that_fails_is_a_record_that_keeps_what_was_found(catalog: Catalog) -> None:
    def decide(place: tuple[int, ...]) -> Assistant:
        if len(place) == 2:
            raise ModelUnreachable("no answer from http://127.0.0.1:1/v1")
        return call(place)

    record = await solve(catalog, decide)
    assert (record.status, record.error) == ("failed", "no answer from http://127.0.0.1:1/v1")
    assert record.tree is not None
    assert len(record.tree.nodes) == 1


async def test_an_open_instruction_is_offered_what_the_retriever_finds(catalog: Catalog) -> None:
    class Finds:
        def search(self, query: str, k: int = 5) -> list[Hit]:
            return [Hit(CHANGE.id, 1.0, CHANGE)][:k]

    record = await solve(catalog, gives_up, Instruction(id="open", text="Change it."), retriever=Finds())
    assert record.tree is not None
    assert [function.name for function in record.tree.functions] == ["change_for_demo", "Finish"]


async def test_what_cannot_be_offered_is_an_error_that_names_it(catalog: Catalog) -> None:
    with pytest.raises(RunError, match="'open' names no APIs"):
        await solve(catalog, answers, Instruction(id="open", text="Change it."))
    with pytest.raises(CatalogError, match="demo/lok"):
        await solve(catalog, answers, Instruction(id="typo", text="Look.", apis=("demo/lok",)))


async def test_the_same_seed_gives_the_same_record_and_another_seed_other_turn_seeds(catalog: Catalog) -> None:
    seeds = []
    for seed in (0, 0, 1):
        model = Policy(answers)
        async with Engine(catalog=catalog, executor=Answers(), model=model, method=react(), seed=seed) as engine:
            await engine.solve(TASK)
        seeds.append([request.settings.seed for request in model.asked])
    assert seeds[0] == seeds[1] != seeds[2]
