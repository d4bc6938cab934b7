"""What a schema error means, in one short line that a model can act on.

Knows the errors of `jsonschema` and nothing of where arguments or schemas come from.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any

from jsonschema import ValidationError

from apis.model import Json
from apis.schema import shorten

CHOICES = 20
"""The most names or values told as a choice."""

_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_LIMITS = {
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "exclusiveMinimum": "be more than {}",
    "exclusiveMaximum": "be less than {}",
    "multipleOf": "be a multiple of {}",
    "minLength": "have at least {} characters",
    "maxLength": "have at most {} characters",
    "minItems": "have at least {} items",
    "maxItems": "have at most {} items",
    "minProperties": "have at least {} entries",
    "maxProperties": "have at most {} entries",
    "pattern": "match the pattern {}",
    "format": "match format {}",
    "const": "be {!r}",
}


def lines_of(error: ValidationError) -> Iterable[str]:
    """Say one error of jsonschema in words, as one line or several."""
    say = _SAY.get(str(error.validator), _say_limit if error.validator in _LIMITS else _say_plainly)
    return say(error)


def _say_required(error: ValidationError) -> Iterable[str]:
    names: Any = error.validator_value
    given: Any = error.instance
    return [f"missing required `{_name([*error.absolute_path, name])}`" for name in names if name not in given]


def _say_unknown(error: ValidationError) -> Iterable[str]:
    schema: Any = error.schema
    given: Any = error.instance
    known = list(schema.get("properties") or {})
    patterns = schema.get("patternProperties") or {}
    for name in given:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known[:CHOICES]
            hint = f"did you mean {_either(f'`{other}`' for other in near)}?" if near else "there are none to give"
            yield f"unknown argument `{_name([*error.absolute_path, name])}`: {hint}"


def _say_type(error: ValidationError) -> Iterable[str]:
    wanted: Any = error.validator_value
    yield _say_kinds(error, wanted if isinstance(wanted, list) else [wanted])


def _say_enum(error: ValidationError) -> Iterable[str]:
    values: Any = error.validator_value
    near = difflib.get_close_matches(str(error.instance), [str(value) for value in values], n=CHOICES, cutoff=0.5)
    told = values if len(values) <= CHOICES else [value for value in values if str(value) in near] or values[:CHOICES]
    rest = f" or one of {len(values) - len(told)} others" if len(told) < len(values) else ""
    yield f"{_place(error)} must be {_either(map(repr, told))}{rest}{_shown(error)}"


def _say_limit(error: ValidationError) -> Iterable[str]:
    wanted = _LIMITS[str(error.validator)].format(error.validator_value)
    yield f"{_place(error)} must {wanted}{_shown(error)}"


def _say_any(error: ValidationError) -> Iterable[str]:
    """Say what is wrong with the branch that was meant: the only one of the right kind, or the one most nearly met."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or []:
        branch = inner.schema_path[0] if inner.schema_path else None  # None: the branch `false`
        branches.setdefault(branch, []).append(inner)
    meant = [found for found in branches.values() if not any(_of_kind(inner) for inner in found)]
    if meant:
        return [line for inner in min(meant, key=len) for line in lines_of(inner)]
    kinds = [_of_kind(inner) for found in branches.values() for inner in found if _of_kind(inner)]
    wanted = [name for kind in kinds for name in (kind if isinstance(kind, list) else [kind])]
    return [_say_kinds(error, dict.fromkeys(wanted))]


def _say_kinds(error: ValidationError, wanted: Iterable[str]) -> str:
    return f"{_place(error)} must be {_either(wanted)}, not {kind_of(error.instance)}{_shown(error)}"


def _of_kind(inner: ValidationError) -> Any:
    """Return the type a branch wanted where it is the branch's own type that failed."""
    return inner.validator_value if inner.validator == "type" and len(inner.path) == 0 else None


def _say_one(error: ValidationError) -> Iterable[str]:
    return _say_any(error) if error.context else ()  # more than one branch fits: the server will take it


def _say_plainly(error: ValidationError) -> Iterable[str]:
    yield f"{_place(error)}: {shorten(error.message, 200)}"


_SAY: dict[str, Callable[[ValidationError], Iterable[str]]] = {
    "required": _say_required,
    "additionalProperties": _say_unknown,
    "type": _say_type,
    "enum": _say_enum,
    "anyOf": _say_any,
    "oneOf": _say_one,
}


def _place(error: ValidationError) -> str:
    return f"`{_name(error.absolute_path)}`" if error.absolute_path else "the arguments"


def _name(path: Iterable[str | int]) -> str:
    """Write the way to a value.

    >>> _name(["order", "lines", 0, "sku"])
    'order.lines[0].sku'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _either(words: Iterable[str]) -> str:
    """Join words with commas and an or.

    >>> _either(["a", "b", "c"])
    'a, b or c'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def kind_of(value: Json) -> str:
    return _KINDS.get(type(value), "null")


def _shown(error: ValidationError) -> str:
    return f": {shorten(repr(error.instance), 60)}"
