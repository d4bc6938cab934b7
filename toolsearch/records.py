"""The records of files and runs: what was asked, which path was found, how it was judged.

One JSON object a line (`toolsearch.journal`). `schema_version` grows when a field changes its meaning.
"""

from typing import Literal

from pydantic import Field

from apis.model import ToolCall, Value
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.messages import Message
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


SampleKind = Literal[
    "single", "parallel", "dependent", "multi_turn", "missing_param", "recovery", "irrelevant", "chat", "path"
]
"""single: one call; parallel: several in one message; dependent: one needs what another brought; multi_turn: several
requests of the user; missing_param: something must be asked for first; recovery: a call fails and another way is found;
irrelevant: none of the tools fits; chat: no tool is needed; path: a solution path of a run."""
Action = Literal["call", "ask", "summarize", "answer"]
"""What an assistant may do: call functions, ask for what is missing, tell what calls brought, answer without tools."""


class Thought(Value):
    """Why the assistant did what it did in one message; no part of the conversation itself."""

    message: int
    """Place of the assistant's message in `Sample.messages`."""
    goal: str
    needed: tuple[str, ...] = ()
    """What has to be known or called for it."""
    missing: tuple[str, ...] = ()
    """What of that is not there yet."""
    decision: Action
    sampled: int = 1
    """How often the decision was drawn."""
    agreed: int = 1
    """How many of the draws decided the same."""


class Gold(Value):
    """The calls that are right in one message of the assistant."""

    message: int
    calls: tuple[ToolCall, ...]


class Scores(Value):
    """What was measured of a sample."""

    loss: float | None = None
    """Mean negative log-likelihood of the assistant's tokens under the model to be tuned."""
    candidates: int = 0
    """Functions offered."""
    used: int = 0
    """Distinct functions called."""
    dissimilarity: float | None = None
    """1 less the Jaccard index of the words of the request and of the descriptions of the functions it needs."""
    reward: float | None = None


class Provenance(Value):
    """Where a sample comes from."""

    generator: str
    """The model's spec, or the run's."""
    seed: int = 0
    apis: dict[str, str] = Field(default_factory=dict)
    """Function name to Api id."""
    sources: dict[str, str] = Field(default_factory=dict)
    """Call id to where its answer came from: live, recorded or simulated."""
    categories: tuple[str, ...] = ()
    mode: str = ""
    """How the user speaks: a name of `toolsearch.synthesis.user.MODES`."""
    complications: int = 0
    """How often the request was made less like the descriptions."""
    masked: bool = False
    """Whether names of functions and parameters were replaced by random ones."""
    links: tuple[str, ...] = ()
    """Which argument took which earlier result: "call_2.country = call_1.results.0.code"."""
    run: str = ""
    branch: tuple[int, ...] = ()
    """Ids of the nodes of a solution path."""
    abandoned: bool = False
    """Whether the path led to no answer."""


class Sample(Value):
    """One conversation to train on: a synthesized dialog, or a solution path of a run."""

    schema_version: Literal[1] = 1
    id: str
    kind: SampleKind
    tools: tuple[Function, ...]
    messages: tuple[Message, ...]
    gold: tuple[Gold, ...] = ()
    thoughts: tuple[Thought, ...] = ()
    checks: dict[str, str] = Field(default_factory=dict)
    """By check: empty where it passed, else the first thing found wrong."""
    scores: Scores = Scores()
    provenance: Provenance

    @property
    def passed(self) -> bool:
        """Whether it was verified and nothing was found wrong."""
        return bool(self.checks) and not any(self.checks.values())
