"""From our records to ToolBench's answer files.

One turn becomes a Thought, then an Action and an Action Input for each of its calls. ToolBench chooses one of several
give-ups at random, here it is the first.
"""

import json
from collections.abc import Iterator

from apis.model import Json, Observation, Status, ToolCall
from toolsearch.messages import Message, System
from toolsearch.records import Instruction, PathRecord
from toolsearch.search.conversation import revisit
from toolsearch.search.tree import Node, State, Tree
from toolsearch.toolbench.form import (
    ANSWER_CODE,
    ANSWERED,
    CODES,
    GAVE_UP,
    GIVE_UP_CODE,
    INVALID_NAME,
    Answer,
    AnswerTree,
    ChainNode,
    Generation,
    TreeNode,
    Try,
)
from toolsearch.toolbench.reading import FINISH

FINISHED_INPUTS = 3
"""Action Input nodes that are marked as finished above an answer, its own among them."""


def to_answer(record: PathRecord, instruction: Instruction, *, steps: int = 12, queries: int = 200) -> Answer:
    """Write a record in the form of ToolBench's answer files.

    Args:
        record: with its tree; one without is an answer file without nodes.
        instruction: what was asked.
        steps: `single_chain_max_step` of the file.
        queries: `max_query_count` of the file.
    """
    tree = record.tree or Tree()
    single = record.method.startswith(("react", "CoT"))
    tries = _tries(tree) if single else ()
    return Answer(
        win=bool(tree.answers),
        forward_args=_forward(record, single, steps, queries),
        tree=None if single else _tree(tree),
        try_count=len(tries) if single else None,
        trys=tries,
        compare_candidates=tuple(_chain(tree, node, _finished(tree)) for node in tree.answers),
        answer_generation=_generation(record, instruction, tree),
    )


def _forward(record: PathRecord, single: bool, steps: int, queries: int) -> dict[str, Json]:
    tree = record.tree or Tree()
    if single:
        return {"single_chain_max_step": steps, "pass_at": max(1, len(tree.children(None))), "answer": 1}
    width = max((len(tree.children(node.id)) for node in tree.nodes), default=0)
    return {
        "single_chain_max_step": steps,
        "tree_beam_size": max(2, width),
        "max_query_count": queries,
        "answer": 1,
        "with_filter": record.method.startswith("DFS_w") and "woFilter" not in record.method,
    }


def _generation(record: PathRecord, instruction: Instruction, tree: Tree) -> Generation:
    chosen = _chosen(tree)
    finish = _finish(chosen) if chosen else None
    return Generation(
        valid_data=chosen is not None,
        query_count=record.usage.model_calls,
        total_tokens=record.usage.tokens,
        final_answer=_text(finish) if finish else "",
        function=tuple(function.model_dump() for function in tree.functions),
        train_messages=tuple(_lessons(tree, chosen)) if chosen else (),
        query=instruction.text,
        finish_type="give_up" if chosen and chosen.state is State.GIVE_UP else "give_answer",
    )


def _chosen(tree: Tree) -> Node | None:
    ends = [*tree.answers, *(node for node in tree.nodes if node.state is State.GIVE_UP)]
    return ends[0] if ends else None


def _finish(node: Node) -> ToolCall | None:
    return next((call for call in node.message.calls if call.name == FINISH), None)


def _text(call: ToolCall) -> str:
    """Write a call's arguments as ToolBench's models did."""
    if call.malformed is not None:
        return call.malformed
    return json.dumps(call.arguments, ensure_ascii=False, indent=2)


def _lessons(tree: Tree, chosen: Node) -> Iterator[tuple[dict[str, Json], ...]]:
    """Yield the history up to and with each turn of a path; of diversity messages only the latest is kept."""
    said = [_said(message) for message in tree.opening]
    for node in tree.path(chosen.id):
        former = [child for child in tree.children(node.parent) if child.id < node.id]
        if former and (again := revisit(tree, former, diversity="calls")):
            said = [message for message in said if message.get("valid") is not False]
            said.append({"role": "user", "content": again.content, "valid": False})
        for spoken, reply in _spoken(node):
            said.append(spoken)
            yield tuple(said)
            if reply:
                said.append(reply)


def _said(message: Message) -> dict[str, Json]:
    return {"role": "system" if isinstance(message, System) else "user", "content": message.content}


