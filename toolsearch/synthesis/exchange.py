"""Calls that are known to work or to fail, made before any word of a dialog is written (blueprint first).

Every Api is tried with a few sets of arguments (`apis.sampling`). One that has no server is answered by what its
`returns` schema allows, marked as simulated. From what came back, links are found: a value of one answer that another
Api takes as an argument, tried for real. Knows executors and schemas; nothing of dialogs.
"""

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from jsonschema import Draft202012Validator

from apis.executors.base import Executor
from apis.executors.simulated import problems_of
from apis.model import Api, HttpBinding, Json, Observation, Schema, Status, ToolCall, Value, canonical
from apis.sampling import candidates
from apis.validate import check
from retriever.words import split_name, terms
from toolsearch.synthesis.wording import value_for

TRIED = 6
"""Sets of arguments tried for one Api."""
WANTED = 3
"""Answers wanted of one Api."""
LONGEST = 3000
"""Characters of an answer that a dialog can carry."""
AT_ONCE = 8
LEAVES = 12
"""Values of one answer that are offered to other Apis."""
_GENERAL = frozenset(terms("name value text result id query code type number date"))
"""Words of argument names that say too little to link by them alone."""


class Exchange(Value):
    """One call of an Api and what it brought."""

    api: str
    arguments: dict[str, Json]
    observation: Observation

    @property
    def ok(self) -> bool:
        return self.observation.ok


class Explored(Value):
    """All that is known of one Api."""

    api: str
    exchanges: tuple[Exchange, ...] = ()


class Link(Value):
    """A call whose argument is a value of another call's answer."""

    first: Exchange
    path: str
    """Where the value stands in the first answer: names and places joined by dots."""
    argument: str
    second: Exchange


@dataclass(frozen=True, slots=True)
class Explorer:
    """Tries Apis."""

    executor: Executor
    seed: int = 0

    async def explore(self, api: Api) -> Explored:
        """Call an Api with several sets of arguments, until enough answers came."""
        found: list[Exchange] = []
        for arguments in islice(candidates(api), TRIED):
            exchange = await self.call(api, _without_blanks(arguments.values, api))
            if len(exchange.observation.content) <= LONGEST:
                found.append(exchange)
            if sum(one.ok for one in found) >= WANTED or exchange.observation.status in _HOPELESS:
                break
        return Explored(api=api.id, exchanges=tuple(found))

    async def call(self, api: Api, arguments: dict[str, Json]) -> Exchange:
        """Carry out one call, or simulate it where the Api cannot be reached."""
        call = ToolCall(id="call", name=api.id, arguments=arguments)
        if is_executable(api):
            observation = await self.executor.execute(api, call)
        else:
            observation = simulated(api, call, self.seed)
        return Exchange(api=api.id, arguments=arguments, observation=observation.model_copy(update={"seconds": 0.0}))

    async def explore_all(self, apis: Iterable[Api]) -> list[Explored]:
        """Try Apis, a few at the same time; in their order."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(api: Api) -> Explored:
            async with turn:
                return await self.explore(api)

        return list(await asyncio.gather(*map(one, apis)))

    async def link(self, known: Sequence[Explored], apis: dict[str, Api], *, most: int) -> list[Link]:
        """Find calls that take a value from another's answer, and try each."""
        found: list[Link] = []
        rng = Random(self.seed)
        wanted = list(_links(known, apis))
        rng.shuffle(wanted)
        for first, path, value, argument, second in wanted:
            if len(found) >= most:
                break
            tried = await self.call(apis[second.api], second.arguments | {argument: value})
            if tried.ok and len(tried.observation.content) <= LONGEST:
                found.append(Link(first=first, path=path, argument=argument, second=tried))
        return found


_HOPELESS = {Status.UNAUTHORIZED, Status.REFUSED, Status.TIMEOUT, Status.NETWORK_ERROR}


