"""Runs made on the spot for the page that shows them: small trees with everything that a page must draw."""

from collections.abc import Iterable
from pathlib import Path

from apis.model import Observation, Status, ToolCall
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.journal import Journal
from toolsearch.messages import Assistant, System, User
from toolsearch.records import Instruction, PathRecord, Verdict
from toolsearch.runs import Run, RunConfig
from toolsearch.search.tree import Node, State, Tree

HOSTILE = '</script><script>document.title="taken"</script><img src=x onerror="document.title=1">'
LONG = "x" * 40_000


def turn(id_: int, parent: int | None, name: str, content: str = "{}", *, status: Status = Status.OK) -> Node:
    """A turn with one call and what it brought."""
    call = ToolCall(id=f"c{id_}", name=name, arguments={"n": id_, "of": 1.0})
    seen = Observation(call_id=call.id, status=status, content=content, whole="ab" * 32, seconds=0.01)
    usage = Usage(model_calls=1, prompt_tokens=90, completion_tokens=10, seconds=0.02)
    return Node(
        id=id_,
        parent=parent,
        message=Assistant(content=f"Thought {id_}.", calls=(call,)),
        observations=(seen,),
        usage=usage,
    )


def ending(id_: int, parent: int | None, state: State, answer: str | None = None) -> Node:
    return turn(id_, parent, "Finish").model_copy(update={"state": state, "answer": answer})


def tree(*nodes: Node, asked: str = "Do it.") -> Tree:
    weigh = Function(name="weigh_for_scales", description="Weighs.", parameters={"type": "object", "properties": {}})
    opening = (System(content="You call functions."), User(content=asked))
    return Tree(opening=opening, functions=(weigh,), apis={"weigh_for_scales": "scales/weigh"}, nodes=list(nodes))


def recovered() -> Tree:
    """The first child of the root ends in a give-up, the second in an answer."""
    return tree(
        turn(0, None, "weigh_for_scales", '{"detail": "no such thing"}', status=Status.NOT_FOUND),
        ending(1, 0, State.GIVE_UP),
        turn(2, None, "weigh_for_scales", '{"grams": 12345678901234567890, "share": 1.0}'),
        ending(3, 2, State.ANSWER, "12 grams"),
    )


def record(id_: str, tree_: Tree | None, status: str, answer: str | None = None, **more: object) -> PathRecord:
    usage = Usage(model_calls=4, api_calls=2, prompt_tokens=360, completion_tokens=40, seconds=0.5)
    values = {"instruction_id": id_, "status": status, "answer": answer, "tree": tree_, "usage": usage}
    return PathRecord.model_validate(values | {"model": "m", "method": "dfsdt"} | more)


def verdict(id_: str, label: str, judge: str = "checked", vote: int = 0) -> Verdict:
    return Verdict(instruction_id=id_, judge=judge, question="solved", vote=vote, label=label, reason=f"it is {label}")


def make_run(
    folder: Path, asked: Iterable[Instruction], records: Iterable[PathRecord], verdicts: Iterable[Verdict] = ()
) -> Path:
    """Write a run as `annotate` and a judge leave it."""
    wanted = folder.with_suffix(".wanted")
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.write_text("".join(one.model_dump_json() + "\n" for one in asked))
    with Run.create_or_resume(folder, RunConfig(method="dfsdt", model="heuristic", catalog="c0ffee"), wanted) as run:
        run.paths_file.write_text("".join(one.model_dump_json() + "\n" for one in records))
        for one in verdicts:
            with Journal(run.verdicts_file(one.judge)) as journal:
                journal.append(one)
    return folder


def small_run(folder: Path) -> Path:
    """Four instructions: solved by a retry, answered wrongly in hostile words, given up, not run yet."""
    asked = [Instruction(id=f"i{n}", text=f"Weigh thing {n}, please.", group="I1") for n in range(4)]
    hostile = tree(
        turn(0, None, "weigh_for_scales", HOSTILE),
        turn(1, 0, "weigh_for_scales", LONG),
        ending(2, 1, State.ANSWER, HOSTILE),
    )
    records = [
        record("i0", recovered(), "answer", "12 grams"),
        record("i1", hostile, "answer", HOSTILE),
        record("i2", tree(ending(0, None, State.GIVE_UP)), "give_up"),
    ]
    return make_run(
        folder, asked, records, [verdict("i0", "solved"), verdict("i1", "unsolved"), verdict("i2", "unsolved")]
    )
