import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from worlds import CHANGE, LOOK

from apis.catalog import Catalog
from apis.errors import CatalogError, ConfigError
from apis.model import HttpBinding, Status, ToolCall
from toolsearch.budget import Budget
from toolsearch.config import EngineConfig, Reach
from toolsearch.records import Instruction


@pytest.fixture
def config(tmp_path: Path) -> EngineConfig:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        catalog.add([LOOK, CHANGE])
    (tmp_path / "script.jsonl").write_text(
        '{"calls": [{"name": "Finish", "arguments": {"return_type": "give_answer", "final_answer": "Yes."}}]}\n'
    )
    return EngineConfig(
        catalog=tmp_path / "catalog.db",
        reach=Reach(allow=("127.0.0.1:80",), base_urls={"demo": "http://127.0.0.1"}, timeout=2.5),
        model=f"script:{tmp_path / 'script.jsonl'}",
        method="react@2",
        budget=Budget(model_calls=7),
        retriever="bm25",
        seed=3,
    )


async def test_an_engine_can_be_made_elsewhere_from_the_pickled_factory(config: EngineConfig) -> None:
    factory = pickle.loads(pickle.dumps(config.open))
    async with factory() as engine:
        record = await engine.solve(Instruction(id="one", text="Look at a place."))
    assert (record.status, record.answer, record.method) == ("answer", "Yes.", "react@2")


async def test_what_results_depend_on_is_what_an_engine_was_made_of(config: EngineConfig) -> None:
    async with config.open() as engine:
        said = config.run_config(engine)
        assert said.catalog == engine.catalog.content_hash()
    assert (said.method, said.model, said.retriever, said.seed) == ("react@2", config.model, "bm25", 3)
    assert (said.timeout, said.allow_writes, said.budget) == (2.5, False, Budget(model_calls=7))


async def test_what_is_allowed_reaches_the_executor(config: EngineConfig) -> None:
    call = ToolCall(id="one", name="look", arguments={})
    apis = [api.model_copy(update={"binding": HttpBinding(method="GET", path="/")}) for api in (LOOK, CHANGE)]
    async with config.reach.executor() as executor, replace(config.reach, allow=()).executor() as strict:
        seen = [await each.execute(api, call) for each in (executor, strict) for api in apis]
    refused = [one.status is Status.REFUSED for one in seen]
    assert refused == [False, True, True, True]
    assert "--allow-writes" in seen[1].content
    assert "--allow 127.0.0.1:80" in seen[2].content


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"method": "bfs"}, ConfigError),
        ({"model": "gpt"}, ConfigError),
        ({"model": "script:/nowhere.jsonl"}, ConfigError),
        ({"retriever": "dense"}, ConfigError),
        ({"catalog": Path("/nowhere.db")}, CatalogError),
    ],
)
async def test_what_cannot_be_made_is_refused(
    config: EngineConfig, wrong: dict[str, object], error: type[Exception]
) -> None:
    values = {name: getattr(config, name) for name in ("catalog", "model", "method", "retriever")}
    with pytest.raises(error):
        async with EngineConfig(**(values | wrong)).open():
            pass