def is_executable(api: Api) -> bool:
    """Tell whether there is something behind an Api to call."""
    return not isinstance(api.binding, HttpBinding) or bool(api.binding.servers)


def simulated(api: Api, call: ToolCall, seed: int) -> Observation:
    """Answer a call with what the Api's `returns` schema allows; the same call gets the same answer."""
    rng = Random(f"{seed} {api.id} {canonical(call.arguments)}")
    body = example_of(api.returns or {"type": "object"}, rng, call.arguments)
    status = Status.OK if not problems_of(body, api) else Status.UNEXPECTED_CONTENT
    content = json.dumps(body, ensure_ascii=False)
    return Observation(call_id=call.id, status=status, content=content, source="simulated")


def example_of(schema: Schema, rng: Random, given: dict[str, Json], name: str = "", depth: int = 0) -> Json:
    """Make up a value that a schema allows; properties of an argument's name repeat that argument."""
    kind = schema.get("type")
    if name in given and Draft202012Validator(schema).is_valid(given[name]):
        return given[name]
    if kind == "object" or "properties" in schema:
        inner = schema.get("properties") or {}
        return {key: example_of(part, rng, given, key, depth + 1) for key, part in inner.items()} if depth < 8 else {}
    if kind == "array":
        most = max(int(schema.get("minItems") or 0), min(2, int(schema.get("maxItems") or 2)))
        return [example_of(schema.get("items") or {}, rng, given, name, depth + 1) for _ in range(most)]
    if kind == "boolean":
        return rng.random() < 0.5
    text = value_for(schema | {"type": kind or "string"}, rng)
    return int(text) if kind == "integer" else float(text) if kind == "number" else text


def leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield the plain values of a JSON value with their paths; of a list only its first item.

    >>> list(leaves({"a": [{"b": 1}, {"b": 2}], "c": "x"}))
    [('a.0.b', 1), ('c', 'x')]
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        if value:
            yield from leaves(value[0], f"{path}.0" if path else "0")
    elif value is not None:
        yield path, value


def content_of(observation: Observation) -> Json:
    """Read an observation's content as JSON, as text where it is none."""
    try:
        return json.loads(observation.content)
    except ValueError:
        return observation.content


def _without_blanks(arguments: dict[str, Json], api: Api) -> dict[str, Json]:
    """Leave out optional arguments that are empty: no user would say them."""
    required = api.parameters.get("required") or ()
    return {name: value for name, value in arguments.items() if name in required or value not in ("", [], {})}


def _links(known: Sequence[Explored], apis: dict[str, Api]) -> Iterator[tuple[Exchange, str, Json, str, Exchange]]:
    """Yield what might be a link: an answer, where a value stands in it, the value, an argument, its call."""
    takes: dict[frozenset[str], list[tuple[str, Exchange]]] = {}
    for explored in known:
        for exchange in [one for one in explored.exchanges if one.ok][:1]:
            for argument in apis[explored.api].parameters.get("required") or ():
                takes.setdefault(_name_key(argument), []).append((argument, exchange))
    for explored in known:
        for exchange in [one for one in explored.exchanges if one.ok][:1]:
            for path, value in islice(leaves(content_of(exchange.observation)), LEAVES):
                for argument, second in takes.get(_name_key(path.rsplit(".", 1)[-1]), ()):
                    if second.api != exchange.api and _is_news(value, exchange, second, argument, apis):
                        yield exchange, path, value, argument, second


def _is_news(value: Json, first: Exchange, second: Exchange, argument: str, apis: dict[str, Api]) -> bool:
    """Tell whether a value was found by the first call, not given to it, and may be the argument."""
    if value in first.arguments.values() or isinstance(value, bool) or len(str(value)) < 2:
        return False
    return not check(second.arguments | {argument: value}, apis[second.api])


def _name_key(name: str) -> frozenset[str]:
    words = frozenset(terms(split_name(name)))
    return words if words - _GENERAL else frozenset({name})
