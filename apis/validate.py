"""Whether arguments fit an Api's parameters, said in words that a model can act on.

Knows JSON Schema (draft 2020-12, with `jsonschema`) and nothing of how a call is sent. `mend` first puts right what can
be put right without a guess, then `check` says what is still wrong.

A schema is made sound before use (`apis.soundness`). Where a published one is stricter than servers are, the check
leans to their side: `oneOf` may match more than once, and date-time and time may come without an offset.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry

from apis.complaint import kind_of, lines_of
from apis.model import Api, Json, Schema
from apis.schema import shorten
from apis.soundness import at, depth_of, sound

PROBLEMS = 8
"""The most problems told at once."""
LINE = 500
"""The most characters of one of them: names and patterns may be long, or hold line breaks."""
DEEPEST = 32
"""Objects and lists within each other in arguments; deeper ones would exhaust the stack."""
COMPILED = 512
"""Schemas kept ready to check with."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ](\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?)")
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?")
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,99})")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,99})(\.\d{1,99})?([eE][+-]?\d{1,3})?")


def check(arguments: Mapping[str, Json], api: Api) -> list[str]:
    """Return what is wrong with the arguments of a call, one short line for each problem; empty where all is well.

    Names, required ones, types, enumerations, formats and limits are checked, nested values too.
    """
    if depth_of(arguments := dict(arguments)) > DEEPEST:
        return [f"the arguments are nested more than {DEEPEST} deep"]
    validator = _validator(json.dumps(api.parameters, sort_keys=True))
    errors = sorted(validator.iter_errors(arguments), key=lambda error: [str(step) for step in error.absolute_path])
    lines = list(dict.fromkeys(shorten(" ".join(line.split()), LINE) for error in errors for line in lines_of(error)))
    more = [f"and {len(lines) - PROBLEMS} more"] if len(lines) > PROBLEMS else []
    return lines[:PROBLEMS] + more


def mend(arguments: Mapping[str, Json], api: Api) -> dict[str, Json]:
    """Put right what can be put right without loss and without a guess, nested values too; leave the rest as it is.

    Where the schema allows one kind and the value is plainly that kind in another dress, it is changed: "5" for an
    integer or number, 5.0 for an integer, 5 and true for a string, "true" for a boolean, JSON text for an array or
    object. A null for an argument that is optional and may not be null is left out.
    """
    if depth_of(arguments := dict(arguments)) > DEEPEST:
        return arguments
    schema: Any = _validator(json.dumps(api.parameters, sort_keys=True)).schema
    return _mended_object(arguments, schema, schema)


@lru_cache(maxsize=COMPILED)
def _validator(text: str) -> Draft202012Validator:
    return Draft202012Validator(sound(json.loads(text)), registry=Registry(), format_checker=_formats())


def _formats() -> FormatChecker:
    checker = FormatChecker(("date", "email", "ipv4", "ipv6", "uuid"))
    checker.checks("date-time", raises=ValueError)(_is_moment)
    checker.checks("time", raises=ValueError)(_is_time)
    checker.checks("uri")(_is_uri)
    return checker


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(_MOMENT.fullmatch(value) and datetime.fromisoformat(value.upper()))


def _is_time(value: object) -> bool:
    return not isinstance(value, str) or bool(_TIME.fullmatch(value) and time.fromisoformat(value.upper()) is not None)


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", value))


def _mended(value: Json, schema: Json, root: Schema) -> Json:
    schema = _followed(schema, root)
    kinds = _kinds(schema, root)
    if isinstance(value, str) and kinds and "string" not in kinds:
        value = _from_text(value, kinds)
    elif kinds == {"string"} and isinstance(value, bool | int | float):
        value = json.dumps(value)
    elif isinstance(value, float) and value.is_integer() and "integer" in kinds and "number" not in kinds:
        value = int(value)
    if isinstance(value, dict):
        return _mended_object(value, schema, root)
    if isinstance(value, list) and "items" in schema:
        return [_mended(item, schema["items"], root) for item in value]
    return value


def _mended_object(value: Mapping[str, Json], schema: Schema, root: Schema) -> dict[str, Json]:
    properties, required = schema.get("properties") or {}, schema.get("required") or []
    mended = {}
    for name, item in value.items():
        kinds = _kinds(_followed(properties.get(name), root), root)
        if item is None and kinds and "null" not in kinds and name not in required:
            continue
        mended[name] = _mended(item, properties[name], root) if name in properties else item
    return mended


def _followed(schema: Json, root: Schema) -> Schema:
    """Return the schema that a reference leads to, an empty one for anything else."""
    while isinstance(schema, dict) and "$ref" in schema:
        schema = at(schema["$ref"], root)
    return schema if isinstance(schema, dict) else {}


def _kinds(schema: Schema, root: Schema) -> set[str]:
    """Return the kinds of value a schema allows by name, empty where it leaves that open."""
    named = schema.get("type")
    if named is not None:
        return set(named) if isinstance(named, list) else {named}
    branches = schema.get("anyOf") or schema.get("oneOf") or []
    inner = [_kinds(_followed(branch, root), root) for branch in branches]
    return set().union(*inner) if all(inner) else set()


def _from_text(text: str, kinds: set[str]) -> Json:
    """Read a text as one of `kinds`, or return it as it is."""
    if "integer" in kinds and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in kinds and _NUMBER.fullmatch(text):
        return json.loads(text)
    if "boolean" in kinds and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kinds & {"array", "object"} and text[:1] in ("[", "{"):
        return _from_json(text, kinds)
    return text


def _from_json(text: str, kinds: set[str]) -> Json:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if kind_of(value) in kinds and depth_of(value) <= DEEPEST else text
