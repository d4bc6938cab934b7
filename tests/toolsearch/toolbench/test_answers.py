import json
from pathlib import Path
from typing import Any

import pytest

from apis.model import Observation, Status, ToolCall
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.errors import RecordError
from toolsearch.messages import Assistant, System, User
from toolsearch.records import Instruction, PathRecord
from toolsearch.search.tree import Node, State, Tree
from toolsearch.toolbench.form import CODES, STATUSES, Answer
from toolsearch.toolbench.reading import from_answer, read_answer, read_answers
from toolsearch.toolbench.writing import to_answer

ASKED = Instruction(id="7", text="Where is Oslo?", apis=("maps/look",))
LOOK = Function(name="look_for_maps", description="Looks.", parameters={"type": "object", "properties": {}})


def turn(id_: int, parent: int | None, state: State = State.OPEN, *, content: str = "", **arguments: Any) -> Node:
    name = "Finish" if "return_type" in arguments else "look_for_maps"
    call = ToolCall(id=f"c{id_}", name=name, arguments=arguments)
    seen = Observation(call_id=call.id, status=Status.OK, content="" if name == "Finish" else '{"at": 1}')
    answer = arguments.get("final_answer") if state is State.ANSWER else None
    return Node(
        id=id_,
        parent=parent,
        message=Assistant(content=content, calls=(call,)),
        observations=(seen,),
        state=state,
        answer=answer,
        usage=Usage(model_calls=1, api_calls=int(name != "Finish")),
    )


def record(*nodes: Node, method: str = "DFS_woFilter_w2") -> PathRecord:
    opening = (System(content="Work."), User(content="Where is Oslo?"))
    tree = Tree(opening=opening, functions=(LOOK,), apis={"look_for_maps": "maps/look"}, nodes=list(nodes))
    answers = tree.answers
    usage = Usage(model_calls=len(nodes), api_calls=sum(n.usage.api_calls for n in nodes), prompt_tokens=9)
    return PathRecord(
        instruction_id="7",
        status="answer" if answers else "give_up",
        answer=answers[0].answer if answers else None,
        tree=tree,
        usage=usage,
        model="tiny",
        method=method,
    )


GIVEN_UP = turn(1, 0, State.GIVE_UP, return_type="give_up_and_restart")
ANSWERED = turn(2, 0, State.ANSWER, content="Found.", return_type="give_answer", final_answer="In Norway.")
BRANCHED = record(turn(0, None, content="I look.", at="Oslo"), GIVEN_UP, ANSWERED)


def answers(data: Path) -> list[Path]:
    return sorted((data / "toolbench" / "answer").rglob("*.json"))


def plain(value: Any) -> Any:
    """Take away what no record keeps: the layout of JSON, ratings that are one constant, words of diversity prompts."""
    if isinstance(value, dict):
        kept = {key: plain(item) for key, item in value.items() if key not in ("matching_time", "Elo")}
        if kept.get("valid") is False:
            kept["content"] = "…"
        return kept | ({"content": kept["content"] or ""} if "content" in kept else {})
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            return json.loads(value, strict=False)
        except ValueError:
            return value
    return value


def test_toolbenchs_own_files_come_back_as_they_were(data: Path) -> None:
    files = answers(data)
    assert files
    for path in files:
        original = plain(json.loads(path.read_bytes()))
        imported = read_answer(path)
        written = plain(to_answer(imported.record, imported.instruction).document())
        lost = (
            original["answer_generation"].pop("train_messages", []),
            written["answer_generation"].pop("train_messages"),
        )
        if original["win"]:  # of several give-ups ToolBench picks one at random
            assert lost[0] == lost[1], path
            assert original["answer_generation"] == written["answer_generation"], path
        assert original["forward_args"] | {"tree_beam_size": 2} == written["forward_args"], path
        for key in ("win", "tree", "compare_candidates"):
            assert written[key] == original[key], (path, key)


def test_a_second_round_trip_changes_nothing(data: Path) -> None:
    for path in answers(data):
        once = read_answer(path)
        again = from_answer(
            to_answer(once.record, once.instruction),
            id_=once.instruction.id,
            model=once.record.model,
            method=once.record.method,
            group=once.instruction.group,
        )
        assert again.instruction == once.instruction
        if once.record.answer:
            assert again.record == once.record


def test_a_folder_of_sets_is_read_with_the_set_in_the_id(data: Path) -> None:
    read = list(read_answers(data / "toolbench" / "answer"))
    ids = [each.instruction.id for each in read]
    assert len(set(ids)) == len(ids) == 15
    assert "G1_answer/10" in ids
    assert "G2_answer/10" in ids
    by_id = {each.instruction.id: each for each in read}
    first = by_id["G1_answer/10"]
    assert first.instruction.group == "I1"
    assert first.record.status == "answer"
    assert (first.record.model, first.record.method) == ("ChatGPT", "DFS_woFilter_w2")
    assert first.record.answer
    assert first.record.answer.startswith("The contact details of the 'Gondrand'")
    assert first.record.usage == Usage(model_calls=3, api_calls=2, prompt_tokens=2916)
    assert first.instruction.apis == ("transitaires/transitaire", "transitaires/transitaires")
    assert {each.record.status for each in read} == {"answer", "give_up", "exhausted"}
    assert sum(each.record.status == "answer" for each in read) == 9


