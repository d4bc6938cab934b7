"""The leaderboard's files (version 4): questions with their functions, and the answers that count.

Knows files and shapes; what passes is `eval.bfcl.published` and `eval.bfcl.strict`. Only single-turn categories in
Python are read. JSON Lines despite their ending:

    DIR/BFCL_v4_CATEGORY.json                    {"id", "question": [[{role, content}, ...]], "function": [doc, ...]}
    DIR/possible_answer/BFCL_v4_CATEGORY.json    {"id", "ground_truth": [{name: {parameter: [alternatives]}}, ...]}
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from apis.model import Json, Value
from toolsearch.errors import RecordError, RunError
from toolsearch.journal import read

Alternatives = list[Json]
Expected = dict[str, dict[str, Alternatives]]
"""One expected call: its name, and for each parameter what may be given; `""` among them says it may be left out."""
Call = dict[str, dict[str, Json]]
"""One call as a model made it: its name with its arguments."""

NON_LIVE = ("simple_python", "multiple", "parallel", "parallel_multiple", "irrelevance")
LIVE = (
    "live_simple",
    "live_multiple",
    "live_parallel",
    "live_parallel_multiple",
    "live_irrelevance",
    "live_relevance",
)
CATEGORIES = (*NON_LIVE, *LIVE)
GROUPS: dict[str, tuple[str, ...]] = {
    "simple": ("simple_python",),
    "non_live": NON_LIVE,
    "live": LIVE,
    "all": CATEGORIES,
}
"""Names a user may give for several categories, or for one."""

DEFECTS = {
    "parallel_multiple_12": "an answer names a parameter that the function does not have",
    "parallel_multiple_26": "an answer names a parameter that the function does not have",
    "live_simple_106-63-0": "a required array has no answer",
    "live_simple_112-68-0": "a required array has no answer",
    "live_multiple_862-181-3": "an answer names a parameter that the function does not have",
    "live_multiple_964-207-0": "a required text has no answer",
}
"""Questions of version 4 that their own answers do not pass by the published rules, and why."""


class Said(Value, extra="ignore"):
    role: Literal["system", "user", "assistant"]
    content: str


class Doc(Value, extra="ignore"):
    """A function's description as the leaderboard writes it."""

    name: str
    description: str = ""
    parameters: dict[str, Any]

    @property
    def properties(self) -> dict[str, Any]:
        found: dict[str, Any] = self.parameters["properties"]
        return found

    @property
    def required(self) -> Sequence[str]:
        found: Sequence[str] = self.parameters["required"]
        return found


class Item(Value, extra="ignore"):
    """One question."""

    id: str
    question: list[list[Said]]
    """Turns of messages; single-turn questions have one."""
    function: tuple[Doc, ...] = ()


class Truth(Value, extra="ignore"):
    """What answers count for one question."""

    id: str
    ground_truth: list[Expected]


def categories_of(name: str) -> tuple[str, ...]:
    """Return the categories that a user's word stands for.

    >>> categories_of("simple"), categories_of("live_parallel")
    (('simple_python',), ('live_parallel',))
    """
    if name in CATEGORIES:
        return (name,)
    if name in GROUPS:
        return GROUPS[name]
    raise RunError(f"there is no category {name!r}: {', '.join((*GROUPS, *CATEGORIES))}")


def expects_call(category: str) -> bool | None:
    """Tell whether any call (True), none (False) or a certain one (None) is right."""
    return {"irrelevance": False, "relevance": True}.get(category.removeprefix("live_"))


def read_items(folder: Path, category: str) -> list[Item]:
    """Read the questions of a category.

    Raises:
        RunError: the file is not there.
        RecordError: a line is none; names file and line.
    """
    path = folder / f"BFCL_v4_{category}.json"
    if not path.is_file():
        raise RunError(f"there is no {path.name} in {str(folder)!r}: name the leaderboard's data folder with --data")
    return list(read(path, Item, torn=False))


def read_truths(folder: Path, category: str) -> dict[str, list[Expected]]:
    """Read the answers that count, by question; none where no certain call is expected.

    Raises:
        RecordError: the file is not there, or a line is none; names file and line.
    """
    if expects_call(category) is not None:
        return {}
    path = folder / "possible_answer" / f"BFCL_v4_{category}.json"
    return {truth.id: truth.ground_truth for truth in read(path, Truth, torn=False)}


def doc_of(item: Item, name: str) -> Doc:
    """Return the function that an answer names.

    Raises:
        RecordError: the question has none of that name.
    """
    for doc in item.function:
        if doc.name == name:
            return doc
    raise RecordError(f"{item.id!r}: an answer calls {name!r}, which the question does not offer")
