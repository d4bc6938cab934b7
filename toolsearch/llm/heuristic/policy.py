"""The heuristic model: an embedded default that makes every command run offline, and no language model.

`HeuristicLLM` reads a conversation and the functions offered and takes the next step: calls for the goals that are
open, a look-up first where an argument is not at hand, `Finish` when every goal is met or one cannot be. It is a
function of the request: messages, functions and seed. Among choices whose scores lie within `turn.MARGIN` it draws
with the seed, as a model does at a temperature above zero.

How it errs is part of what it is: it trusts what it got, and does not go back to a look-up that succeeded, however a
later call fails. On a failed call it tries other fitting functions, or other arguments, up to `turn.PATIENCE` failures
for a goal, the same in every method of search; where what it had looked up is refused, only functions that tell the
same as well count as fitting. It knows no function, no API and no prompt by name.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from random import Random

from apis.model import ToolCall
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.llm.base import Reply, Request
from toolsearch.llm.heuristic.analysis import Analysis
from toolsearch.llm.heuristic.history import History, Past, call_id
from toolsearch.llm.heuristic.match import GIVE_ANSWER, GIVE_UP, Offer, Offered, offer_of
from toolsearch.llm.heuristic.plan import Planner
from toolsearch.llm.heuristic.turn import Decision, decide
from toolsearch.messages import Assistant

KEPT_FUNCTIONS = 4096
"""Functions whose analysis is kept."""
KEPT_REQUESTS = 256
"""Requests whose analysis is kept."""
KEPT_POINTS = 256
"""Points of paths whose plans are kept: a search comes back to them."""


class HeuristicLLM:
    """A policy behind the model protocol, for tool-calling turns only."""

    def __init__(self) -> None:
        self._offer: Callable[[str], Offer] = lru_cache(KEPT_FUNCTIONS)(_offer)
        self._planner: Callable[[Analysis, Past], Planner] = lru_cache(KEPT_POINTS)(Planner)
        self._analysis: Callable[[str, tuple[str, ...]], Analysis] = lru_cache(KEPT_REQUESTS)(self._analyse)

    @property
    def name(self) -> str:
        return "heuristic"

    async def complete(self, request: Request) -> Reply:
        """Take one turn. Tokens are counted as UTF-8 bytes over four, since there is no tokenizer."""
        history = History.of(request.messages)
        analysis = self._analysis(history.request, tuple(_written(function) for function in request.functions))
        seed = request.settings.seed
        decision = decide(self._planner(analysis, history.past), history, None if seed is None else Random(seed))
        silent = request.settings.tool_choice == "none"
        message = _message(decision, analysis.offered.ending, history, silent=silent)
        return Reply(message, _usage(request, message), "calls" if message.calls else "stop")

    async def aclose(self) -> None:
        """Nothing is open."""

    def _analyse(self, text: str, functions: tuple[str, ...]) -> Analysis:
        return Analysis.of(text, Offered.of([self._offer(written) for written in functions]))


def _message(decision: Decision, ending: Offer | None, history: History, *, silent: bool) -> Assistant:
    """Say a decision: as calls, as a call that ends the work, or in words where there is no such function."""
    if decision.steps and not silent:
        count = len(history.made)
        calls = [
            ToolCall(id=call_id(count + place, step.goal, step.role), name=step.name, arguments=step.arguments)
            for place, step in enumerate(decision.steps)
        ]
        return Assistant(content=decision.thought, calls=tuple(calls))
    if ending is None or ending.ending is None or silent:
        return Assistant(content=decision.answer or decision.thought)
    how, what = ending.ending
    arguments = {how: GIVE_ANSWER, what: decision.answer} if decision.answer else {how: GIVE_UP}
    call = ToolCall(id=f"call_{len(history.made)}_end", name=ending.name, arguments=arguments)
    return Assistant(content=decision.thought, calls=(call,))


def _usage(request: Request, message: Assistant) -> Usage:
    read = sum(len(said.content.encode()) for said in request.messages) + sum(
        len(one.description) for one in request.functions
    )
    written = len(message.content.encode()) + sum(len(json.dumps(call.arguments)) for call in message.calls)
    return Usage(model_calls=1, prompt_tokens=read // 4, completion_tokens=written // 4)


def _written(function: Function) -> str:
    """Write a function as text: the key under which its analysis is kept."""
    return json.dumps([function.name, function.description, function.parameters], default=str)


def _offer(written: str) -> Offer:
    name, description, parameters = json.loads(written)
    return offer_of(Function(name=name, description=description, parameters=parameters))
