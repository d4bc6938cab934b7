"""Answers within a budget of tokens, by each Api's plan; the whole of what was shortened can be asked for.

A wrapper: the executor within it shows answers whole. What is kept of them is bounded, in number and in size. Knows
plans and Observations; how an Api is called is the executor's affair.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from types import TracebackType
from typing import Self

from apis.executors.base import Executor
from apis.model import Api, Json, Observation, Status, ToolCall
from apis.plans.apply import compress
from apis.plans.plan import Plan
from apis.tokens import Count, count_tokens

WHOLE = 5_000_000
"""Characters of an observation that the executor within shows: all of it."""
KEPT = 64_000_000
"""Characters of shortened answers that are kept."""
HOW = 'read_more(call="{call}", pointer=…) reads the rest'


@dataclass(slots=True)
class Wholes:
    """The answers that were shortened, by the id of their call; the oldest go where there are too many."""

    most: int = KEPT
    _texts: "OrderedDict[str, str]" = field(default_factory=OrderedDict)
    _size: int = 0

    def keep(self, call: str, text: str) -> None:
        self._size += len(text) - len(self._texts.pop(call, ""))
        self._texts[call] = text
        while self._size > self.most and len(self._texts) > 1:
            self._size -= len(self._texts.popitem(last=False)[1])

    def get(self, call: str) -> str | None:
        return self._texts.get(call)

    @property
    def calls(self) -> list[str]:
        """The ids of the calls whose answers are kept, in their order."""
        return list(self._texts)


@dataclass
class Compressed:
    """Shortens what the executor within it brings."""

    inner: Executor
    """Shows answers whole, up to `WHOLE` characters."""
    plan_of: Callable[[str], Plan | None]
    """Gives the plan of an Api by its id."""
    wholes: Wholes
    _: KW_ONLY
    budget: int
    """Tokens of an observation."""
    count: Count = count_tokens

    async def __aenter__(self) -> Self:
        await self.inner.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.inner.__aexit__(kind, error, trace)

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Carry out a call and show what fits."""
        seen = await self.inner.execute(api, call)
        if seen.status is not Status.OK or self.count(seen.content) <= self.budget:
            return seen
        shown = compress(
            value_of(seen.content), self.plan_of(api.id), self.budget, count=self.count, how=HOW.format(call=call.id)
        )
        self.wholes.keep(call.id, seen.content)
        return seen.model_copy(update={"content": shown.text, "cut": shown.cut})


def value_of(content: str) -> Json:
    """Read content as the JSON that it is, or as a text.

    >>> value_of('{"a": 1}'), value_of("plain")
    ({'a': 1}, 'plain')
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content
