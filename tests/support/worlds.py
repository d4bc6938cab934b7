"""Small real parts for searches: two Apis, an executor that answers from a function, a model that decides by place."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from apis.executors.base import hash_only
from apis.model import Api, Effect, FunctionBinding, Observation, Source, Status, ToolCall
from toolsearch.budget import Budget, Usage
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant, User
from toolsearch.search.conversation import opening
from toolsearch.search.dfsdt import Search
from toolsearch.search.environment import Environment
from toolsearch.search.method import Method
from toolsearch.search.rank import Ranker, Rules
from toolsearch.search.step import Step
from toolsearch.search.tree import Tree


def api(name: str, effect: Effect = Effect.READ, **properties: Any) -> Api:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return Api(
        id=f"demo/{name}",
        tool="Demo",
        category="Tools",
        name=name,
        description=f"Does {name}.",
        parameters=parameters | {"additionalProperties": False},
        effect=effect,
        binding=FunctionBinding(module="demo", function=name),
        source=Source(kind="functions", location="demo", about="A tool for tests."),
    )


LOOK = api("look", place={"type": "string"})
CHANGE = api("change", effect=Effect.UNKNOWN, place={"type": "string"})


@dataclass
class Answers:
    """An executor that answers from a function and keeps what it was asked."""

    answer: Callable[[ToolCall], Observation] = lambda call: seen(call, "{}")
    asked: list[ToolCall] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        self.asked.append(call)
        return self.answer(call)


def seen(call: ToolCall, content: str, status: Status = Status.OK) -> Observation:
    return Observation(call_id=call.id, status=status, content=content, whole=hash_only(content.encode()))


@dataclass
class Policy:
    """A model that decides by its place in the tree: the indices of the children from the root to here."""

    decide: Callable[[tuple[int, ...]], Assistant]
    asked: list[Request] = field(default_factory=list)
    name: str = "policy"

    async def complete(self, request: Request) -> Reply:
        self.asked.append(request)
        return Reply(self.decide(place_of(request)), Usage(model_calls=1, prompt_tokens=10, completion_tokens=1))

    async def aclose(self) -> None:
        return None


def place_of(request: Request) -> tuple[int, ...]:
    """Read the place from the last call's argument, and the child's number from the diversity message."""
    turns = [message for message in request.messages if isinstance(message, Assistant) and message.calls]
    before = turns[-1].calls[0].arguments["place"] if turns else ""
    last = request.messages[-1]
    tried = len(last.tried) if isinstance(last, User) else 0
    return (*(int(step) for step in before.split(".") if step), tried)


def call(place: tuple[int, ...], name: str = "look_for_demo", thought: str = "") -> Assistant:
    at = ".".join(map(str, place))
    return Assistant(content=thought, calls=(ToolCall(id=f"call-{at}", name=name, arguments={"place": at}),))


def finish(answer: str | None = None, *, id: str = "end") -> Assistant:  # noqa: A002 - the field is called so
    arguments = {"return_type": "give_answer", "final_answer": answer} if answer else _GIVE_UP
    return Assistant(calls=(ToolCall(id=id, name="Finish", arguments=arguments),))


_GIVE_UP = {"return_type": "give_up_and_restart"}

Decide = Callable[[tuple[int, ...]], Assistant]


async def grow(
    decide: Decide,
    method: Method,
    *,
    budget: Budget | None = None,
    executor: Answers | None = None,
    ranker: Ranker | None = None,
) -> tuple[Search, Policy, Answers]:
    """Search with a deciding function; return the search, the model and the executor."""
    model, executor = Policy(decide), executor or Answers()
    environment = Environment.over([LOOK, CHANGE], executor)
    tree = Tree(opening=opening("Do it.", [LOOK, CHANGE]), functions=environment.table.functions)
    ticks = itertools.count()
    step = Step(model, environment, lambda: next(ticks) / 1000, (0, "one", 1), method.diversity)
    search = Search(tree, step, method, budget or Budget(), Usage(), ranker=ranker or Rules())
    await search.run()
    return search, model, executor
