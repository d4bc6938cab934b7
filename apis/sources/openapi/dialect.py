"""What OpenAPI's older schemas say in words of their own, said in JSON Schema 2020-12.

`nullable`, boolean `exclusiveMinimum`, `example`, the type `file`, `required` on a property, and the wrapping of a
single branch. Each step takes a schema whose keywords are converted, and the node it was converted from.
"""

from apis.model import Json, Schema
from apis.sources.openapi.definitions import IN_PLACE, NOTES
from apis.sources.openapi.keywords import examples, flag, suited
from apis.sources.openapi.problems import Node, Problems, shown

WRAPPERS = ("allOf", "anyOf", "oneOf")
COMBINED = {"$ref", *IN_PLACE}


def finished(schema: Schema, node: Node, problems: Problems) -> Schema:
    """Take the last steps, in this order."""
    value: dict[str, Json] = node.value
    if "exclusiveMinimum" in schema or "exclusiveMaximum" in schema:
        _bound(schema, "minimum", "exclusiveMinimum")
        _bound(schema, "maximum", "exclusiveMaximum")
    if "properties" in schema:
        _require(schema, node, problems)
    if value.get("type") == "file":
        schema |= {"type": "string", "format": "binary"}
    _suit(schema, node, problems)
    if any(key in value for key in ("example", "examples", "x-example")):
        _exemplify(schema, value)
    if any(key in schema for key in WRAPPERS):
        schema = unwrapped(schema)
    if _is_true(value.get("nullable")) or _is_true(value.get("x-nullable")):
        schema = nullable(schema)
    return schema


def nullable(schema: Schema) -> Schema:
    """Let null in as well.

    >>> nullable({"type": "string", "enum": ["a"]})
    {'type': ['string', 'null'], 'enum': ['a', None]}
    >>> nullable({"$ref": "#/$defs/Pet", "title": "pet"})
    {'anyOf': [{'$ref': '#/$defs/Pet'}, {'type': 'null'}], 'title': 'pet'}
    """
    if not schema.keys() & COMBINED:
        return _with_null(schema)
    notes = {key: value for key, value in schema.items() if key in NOTES}
    rest = {key: value for key, value in schema.items() if key not in NOTES}
    if rest.keys() == {"anyOf"}:
        return {"anyOf": [*rest["anyOf"], *([] if {"type": "null"} in rest["anyOf"] else [{"type": "null"}])], **notes}
    return {"anyOf": [rest, {"type": "null"}], **notes}


def unwrapped(schema: Schema) -> Schema:
    """Put a single branch of a combination in its place, where nothing but notes stands beside it.

    >>> unwrapped({"allOf": [{"$ref": "#/$defs/Pet"}], "description": "The pet"})
    {'$ref': '#/$defs/Pet', 'description': 'The pet'}
    """
    for keyword in WRAPPERS:
        branches = schema.get(keyword)
        if branches and len(branches) == 1 and schema.keys() - {keyword} <= NOTES:
            return {**branches[0], **{key: value for key, value in schema.items() if key != keyword}}
    return schema


def _with_null(schema: Schema) -> Schema:
    changed: Schema = {}
    types = schema.get("type")
    if types is not None:
        names = types if isinstance(types, list) else [types]
        changed["type"] = names if "null" in names else [*names, "null"]
    if "enum" in schema and None not in schema["enum"]:
        changed["enum"] = [*schema["enum"], None]
    return {**schema, **changed}


def _bound(schema: Schema, inclusive: str, exclusive: str) -> None:
    """Turn the boolean that makes a bound exclusive into the bound itself."""
    if not isinstance(schema.get(exclusive), bool):
        return
    if schema.pop(exclusive) and inclusive in schema:
        schema[exclusive] = schema.pop(inclusive)


def _require(schema: Schema, node: Node, problems: Problems) -> None:
    """Keep of `required` what is seen in this direction, and add the properties that call themselves required."""
    declared, properties = node.value["properties"], schema["properties"]
    required = {name: None for name in schema.pop("required", ()) if name in properties or name not in declared}
    for name in properties:
        raw = declared[name]
        if isinstance(raw, dict) and _is_true(raw.get("required")):
            required[name] = None
            problems.add(node.child("properties").child(name), "required: true belongs to the object: read so")
    if required:
        schema["required"] = list(required)


def _suit(schema: Schema, node: Node, problems: Problems) -> None:
    """Write `default`, `enum` and `const` in the type that the schema has."""
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    for key in ("default", "const", "enum"):
        if key not in schema:
            continue
        value = schema[key]
        fit = [suited(item, types) for item in value] if key == "enum" else suited(value, types)
        if fit != value:
            problems.add(
                node.child(key), f"{key} is {shown(value)}, not of type {'/'.join(types)}: read as {shown(fit)}"
            )
            schema[key] = fit


def _exemplify(schema: Schema, value: dict[str, Json]) -> None:
    types = schema.get("type", ())
    found = [suited(item, [types] if isinstance(types, str) else types) for item in examples(value)]
    if found:
        schema["examples"] = found


def _is_true(value: Json) -> bool:
    if value is None or isinstance(value, bool | dict | list):
        return value is True
    try:
        return flag(value)
    except ValueError:
        return False
