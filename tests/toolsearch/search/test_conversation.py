import json

from worlds import CHANGE, LOOK, Answers, call, finish, grow, seen

from apis.model import Observation, Status, ToolCall
from toolsearch.messages import Assistant, System, ToolReply, User
from toolsearch.search.conversation import messages, opening, turn
from toolsearch.search.method import dfsdt, react
from toolsearch.search.prompts import REPEATED
from toolsearch.search.tree import Node


def test_the_opening_lists_each_tool_once_and_then_says_the_instruction() -> None:
    system, user = opening("Find a place.", [LOOK, CHANGE])
    assert isinstance(system, System)
    assert system.content.count("- Demo: A tool for tests.") == 1
    assert user == User(content="Find a place.")


async def test_a_path_is_said_as_turns_and_replies_in_the_order_of_the_calls() -> None:
    search, _, _ = await grow(lambda place: finish("done") if len(place) == 2 else call(place), react())
    said = messages(search.tree, 0, diversity="none")
    assert [message.role for message in said] == ["system", "user", "assistant", "tool"]
    assert isinstance(said[3], ToolReply)
    assert (said[3].call_id, said[3].name) == ("call-0", "look_for_demo")


def test_a_call_answered_from_memory_is_said_to_be() -> None:
    asked = ToolCall(id="c1", name="look_for_demo", arguments={"place": "here"})
    node = Node(
        id=0, parent=None, message=Assistant(calls=(asked,)), observations=(seen(asked, "{}"),), repeated=("c1",)
    )
    *_, last = turn(node)
    assert last == User(content=REPEATED.format(calls="look_for_demo"))


async def test_what_was_written_in_an_abandoned_branch_is_said_to_stay() -> None:
    def decide(place: tuple[int, ...]) -> Assistant:
        if place == (1,):
            return finish("done")
        return call(place, "change_for_demo") if len(place) == 1 else finish()

    search, model, _ = await grow(decide, dfsdt())
    last = model.asked[-1].messages[-1]
    assert isinstance(last, User)
    assert 'stays changed: change_for_demo({"place":"0"})' in last.content
    assert search.tree.nodes[0].writes == ("call-0",)


async def test_toolbenchs_diversity_names_the_first_call_and_its_observation_only() -> None:
    executor = Answers(lambda asked: seen(asked, json.dumps({"found": "a place"})))
    search, _, _ = await grow(lambda place: call(place) if len(place) == 1 else finish(), dfsdt(), executor=executor)
    last = messages(search.tree, None, diversity="calls")[-1]
    assert isinstance(last, User)
    assert [tried.outcome for tried in last.tried] == ["", ""]
    assert 'look_for_demo({"place":"0"}) brought {"found": "a place"}.' in last.content


async def test_what_failed_below_a_former_child_is_named_beside_what_the_child_did() -> None:
    def answers(asked: ToolCall) -> Observation:
        lower = asked.arguments["place"] == "0.0"
        return seen(asked, "{}", Status.NOT_FOUND if lower else Status.OK)

    def decide(place: tuple[int, ...]) -> Assistant:
        return call(place) if place in ((0,), (0, 0)) else finish()

    search, _, _ = await grow(decide, dfsdt(), executor=Answers(answers))
    last = messages(search.tree, None, diversity="outcome")[-1]
    assert isinstance(last, User)
    assert [asked.arguments for asked in last.tried[0].calls] == [{"place": "0"}]
    assert [asked.arguments for asked in last.tried[0].failed] == [{"place": "0.0"}]
