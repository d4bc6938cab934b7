"""Two functions in place of ten thousand: search a catalog, call what was found; for one caller.

Knows who may use what (`Profile`) and holds to it everywhere: what a caller may not use is not found, not described and
not called. Calls go through the executor that everything else uses, with its policy. Knows nothing of MCP or of any
vendor's form (`toolsearch.mcp_server`, `examples/`).
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from apis.catalog import Catalog, Summary
from apis.executors.base import Executor
from apis.health import HealthBook
from apis.model import Api, Json, Observation, Schema, Status, ToolCall, Value
from apis.schema import Function, FunctionTable, function_of, response_keys, shorten
from retriever.base import Hit
from retriever.catalog_retriever import CatalogRetriever
from toolsearch.search.environment import Environment

CATEGORY = "category:"
SHORT = 200
"""Characters of a description in a search result; `describe` gives all of it."""
NOISE = frozenset({"title", "examples", "example", "$schema", "$id", "$comment", "deprecated"})
"""Keywords of a schema that a model does not need in order to call."""
MOST = 20
"""The most Apis that one search returns."""
SEARCH = Function(
    name="search_apis",
    description="Find APIs that can do something: ids, descriptions and parameters, best first; or that none fits.",
    parameters={
        "type": "object",
        "properties": {
            "query": {"type": "string", "description": "What you want to do, in plain words; one need at a time."},
            "k": {"type": "integer", "minimum": 1, "maximum": MOST, "default": 5, "description": "How many at most."},
            "category": {"type": "string", "description": "Look in this category only."},
        },
        "required": ["query"],
        "additionalProperties": False,
    },
)


class Profile(Value):
    """What one caller may use, and what is always offered to it."""

    only: tuple[str, ...] = ()
    """Patterns over ids (`weather/*`) or `category:NAME`; empty: every Api."""
    without: tuple[str, ...] = ()
    """Patterns of what is taken away again."""
    pins: tuple[str, ...] = ()
    """Ids of Apis that are functions of their own beside search and call."""
    allow_writes: bool = False
    token: str = ""
    """What a caller over HTTP shows as a bearer token; `${NAME}` stands for a variable of the environment."""

    def permits(self, api: Api | Summary) -> bool:
        """Tell whether the caller may find and call an Api."""
        wanted = not self.only or any(_fits(pattern, api) for pattern in self.only)
        return wanted and not any(_fits(pattern, api) for pattern in self.without)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search came to."""

    hits: tuple[Hit, ...]
    """Best first, each with its Api; empty where nothing fits."""
    unmatched: tuple[str, ...] = ()
    """Words of the query that stand in no Api the catalog has."""
    doubtful: bool = False
    """Whether none of the hits is likely to do what was asked."""

    def document(self) -> dict[str, Json]:
        """Say it in the compact form that a model reads."""
        found: list[Json] = [_brief(hit.api) for hit in self.hits if hit.api]
        said: dict[str, Json] = {"apis": found}
        if not found:
            said["message"] = (
                "No API fits. Do not search for the same thing again: say so, or ask for something these APIs do."
            )
        elif self.doubtful:
            said["message"] = "Perhaps none of these does what you want: call one only if its description says so."
        if self.unmatched:
            said["words_that_match_no_api"] = list(self.unmatched)
        return said


