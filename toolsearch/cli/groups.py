"""Options in groups: a parameter that is a dataclass stands for one option per field.

So that commands share groups of options as they share single ones, and none of them counts thirty arguments. Knows
nothing of what the options mean.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

Result = TypeVar("Result")


def spread(command: Callable[..., Result]) -> Callable[..., Result]:
    """Let a command be called with each field of its groups by itself, as GROUP_FIELD."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if isinstance(kind, type) and is_dataclass(kind)}

    @functools.wraps(command)
    def called(**given: Any) -> Result:
        for name, kind in groups.items():
            given[name] = kind(**{part.name: given.pop(f"{name}_{part.name}") for part in fields(kind)})
        return command(**given)

    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in groups:
            parameters += _options(name, groups[name])
        else:
            parameters.append(parameter.replace(annotation=hints[name]))
    # options without a default may follow those with one, since all are given by name
    parameters.sort(key=lambda each: (each.kind, each.default is not inspect.Parameter.empty))
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": hints.get("return")}
    del called.__wrapped__
    return called


def _options(name: str, kind: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            f"{name}_{part.name}",
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=inspect.Parameter.empty if part.default is MISSING else part.default,
            annotation=hints[part.name],
        )
        for part in fields(kind)
    ]