def _spoken(node: Node) -> Iterator[tuple[dict[str, Json], dict[str, Json] | None]]:
    """Yield a turn's messages: one for each call, the thought with the first, and the reply to it."""
    thought = node.message.content
    if not node.message.calls:
        yield {"role": "assistant", "content": thought}, None
    for call, seen in zip(node.message.calls, node.observations, strict=True):
        name = INVALID_NAME if seen.status is Status.UNKNOWN_FUNCTION else call.name
        function = {"name": name, "arguments": _text(call)}
        reply = {"role": "function", "name": name, "content": _seen(call, seen, node)}
        yield {"role": "assistant", "content": thought, "function_call": function}, reply
        thought = ""


def _tree(tree: Tree) -> AnswerTree:
    finished = _finished(tree)
    below: dict[int | None, list[TreeNode]] = {None: []} | {node.id: [] for node in tree.nodes}
    for node in reversed(tree.nodes):  # what hangs under a turn was made after it
        top: tuple[TreeNode, ...] = tuple(below[node.id])
        for part in reversed(list(_turn(tree, node, finished))):
            top = (TreeNode(**part.model_dump(), children=top),)
        below[node.parent].insert(0, *top)
    root = TreeNode(node_type="Action Input", child_count=len(below[None]), io_state={}, children=tuple(below[None]))
    depths = [_depth(tree, node) + len(_parts(node)) for node in tree.nodes]
    return AnswerTree(size=1 + sum(len(_parts(node)) for node in tree.nodes), max_length=max([1, *depths]), tree=root)


def _depth(tree: Tree, node: Node) -> int:
    """Count the nodes before a turn, the root among them."""
    return 1 + sum(len(_parts(before)) for before in tree.path(node.parent))


def _turn(tree: Tree, node: Node, finished: frozenset[tuple[int, int]]) -> Iterator[ChainNode]:
    """Yield the nodes of one turn."""
    parts, depth = _parts(node), _depth(tree, node)
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        yield part.model_copy(
            update={
                "depth": depth + place,
                "finished": (node.id, place) in finished,
                "expand_num": node.id + 1 if last else 0,
                "pruned": last and node.state in (State.GIVE_UP, State.LIMIT, State.ERROR),
                "child_count": len(tree.children(node.id)) if last else 1,
            }
        )


def _parts(node: Node) -> list[ChainNode]:
    """Break one turn into its nodes, before it is known where they stand."""
    message = node.message
    parts = (
        [ChainNode(node_type="Thought", description=message.content)] if message.content or not message.calls else []
    )
    for call, seen in zip(message.calls, node.observations, strict=True):
        parts.append(ChainNode(node_type="Action", description=call.name))
        parts.append(
            ChainNode(
                node_type="Action Input",
                description=_text(call),
                observation=_seen(call, seen, node),
                observation_code=_code(call, seen, node),
                io_state={},
            )
        )
    return parts


def _ended(call: ToolCall, seen: Observation) -> bool:
    return call.name == FINISH and seen.ok


def _seen(call: ToolCall, seen: Observation, node: Node) -> str:
    if not seen.content and _ended(call, seen):
        return ANSWERED if node.state is State.ANSWER else GAVE_UP
    return seen.content


def _code(call: ToolCall, seen: Observation, node: Node) -> int:
    if _ended(call, seen):
        return {State.ANSWER: ANSWER_CODE, State.GIVE_UP: GIVE_UP_CODE}.get(node.state, CODES[seen.status])
    return CODES[seen.status]


def _finished(tree: Tree) -> frozenset[tuple[int, int]]:
    """Find the nodes marked as finished, by turn and place in it: from each answer up to the third Action Input."""
    marked: set[tuple[int, int]] = set()
    for answer in tree.answers:
        above = [
            (node.id, place, part.node_type == "Action Input")
            for node in tree.path(answer.id)
            for place, part in enumerate(_parts(node))
        ]
        inputs = 0
        for id_, place, is_input in reversed(above):
            if inputs == FINISHED_INPUTS:
                break
            marked.add((id_, place))
            inputs += is_input
    return frozenset(marked)


def _chain(tree: Tree, end: Node, finished: frozenset[tuple[int, int]] = frozenset()) -> tuple[ChainNode, ...]:
    """Return the nodes of a path, without the root."""
    return tuple(part for node in tree.path(end.id) for part in _turn(tree, node, finished))


def _tries(tree: Tree) -> tuple[Try, ...]:
    return tuple(Try(chain=_chain(tree, end), win=end.state is State.ANSWER) for end in tree.leaves())
