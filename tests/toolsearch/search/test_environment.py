import asyncio
import json

from worlds import CHANGE, LOOK, Answers, seen

from apis.model import Api, Observation, Status, ToolCall
from toolsearch.search.environment import Environment
from toolsearch.search.tree import State


def look(place: str, number: int = 1) -> ToolCall:
    return ToolCall(id=f"c{number}", name="look_for_demo", arguments={"place": place})


def change(place: str, number: int = 1) -> ToolCall:
    return ToolCall(id=f"c{number}", name="change_for_demo", arguments={"place": place})


def ends(number: int = 9, **arguments: object) -> ToolCall:
    return ToolCall(id=f"c{number}", name="Finish", arguments=arguments)


async def test_an_unknown_function_gets_the_nearest_names_back() -> None:
    environment = Environment.over([LOOK, CHANGE], executor := Answers())
    outcome = await environment.carry_out([ToolCall(id="a", name="lookup_for_demo")])
    assert outcome.observations[0].status is Status.UNKNOWN_FUNCTION
    assert json.loads(outcome.observations[0].content)["nearest"][0] == "look_for_demo"
    assert executor.asked == []


async def test_arguments_are_checked_before_anything_is_sent() -> None:
    environment = Environment.over([LOOK], executor := Answers())
    wrong = ToolCall(id="a", name="look_for_demo", arguments={"plaec": "x"})
    malformed = ToolCall(id="b", name="look_for_demo", malformed='{"place": ')
    outcome = await environment.carry_out([wrong, malformed])
    assert [one.status for one in outcome.observations] == [Status.INVALID_ARGUMENTS] * 2
    assert "place" in json.loads(outcome.observations[0].content)["problems"][0]
    assert outcome.sent == 0
    assert executor.asked == []


async def test_the_same_reading_call_is_answered_from_memory() -> None:
    environment = Environment.over([LOOK], executor := Answers())
    await environment.carry_out([look("here")])
    outcome = await environment.carry_out([look("here", 2), look("there", 3)])
    assert outcome.repeated == ("c2",)
    assert [one.call_id for one in outcome.observations] == ["c2", "c3"]
    assert [call.arguments["place"] for call in executor.asked] == ["here", "there"]


async def test_twins_in_one_turn_are_sent_once() -> None:
    environment = Environment.over([LOOK], executor := Answers())
    outcome = await environment.carry_out([look("here", 1), look("here", 2)])
    assert len(executor.asked) == outcome.sent == 1
    assert outcome.repeated == ("c2",)


async def test_a_call_that_may_write_clears_the_memory_and_is_never_answered_from_it() -> None:
    environment = Environment.over([LOOK, CHANGE], executor := Answers())
    await environment.carry_out([look("here")])
    first = await environment.carry_out([change("here")])
    again = await environment.carry_out([change("here"), look("here", 2)])
    assert first.writes == ("c1",)
    assert again.repeated == ()
    assert len(executor.asked) == 4


async def test_a_failure_that_may_pass_is_asked_again_and_one_that_stays_is_remembered() -> None:
    for status, sent in [(Status.TIMEOUT, 2), (Status.NOT_FOUND, 1)]:
        executor = Answers(lambda call, status=status: seen(call, "{}", status))
        environment = Environment.over([LOOK], executor)
        await environment.carry_out([look("here")])
        await environment.carry_out([look("here", 2)])
        assert len(executor.asked) == sent


async def test_a_refused_write_counts_as_no_write() -> None:
    executor = Answers(lambda call: seen(call, "{}", Status.REFUSED))
    outcome = await Environment.over([CHANGE], executor).carry_out([change("here")])
    assert outcome.writes == ()


async def test_a_finish_counts_after_the_calls_beside_it() -> None:
    environment = Environment.over([LOOK], executor := Answers())
    outcome = await environment.carry_out([ends(return_type="give_answer", final_answer="yes"), look("here")])
    assert outcome.ending is not None
    assert (outcome.ending.state, outcome.ending.answer) == (State.ANSWER, "yes")
    assert len(executor.asked) == 1
    assert [one.call_id for one in outcome.observations] == ["c9", "c1"]


async def test_a_finish_without_an_answer_or_kind_is_told_so_and_the_path_goes_on() -> None:
    environment = Environment.over([LOOK], Answers())
    for arguments in [{"return_type": "give_answer"}, {"return_type": "stop"}, {}]:
        outcome = await environment.carry_out([ends(**arguments)])
        assert outcome.ending is None
        assert outcome.observations[0].status is Status.INVALID_ARGUMENTS
    given_up = await environment.carry_out([ends(return_type="give_up_and_restart")])
    assert given_up.ending is not None
    assert given_up.ending.state is State.GIVE_UP


async def test_calls_of_one_turn_run_at_the_same_time() -> None:
    class Meeting(Answers):
        async def execute(self, api: Api, call: ToolCall) -> Observation:
            await meet.wait()  # passes only when both calls are here
            return seen(call, "{}")

    meet = asyncio.Barrier(2)
    environment = Environment.over([LOOK], Meeting())
    async with asyncio.timeout(5):
        outcome = await environment.carry_out([look("here", 1), look("there", 2)])
    assert [one.call_id for one in outcome.observations] == ["c1", "c2"]
