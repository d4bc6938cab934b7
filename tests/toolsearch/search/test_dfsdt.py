"""The search loop on scripted trees; the counts of model calls are those the published code makes on the same trees."""

import pytest
from worlds import Answers, Policy, call, finish, grow, seen

from apis.model import Status, ToolCall
from toolsearch.budget import Budget
from toolsearch.errors import BadReply, ModelUnreachable
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant, User
from toolsearch.search.method import Method, dfsdt, react
from toolsearch.search.prompts import GO_ON
from toolsearch.search.rank import Prompted
from toolsearch.search.resolve import open_method
from toolsearch.search.tree import State


def three_then_answer(place: tuple[int, ...]) -> Assistant:
    return finish("done") if len(place) == 4 else call(place)


def never(place: tuple[int, ...]) -> Assistant:
    return call(place)


def never_with_thoughts(place: tuple[int, ...]) -> Assistant:
    return call(place, thought="Hm.")


def gives_up_at_third(place: tuple[int, ...]) -> Assistant:
    return finish() if len(place) == 3 else call(place)


def answers_at(where: tuple[int, ...]):
    def decide(place: tuple[int, ...]) -> Assistant:
        if place == where:
            return finish("found")
        return finish() if len(place) == 3 else call(place)

    return decide


@pytest.mark.parametrize(
    ("decide", "width", "calls"),
    [
        (three_then_answer, 1, 4),
        (three_then_answer, 2, 4),
        (three_then_answer, 3, 4),
        (never, 1, 6),
        (never, 2, 126),
        (never, 3, 200),
        (never_with_thoughts, 1, 4),
        (never_with_thoughts, 2, 30),
        (never_with_thoughts, 3, 120),
        (gives_up_at_third, 1, 3),
        (gives_up_at_third, 2, 10),
        (gives_up_at_third, 3, 21),
        (answers_at((1, 1, 0)), 2, 10),
    ],
)
async def test_the_published_settings_make_the_published_number_of_model_calls(decide, width: int, calls: int) -> None:
    search, model, _ = await grow(decide, open_method(f"dfsdt:parity=toolbench,width={width}"))
    assert len(model.asked) == search.spent.model_calls == calls
    assert bool(search.found) == (decide is three_then_answer or (calls == 10 and decide is not gives_up_at_third))


@pytest.mark.parametrize(
    ("decide", "made", "ranked"),
    [(three_then_answer, 8, 8), (never, 101, 100), (never_with_thoughts, 30, 30), (answers_at((1, 1, 0)), 14, 14)],
)
async def test_the_published_filter_costs_what_it_costs_there(decide, made: int, ranked: int) -> None:
    judge = Policy(lambda place: Assistant(content="They are alike: A"))
    method = open_method("dfsdt:parity=toolbench,filter")
    search, model, _ = await grow(decide, method, ranker=Prompted(judge))
    assert (len(model.asked), len(judge.asked)) == (made, ranked)
    assert search.spent.model_calls == made + ranked


async def test_the_reply_that_reaches_the_published_budget_is_thrown_away() -> None:
    ours, _, _ = await grow(three_then_answer, open_method("dfsdt:calls=4"))
    theirs, model, _ = await grow(three_then_answer, open_method("dfsdt:parity=toolbench,calls=4"))
    assert [node.answer for node in ours.found] == ["done"]
    assert (theirs.found, theirs.limit, len(theirs.tree.nodes), len(model.asked)) == ([], "model_calls", 3, 4)


@pytest.mark.parametrize(("repetitions", "calls"), [(1, 6), (5, 30)])
async def test_published_chains_end_by_length_and_are_repeated(repetitions: int, calls: int) -> None:
    _, model, _ = await grow(never, open_method(f"react@{repetitions}:parity=toolbench"))
    assert len(model.asked) == calls


async def test_text_alone_uses_up_the_published_budget() -> None:
    search, model, _ = await grow(lambda place: Assistant(content="Hm."), open_method("dfsdt:parity=toolbench"))
    assert (len(model.asked), len(search.tree.nodes), search.limit) == (200, 199, "model_calls")


