"""The converted answers that ToolEval and StableToolBench judge, one file for each test set, as records.

    {query id: {"query", "available_tools": [function], "answer": {"method", "final_answer", "answer_details": [node]}}}

A node is `{role, message, next}`; of a tool's message `{name, arguments, response}`, which the published files of
ToolEval have as text, cut after some hundred characters. What ToolEval left out is left out here: observation codes (an
`error` in the response is taken for one), costs, and of an answer that failed all paths but one.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from apis.model import Json, Observation, Status, ToolCall
from apis.schema import Function
from toolsearch.errors import RecordError
from toolsearch.messages import Assistant, User
from toolsearch.records import Group, Instruction, PathRecord, PathStatus
from toolsearch.search.tree import Node, State, Tree
from toolsearch.toolbench.reading import FINISH, Imported, api_id, arguments_of

_SET = re.compile(r"[GI]([123])")
_CUT = re.compile(r"\{'name': '(?P<name>[^']*)'(?:, 'arguments': '?(?P<arguments>.*))?", re.DOTALL)
_ANSWER = re.compile(r'"final_answer"\s*:\s*"?(.*)', re.DOTALL)


class Form(BaseModel):
    """A part of a file: what is not known of it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Called(Form):
    """What a tool node holds."""

    name: str
    arguments: Json = ""
    response: Json = ""


class Step(Form):
    """A node of the answer."""

    role: str
    message: Called | str = ""
    next: tuple["Step", ...] = ()


class Details(Form):
    method: str = "unknown"
    final_answer: str = ""
    answer_details: tuple[Step, ...] = ()


class Tool(Form):
    name: str
    description: str = ""
    parameters: dict[str, Json] = {}


class Wrapped(Form):
    """A tool as newer files have it."""

    function: Tool


class Converted(Form):
    """One query with its answer."""

    query: str
    available_tools: tuple[Tool | Wrapped, ...] = ()
    answer: Details


@dataclass(frozen=True, slots=True)
class Final:
    """What a Finish call ended with: an answer, or none."""

    answer: str | None

    @classmethod
    def of(cls, arguments: Mapping[str, Json]) -> "Final":
        answer = arguments.get("final_answer")
        if arguments.get("return_type") != "give_answer" or answer is None:
            return cls(None)
        return cls(answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False))


class File(RootModel[dict[str, Converted]]):
    """One file."""


