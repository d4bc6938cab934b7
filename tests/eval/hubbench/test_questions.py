"""Every question maker: what it hands over can be asked, answered and checked."""

from collections.abc import Callable, Iterator
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
from eval.hubbench.question import Maker, Question, Trap

SEEDS = range(20)
MODULES = [module.name for module in iter_modules(questions.__path__)]
MAKERS: list[Maker] = [maker for name in MODULES for maker in import_module(f"{questions.__name__}.{name}").MAKERS]
CAUSES = {"Gone": "gone", "KeyNeeded": "key", "Limited": "limited", "ErrorPage": "html", "stall": "slow"}


def name_of(maker: Maker) -> str:
    return f"{maker.__module__.rpartition('.')[2]}.{maker.__name__}"


@cache
def drawn(maker: Maker) -> list[Question]:
    return [maker(Random(seed)) for seed in SEEDS]


def everything() -> Iterator[tuple[str, Question]]:
    return ((name_of(maker), question) for maker in MAKERS for question in drawn(maker))


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


def test_a_seed_means_one_question() -> None:
    assert [name_of(maker) for maker in MAKERS if maker(Random(3)) != drawn(maker)[3]] == []


def test_a_question_is_one_or_two_plain_sentences() -> None:
    def plain(question: Question) -> bool:
        text, names = question.text, {part for need in question.needs for part in need.split("/") if "-" in part}
        sound = text[-1] in ".?" and not text[0].islower() and "{" not in text and len(text) < 400
        return sound and not any(name in text for name in names)

    assert [(name, question.text) for name, question in everything() if not plain(question)] == []


def test_what_is_needed_answers() -> None:
    assert [(name, need) for name, q in everything() for need in q.needs if cause_of(endpoints()[need])] == []


def test_a_trap_is_no_needed_api_stands_beside_one_and_fails_as_it_says() -> None:
    def true(question: Question, trap: Trap) -> bool:
        beside = trap.instead_of in question.needs and trap.api not in question.needs
        return beside and cause_of(endpoints()[trap.api]) == (None if trap.late else trap.cause)

    assert [
        (name, trap) for name, question in everything() for trap in question.traps if not true(question, trap)
    ] == []


def test_a_late_trap_stands_before_the_last_call() -> None:
    late = [(name, q, trap) for name, q in everything() for trap in q.traps if trap.late]
    assert [(name, trap) for name, q, trap in late if trap.instead_of == q.needs[-1]] == []


@pytest.mark.parametrize("maker", MAKERS, ids=name_of)
def test_the_facts_are_found_in_a_good_answer_and_not_in_the_question(maker: Maker) -> None:
    for question in drawn(maker):
        assert 1 <= len(question.facts) <= 4
        assert check(question.facts, " ".join(stated(question))).passed, [describe(fact) for fact in question.facts]
    told = [question.text for question in drawn(maker) if check(question.facts, question.text).passed]
    assert len(told) < len(SEEDS) / 4, told  # such a draw is drawn again when a bench is made


def test_two_fifths_of_the_makers_have_traps() -> None:
    assert sum(bool(drawn(maker)[0].traps) for maker in MAKERS) >= 0.4 * len(MAKERS)


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
