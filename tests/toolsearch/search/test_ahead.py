"""Searches that ask ahead beside the same searches that do not."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from worlds import CHANGE, LOOK, Answers, Policy, call, finish, grow, place_of, seen

from apis.model import Api, Observation, ToolCall
from toolsearch.budget import Budget, Usage
from toolsearch.errors import ModelUnreachable
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant
from toolsearch.search.ahead import Ahead, Room
from toolsearch.search.conversation import opening
from toolsearch.search.dfsdt import Search
from toolsearch.search.environment import Environment
from toolsearch.search.method import Method
from toolsearch.search.resolve import open_method
from toolsearch.search.step import Step
from toolsearch.search.tree import Node, Tree

METHOD = open_method("dfsdt:diversity=calls")
Decide = Callable[[tuple[int, ...]], Assistant]


@dataclass
class Slow(Policy):
    """A model whose replies take turns of the event loop, counted: its own kind of seconds."""

    under_way: int = 0
    most: int = 0

    async def complete(self, request: Request) -> Reply:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            for _ in range(20):
                await asyncio.sleep(0)
            return await super().complete(request)
        finally:
            self.under_way -= 1


@dataclass
class Grown:
    """A search that asked ahead, with all it used."""

    search: Search
    ahead: Ahead
    model: Slow
    executor: Answers


async def grow_ahead(
    decide: Decide, method: Method = METHOD, *, room: int = 8, budget: Budget | None = None, model: Slow | None = None
) -> Grown:
    model, executor = model or Slow(decide), Slowly()
    environment = Environment.over([LOOK, CHANGE], executor)
    tree = Tree(opening=opening("Do it.", [LOOK, CHANGE]), functions=environment.table.functions)
    ticks = itertools.count()
    step = Step(model, environment, lambda: next(ticks) / 1000, (0, "one", 1), method.diversity)
    async with Ahead(step, method, Room(room), budget or Budget()) as ahead:
        search = Search(tree, ahead, method, budget or Budget(), Usage())
        await search.run()
    return Grown(search, ahead, model, executor)


@dataclass
class Slowly(Answers):
    """Answers each call with what it asked, after some turns of the event loop."""

    answer: Callable[[ToolCall], Observation] = lambda call: seen(call, str(call.arguments["place"]))
    written: list[ToolCall] = field(default_factory=list)

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        await asyncio.sleep(0)
        if api is CHANGE:
            self.written.append(call)
        return await super().execute(api, call)


def timeless(search: Search) -> list[Node]:
    def still(usage: Usage) -> Usage:
        return usage.model_copy(update={"seconds": 0.0})

    return [node.model_copy(update={"usage": still(node.usage)}) for node in search.tree.nodes]


def gives_up_at_third(place: tuple[int, ...]) -> Assistant:
    return finish() if len(place) == 3 else call(place)


def answers_late(place: tuple[int, ...]) -> Assistant:
    return finish("found") if place == (1, 1, 0) else gives_up_at_third(place)


def answers_at_once(place: tuple[int, ...]) -> Assistant:
    return finish("found") if len(place) == 3 else call(place)


def repeats_itself(place: tuple[int, ...]) -> Assistant:
    """Siblings make the same call."""
    return finish() if len(place) == 4 else call((*place[:-1], 0)) if place[-1] else call(place)


def writes(place: tuple[int, ...]) -> Assistant:
    return finish() if len(place) == 3 else call(place, "change_for_demo" if place[-1] else "look_for_demo")


def thinks(place: tuple[int, ...]) -> Assistant:
    return Assistant(content="Hm.") if place == (0,) else gives_up_at_third(place)


@pytest.mark.parametrize(
    "decide", [gives_up_at_third, answers_late, answers_at_once, repeats_itself, writes, thinks, call]
)
@pytest.mark.parametrize("spec", ["dfsdt:diversity=calls,depth=5", "dfsdt:parity=toolbench", "react@3"])
async def test_the_tree_and_the_answer_are_those_of_a_search_that_does_not_ask_ahead(decide, spec: str) -> None:
    method = replace(open_method(spec), budget=Budget(model_calls=40))
    plain, _, _ = await grow(decide, method, executor=Slowly())
    grown = await grow_ahead(decide, method)
    assert timeless(grown.search) == timeless(plain)
    assert [node.answer for node in grown.search.found] == [node.answer for node in plain.found]
    assert grown.search.limit == plain.limit


async def test_siblings_are_asked_for_while_the_first_branch_is_explored_and_what_is_in_vain_is_told() -> None:
    wasted = await grow_ahead(answers_at_once)
    assert wasted.model.most > 1
    assert wasted.search.spent.model_calls == 3
    assert len(wasted.model.asked) <= 3 + wasted.ahead.vain.model_calls == 5  # one guess at the root, one below
    used = await grow_ahead(gives_up_at_third)
    assert used.ahead.vain.model_calls == 0
    assert len(used.model.asked) == used.search.spent.model_calls


async def test_calls_that_read_are_made_once_though_they_are_begun_ahead() -> None:
    grown = await grow_ahead(answers_late)
    assert len(grown.executor.asked) == len({call.arguments["place"] for call in grown.executor.asked})
    assert grown.search.spent.api_calls + grown.ahead.vain.api_calls == len(grown.executor.asked)


async def test_no_write_is_made_for_a_sibling_that_the_search_never_comes_to() -> None:
    def decide(place: tuple[int, ...]) -> Assistant:
        return finish("found") if len(place) == 4 else writes(place) if len(place) < 3 else call(place)

    grown = await grow_ahead(decide)
    assert grown.search.found
    assert grown.ahead.vain.model_calls > 0
    assert grown.executor.written == []


async def test_nothing_is_asked_ahead_where_the_model_has_no_room_or_the_budget_is_spent() -> None:
    full = await grow_ahead(gives_up_at_third, room=0)
    assert (full.model.most, full.ahead.guessed) == (1, Usage())
    poor = await grow_ahead(answers_late, budget=Budget(tokens=1000), room=1)
    assert poor.ahead.guessed.tokens <= 1000 + 11
    spent = await grow_ahead(call, replace(METHOD, depth=6), budget=Budget(model_calls=3))
    assert spent.search.spent.model_calls == 3
    assert len(spent.model.asked) <= 6


async def test_a_guess_that_fails_costs_nothing_but_itself() -> None:
    class Fails(Slow):
        async def complete(self, request: Request) -> Reply:
            if self.under_way and place_of(request) == (1,):
                raise ModelUnreachable("busy")
            return await super().complete(request)

    grown = await grow_ahead(answers_late, model=Fails(answers_late))
    assert [node.answer for node in grown.search.found] == ["found"]
    assert grown.ahead.vain.model_calls >= 1