def is_converted(path: Path) -> bool:
    """Tell whether a JSON file looks like converted answers: an object of objects that have a query and an answer."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    first = next(iter(found.values()), None) if isinstance(found, dict) else None
    return isinstance(first, dict) and "query" in first and isinstance(first.get("answer"), dict)


def read_converted(path: Path, *, prefix: str = "") -> Iterator[Imported]:
    """Yield the answers of a file; an id is the query's, behind `prefix` and a slash where there is one.

    Raises:
        RecordError: the file cannot be read, or is none of the kind; names the file.
    """
    try:
        file = File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        place = ".".join(map(str, wrong["loc"]))
        raise RecordError(f"{path} holds no converted answers: {place}: {wrong['msg']}") from error
    for id_, converted in file.root.items():
        yield _imported(converted, f"{prefix}/{id_}" if prefix else id_, group_of(path.stem))


def group_of(name: str) -> Group | None:
    """Read the group from the name of a test set.

    >>> group_of("G2_category"), group_of("answers")
    ('I2', None)
    """
    found = _SET.match(name)
    groups: dict[str, Group] = {"1": "I1", "2": "I2", "3": "I3"}
    return groups[found[1]] if found else None


def _imported(converted: Converted, id_: str, group: Group | None) -> Imported:
    functions = tuple(_function(tool) for tool in converted.available_tools)
    apis = {function.name: api_id(function.name) for function in functions if function.name != FINISH}
    tree = Tree(opening=(User(content=converted.query),), functions=functions, apis=apis)
    final = _final(converted.answer.final_answer)
    for step in converted.answer.answer_details:
        _grow(tree, step, None, (), final)
    record = PathRecord(
        instruction_id=id_,
        status=_status(tree),
        answer=tree.answers[0].answer if tree.answers else None,
        tree=tree,
        model="unknown",
        method=converted.answer.method,
    )
    asked = Instruction(id=id_, text=converted.query, group=group, apis=tuple(apis.values()))
    return Imported(asked, record)


def _function(tool: Tool | Wrapped) -> Function:
    plain = tool.function if isinstance(tool, Wrapped) else tool
    return Function(name=plain.name, description=plain.description, parameters=plain.parameters)


def _grow(tree: Tree, step: Step, parent: int | None, thoughts: tuple[str, ...], final: Final) -> None:
    """Add what a node and those below it say: a tool node is a turn, with the texts before it as its thought."""
    called = _called(step)
    if called is not None:
        parent = tree.add(_turn(called, len(tree.nodes), parent, thoughts, final)).id
        thoughts = ()
    elif step.role == "assistant" and step.message:
        thoughts = (*thoughts, str(step.message))
    if not step.next and thoughts:
        tree.add(Node(id=len(tree.nodes), parent=parent, message=Assistant(content="\n".join(thoughts))))
    for following in step.next:
        _grow(tree, following, parent, thoughts, final)


def _called(step: Step) -> Called | None:
    """Read the call of a tool node; of one that was cut, what is left."""
    if isinstance(step.message, Called) or step.role != "tool":
        return step.message if isinstance(step.message, Called) else None
    try:
        return Called.model_validate(ast.literal_eval(step.message))
    except (SyntaxError, ValueError):  # pydantic's errors are among them
        found = _CUT.match(step.message)
    if found is None:
        return None
    arguments, _, response = (found["arguments"] or "").partition("', 'response': ")
    return Called(name=found["name"], arguments=arguments, response=response)


def _turn(called: Called, id_: int, parent: int | None, thoughts: tuple[str, ...], final: Final) -> Node:
    text = called.arguments if isinstance(called.arguments, str) else json.dumps(called.arguments, ensure_ascii=False)
    read = arguments_of(text)
    name = f"call_{id_}"
    call = (
        ToolCall(id=name, name=called.name, malformed=text)
        if read is None
        else ToolCall(id=name, name=called.name, arguments=read)
    )
    said = called.response if isinstance(called.response, str) else json.dumps(called.response, ensure_ascii=False)
    state, answer = _end(call, final)
    return Node(
        id=id_,
        parent=parent,
        message=Assistant(content="\n".join(thoughts), calls=(call,)),
        observations=(Observation(call_id=name, status=_seen(said), content=said),),
        state=state,
        answer=answer,
    )


def _end(call: ToolCall, final: Final) -> tuple[State, str | None]:
    """Read whether a call is a Finish, and with which answer; where its arguments were cut, `final` has them whole."""
    if call.name != FINISH:
        return State.OPEN, None
    whole = call.malformed is None and "return_type" in call.arguments
    given = Final.of(call.arguments) if whole else final
    return (State.ANSWER, given.answer) if given.answer is not None else (State.GIVE_UP, None)


def _final(text: str) -> Final:
    """Read the argument text of the Finish call; of one whose JSON breaks off, what it holds of an answer."""
    read = arguments_of(text)
    if read is not None:
        return Final.of(read)
    if "give_up" in text:
        return Final(None)
    found = _ANSWER.search(text)
    return Final((found[1] if found else text).strip(' "}\n') or None)


def _seen(said: str) -> Status:
    read = arguments_of(said)
    return Status.CLIENT_ERROR if read and read.get("error") else Status.OK


def _status(tree: Tree) -> PathStatus:
    if tree.answers:
        return "answer"
    return "give_up" if any(node.state is State.GIVE_UP for node in tree.nodes) else "exhausted"
