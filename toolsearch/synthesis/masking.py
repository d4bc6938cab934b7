"""Names of functions and parameters replaced by random ones, so that a model reads descriptions (Hammer, ICLR 2025).

Knows samples; what is called, offered and told to be right changes together. Words of messages stay as they are.
"""

import string
from collections.abc import Mapping
from random import Random

from apis.model import Json, Schema, ToolCall
from apis.schema import Function
from toolsearch.messages import Assistant, Message, ToolReply
from toolsearch.records import Gold, Sample

FUNCTION = (5, 15)
"""Shortest and longest random name of a function, in characters."""
PARAMETER = (4, 10)


def masked(sample: Sample, rng: Random) -> Sample:
    """Return a sample whose functions and top-level parameters have other names."""
    names = _named([function.name for function in sample.tools], FUNCTION, rng)
    inner = {
        function.name: _named(list(function.parameters.get("properties") or {}), PARAMETER, rng)
        for function in sample.tools
    }

    def call(one: ToolCall) -> ToolCall:
        arguments = _renamed(one.arguments, inner.get(one.name, {}))
        return one.model_copy(update={"name": names.get(one.name, one.name), "arguments": arguments})

    def message(one: Message) -> Message:
        if isinstance(one, Assistant):
            return one.model_copy(update={"calls": tuple(map(call, one.calls))})
        if isinstance(one, ToolReply):
            return one.model_copy(update={"name": names.get(one.name, one.name)})
        return one

    provenance = sample.provenance
    apis = {names.get(name, name): id_ for name, id_ in provenance.apis.items()}
    of_call = {one.id: inner.get(one.name, {}) for gold in sample.gold for one in gold.calls}
    links = tuple(_relinked(link, of_call) for link in provenance.links)
    thoughts = tuple(
        one.model_copy(update={"needed": tuple(names.get(name, name) for name in one.needed)})
        for one in sample.thoughts
    )
    return sample.model_copy(
        update={
            "tools": tuple(_function(function, names, inner[function.name]) for function in sample.tools),
            "messages": tuple(map(message, sample.messages)),
            "gold": tuple(Gold(message=one.message, calls=tuple(map(call, one.calls))) for one in sample.gold),
            "thoughts": thoughts,
            "provenance": provenance.model_copy(update={"apis": apis, "masked": True, "links": links}),
        }
    )


def _named(names: list[str], lengths: tuple[int, int], rng: Random) -> dict[str, str]:
    """Give each name a random one, no two the same."""
    made: dict[str, str] = {}
    while len(made) < len(names):
        word = "".join(rng.choices(string.ascii_lowercase, k=rng.randint(*lengths)))
        if word not in made:
            made[word] = names[len(made)]
    return {name: word for word, name in made.items()}


def _renamed(arguments: Mapping[str, Json], names: Mapping[str, str]) -> dict[str, Json]:
    return {names.get(name, name): value for name, value in arguments.items()}


def _relinked(link: str, names: Mapping[str, Mapping[str, str]]) -> str:
    target, _, source = link.partition(" = ")
    call, _, argument = target.partition(".")
    return f"{call}.{names.get(call, {}).get(argument, argument)} = {source}"


def _function(function: Function, names: Mapping[str, str], inner: Mapping[str, str]) -> Function:
    parameters: Schema = dict(function.parameters)
    if isinstance(properties := parameters.get("properties"), dict):
        parameters["properties"] = _renamed(properties, inner)
    if required := parameters.get("required"):
        parameters["required"] = [inner.get(name, name) for name in required]
    return function.model_copy(update={"name": names[function.name], "parameters": parameters})
