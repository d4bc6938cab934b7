"""The process in which a module's functions run: `python -m apis.function_worker MODULE`.

Reads one request a line, `{"list": true}` or `{"call": NAME, "arguments": {…}}`, and writes one answer a line. What the
functions print goes to stderr. Ends with its input, in the middle of a function too, so that nothing outlives whoever
started it. Knows annotations and docstrings; knows no Api.
"""

import asyncio
import importlib
import inspect
import json
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, TextIO, get_type_hints

import docstring_parser
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, create_model, validate_call
from pydantic.errors import PydanticUserError
from pydantic_core import to_jsonable_python

LARGEST = 5_000_000
"""Characters of an answer."""
SAID = 500
"""Characters of what an exception says."""
Answer = dict[str, Any]
EFFECTS = ("read", "write")


class Untyped(ValueError):
    """A function that cannot be offered; the text says why."""


def describe(module: ModuleType) -> Answer:
    """List the public functions of a module, and those that cannot be offered with the reason."""
    functions, left_out = [], {}
    for name, function in public(module):
        try:
            functions.append(described(name, function))
        except (Untyped, PydanticUserError, NameError, TypeError) as error:
            left_out[name] = str(error).splitlines()[0]
    return {
        "about": inspect.getdoc(module) or "",
        "licence": str(getattr(module, "__license__", "")),
        "version": str(getattr(module, "__version__", "")),
        "functions": functions,
        "left_out": left_out,
    }


def public(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield what `__all__` names, or else every function that is defined in the module and has a public name."""
    named = getattr(module, "__all__", None)
    for name in sorted(named if named is not None else vars(module)):
        function = getattr(module, name, None)
        own = named is not None or getattr(function, "__module__", None) == module.__name__
        if inspect.isfunction(function) and own and not name.startswith("_"):
            yield name, function


def described(name: str, function: Callable[..., Any]) -> Answer:
    """Describe a function by its annotations and its docstring."""
    hints = get_type_hints(function, include_extras=True)
    said = docstring_parser.parse(inspect.getdoc(function) or "")
    texts = {each.arg_name: each.description for each in said.params}
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise Untyped(f"the parameter {parameter.name!r} has no name to call it by")
        if parameter.name not in hints:
            raise Untyped(f"the parameter {parameter.name!r} has no annotation")
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[f"p_{parameter.name}"] = (
            hints[parameter.name],
            Field(default, alias=parameter.name, description=texts.get(parameter.name)),
        )
    model = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    effect = getattr(function, "effect", None)
    return {
        "name": name,
        "description": said.description or "",
        "parameters": untitled(model.model_json_schema()),
        "returns": returned(hints.get("return")),
        "effect": effect if effect in EFFECTS else "unknown",
    }


def returned(hint: Any) -> Answer | None:
    """Describe what a function returns, where its annotation can be described."""
    if hint is None or hint is type(None):
        return None
    try:
        return untitled(TypeAdapter(hint).json_schema(mode="serialization")) or None
    except PydanticUserError:
        return None


def untitled(schema: Any) -> Any:
    """Take out the titles that repeat a name; a property that is called `title` stays."""
    if isinstance(schema, list):
        return [untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key != "title" or not isinstance(value, str)}
    inner = {"properties", "$defs"}
    return {
        key: {name: untitled(each) for name, each in value.items()} if key in inner else untitled(value)
        for key, value in kept.items()
    }


def call(module: ModuleType, name: str, arguments: dict[str, Any]) -> Answer:
    """Call a function; what it raises is an answer too."""
    function = dict(public(module)).get(name)
    if function is None:
        return {"missing": f"{module.__name__!r} has no function {name!r}"}
    try:
        result = validate_call(function)(**arguments)
        value = asyncio.run(awaited(result)) if inspect.isawaitable(result) else result
        return {"result": to_jsonable_python(value, fallback=str)}
    except ValidationError as error:
        if error.title != name:  # the function's own
            return {"raised": f"{type(error).__name__}: {error}"[:SAID]}
        places = (f"{'.'.join(map(str, line['loc']))}: {line['msg']}" for line in error.errors(include_url=False))
        return {"invalid": "; ".join(places)[:SAID]}
    except Exception as error:  # noqa: BLE001 - a stranger's function may raise anything
        return {"raised": f"{type(error).__name__}: {error}"[:SAID]}


async def awaited(result: Any) -> Any:
    return await result


def serve(name: str, requests: "queue.Queue[str]", out: TextIO) -> None:
    """Answer requests until the process ends."""
    sys.path.insert(0, os.getcwd())
    module, failed = None, None
    try:
        module = importlib.import_module(name)
    except Exception as error:  # noqa: BLE001 - a module may raise anything while it is imported
        failed = f"{type(error).__name__}: {error}"[:SAID]
    while True:
        request = json.loads(requests.get())
        if module is None:
            answer: Answer = {"broken": failed}
        elif "call" in request:
            answer = call(module, request["call"], request["arguments"])
        else:
            answer = describe(module)
        text = json.dumps(answer)
        out.write((text if len(text) <= LARGEST else json.dumps({"too_large": len(text)})) + "\n")
        out.flush()


def main() -> None:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what is printed goes to stderr
    requests: queue.Queue[str] = queue.Queue()

    def listen() -> None:
        for line in os.fdopen(os.dup(0), encoding="utf-8"):
            requests.put(line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    serve(sys.argv[1], requests, out)


if __name__ == "__main__":
    main()
