"""Method specs: `dfsdt`, `react`, `react@N`, `react@calls:RUN`, each with settings: `dfsdt:width=3,filter`."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from apis.errors import ConfigError
from toolsearch.errors import RunError
from toolsearch.llm.base import LLM
from toolsearch.search.method import Method, dfsdt, react, react_within, toolbench
from toolsearch.search.rank import Prompted, Ranker, Rules

CALLS = "react@calls:"

Set = Callable[[Method, str], Method]


def open_method(spec: str) -> Method:
    """Return the method of a spec: a name, then settings after a colon, applied from left to right.

    Settings: `parity=toolbench`, `filter`, `width=N`, `depth=N`, `unit=turns|nodes`, `back_off=1|2`, `answers=N`,
    `calls=N` (model calls at most), `diversity=none|calls|outcome`.

    >>> open_method("react@3").paths
    3
    >>> open_method("dfsdt:back_off=2,width=3").width
    3

    Raises:
        ConfigError: there is no such method or setting, or the run it names cannot be read.
    """
    if spec.startswith(CALLS):
        return react_within(_calls(spec.removeprefix(CALLS)), name=spec)
    name, colon, settings = spec.partition(":")
    method = _named(name)
    for setting in settings.split(",") if colon else ():
        method = _set(method, setting, spec)
    if method.with_filter and method.diversity == "outcome":
        raise ConfigError(f"method {spec!r}: siblings that are ranked have no outcome yet: use diversity=calls")
    return replace(method, name=spec)


def _named(name: str) -> Method:
    if name == "dfsdt":
        return dfsdt()
    if name == "react":
        return react()
    if repeated := re.fullmatch(r"react@([1-9]\d*)", name):
        return react(int(repeated[1]))
    raise ConfigError(f"there is no method {name!r}: use dfsdt, react, react@N such as react@3, or react@calls:RUN")


def _set(method: Method, setting: str, spec: str) -> Method:
    name, _, value = setting.partition("=")
    apply = _SETTINGS.get(f"{name}={value}") or _SETTINGS.get(name if value else setting)
    if apply is None or (name in _NUMBERS and not re.fullmatch(r"[1-9]\d*", value)):
        raise ConfigError(f"method {spec!r} has a setting {setting!r}: known are {', '.join(_FORMS)}")
    return apply(method, value)


def _calls_at_most(method: Method, value: str) -> Method:
    return replace(method, budget=method.budget.model_copy(update={"model_calls": int(value)}))


_NUMBERS: dict[str, Set] = {
    "width": lambda method, value: replace(method, width=int(value)),
    "depth": lambda method, value: replace(method, depth=int(value)),
    "answers": lambda method, value: replace(method, answers=int(value)),
    "calls": _calls_at_most,
}
_WORDS: dict[str, Set] = {
    "parity=toolbench": lambda method, _: toolbench(method),
    "filter": lambda method, _: replace(method, with_filter=True, diversity="calls"),
    "unit=turns": lambda method, _: replace(method, unit="turns"),
    "unit=nodes": lambda method, _: replace(method, unit="nodes"),
    "back_off=1": lambda method, _: replace(method, back_off=1),
    "back_off=2": lambda method, _: replace(method, back_off=2),
    "diversity=none": lambda method, _: replace(method, diversity="none"),
    "diversity=calls": lambda method, _: replace(method, diversity="calls"),
    "diversity=outcome": lambda method, _: replace(method, diversity="outcome"),
}
_SETTINGS = _NUMBERS | _WORDS
_FORMS = (*_WORDS, *(f"{name}=N" for name in _NUMBERS))


def _calls(run: str) -> dict[str, int]:
    """Read how many model calls a run made for each of its instructions, in the attempt that counts."""
    from toolsearch.runs import Run

    try:
        return {one.instruction_id: one.usage.model_calls for one in Run.open(Path(run)).attempts()}
    except RunError as error:
        raise ConfigError(f"method {CALLS}{run}: {error}") from error


def open_ranker(model: LLM) -> Ranker:
    """Return what ranks siblings: the model itself, or rules where the model is rules and reads no prompt."""
    return Rules() if model.name == "heuristic" else Prompted(model)
