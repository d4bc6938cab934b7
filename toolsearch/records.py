"""The records of files and runs: what was asked, which path was found, how it was judged.

One JSON object a line (`toolsearch.journal`). `schema_version` grows when a field changes its meaning.
"""

from typing import Literal

from apis.model import Value
from toolsearch.budget import Usage
from toolsearch.search.tree import Tree

Group = Literal["I1", "I2", "I3"]


class Instruction(Value):
    """What the user wants done."""

    schema_version: Literal[1] = 1
    id: str
    text: str
    group: Group | None = None
    """I1: one tool; I2: several tools of one category; I3: several categories."""
    apis: tuple[str, ...] | None = None
    """Ids of the Apis offered; None is the open domain: the retriever's top k is offered."""
    relevant: tuple[str, ...] = ()
    """Ids of the Apis known to be needed, for retrieval scores; never shown to a model."""
    solvable: bool | None = None
    split: str | None = None


PathStatus = Literal["answer", "give_up", "exhausted", "budget", "failed"]


class PathRecord(Value):
    """What one attempt at one instruction came to. Unique by instruction and attempt; the last attempt counts."""

    schema_version: Literal[1] = 1
    instruction_id: str
    attempt: int = 1
    status: PathStatus
    """answer; give_up: the best path ended in one; exhausted: nothing left to try; budget: a limit was reached;
    failed: the model or the engine failed, see `error`."""
    answer: str | None = None
    limit: str | None = None
    """The limit that ended a search of status `budget`."""
    error: str | None = None
    """One line, for status `failed`."""
    retriable: bool = False
    """For status `failed`: whether another attempt may go better, as where a server is away for a while."""
    tree: Tree | None = None
    usage: Usage = Usage()
    """Of this attempt, and of those just before it that failed and were retried at once."""
    vain: Usage | None = None
    """The part of `usage` that was asked ahead and never needed (`--speculate`); None: nothing was asked ahead."""
    model: str
    method: str


class Verdict(Value):
    """What a judge said of one instruction's answer, or of two answers."""

    schema_version: Literal[1] = 1
    instruction_id: str
    judge: str
    question: str
    """What was asked: solved, whole (solved, with the steps before one's eyes), solvable, preference."""
    vote: int = 0
    label: str
    """solved, unsolved, unsure; solvable, unsolvable, unsure; first, second, tie."""
    reason: str = ""
    reference: str | None = None
    """The run compared with, for preferences."""
    order: int | None = None
    """Which of the two was shown first, for preferences: 0 the run's own answer, 1 the reference's."""
    subject: str = ""
    """sha256 of all that the ruling depends on; empty where a person wrote it: it then holds for whatever is there."""
    usage: Usage = Usage()
    """What asking cost; nothing where the ruling was known."""
