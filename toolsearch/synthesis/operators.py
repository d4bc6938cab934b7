"""What evolution does to a definition: six named changes (ToolACE, section 2.1: diversity indicators).

Each takes a definition with the material of its subtree and returns a changed one, or None where it does not apply.
All change the structure of schemas, never the text of one. Randomness comes in as an argument.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from apis.model import Schema
from toolsearch.synthesis.context_tree import Subtree
from toolsearch.synthesis.definition import Definition
from toolsearch.synthesis.details import identifier, parameter_of
from toolsearch.synthesis.verbs import VERBS

Operator = Callable[[Definition, "Change"], Definition | None]


@dataclass(frozen=True, slots=True)
class Change:
    """What an operator may draw on."""

    subtree: Subtree
    rng: Random


def add_functionality(definition: Definition, change: Change) -> Definition | None:
    """Let the API do one more thing of its subtree, chosen by an argument."""
    others = change.subtree.functionalities[1:]
    if not others or "operation" in definition.parameters["properties"]:
        return None
    extra = change.rng.choice(others).text
    first = change.subtree.functionalities[0].text
    verbs = [first.split()[0], extra.split()[0]]
    choice = {"type": "string", "enum": verbs, "default": verbs[0], "description": "What is to be done."}
    said = f"{definition.description} It can also {extra}."
    return _with(definition, {"operation": choice}).model_copy(update={"description": said})


def add_parameter(definition: Definition, change: Change) -> Definition | None:
    """Take one more detail of the area as an argument."""
    known = definition.parameters["properties"]
    made = [parameter_of(detail, change.rng) for detail in change.subtree.area.details]
    free = [parameter for parameter in made if parameter.name not in known]
    if not free:
        return None
    parameter = change.rng.choice(free)
    return _with(definition, {parameter.name: parameter.schema}, required=change.rng.random() < 0.4)


def add_constraint(definition: Definition, change: Change) -> Definition | None:
    """Narrow what one argument may be: a bound, a length, or that it is required."""
    properties = definition.parameters["properties"]
    name = change.rng.choice(sorted(properties))
    bound = _bound(properties[name], change.rng)
    if bound:
        return _replaced(definition, {name: properties[name] | bound})
    required = definition.parameters.get("required") or []
    if name in required:
        return None
    return definition.model_copy(update={"parameters": definition.parameters | {"required": [*required, name]}})


def change_type(definition: Definition, change: Change) -> Definition | None:
    """Give one argument another type that can hold what it means: one value or several, a number or a range."""
    properties = definition.parameters["properties"]
    name = change.rng.choice(sorted(properties))
    schema = properties[name]
    said = {"description": schema.get("description", "")}
    inner = {key: value for key, value in schema.items() if key not in ("description", "default")}
    if schema.get("type") == "number":
        ends = {"minimum_value": inner, "maximum_value": inner}
        return _replaced(definition, {name: {"type": "object", "properties": ends, **said}})
    if schema.get("type") == "string":
        return _replaced(definition, {name: {"type": "array", "items": inner, "minItems": 1, **said}})
    if schema.get("type") == "integer":
        return _replaced(definition, {name: {"type": "string", "pattern": "^[0-9]{1,6}$", **said}})
    return None


def nest(definition: Definition, change: Change) -> Definition | None:
    """Put several arguments into one object, or into a list of such objects; a list of numbers becomes a table."""
    properties = dict(definition.parameters["properties"])
    required = definition.parameters.get("required") or []
    tables = [name for name in properties if properties[name].get("items", {}).get("type") == "number"]
    if tables and change.rng.random() < 0.5:
        row = {key: value for key, value in properties[tables[0]].items() if key != "description"}
        table = {"type": "array", "items": row, "description": properties[tables[0]].get("description", "")}
        return _replaced(definition, {tables[0]: table})
    if len(properties) < 3:
        return None
    chosen = change.rng.sample(sorted(properties), 2 if len(properties) == 3 else change.rng.choice((2, 3)))
    inner = {name: properties.pop(name) for name in sorted(chosen)}
    group: Schema = {"type": "object", "properties": inner}
    if kept := [name for name in required if name in inner]:
        group["required"] = kept
    name = identifier(f"{change.subtree.functionalities[0].text.split(maxsplit=2)[-1]} {change.rng.choice(_GROUPS)}")
    if name in properties:
        return None
    several = change.rng.random() < 0.4
    told = f"What is given together: {', '.join(sorted(inner)).replace('_', ' ')}."
    whole = {"type": "array", "items": group, "minItems": 1} if several else dict(group)
    left = [each for each in required if each not in inner] + ([name] if kept else [])
    parameters = definition.parameters | {"properties": properties | {name: whole | {"description": told}}}
    return definition.model_copy(update={"parameters": parameters | {"required": left}})


def change_returns(definition: Definition, change: Change) -> Definition | None:
    """Answer in another shape: a page of results, a report of what was done, more about each."""
    if "page" in (definition.returns.get("properties") or {}):
        return None
    draw = change.rng.random()
    if draw < 0.4:
        page = {"type": "object", "properties": {"number": {"type": "integer"}, "of": {"type": "integer"}}}
        return _answering(definition, {"result": definition.returns, "page": page})
    if draw < 0.7:
        warnings = {"type": "array", "items": {"type": "string"}}
        return _answering(definition, {"result": definition.returns, "warnings": warnings})
    extra = parameter_of(change.rng.choice(change.subtree.area.details or ("note",)), change.rng)
    return _answering(definition, {"result": definition.returns, extra.name: extra.schema})


OPERATORS: Mapping[str, Operator] = {
    "add functionality": add_functionality,
    "add parameter": add_parameter,
    "add constraint": add_constraint,
    "change type": change_type,
    "nest": nest,
    "change returns": change_returns,
}
"""By the name that records and prompts use."""

_GROUPS = ("details", "options", "criteria", "settings", "profile")


def first_draft(change: Change) -> Definition:
    """Define the plainest API for a subtree: its first functionality with two or three details."""
    area, rng = change.subtree.area, change.rng
    verb, _, thing = change.subtree.functionalities[0].text.partition(" ")
    bare = thing.removeprefix("an ").removeprefix("a ")
    details = list(area.details) or ["name", "reference number", "date"]
    made = [parameter_of(detail, rng) for detail in rng.sample(details, min(len(details), rng.choice((2, 3))))]
    key = f"{identifier(bare)}_{'query' if VERBS[verb].returns == 'list' else 'id'}"
    first = {"type": "string", "minLength": 1, "description": f"Which {bare} is meant."}
    properties = {key: first} | {parameter.name: parameter.schema for parameter in made}
    required = [key, *(made[0].name for _ in range(rng.random() < 0.5))]
    return Definition(
        name=identifier(f"{verb} {bare}")[:64].strip("_"),
        description="",
        parameters={"type": "object", "properties": properties, "required": required},
        returns=_returned(verb, bare, [parameter_of(detail, rng).name for detail in details[:4]]),
        method=VERBS[verb].method,
    )


def _returned(verb: str, thing: str, names: list[str]) -> Schema:
    each: Schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    kind = VERBS[verb].returns
    if kind == "list":
        many = {f"{identifier(thing)}_list": {"type": "array", "items": each}, "total": {"type": "integer"}}
        return {"type": "object", "properties": many}
    if kind == "value":
        value = {"value": {"type": "number"}, "unit": {"type": "string"}, "margin": {"type": "number"}}
        return {"type": "object", "properties": value}
    if kind == "receipt":
        receipt = {"id": {"type": "string"}, "status": {"type": "string", "enum": ["done", "pending", "refused"]}}
        return {"type": "object", "properties": receipt}
    return each


def _bound(schema: Schema, rng: Random) -> Schema:
    """Return a keyword that narrows a schema, none where it has one of its kind already."""
    kind = schema.get("type")
    if kind == "string" and not {"enum", "format", "pattern", "maxLength"} & set(schema):
        return {"maxLength": rng.choice((40, 80, 120, 200))}
    if kind == "integer" and "maximum" not in schema:
        return {"maximum": rng.choice((10, 50, 100, 1000))}
    if kind == "number" and "minimum" not in schema:
        return {"minimum": 0, "maximum": rng.choice((100, 1000, 100000))}
    if kind == "array" and "maxItems" not in schema:
        return {"maxItems": rng.choice((5, 10, 25))}
    return {}


def _with(definition: Definition, more: Mapping[str, Schema], *, required: bool = False) -> Definition:
    parameters = definition.parameters
    update = {"properties": parameters["properties"] | dict(more)}
    if required:
        update["required"] = [*(parameters.get("required") or []), *more]
    return definition.model_copy(update={"parameters": parameters | update})


def _replaced(definition: Definition, changed: Mapping[str, Schema]) -> Definition:
    return _with(definition, changed)


def _answering(definition: Definition, properties: Mapping[str, Schema]) -> Definition:
    return definition.model_copy(update={"returns": {"type": "object", "properties": dict(properties)}})
