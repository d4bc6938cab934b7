"""Complexity: bounds from a prior set, what follows from a loss, and that it changes the next request."""

from pathlib import Path

import pytest
from commands import Cli
from made_apis import APIS

from apis.errors import ConfigError
from apis.executors.policy import Policy
from apis.executors.resolve import open_executor
from retriever.bm25 import BM25
from retriever.documents import document_of
from toolsearch.journal import read
from toolsearch.llm.scripted import Scripted
from toolsearch.messages import Assistant
from toolsearch.records import Sample
from toolsearch.synthesis.assistant import RulesAssistant
from toolsearch.synthesis.blueprint import Planner
from toolsearch.synthesis.complexity import (
    Bounds,
    Prior,
    bounds_of,
    bounds_of_prior,
    correlation_of,
    next_unlikeness,
    read_bounds,
)
from toolsearch.synthesis.dialog import Talk
from toolsearch.synthesis.exchange import Explorer
from toolsearch.synthesis.solving import solves
from toolsearch.synthesis.talking import Guide, TalkFiles, Talking


def test_bounds_are_the_means_of_solved_and_of_hard_samples_and_must_be_in_order() -> None:
    bounds = bounds_of([0.1, 0.3], [1.0, 2.0])
    assert (bounds.low, bounds.high) == (pytest.approx(0.2), 1.5)
    assert [bounds.judge(loss) for loss in (0.1, 0.5, 3)] == ["too easy", "right", "too hard"]
    with pytest.raises(ConfigError, match="no less"):
        bounds_of([2.0], [1.0])
    assert bounds_of([], [1.0]) == Bounds(low=0, high=1)
    with pytest.raises(ConfigError, match="LOW,HIGH"):
        read_bounds("easy")


def test_of_a_prior_set_the_solved_bound_below_and_those_still_hard_after_tuning_above(tmp_path: Path) -> None:
    losses = [(0.2, 0.1, True), (0.4, 0.1, True), (1.0, 0.2, False), (3.0, 2.5, False), (9.0, 0.3, False)]
    prior = [Prior(id=str(n), loss=a, tuned=b, solved=c) for n, (a, b, c) in enumerate(losses)]
    prior.append(Prior(id="long", loss=None, tuned=None, solved=False))
    bounds = bounds_of_prior(prior, 0.2)
    assert (bounds.low, bounds.high) == (pytest.approx(0.3), 3.0)
    (tmp_path / "bounds.json").write_text(bounds.model_dump_json())
    assert read_bounds(str(tmp_path / "bounds.json")) == bounds


@pytest.fixture
def single(apis_file: Path, cli: Cli) -> Sample:
    """A dialog of one call."""
    out = apis_file.with_name("single.jsonl")
    made = ("--apis", apis_file, "--only-made", "--mix", "single=1", "--mask", 0, "--out", out, "--json")
    assert cli("synth", "dialogs", "-n", 1, *made).code == 0
    [sample] = read(out, Sample)
    return sample


async def test_a_sample_is_solved_where_the_model_makes_its_calls_turn_by_turn(single: Sample) -> None:
    said = [message for message in single.messages if isinstance(message, Assistant)]
    assert await solves(Scripted.of(said), single)
    assert await solves(Scripted.of([said[0], Assistant(content="Other words.")]), single)
    assert not await solves(Scripted.of([said[0].model_copy(update={"calls": ()}), said[1]]), single)
    assert not await solves(Scripted.of([said[0], said[0]]), single)


def test_too_easy_makes_the_next_request_less_like_the_descriptions() -> None:
    assert next_unlikeness(0.5, "too easy") > 0.5 > next_unlikeness(0.5, "too hard")


async def test_losses_change_how_the_next_dialogs_are_made_and_a_resumed_run_knows(tmp_path: Path) -> None:
    apis = {api.id: api for api in APIS}
    executor = open_executor(Policy(frozenset()), base_urls={})
    known = await Explorer(executor).explore_all(APIS)
    planner = Planner(apis, BM25.over(map(document_of, APIS)), known, [], {"single": 1.0})
    talk = Talk(assistant=RulesAssistant(), generator="heuristic", unlike=0.2)

    async def unlikeness(loss: float, name: str) -> tuple[float, Talking]:
        async def measure(sample: Sample) -> float:
            return loss

        talking = Talking(TalkFiles(tmp_path / name), planner, talk, guide=Guide(measure, Bounds(low=0.5, high=1)))
        async for _ in talking.make(3):
            pass
        return talking.unlike, talking

    easier, _ = await unlikeness(5.0, "hard.jsonl")
    harder, talking = await unlikeness(0.1, "easy.jsonl")
    assert easier == 0.0
    assert harder == pytest.approx(0.5)
    assert [sample.scores.loss for sample in talking.kept] == [0.1] * 3
    again, _ = await unlikeness(0.1, "easy.jsonl")
    assert again == harder


def test_loss_that_rises_with_what_is_offered_correlates_with_it(tmp_path: Path, cli: Cli, apis_file: Path) -> None:
    made = ("--apis", apis_file, "--only-made", "--out", tmp_path / "d.jsonl", "--json")
    assert cli("synth", "dialogs", "-n", 12, *made).code == 0
    scored = [
        sample.model_copy(update={"scores": sample.scores.model_copy(update={"loss": float(sample.scores.candidates)})})
        for sample in read(tmp_path / "d.jsonl", Sample)
    ]
    assert correlation_of(scored, "candidates") == pytest.approx(1.0)
