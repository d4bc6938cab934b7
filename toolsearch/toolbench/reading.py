"""From ToolBench's answer files to our records.

A turn of the model is the run of nodes that ends where `expand_num` stands; files without it are read by the nodes'
types. What the files do not say is left at its default: times, the prompt's share of the tokens (all of them count as
prompt), ids of Apis (made of the functions' names, which is how catalogs of ToolBench's tools name them).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from apis.ids import slug
from apis.model import Json, Observation, Status, ToolCall
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.errors import RecordError
from toolsearch.messages import Assistant, Message, System, User
from toolsearch.records import Group, Instruction, PathRecord, PathStatus
from toolsearch.search.tree import Node, State, Tree
from toolsearch.toolbench.form import ANSWER_CODE, GIVE_UP_CODE, INVALID_NAME, STATUSES, Answer, ChainNode, TreeNode

FINISH = "Finish"
_NAME = re.compile(r"(?P<id>.+?)_(?:(?P<model>.+)_)?(?P<method>DFS\w*|CoT@\d+)")
_FRAME = re.compile(r"\s*(.*?)\s*(?:Begin!)?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Imported:
    """One answer file: what was asked, and what came of it."""

    instruction: Instruction
    record: PathRecord


def read_answers(folder: Path) -> Iterator[Imported]:
    """Yield every answer file of a folder and of those below it, in the order of their names.

    An id is the file's query id; below a subfolder it has that folder's name before it, since ToolBench counts each of
    its sets from one.

    Raises:
        RecordError: there is none, or a file is no answer; names it.
    """
    files = sorted(folder.rglob("*.json"))
    if not files:
        raise RecordError(f"{str(folder)!r} holds no answer file: name the folder with the <id>_<method>.json files")
    for file in files:
        yield read_answer(file, folder=file.parent.relative_to(folder).as_posix())


def read_answer(path: Path, *, folder: str = ".") -> Imported:
    """Read one answer file.

    Args:
        path: `<query id>_<method>.json`; any other name is the id itself.
        folder: what its id begins with, `.` for nothing.

    Raises:
        RecordError: it cannot be read, or is no answer; names the file.
    """
    try:
        answer = Answer.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise RecordError(f"{path} is no answer of ToolBench: {place}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path} is no JSON: {error}") from error
    named = _NAME.fullmatch(path.stem)
    id_ = named["id"] if named else path.stem
    return from_answer(
        answer,
        id_=id_ if folder == "." else f"{folder}/{id_}",
        model=named["model"] or "unknown" if named else "unknown",
        method=named["method"] if named else "unknown",
        group=_group(f"{path.parent.name} {folder}"),
    )


def from_answer(
    answer: Answer, *, id_: str, model: str = "unknown", method: str = "unknown", group: Group | None = None
) -> Imported:
    """Turn an answer into an instruction and its record."""
    generation = answer.answer_generation
    functions = tuple(_function(function) for function in generation.function)
    apis = {each.name: api_id(each.name) for each in functions if each.name != FINISH}
    tree = Tree(opening=_opening(answer), functions=functions, apis=apis)
    for node in _nodes(answer):
        tree.add(node)
    found = tree.answers
    usage = Usage(
        model_calls=generation.query_count,
        api_calls=sum(node.usage.api_calls for node in tree.nodes),
        prompt_tokens=generation.total_tokens,
    )
    status = _status(answer, tree)
    record = PathRecord(
        instruction_id=id_,
        status=status,
        answer=found[0].answer if found else None,
        limit="model_calls" if status == "budget" else None,
        tree=tree,
        usage=usage,
        model=model,
        method=method,
    )
    return Imported(Instruction(id=id_, text=generation.query, group=group, apis=tuple(apis.values())), record)


def api_id(function: str) -> str:
    """Make an Api's id of ToolBench's name for its function.

    >>> api_id("list_of_cocktails_for_the_cocktail_db")
    'the-cocktail-db/list-of-cocktails'
    """
    api, _, tool = function.rpartition("_for_")
    return f"{slug(tool)}/{slug(api)}" if api else f"unknown/{slug(function)}"


def arguments_of(text: str) -> dict[str, Json] | None:
    """Read the argument text of a call; None where it is no JSON object."""
    try:
        read = json.loads(text or "{}", strict=False)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


@dataclass(slots=True)
class _Turn:
    """The nodes of one model call, and the turn it follows."""

    parent: "_Turn | None"
    nodes: list[ChainNode] = field(default_factory=list)
    place: int = 0


def _nodes(answer: Answer) -> Iterator[Node]:
    """Yield the turns in the order in which they were made."""
    turns = _tree_turns(answer.tree.tree) if answer.tree else list(_chain_turns(answer))
    for place, turn in enumerate(turns):
        turn.place = place
        yield _node(turn)


def _tree_turns(root: TreeNode) -> list[_Turn]:
    """Find the turns of a tree, each before those that follow it."""
    numbered = any(node.expand_num for node in _below(root))
    turns: list[_Turn] = []
    waiting: list[tuple[TreeNode, _Turn | None]] = [(child, None) for child in reversed(root.children)]
    while waiting:
        node, parent = waiting.pop()
        turn = _Turn(parent, [node])
        while len(node.children) == 1 and not _ends_turn(node, node.children[0], numbered):
            node = node.children[0]
            turn.nodes.append(node)
        turns.append(turn)
        waiting += [(child, turn) for child in reversed(node.children)]
    return sorted(turns, key=lambda turn: turn.nodes[-1].expand_num) if numbered else turns


def _below(root: TreeNode) -> Iterator[TreeNode]:
    waiting = list(root.children)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


def _ends_turn(node: ChainNode, following: ChainNode, numbered: bool) -> bool:
    if numbered:
        return node.expand_num > 0
    return node.node_type == "Action Input" or following.node_type == "Thought"


def _chain_turns(answer: Answer) -> Iterator[_Turn]:
    """Yield the turns of paths that stand one after another, each beginning at the root."""
    for path in answer.trys:
        numbered = any(node.expand_num for node in path.chain)
        turn: _Turn | None = None
        for node in path.chain:
            if turn is None or _ends_turn(turn.nodes[-1], node, numbered):
                turn = _Turn(turn)
                yield turn  # listed at once, read when its nodes are in
            turn.nodes.append(node)


def _node(turn: _Turn) -> Node:
    thoughts = [node.description or "" for node in turn.nodes if node.node_type == "Thought"]
    named = [node.description or "" for node in turn.nodes if node.node_type == "Action"]
    given = [node for node in turn.nodes if node.node_type == "Action Input"]
    calls = [
        _call(f"call_{turn.place}_{number}", name, node.description or "")
        for number, (name, node) in enumerate(zip(named, given, strict=False))
    ]
    seen = [_observation(call, node) for call, node in zip(calls, given, strict=False)]
    state = _state(turn)
    return Node(
        id=turn.place,
        parent=turn.parent.place if turn.parent else None,
        message=Assistant(content="\n".join(thoughts), calls=tuple(calls)),
        observations=tuple(seen),
        state=state,
        answer=_answer(calls[-1]) if state is State.ANSWER else None,
        usage=Usage(model_calls=1, api_calls=sum(_reached(call, one) for call, one in zip(calls, seen, strict=True))),
    )


def _state(turn: _Turn) -> State:
    code = turn.nodes[-1].observation_code
    if code == ANSWER_CODE:
        return State.ANSWER
    if code == GIVE_UP_CODE:
        return State.GIVE_UP
    return State.LIMIT if turn.nodes[-1].pruned else State.OPEN


def _call(id_: str, name: str, text: str) -> ToolCall:
    read = arguments_of(text)
    return ToolCall(id=id_, name=name, malformed=text) if read is None else ToolCall(id=id_, name=name, arguments=read)


def _observation(call: ToolCall, node: ChainNode) -> Observation:
    code = node.observation_code
    status = Status.NOT_RECORDED if code is None else STATUSES.get(code, Status.SERVER_ERROR)
    return Observation(call_id=call.id, status=status, content=node.observation or "")


def _reached(call: ToolCall, seen: Observation) -> bool:
    known = call.name not in (FINISH, INVALID_NAME)
    return known and seen.status not in (Status.UNKNOWN_FUNCTION, Status.NOT_RECORDED)


def _answer(call: ToolCall) -> str:
    if call.malformed is not None:  # ToolBench takes a Finish whose JSON breaks off
        said = re.search(r'"final_answer"\s*:\s*"?(.*)', call.malformed, re.DOTALL)
        return (said[1] if said else call.malformed).rstrip('"} \n')
    said = call.arguments.get("final_answer")
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def _status(answer: Answer, tree: Tree) -> PathStatus:
    if tree.answers:
        return "answer"
    most = answer.forward_args.get("max_query_count")
    if isinstance(most, int) and answer.answer_generation.query_count >= most:
        return "budget"
    return "give_up" if any(node.state is State.GIVE_UP for node in tree.nodes) else "exhausted"


def _function(function: dict[str, Json]) -> Function:
    """Read a function's schema, bare or wrapped as newer files have it."""
    inner = function["function"] if isinstance(function.get("function"), dict) else function
    name, said, parameters = inner.get("name"), inner.get("description"), inner.get("parameters")
    return Function(
        name=name if isinstance(name, str) else "",
        description=said if isinstance(said, str) else "",
        parameters=parameters if isinstance(parameters, dict) else {"type": "object", "properties": {}},
    )


def _opening(answer: Answer) -> tuple[Message, ...]:
    """Return how the conversation began, as the training messages have it; else the query alone."""
    lists = answer.answer_generation.train_messages
    said: list[Message] = []
    for message in lists[0] if lists else ():
        content = message.get("content")
        if message.get("role") == "system":
            said.append(System(content=str(content or "")))
        elif message.get("role") == "user" and message.get("valid") is not False:
            said.append(User(content=str(content or "")))
            break
        else:
            break
    return tuple(said) or (User(content=answer.answer_generation.query),)


def query_of(text: str) -> str:
    r"""Take ToolBench's frame off a user message.

    >>> query_of("\nWhere is Oslo?\nBegin!\n")
    'Where is Oslo?'
    """
    bare = _FRAME.fullmatch(text)
    return bare[1] if bare else text


def _group(text: str) -> Group | None:
    found = re.search(r"\b[GI]([123])(?=_|-|\b)", text)
    groups: dict[str, Group] = {"1": "I1", "2": "I2", "3": "I3"}
    return groups[found[1]] if found else None