def test_a_record_of_ours_comes_back_whole() -> None:
    back = from_answer(to_answer(BRANCHED, ASKED), id_="7", model="tiny", method=BRANCHED.method).record
    assert back.tree
    assert BRANCHED.tree
    assert [(node.parent, node.state, node.message.content) for node in back.tree.nodes] == [
        (node.parent, node.state, node.message.content) for node in BRANCHED.tree.nodes
    ]
    assert (back.answer, back.status, back.usage) == (BRANCHED.answer, "answer", BRANCHED.usage)
    assert back.tree.opening == BRANCHED.tree.opening


def test_the_chosen_path_becomes_a_list_of_messages_for_each_call() -> None:
    lessons = to_answer(BRANCHED, ASKED).answer_generation.train_messages
    assert [[message["role"] for message in lesson] for lesson in lessons] == [
        ["system", "user", "assistant"],
        ["system", "user", "assistant", "function", "user", "assistant"],
    ]
    assert lessons[1][4]["valid"] is False
    assert lessons[1][-1]["content"] == "Found."
    assert json.loads(to_answer(BRANCHED, ASKED).answer_generation.final_answer)["final_answer"] == "In Norway."


def test_several_calls_in_one_turn_stay_one_turn() -> None:
    calls = tuple(ToolCall(id=f"c{n}", name="look_for_maps", arguments={"at": n}) for n in range(2))
    seen = tuple(Observation(call_id=call.id, status=Status.NOT_FOUND, content="none") for call in calls)
    both = Node(id=0, parent=None, message=Assistant(content="Both.", calls=calls), observations=seen)
    for method in ("dfsdt", "react"):
        given = record(both, ANSWERED.model_copy(update={"id": 1, "parent": 0}), method=method)
        back = from_answer(Answer.model_validate(to_answer(given, ASKED).document()), id_="7").record
        assert back.tree
        assert [len(node.message.calls) for node in back.tree.nodes] == [2, 1]
        assert [one.status for one in back.tree.nodes[0].observations] == [Status.NOT_FOUND] * 2


def test_react_is_written_as_tries_and_read_back() -> None:
    paths = record(
        turn(0, None, at=1), GIVEN_UP, turn(2, None, at=2), ANSWERED.model_copy(update={"id": 3, "parent": 2})
    )
    given = paths.model_copy(update={"method": "react@2"})
    document = to_answer(given, ASKED).document()
    assert (document["try_count"], [one["win"] for one in document["trys"]]) == (2, [False, True])
    assert "tree" not in document
    back = from_answer(Answer.model_validate(document), id_="7").record
    assert back.tree
    assert [node.parent for node in back.tree.nodes] == [None, 0, None, 2]


def test_files_that_do_not_number_their_turns_are_read_by_the_types_of_nodes() -> None:
    document = to_answer(BRANCHED, ASKED).document()

    def forget(node: dict[str, Any]) -> None:
        node.pop("expand_num")
        for child in node["children"]:
            forget(child)

    forget(document["tree"]["tree"])
    back = from_answer(Answer.model_validate(document), id_="7").record
    assert back.tree
    assert [node.parent for node in back.tree.nodes] == [None, 0, 0]


def test_a_function_made_up_by_the_model_gets_toolbenchs_name_for_it() -> None:
    call = ToolCall(id="c", name="fly", arguments={})
    seen = Observation(call_id="c", status=Status.UNKNOWN_FUNCTION, content="none")
    made_up = Node(id=0, parent=None, message=Assistant(calls=(call,)), observations=(seen,))
    answer = to_answer(record(made_up, ANSWERED.model_copy(update={"id": 1, "parent": 0})), ASKED)
    last = answer.answer_generation.train_messages[-1]
    assert last[2]["function_call"]["name"] == last[3]["name"] == "invalid_hallucination_function_name"
    assert answer.tree
    assert answer.tree.tree.children[0].description == "fly"


@pytest.mark.parametrize(
    "text", ['{"return_type": "give_answer", "final_answer": "In No', '{"final_answer": "In No"} tail']
)
def test_an_answer_whose_json_breaks_off_is_kept(text: str) -> None:
    document = to_answer(BRANCHED, ASKED).document()
    document["tree"]["tree"]["children"][0]["children"][0]["children"][0]["children"][1]["children"][0]["children"][0][
        "description"
    ] = text
    back = from_answer(Answer.model_validate(document), id_="7").record
    assert back.answer
    assert back.answer.startswith("In No")
    assert to_answer(back, ASKED).answer_generation.final_answer == text


def test_every_status_has_a_code_and_every_code_a_status() -> None:
    assert set(CODES) == set(Status)
    assert set(STATUSES) == {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
    assert all(CODES[STATUSES[code]] == code for code in CODES.values())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("1_DFS.json", "{", "is no JSON"),
        ("1_DFS.json", "{}", "answer_generation: Field required"),
        (None, "", "no answer"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, name: str | None, text: str, said: str) -> None:
    if name:
        (tmp_path / name).write_text(text)
    with pytest.raises(RecordError, match=said) as raised:
        list(read_answers(tmp_path))
    assert (name or str(tmp_path)) in str(raised.value)