async def test_the_child_that_is_preferred_is_followed_first_and_the_rest_is_passed_over() -> None:
    def decide(place: tuple[int, ...]) -> Assistant:
        return finish(f"answer {place}") if len(place) == 2 else call(place)

    def judge(place: tuple[int, ...]) -> Assistant:
        return Assistant(content="B" if 'Step A:\nlook_for_demo({"place":"0"})' in shown[-1] else "A")

    shown: list[str] = []

    class Shown(Policy):
        async def complete(self, request: Request) -> Reply:
            shown.append(request.messages[-1].content)
            return await super().complete(request)

    search, _, _ = await grow(decide, open_method("dfsdt:filter"), ranker=Prompted(Shown(judge)))
    assert [node.answer for node in search.found] == ["answer (1, 0)"]
    assert [node.state for node in search.tree.nodes] == [State.PASSED, State.OPEN, State.ANSWER, State.PASSED]
    assert search.tree.answers == [search.tree.nodes[2]]


async def test_rules_prefer_the_calls_that_worked() -> None:
    def answer(asked: ToolCall):
        bad = asked.arguments["place"] == "0"
        return seen(asked, "gone", Status.NOT_FOUND) if bad else seen(asked, "{}")

    def decide(place: tuple[int, ...]) -> Assistant:
        return finish(f"answer {place}") if len(place) == 2 else call(place)

    search, _, _ = await grow(decide, open_method("dfsdt:filter"), executor=Answers(answer))
    assert search.found[0].answer == "answer (1, 0)"


async def test_an_answer_beside_a_give_up_is_lost_when_going_back_two_states_and_found_when_going_back_one() -> None:
    decide = answers_at((1, 0, 1))
    published, _, _ = await grow(decide, open_method("dfsdt:parity=toolbench"))
    ours, _, _ = await grow(decide, dfsdt())
    assert [node.answer for node in published.tree.answers] == []
    assert [node.answer for node in ours.tree.answers] == ["found"]


async def test_react_follows_one_path_and_its_repetitions_start_at_the_root() -> None:
    once, model, _ = await grow(gives_up_at_third, react())
    assert [node.parent for node in once.tree.nodes] == [None, 0, 1]
    thrice, model, _ = await grow(gives_up_at_third, react(3))
    assert [node.parent for node in thrice.tree.nodes] == [None, 0, 1, None, 3, 4, None, 6, 7]
    assert not any(isinstance(m, User) and m.tried for request in model.asked for m in request.messages)


async def test_repetition_stops_at_the_first_answer() -> None:
    search, model, _ = await grow(three_then_answer, react(5))
    assert len(model.asked) == 4
    assert search.limit is None


async def test_a_path_ends_at_its_depth_and_a_finish_there_still_counts() -> None:
    cut, _, _ = await grow(never, Method("short", width=1, depth=3))
    assert [node.state for node in cut.tree.nodes] == [State.OPEN, State.OPEN, State.LIMIT]
    ended, _, _ = await grow(three_then_answer, Method("exact", width=1, depth=4))
    assert [node.answer for node in ended.tree.answers] == ["done"]


async def test_the_reply_that_reaches_a_limit_is_used() -> None:
    search, model, _ = await grow(three_then_answer, dfsdt(), budget=Budget(model_calls=4))
    assert search.tree.answers
    stopped, model, _ = await grow(never, dfsdt(), budget=Budget(tokens=30))
    assert stopped.limit == "tokens"
    assert len(stopped.tree.nodes) == len(model.asked) == 3


@pytest.mark.parametrize("limit", [{"api_calls": 2}, {"seconds": 0.004}, {"model_calls": 2}])
async def test_every_limit_ends_the_search_and_is_named(limit: dict[str, float]) -> None:
    search, _, _ = await grow(never, dfsdt(), budget=Budget(**limit))
    assert [search.limit] == list(limit)
    assert len(search.tree.nodes) == 2


