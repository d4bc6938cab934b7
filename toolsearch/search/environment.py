"""What may be called in one task, and what comes of a turn's calls.

Checks a call before anything is sent, sends it, remembers what reading calls brought, and knows the built-in functions.
One environment serves one tree. It knows no model and no order of search.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from apis.executors.base import Executor
from apis.model import Api, Effect, Observation, Status, ToolCall, canonical
from apis.schema import Function, FunctionTable
from apis.validate import check, mend
from toolsearch.search import prompts
from toolsearch.search.tree import State

PASSING = frozenset({Status.TIMEOUT, Status.NETWORK_ERROR, Status.RATE_LIMITED, Status.SERVER_ERROR, Status.REFUSED})
"""Failures that may be gone the next time; their calls are made again."""

FINISH = Function(
    name="Finish",
    description=prompts.FINISH,
    parameters={
        "type": "object",
        "properties": {
            "return_type": {
                "type": "string",
                "enum": ["give_answer", "give_up_and_restart"],
                "description": prompts.FINISH_TYPE,
            },
            "final_answer": {"type": "string", "description": prompts.FINISH_ANSWER},
        },
        "required": ["return_type"],
    },
)
"""ToolBench's Finish: two ways to end in one function."""


class Builtin(Protocol):
    """A function of our own that is offered beside the Apis."""

    @property
    def function(self) -> Function: ...

    async def run(self, call: ToolCall) -> Observation: ...


@dataclass(frozen=True, slots=True)
class Ending:
    """How a Finish ends its path."""

    state: State
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the calls of one turn."""

    observations: tuple[Observation, ...]
    """One for each call, in the order of the calls."""
    ending: Ending | None = None
    repeated: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    sent: int = 0
    """Calls that reached an executor."""


@dataclass(slots=True)
class Environment:
    """The functions of one task over an executor."""

    table: FunctionTable
    """Its functions end with those of `builtins`, then Finish."""
    executor: Executor
    builtins: Sequence[Builtin] = ()
    _memory: dict[str, Observation] = field(default_factory=dict)
    _foreseen: dict[str, asyncio.Task[Observation]] = field(default_factory=dict)
    _vain: list[asyncio.Task[Observation]] = field(default_factory=list)

    @classmethod
    def over(cls, apis: Sequence[Api], executor: Executor, builtins: Sequence[Builtin] = ()) -> "Environment":
        """Offer these Apis, the built-ins and Finish, in this order."""
        table = FunctionTable.of(apis, builtins=[*(builtin.function for builtin in builtins), FINISH])
        return cls(table, executor, builtins)

    async def carry_out(self, calls: Sequence[ToolCall]) -> Outcome:
        """Run a turn's calls at the same time; a Finish beside them counts after them."""
        first = _first_of_each(calls)
        results = dict(zip(first, await asyncio.gather(*(self._run(calls[place]) for place in first)), strict=True))
        for place, call in enumerate(calls):
            if place not in results:  # it asks the same as a call before it, whose result is in memory by now
                results[place] = await self._run(call)
        ran = [results[place] for place in range(len(calls))]
        return Outcome(
            observations=tuple(result.observation for result in ran),
            ending=next((result.ending for result in ran if result.ending), None),
            repeated=tuple(result.observation.call_id for result in ran if result.repeated),
            writes=tuple(result.observation.call_id for result in ran if result.wrote),
            sent=sum(result.sent for result in ran),
        )

    def foresee(self, calls: Sequence[ToolCall]) -> None:
        """Begin those calls that read, so that their answers are at hand if they are made; nothing else comes of it."""
        for call in calls:
            api = self.table.apis.get(call.name)
            if api is None or api.effect is not Effect.READ or call.malformed is not None:
                continue
            mended = call.model_copy(update={"arguments": mend(call.arguments, api)})
            key = _key(api, mended)
            if key not in self._memory and key not in self._foreseen and not check(mended.arguments, api):
                self._foreseen[key] = asyncio.create_task(self.executor.execute(api, mended))

    async def forget(self) -> int:
        """Stop what was begun ahead and never asked for; return how many calls that were."""
        self._drop_foreseen()
        dropped, self._vain = self._vain, []
        await asyncio.gather(*dropped, return_exceptions=True)
        return len(dropped)

    def _drop_foreseen(self) -> None:
        for task in self._foreseen.values():
            task.cancel()
        self._vain += self._foreseen.values()
        self._foreseen.clear()

    async def _run(self, call: ToolCall) -> "_Result":
        if call.name == FINISH.name:
            return _finish(call)
        if call.malformed is not None:
            return _refused(
                call, Status.INVALID_ARGUMENTS, "The arguments are no JSON object.", got=call.malformed[:200]
            )
        for builtin in self.builtins:
            if builtin.function.name == call.name:
                return _Result(await builtin.run(call))
        api = self.table.apis.get(call.name)
        if api is None:
            nearest = self.table.nearest(call.name)
            return _refused(call, Status.UNKNOWN_FUNCTION, f"There is no function {call.name!r}.", nearest=nearest)
        return await self._ask(api, call)

    async def _ask(self, api: Api, call: ToolCall) -> "_Result":
        call = call.model_copy(update={"arguments": mend(call.arguments, api)})
        if problems := check(call.arguments, api):
            return _refused(call, Status.INVALID_ARGUMENTS, "Nothing was sent.", problems=problems)
        key = _key(api, call)
        reads = api.effect is Effect.READ
        if reads and (known := self._memory.get(key)):
            return _Result(known.model_copy(update={"call_id": call.id, "seconds": 0.0}), repeated=True)
        observation = await self._send(api, call, key)
        if reads and observation.status not in PASSING:
            self._memory[key] = observation
        wrote = not reads and observation.status is not Status.REFUSED
        if wrote:
            self._memory.clear()
            self._drop_foreseen()
        return _Result(observation, wrote=wrote, sent=1)

    async def _send(self, api: Api, call: ToolCall, key: str) -> Observation:
        if begun := self._foreseen.pop(key, None):
            return (await begun).model_copy(update={"call_id": call.id})
        return await self.executor.execute(api, call)


def _key(api: Api, call: ToolCall) -> str:
    return f"{api.id} {canonical(call.arguments)}"


def _first_of_each(calls: Sequence[ToolCall]) -> list[int]:
    """Return the places of those calls that no earlier one of the turn asks too."""
    asked = [f"{call.name} {canonical(call.arguments)} {call.malformed or ''}" for call in calls]
    return [place for place, key in enumerate(asked) if asked.index(key) == place]


@dataclass(frozen=True, slots=True)
class _Result:
    observation: Observation
    ending: Ending | None = None
    repeated: bool = False
    wrote: bool = False
    sent: int = 0


def _refused(call: ToolCall, status: Status, why: str, **more: object) -> _Result:
    content = json.dumps({"error": status.value, "message": why, **more}, ensure_ascii=False)
    return _Result(Observation(call_id=call.id, status=status, content=content))


def _finish(call: ToolCall) -> _Result:
    """Read a Finish; one that cannot be read is told so, and the path goes on."""
    kind, answer = call.arguments.get("return_type"), call.arguments.get("final_answer")
    done = Observation(call_id=call.id, status=Status.OK, content="")
    if kind == "give_up_and_restart":
        return _Result(done, Ending(State.GIVE_UP))
    if kind == "give_answer" and isinstance(answer, str) and answer.strip():
        return _Result(done, Ending(State.ANSWER, answer))
    why = 'return_type is "give_answer" with a final_answer that is not empty, or "give_up_and_restart".'
    return _refused(call, Status.INVALID_ARGUMENTS, why)
