"""What a set of samples is made of: kinds, forms of calls, types of arguments, where answers came from.

The figures that ToolACE shows of its dialogs as pictures. Pure: counts samples, knows no file.
"""

from collections import Counter
from collections.abc import Iterable
from statistics import mean

from apis.model import Json, Value
from toolsearch.messages import Assistant
from toolsearch.records import Sample


class Shares(Value):
    """A set of samples in figures; shares are fractions 0..1."""

    samples: int
    kinds: dict[str, float]
    call_forms: dict[str, float]
    """Of the messages of the assistant: no call, one call, several calls."""
    actions: dict[str, float]
    argument_types: dict[str, float]
    """Of all arguments of all calls, nested ones too."""
    answers: dict[str, float]
    """Of all answers to calls: live, recorded, simulated."""
    modes: dict[str, float]
    candidates: float
    """Mean number of functions offered."""
    used: float
    """Mean number of distinct functions called."""
    dissimilarity: float
    """Mean, of those samples that ask for a function."""
    masked: float
    agreed: float
    """Share of draws that decided as the message that was kept."""


def shares_of(samples: Iterable[Sample]) -> Shares:
    """Measure samples.

    Args:
        samples: at least one.
    """
    held = list(samples)
    said = [message for sample in held for message in sample.messages if isinstance(message, Assistant)]
    thoughts = [thought for sample in held for thought in sample.thoughts]
    unlike = [sample.scores.dissimilarity for sample in held if sample.scores.dissimilarity is not None]
    values = [value for message in said for call in message.calls for value in _values(call.arguments)]
    return Shares(
        samples=len(held),
        kinds=shares(sample.kind for sample in held),
        call_forms=shares(_form(len(message.calls)) for message in said),
        actions=shares(thought.decision for thought in thoughts),
        argument_types=shares(map(_type, values)),
        answers=shares(source for sample in held for source in sample.provenance.sources.values()),
        modes=shares(sample.provenance.mode or "none" for sample in held),
        candidates=round(mean(sample.scores.candidates for sample in held), 2),
        used=round(mean(sample.scores.used for sample in held), 2),
        dissimilarity=round(mean(unlike), 4) if unlike else 0.0,
        masked=round(mean(sample.provenance.masked for sample in held), 4),
        agreed=round(sum(t.agreed for t in thoughts) / max(1, sum(t.sampled for t in thoughts)), 4),
    )


def shares(things: Iterable[str]) -> dict[str, float]:
    """Return the share of each thing, the most frequent first.

    >>> shares(["a", "b", "a", "a"])
    {'a': 0.75, 'b': 0.25}
    """
    counted = Counter(things)
    return {thing: round(number / counted.total(), 4) for thing, number in counted.most_common()}


def _form(calls: int) -> str:
    return ("no call", "one call")[calls] if calls < 2 else "several calls"


def _values(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        for inner in value.values():
            yield inner
            yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)


def _type(value: Json) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")
