"""Every question maker: what it hands over can be asked, answered and checked."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from random import Random

import pytest
from fastapi.routing import APIRoute

from apis.hub.app import load_tools
from apis.hub.tool import NotFound
from eval.hubbench import questions
from eval.hubbench.check import check
from eval.hubbench.drawing import Redraw, redrawn
from eval.hubbench.facts import BoolFact, TextFact, describe
from eval.hubbench.question import Maker, Question

SEEDS = range(20)
MODULES = [module.name for module in iter_modules(questions.__path__)]
MAKERS: list[Maker] = [maker for name in MODULES for maker in import_module(f"{questions.__name__}.{name}").MAKERS]
CAUSES = {"Gone": "gone", "KeyNeeded": "key", "Limited": "limited", "ErrorPage": "html", "stall": "slow"}


def name_of(maker: Maker) -> str:
    return f"{maker.__module__.rpartition('.')[2]}.{maker.__name__}"


@cache
def drawn(maker: Maker) -> list[Question]:
    return [maker(Random(seed)) for seed in SEEDS]


@cache
def endpoints() -> dict[str, Callable[..., object]]:
    """The functions of the hub by the id that the OpenAPI source gives them."""
    routes = [(tool, route) for tool in load_tools() for route in tool.routes if isinstance(route, APIRoute)]
    return {f"{tool.state.slug}/{route.name.replace('_', '-')}": route.endpoint for tool, route in routes}


def cause_of(endpoint: Callable[..., object]) -> str | None:
    named = set(getattr(endpoint, "__wrapped__", endpoint).__code__.co_names) & set(CAUSES)
    return CAUSES[named.pop()] if named else None


@pytest.mark.parametrize("name", MODULES)
def test_a_tool_has_at_least_five_makers(name: str) -> None:
    assert len(import_module(f"{questions.__name__}.{name}").MAKERS) >= 5


def test_makers_have_names_of_their_own() -> None:
    assert len({name_of(maker) for maker in MAKERS}) == len(MAKERS)


@pytest.mark.parametrize("maker", MAKERS, ids=name_of)
def test_twenty_seeds_give_different_questions(maker: Maker) -> None:
    texts = [question.text for question in drawn(maker)]
    assert len(set(texts)) >= 15
    assert len({text.split()[0] for text in texts} | {text.split()[-1] for text in texts}) >= 4  # wordings differ


@pytest.mark.parametrize("maker", MAKERS, ids=name_of)
def test_a_seed_means_one_question(maker: Maker) -> None:
    assert [maker(Random(seed)) for seed in SEEDS[:3]] == drawn(maker)[:3]


@pytest.mark.parametrize("maker", MAKERS, ids=name_of)
def test_a_question_is_one_or_two_plain_sentences(maker: Maker) -> None:
    for question in drawn(maker):
        text = question.text
        assert text[-1] in ".?"
        assert not text[0].islower()
        assert "{" not in text
        assert len(text) < 400
        assert not any(need.split("/")[1] in text or need.split("/")[0] in text for need in question.needs)


@pytest.mark.parametrize("maker", MAKERS, ids=name_of)
def test_needs_and_traps_are_apis_of_the_hub_that_answer_or_fail_as_said(maker: Maker) -> None:
    for question in drawn(maker):
        assert [need for need in question.needs if cause_of(endpoints()[need])] == []
        for trap in question.traps:
            assert trap.instead_of in question.needs
            assert trap.api not in question.needs
            assert cause_of(endpoints()[trap.api]) == (None if trap.late else trap.cause)


@pytest.mark.parametrize("maker", MAKERS, ids=name_of)
def test_a_late_trap_stands_before_the_last_call(maker: Maker) -> None:
    for question in drawn(maker):
        assert all(trap.instead_of != question.needs[-1] for trap in question.traps if trap.late)


@pytest.mark.parametrize("maker", MAKERS, ids=name_of)
def test_the_facts_are_found_in_a_good_answer_and_not_in_the_question(maker: Maker) -> None:
    for question in drawn(maker):
        assert 1 <= len(question.facts) <= 4
        assert check(question.facts, " ".join(stated(question))).passed, [describe(fact) for fact in question.facts]
        assert not check(question.facts, question.text).passed


def test_half_of_the_makers_have_traps() -> None:
    assert sum(bool(drawn(maker)[0].traps) for maker in MAKERS) >= len(MAKERS) / 2


def test_a_maker_draws_again_where_the_tool_has_no_answer() -> None:
    said = iter([NotFound("no such place"), Redraw(), None])

    @redrawn
    def maker(rng: Random) -> Question:
        if (error := next(said)) is not None:
            raise error
        return Question("What is it?", ("a/b",), (TextFact(value="x"),))

    assert maker(Random(0)).text == "What is it?"


def test_a_maker_that_never_finds_a_question_is_called_broken() -> None:
    @redrawn
    def maker(rng: Random) -> Question:
        raise Redraw

    with pytest.raises(RuntimeError, match="found nothing to ask"):
        maker(Random(0))


def stated(question: Question) -> list[str]:
    """The facts of a question, each said in the plainest way."""
    said = []
    for fact in question.facts:
        if isinstance(fact, BoolFact):
            said.append(f"It is {'' if fact.value else 'not '}{fact.about}.")
        else:
            said.append(f"It is {fact.value}.")
    return said
