"""Rules about what is offered and called: definitions, names, arguments, references, what calls brought.

Each yields what is wrong with a sample, one line for each fault. See `verify` for the table of all rules.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from apis.model import Api, Effect, FunctionBinding, Json, Source, ToolCall, canonical
from apis.schema import Function
from apis.soundness import sound
from apis.validate import check
from toolsearch.messages import Assistant, ToolReply
from toolsearch.records import Sample
from toolsearch.synthesis.definition import schemas_in

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REFERENCE = re.compile(
    r"^\s*(?:\$\{?[A-Za-z_][\w.]*\}?|\{\{.*\}\}|<[A-Za-z_][\w ]*>|(?:API_)?call_\d+(?:\.[\w.]+)?|\[[A-Z_ ]+\]|TODO)\s*$"
)
"""A placeholder that nobody filled: ${call_1.id}, {{city}}, <date>, API_call_0, [CITY]."""


def calls_of(sample: Sample) -> Iterator[ToolCall]:
    """Yield every call in order."""
    for message in sample.messages:
        if isinstance(message, Assistant):
            yield from message.calls


def definition_schema(sample: Sample) -> Iterator[str]:
    """Every definition is a JSON Schema."""
    for function in sample.tools:
        if not _is_schema(json.dumps(function.parameters, sort_keys=True)):
            yield f"the parameters of {function.name!r} are no JSON Schema"


def definition_fields(sample: Sample) -> Iterator[str]:
    """Every definition has a name, a description, and an object of parameters whose required ones are there."""
    for function in sample.tools:
        parameters = function.parameters
        if not function.name or not function.description.strip():
            yield f"{function.name!r} has no name or no description"
        elif parameters.get("type") != "object" or not isinstance(parameters.get("properties", {}), dict):
            yield f"the parameters of {function.name!r} are no object"
        elif lost := set(parameters.get("required") or ()) - set(parameters.get("properties") or {}):
            yield f"{function.name!r} requires {min(lost)!r}, which it does not describe"


def called_name(sample: Sample) -> Iterator[str]:
    """Every called function is offered."""
    offered = {function.name for function in sample.tools}
    for call in calls_of(sample):
        if call.name not in offered:
            yield f"{call.name!r} is called and not offered"


def required_arguments(sample: Sample) -> Iterator[str]:
    """Every required argument is given."""
    for call, function in _known_calls(sample):
        for name in function.parameters.get("required") or ():
            if name not in call.arguments:
                yield f"{call.name!r} is called without {name!r}"


def argument_formats(sample: Sample) -> Iterator[str]:
    """Every argument is described, and of the type, format, pattern and bounds that its schema says."""
    for call, function in _known_calls(sample):
        if call.malformed is not None:
            yield f"the arguments of {call.name!r} are no JSON object"
        known = function.parameters.get("properties") or {}
        if function.parameters.get("additionalProperties") in (None, False):
            yield from (f"{call.name!r} has no argument {name!r}" for name in call.arguments if name not in known)
        relaxed = function.model_copy(update={"parameters": {**function.parameters, "required": []}})
        for line in check(call.arguments, as_api(relaxed)):
            yield f"{call.name!r}: {line}"


def legal_names(sample: Sample) -> Iterator[str]:
    """Names of functions are such as every server takes, and no two are the same; no parameter is nameless."""
    for function in sample.tools:
        if not _NAME.fullmatch(function.name):
            yield f"{function.name!r} is no legal function name"
        if any(not name.strip() for part in schemas_in(function.parameters) for name in part.get("properties") or {}):
            yield f"{function.name!r} has a parameter without a name"
    for name, times in Counter(function.name for function in sample.tools).items():
        if times > 1:
            yield f"{name!r} is offered {times} times"


def duplicate_calls(sample: Sample) -> Iterator[str]:
    """No call is made twice without need: in one message, or again after it was answered well."""
    answered: set[str] = set()
    well = {m.call_id for m in sample.messages if isinstance(m, ToolReply) and m.status == "ok"}
    for message in sample.messages:
        if isinstance(message, Assistant):
            keys = [canonical([call.name, call.arguments]) for call in message.calls]
            if len(set(keys)) < len(keys) or set(keys) & answered:
                yield f"{message.calls[0].name!r} is called again with the same arguments"
            answered |= {key for key, call in zip(keys, message.calls, strict=True) if call.id in well}


def references(sample: Sample) -> Iterator[str]:
    """No argument is a placeholder that nobody filled."""
    for call in calls_of(sample):
        for value in _plain_values(call.arguments):
            if isinstance(value, str) and _REFERENCE.match(value):
                yield f"{call.name!r} is called with the placeholder {value!r}"


def gold(sample: Sample) -> Iterator[str]:
    """The calls that are right stand at their places, and no others."""
    right = {entry.message: entry.calls for entry in sample.gold}
    if not right and sample.kind == "path":  # of a search nobody knows the right calls
        return
    for place, message in enumerate(sample.messages):
        made = message.calls if isinstance(message, Assistant) else ()
        if made != right.get(place, ()):
            yield f"the calls of message {place} are not the right ones"


def links(sample: Sample) -> Iterator[str]:
    """An argument that is said to come from an earlier result is what stands there."""
    calls = {call.id: call for call in calls_of(sample)}
    replies = {m.call_id: m.content for m in sample.messages if isinstance(m, ToolReply)}
    for link in sample.provenance.links:
        target, _, source = link.partition(" = ")
        (taker, _, argument), (giver, _, path) = target.partition("."), source.partition(".")
        value = _at(replies.get(giver, ""), path)
        if taker not in calls or value is None or calls[taker].arguments.get(argument) != value:
            yield f"{target} is not {source}"


def answers(sample: Sample) -> Iterator[str]:
    """Calls were answered well, but for a recovery and a search, which are there to fail at times."""
    if sample.kind in ("recovery", "path"):
        return
    for message in sample.messages:
        if isinstance(message, ToolReply) and message.status != "ok":
            yield f"{message.name!r} answered {message.status.value}"


def as_api(function: Function) -> Api:
    """Make an Api of a function, for checks that read nothing but its parameters."""
    return Api(
        id="offered/function",
        tool="",
        category="",
        name=function.name,
        description=function.description,
        parameters=function.parameters,
        effect=Effect.UNKNOWN,
        binding=FunctionBinding(module="", function=""),
        source=Source(kind="sample", location=""),
    )


def _known_calls(sample: Sample) -> Iterator[tuple[ToolCall, Function]]:
    functions = {function.name: function for function in sample.tools}
    return ((call, functions[call.name]) for call in calls_of(sample) if call.name in functions)


@lru_cache(maxsize=4096)
def _is_schema(text: str) -> bool:
    schema = json.loads(text)
    return bool(sound(schema) == schema)


def _plain_values(value: Json) -> Iterator[Json]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _plain_values(inner)
    else:
        yield value


def _at(content: str, path: str) -> Json:
    """Return the value at a path of a JSON text, None where there is none."""
    try:
        value = json.loads(content)
        for step in path.split("."):
            value = value[int(step)] if isinstance(value, list) else value[step]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return value
