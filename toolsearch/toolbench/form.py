"""The answer file of ToolBench and StableToolBench, as they write it.

Knows the files' shape and nothing of our records (`toolsearch.toolbench.reading`, `toolsearch.toolbench.writing`). What
a file has beside these fields is passed over; what an older or newer one leaves out has its usual value.

Source: ToolBench d56fdd8, `toolbench/inference`, and its `data_example/answer`.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from apis.model import Json, Status

INVALID_NAME = "invalid_hallucination_function_name"
"""What ToolBench calls a function that the model made up."""
ANSWERED = '{"response":"successfully giving the final answer."}'
GAVE_UP = '{"response":"chose to give up and restart"}'

ANSWER_CODE = 3
GIVE_UP_CODE = 4

CODES: dict[Status, int] = {
    Status.OK: 0,
    Status.UNKNOWN_FUNCTION: 1,
    Status.INVALID_ARGUMENTS: 2,
    Status.TIMEOUT: 5,
    Status.NOT_FOUND: 6,
    Status.UNAUTHORIZED: 7,
    Status.NOT_SUBSCRIBED: 8,
    Status.RATE_LIMITED: 9,
    Status.CLIENT_ERROR: 11,
    Status.UNEXPECTED_CONTENT: 11,
    Status.TOO_LARGE: 11,
    Status.SERVER_ERROR: 12,
    Status.NETWORK_ERROR: 12,
    Status.REFUSED: 12,
    Status.NOT_RECORDED: 12,
}
"""ToolBench's `observation_code`, as its code sets it: 7 and 8 stand the other way round in its docstring."""

STATUSES: dict[int, Status] = {code: status for status, code in reversed(CODES.items())} | {
    ANSWER_CODE: Status.OK,
    GIVE_UP_CODE: Status.OK,
    10: Status.RATE_LIMITED,
}
"""The way back: of the statuses that share a code, the first."""


class Form(BaseModel):
    """A part of a file: what is not known of it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ChainNode(Form):
    """One of the up to three nodes that a turn of the model leaves."""

    is_terminal: bool = False
    """Always false in ToolBench's own files."""
    pruned: bool = False
    finished: bool = False
    depth: int = 0
    node_type: Literal["Thought", "Action", "Action Input"]
    description: str | None = ""
    Elo: float = 1000.0
    child_count: int = 0
    expand_num: int = 0
    """The number of the model call, on the last node of its turn; 0 on the others, and in CoT files."""
    observation: str | None = None
    observation_code: int | None = None
    io_state: dict[str, Json] | None = None
    """An empty object on Action Input nodes."""


class TreeNode(ChainNode):
    """A node with what follows it."""

    children: tuple["TreeNode", ...] = ()


class AnswerTree(Form):
    size: int = 0
    """Nodes, the root among them."""
    max_length: int = 0
    """Nodes on the longest path."""
    tree: TreeNode


class Try(Form):
    """One of the paths of a CoT (ReACT) file."""

    chain: tuple[ChainNode, ...]
    win: bool = False


class Generation(Form):
    """`answer_generation`: the chosen path and what it cost."""

    valid_data: bool = False
    query_count: int = 0
    total_tokens: int = 0
    final_answer: str = ""
    """The argument text of the Finish call, not the bare answer."""
    function: tuple[dict[str, Json], ...] = ()
    chain: tuple[Json, ...] = ()
    """Always empty."""
    train_messages: tuple[tuple[dict[str, Json], ...], ...] = ()
    """One list for each call of the path: the history up to and with that call."""
    query: str = ""
    finish_type: str = "give_answer"


class Answer(Form):
    """One file."""

    win: bool = False
    tree: AnswerTree | None = None
    """Of DFS files."""
    try_count: int | None = None
    trys: tuple[Try, ...] = ()
    """Of CoT files."""
    forward_args: dict[str, Json] = {}
    compare_candidates: tuple[tuple[ChainNode, ...], ...] = ()
    """The path of every answer."""
    answer_generation: Generation

    def document(self) -> dict[str, Any]:
        """Return the file's JSON: fields that do not belong to this kind of file or node are left out."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"tree"} if self.tree is None else {"trys"})
