"""How varied a set of APIs is: the figures that ToolACE shows of its own, for any Apis.

Pure: knows schemas and counting. ToolACE's figures are those of its Table 1 (Liu et al., 2024); it gives shares of
types and of nesting as pictures only, so there are no numbers to compare with.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean, median

from apis.model import Api, Json, Schema, Value
from toolsearch.synthesis.definition import schemas_in

TOOLACE_APIS = 26_507
TOOLACE_DOMAINS = 390
TYPES = ("string", "number", "integer", "boolean", "array", "object", "other")


class Profile(Value):
    """A set of Apis in figures; shares are fractions 0..1."""

    apis: int
    domains: int
    tools: int
    parameters: float
    """Mean number of top-level parameters."""
    required: float
    """Share of them that are required."""
    types: dict[str, float]
    """Share of each JSON type among all parameters, nested ones too."""
    enums: float
    """Share of all parameters that list their values."""
    nested: float
    """Share of Apis with an object, a list of objects or a list of lists among their parameters."""
    depths: dict[int, float]
    """Share of Apis by depth: 1 where all parameters are plain, 2 where one holds others, and so on."""
    description_words: float
    """Median."""


def profile_of(apis: Iterable[Api]) -> Profile:
    """Measure a set of Apis.

    Args:
        apis: at least one.
    """
    held = list(apis)
    flat = [_properties(api.parameters) for api in held]
    every = [part for api in held for part in _all_properties(api.parameters)]
    depths = Counter(depth_of_parameters(api.parameters) for api in held)
    kinds = Counter(map(kind_of, every))
    top = sum(map(len, flat))
    required = sum(len(api.parameters.get("required") or ()) for api in held)
    return Profile(
        apis=len(held),
        domains=len({api.category for api in held}),
        tools=len({(api.category, api.tool) for api in held}),
        parameters=round(mean(map(len, flat)), 2),
        required=_share(required, top),
        types={kind: _share(kinds[kind], len(every)) for kind in TYPES},
        enums=_share(sum("enum" in part for part in every), len(every)),
        nested=_share(sum(is_nested(api.parameters) for api in held), len(held)),
        depths={depth: _share(number, len(held)) for depth, number in sorted(depths.items())},
        description_words=median(len(api.description.split()) for api in held),
    )


def is_nested(parameters: Schema) -> bool:
    """Tell whether a parameter is an object, a list of objects or a list of lists.

    >>> is_nested({"properties": {"a": {"type": "array", "items": {"type": "array"}}}})
    True
    >>> is_nested({"properties": {"a": {"type": "array", "items": {"type": "string"}}}})
    False
    """
    return any(
        kind_of(part) == "object" or (kind_of(part) == "array" and kind_of(part.get("items")) in ("object", "array"))
        for part in _properties(parameters)
    )


def depth_of_parameters(schema: Json) -> int:
    """Count how many values stand within each other.

    >>> depth_of_parameters({"properties": {"a": {"properties": {"b": {"type": "string"}}}}})
    2
    """
    if not isinstance(schema, dict):
        return 0
    inner = [*(schema.get("properties") or {}).values(), schema.get("items")]
    return max((1 + depth_of_parameters(part) for part in inner if isinstance(part, dict)), default=0)


def kind_of(schema: Json) -> str:
    """Name the JSON type of a schema, `other` where it has none or several."""
    if not isinstance(schema, dict):
        return "other"
    kind = schema.get("type") or ("object" if schema.get("properties") else "array" if "items" in schema else None)
    return kind if isinstance(kind, str) and kind in TYPES else "other"


def side_by_side(profiles: Sequence[tuple[str, Profile]]) -> tuple[list[str], list[list[str]]]:
    """Lay profiles out as a table: its header and its rows."""
    rows: list[list[str]] = []

    def row(name: str, *cells: str) -> None:
        rows.append([name, *cells])

    held = [profile for _, profile in profiles]
    for name in ("apis", "domains", "tools"):
        row(name, *(f"{getattr(profile, name):,}" for profile in held))
    row("parameters an API", *(f"{profile.parameters:.1f}" for profile in held))
    row("of them required", *(f"{profile.required:.0%}" for profile in held))
    row("nested parameters", *(f"{profile.nested:.0%}" for profile in held))
    for depth in (1, 2, 3, 4):
        row(f"depth {depth}", *(f"{profile.depths.get(depth, 0):.0%}" for profile in held))
    for kind in TYPES:
        row(f"type {kind}", *(f"{profile.types[kind]:.0%}" for profile in held))
    row("with listed values", *(f"{profile.enums:.0%}" for profile in held))
    row("description, words", *(f"{profile.description_words:.0f}" for profile in held))
    return ["", *(name for name, _ in profiles)], rows


def _properties(schema: Schema) -> list[Schema]:
    return [part for part in (schema.get("properties") or {}).values() if isinstance(part, dict)]


def _all_properties(schema: Schema) -> list[Schema]:
    return [inner for part in schemas_in(schema) for inner in _properties(part)]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