@dataclass(slots=True, kw_only=True)
class Gateway:
    """Search and call for one caller."""

    catalog: Catalog
    retriever: CatalogRetriever
    """Made to find what the profile permits, and nothing else."""
    executor: Executor
    """Entered by whoever made it; calls what may change something only where the profile permits it."""
    profile: Profile = field(default_factory=Profile)

    def __post_init__(self) -> None:
        if self.profile.only or self.profile.without:
            permitted = [each.id for each in self.catalog.summaries() if self.profile.permits(each)]
            self.retriever = self.retriever.within(ids=permitted)

    async def search(self, query: str, k: int = 5, category: str | None = None) -> Finding:
        """Return the best `k` Apis that the caller may use."""
        retriever = self.retriever if category is None else self.retriever.within(category=category)
        found = await asyncio.to_thread(retriever.find, query, k)
        return Finding(found.hits, found.unmatched, doubtful=found.answerable is False)

    def describe(self, id_: str) -> dict[str, Json] | None:
        """Return all that is known of an Api, as a function with notes; None where the caller has none of that id."""
        api = self._api(id_)
        if api is None:
            return None
        function = function_of(api)
        health = HealthBook(self.catalog).get(api.id)
        return {
            "id": api.id,
            "function": {"name": function.name, "description": api.description, "parameters": api.parameters},
            "tool": api.tool,
            "category": api.category,
            "effect": api.effect.value,
            "returns": list(response_keys(api.returns)),
            "health": health.stage.value if health else "not checked",
            "source": api.source.location,
            "licence": api.source.licence,
        }

    async def call(self, id_: str, arguments: dict[str, Json]) -> Observation:
        """Call an Api; whatever comes of it is an Observation."""
        api = self._api(id_)
        if api is None:
            nearest = [near for near in self.catalog.nearest(id_) if self._permitted(near)]
            hint = f" Did you mean {', '.join(nearest)}?" if nearest else " Search for one that fits."
            why = f"There is no API {id_!r}.{hint}"
            return Observation(call_id="call", status=Status.UNKNOWN_FUNCTION, content=why)
        environment = Environment.over([api], self.executor)
        call = ToolCall(id="call", name=environment.table.functions[0].name, arguments=arguments)
        return (await environment.carry_out([call])).observations[0]

    def pinned(self) -> Iterator[tuple[Function, Api]]:
        """Yield the Apis that are always offered, as functions, in the order of the profile."""
        apis = [api for id_ in self.profile.pins if (api := self._api(id_))]
        table = FunctionTable.of(apis)
        for function in table.functions:
            yield function, table.apis[function.name]

    def permitted(self) -> Iterator[Api]:
        """Yield every Api that the caller may use."""
        return filter(self.profile.permits, self.catalog)

    def _permitted(self, id_: str) -> bool:
        return id_ in self.catalog and self.profile.permits(self.catalog.get(id_))

    def _api(self, name: str) -> Api | None:
        """Return the permitted Api of an id."""
        return self.catalog.get(name) if self._permitted(name) else None


def compact(schema: Schema) -> Schema:
    """Leave out of a schema what a model does not need in order to call, and cut long descriptions.

    >>> compact({"type": "object", "title": "T", "properties": {"title": {"type": "string", "title": "Title"}}})
    {'type': 'object', 'properties': {'title': {'type': 'string'}}}
    """
    return {key: _compact(key, value) for key, value in schema.items() if key not in NOISE}


def _compact(key: str, value: Any) -> Any:
    if key in ("properties", "$defs", "definitions", "patternProperties") and isinstance(value, dict):
        return {name: compact(part) if isinstance(part, dict) else part for name, part in value.items()}
    if key == "description" and isinstance(value, str):
        return shorten(" ".join(value.split()), SHORT)
    if isinstance(value, dict) and key not in ("default", "const"):
        return compact(value)
    if isinstance(value, list) and key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        return [compact(part) if isinstance(part, dict) else part for part in value]
    return value


def _brief(api: Api) -> dict[str, Json]:
    return {
        "id": api.id,
        "description": shorten(" ".join(api.description.split()), SHORT),
        "parameters": compact(api.parameters),
    }


def _fits(pattern: str, api: Api | Summary) -> bool:
    """Tell whether a pattern names an Api, in any case of letters."""
    if pattern.startswith(CATEGORY):
        return api.category.casefold() == pattern.removeprefix(CATEGORY).casefold()
    return fnmatchcase(api.id, pattern) or fnmatchcase(api.tool_slug, pattern)


def strangers(profile: Profile, catalog: Catalog) -> Sequence[str]:
    """Return the pins of a profile that the catalog does not have."""
    return [id_ for id_ in profile.pins if id_ not in catalog]
