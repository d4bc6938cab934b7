"""The seam to formats: a sample in, a row out, and the calls read back from that row.

Whatever a format does to a conversation, `calls` reads from the written row again what was called; `export` compares.
Knows no format.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from apis.model import Json, ToolCall
from toolsearch.messages import Assistant
from toolsearch.records import Sample

Row = dict[str, Json]
Suffix = Literal[".jsonl", ".parquet", ""]


@dataclass(frozen=True, slots=True)
class Called:
    """A call as a row has it: without its id, which some formats do not write."""

    name: str
    arguments: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write samples."""

    name: str
    about: str
    write: Callable[[Sample], Row]
    calls: Callable[[Row], list[Called]]
    """Reads every call from a written row, in order."""
    suffix: Suffix = ".jsonl"
    """Empty: a folder with one file for each row."""


def called(calls: Sequence[ToolCall]) -> list[Called]:
    return [Called(call.name, call.arguments) for call in calls]


def calls_in(sample: Sample) -> list[Called]:
    """Return every call of a sample, in order."""
    return [call for m in sample.messages if isinstance(m, Assistant) for call in called(m.calls)]


def meta_of(sample: Sample) -> Row:
    """Return what a row says of its sample beside the conversation."""
    return {"id": sample.id, "kind": sample.kind}
