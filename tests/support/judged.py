"""Runs whose answers are short texts, verdict files written by hand, and a judging model that reads its prompt."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from benches import lay_out

from apis.model import Observation, Status, ToolCall
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.llm.base import Reply, Request
from toolsearch.llm.scripted import Scripted
from toolsearch.messages import Assistant, User
from toolsearch.records import Group, Instruction, PathRecord, PathStatus, Verdict
from toolsearch.search.tree import Node, State, Tree

FUNCTIONS = (Function(name="find_for_library", description="Finds a book by its title.", parameters={}),)


def instructions(folder: Path, ids: Iterable[str], *, group: Group = "I1", solvable: bool | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "asked.jsonl"
    made = [Instruction(id=id_, text=f"Find the book number {id_}.", group=group, solvable=solvable) for id_ in ids]
    path.write_text("".join(f"{instruction.model_dump_json()}\n" for instruction in made))
    return path


def record(id_: str, answer: str | None, status: PathStatus = "answer", attempt: int = 1) -> PathRecord:
    """A path of one call and its end; what the call brought is the answer's text."""
    call = ToolCall(id="c1", name="find_for_library", arguments={"number": id_})
    seen = Observation(call_id="c1", status=Status.OK, content=f"found: {answer}")
    finish = ToolCall(id="c2", name="Finish", arguments={"return_type": "give_answer", "final_answer": answer})
    end = State.ANSWER if status == "answer" else State.GIVE_UP
    nodes = [
        Node(id=0, parent=None, message=Assistant(content="I look.", calls=(call,)), observations=(seen,)),
        Node(id=1, parent=0, message=Assistant(calls=(finish,)), state=end, answer=answer),
    ]
    tree = Tree(functions=FUNCTIONS, apis={"find_for_library": "library/find"}, nodes=nodes)
    usage = Usage(model_calls=2, api_calls=1)
    return PathRecord(
        instruction_id=id_,
        attempt=attempt,
        status=status,
        answer=answer if status == "answer" else None,
        tree=tree,
        usage=usage,
        model="heuristic",
        method="react",
    )


def run_of(folder: Path, answers: Mapping[str, str | None], method: str = "react", **options: bool | None) -> Path:
    """A run with these answers by instruction id; None gives up."""
    asked = instructions(folder.parent, answers, **options)  # type: ignore[arg-type]
    records = [record(id_, text, "answer" if text is not None else "give_up") for id_, text in answers.items()]
    return lay_out(folder, asked, records, method)


def write_verdicts(run: Path, judge: str, verdicts: Iterable[Verdict]) -> Path:
    path = run / "verdicts" / f"{judge}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{verdict.model_dump_json()}\n" for verdict in verdicts))
    return path


def verdict(id_: str, question: str, label: str, vote: int = 0) -> Verdict:
    return Verdict(instruction_id=id_, judge="hand", question=question, vote=vote, label=label)


def asked_of(request: Request) -> str:
    """The prompt that a judging model got."""
    return next(message.content for message in request.messages if isinstance(message, User))


def reader(reliable: bool = True) -> Scripted:
    """A model that judges by words: `good` is solved, `vague` unsure, a task about `nowhere` unsolvable.

    Of two answers it prefers the longer one; an unreliable one always the first.
    """

    def say(request: Request) -> Reply:
        word = _verdict(asked_of(request), reliable)
        usage = Usage(model_calls=1, prompt_tokens=100, completion_tokens=10)
        return Reply(Assistant(content=f"Because it is so.\n\nVerdict: {word}"), usage, "stop")

    return Scripted(say, name="script:reader" if reliable else "script:first")


def _verdict(prompt: str, reliable: bool) -> str:
    if "Which of the two" in prompt:
        a, b = re.findall(r"<answer of .>\n(.*?)\n</answer", prompt, re.DOTALL)
        return "A" if not reliable or len(a) > len(b) else "B" if len(b) > len(a) else "tie"
    if "call these functions and nothing else" in prompt:
        return "unsolvable" if "nowhere" in prompt else "solvable"
    answer = re.findall(r"<answer>\n(.*?)\n</answer>", prompt, re.DOTALL)[0]
    if "good" in answer:
        return "solved"
    return "unsure" if "vague" in answer and "<steps>" not in prompt else "unsolved"