async def test_a_state_returned_to_is_told_what_was_tried_and_its_descendants_are_not() -> None:
    _search, model, _ = await grow(answers_at((0, 1, 0)), dfsdt())
    told = [[m.tried for m in request.messages if isinstance(m, User) and m.tried] for request in model.asked]
    again = [len(tried[0]) if tried else 0 for tried in told]
    assert again == [0, 0, 0, 1, 1, 0]  # paths 0, 0.0, 0.0.0, 0.0.1, 0.1, 0.1.0
    (tried,) = told[4][0]
    assert tried.calls[0].arguments == {"place": "0.0"}
    assert tried.observations[0].content == "{}"
    assert tried.outcome == "after 2 more turns it was given up"


async def test_what_failed_below_a_branch_is_named_when_the_state_is_returned_to() -> None:
    def answer(asked: ToolCall):
        bad = asked.arguments["place"] == "0.0"
        return seen(asked, '{"error":"not_found"}', Status.NOT_FOUND) if bad else seen(asked, "{}")

    def decide(place: tuple[int, ...]) -> Assistant:
        if place[0] == 1:
            return finish("found")
        return finish() if len(place) == 3 or place[-1] else call(place)

    _search, model, _ = await grow(decide, dfsdt(), executor=Answers(answer))
    last = model.asked[-1].messages[-1]
    assert isinstance(last, User)
    assert last.tried[0].outcome.endswith("there failed: look_for_demo (not_found)")
    assert last.tried[0].outcome in last.content


async def test_histories_are_append_only_and_the_function_list_never_changes() -> None:
    search, model, _ = await grow(gives_up_at_third, dfsdt())
    assert len({id(request.functions) for request in model.asked}) == 1
    said = [[m for m in request.messages if not getattr(m, "tried", ())] for request in model.asked]
    for node in search.tree.nodes:
        before = said[node.parent] if node.parent is not None else said[0][:2]
        assert said[node.id][: len(before)] == before


async def test_each_turn_has_its_own_seed_and_the_same_one_every_time() -> None:
    _, once, _ = await grow(gives_up_at_third, dfsdt())
    _, again, _ = await grow(gives_up_at_third, dfsdt())
    seeds = [request.settings.seed for request in once.asked]
    assert seeds == [request.settings.seed for request in again.asked]
    assert len(set(seeds)) == len(seeds)


async def test_several_answers_can_be_wanted() -> None:
    def decide(place: tuple[int, ...]) -> Assistant:
        return finish(f"answer {place}") if len(place) == 2 else call(place)

    search, _, _ = await grow(decide, Method("three", answers=3, back_off=1))
    assert [node.answer for node in search.tree.answers] == ["answer (0, 0)", "answer (0, 1)", "answer (1, 0)"]


async def test_an_unusable_reply_ends_its_branch_and_the_next_sibling_is_tried() -> None:
    replies = iter([BadReply("no choices in the reply"), finish("found")])

    def decide(place: tuple[int, ...]) -> Assistant:
        reply = next(replies)
        if isinstance(reply, BadReply):
            raise reply
        return reply

    search, _, _ = await grow(decide, dfsdt())
    assert [node.state for node in search.tree.nodes] == [State.ERROR, State.ANSWER]


async def test_a_server_that_fails_ends_the_search() -> None:
    def decide(place: tuple[int, ...]) -> Assistant:
        raise ModelUnreachable("no answer from the server")

    with pytest.raises(ModelUnreachable):
        await grow(decide, dfsdt())


async def test_text_without_a_call_goes_on_with_a_word_to_the_model() -> None:
    replies = iter([Assistant(content="I think so."), finish("yes")])
    search, model, _ = await grow(lambda place: next(replies), react())
    assert [node.answer for node in search.tree.nodes] == [None, "yes"]
    assert model.asked[-1].messages[-1] == User(content=GO_ON)
