"""A module of Python functions: each typed public function becomes an Api, by its annotations and its docstring.

Knows what a description means and nothing of how a module is loaded: it is given `list_functions`, which does that in
a process of its own. A function counts as writing unless its `effect` attribute says "read": the module is the user's
own code, and is believed.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from pydantic import Field

from apis.errors import SourceError
from apis.ids import distinct, operation_slug, slug
from apis.model import Api, Effect, FunctionBinding, Schema, Source, Value, canonical
from apis.schema import shorten
from apis.sources.base import Fetch, Loaded, Problem

SCHEME = "python:"
CATEGORY = "Functions"
ABOUT = 1000


class Described(Value):
    """A function as its module defines it."""

    name: str
    description: str
    parameters: Schema
    returns: Schema | None = None
    effect: Effect = Effect.UNKNOWN


class Description(Value):
    """What a module holds."""

    about: str = ""
    licence: str = ""
    version: str = ""
    functions: tuple[Described, ...] = ()
    left_out: dict[str, str] = Field(default_factory=dict)
    """Functions that cannot be offered, with the reason."""


ListFunctions = Callable[[str], Awaitable[Description]]
"""Describes a module by its name; raises `SourceError` naming it and the reason."""


@dataclass(frozen=True, slots=True)
class FunctionLoader:
    """Reads `python:MODULE`. A `Loader`."""

    list_functions: ListFunctions

    async def __call__(self, location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
        module = location.removeprefix(SCHEME).strip()
        if not all(part.isidentifier() for part in module.split(".")):
            raise SourceError(f"{location!r} names no module: write python:MODULE, such as python:shop.prices")
        yield loaded(module, await self.list_functions(module))


def loaded(module: str, described: Description) -> Loaded:
    """Turn the description of a module into Apis."""
    location = SCHEME + module
    source = Source(
        kind="functions",
        location=location,
        hash=hashlib.sha256(canonical(described.model_dump(mode="json")).encode()).hexdigest(),
        title=module,
        about=shorten(" ".join(described.about.split()), ABOUT),
        licence=described.licence,
        version=described.version,
    )
    tool = module.rpartition(".")[2].replace("_", " ")
    slugs = distinct([operation_slug(each.name.replace("_", " "), "", "") for each in described.functions])
    apis = tuple(
        Api(
            id=f"{slug(tool)}/{name}",
            tool=tool,
            category=CATEGORY,
            name=each.name,
            description=" ".join(each.description.split()) or each.name.replace("_", " "),
            parameters=each.parameters,
            returns=each.returns,
            effect=each.effect,
            binding=FunctionBinding(module=module, function=each.name),
            source=source,
        )
        for name, each in zip(slugs, described.functions, strict=True)
    )
    problems = tuple(Problem(f"/{name}", f"{reason}: left out") for name, reason in described.left_out.items())
    error = None if apis else f"{location}: no function that can be offered"
    return Loaded(location, apis, problems, error)
