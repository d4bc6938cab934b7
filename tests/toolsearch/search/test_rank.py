import pytest
from worlds import Policy, call, finish, seen

from apis.model import Status, ToolCall
from toolsearch.messages import Assistant, System, User
from toolsearch.search.rank import Comparison, Prompted, Rules
from toolsearch.search.tree import Node, State, Tree

OPENING = (System(content="Rules."), User(content="Find the harbour."))


def turn(place: tuple[int, ...], status: Status = Status.OK) -> Node:
    message = call(place)
    return Node(id=place[-1], parent=None, message=message, observations=(seen(message.calls[0], "{}", status),))


A, B = turn((0,)), turn((1,))


@pytest.mark.parametrize(
    ("replies", "first"), [(("A", "B"), 1.0), (("B", "A"), 0.0), (("A", "A"), 0.5), (("so: b?", "none"), 0.5)]
)
async def test_both_orders_must_agree_or_it_is_a_tie(replies: tuple[str, str], first: float) -> None:
    said = iter(replies)
    model = Policy(lambda place: Assistant(content=f"I compare. {next(said)}."))
    comparison = await Prompted(model).compare(Tree(opening=OPENING, nodes=[A, B]), A, B)
    assert (comparison.first, comparison.usage.model_calls) == (first, 2)


async def test_a_model_is_shown_the_instruction_the_path_and_both_steps() -> None:
    model = Policy(lambda place: Assistant(content="A"))
    top = turn((0,))
    below = [turn((0, 1)).model_copy(update={"parent": 0}), turn((0, 2)).model_copy(update={"parent": 0})]
    await Prompted(model).compare(Tree(opening=OPENING, nodes=[top, *below]), *below)
    text = model.asked[0].messages[-1].content
    assert "Find the harbour." in text
    assert text.index('"0"') < text.index('"0.1"') < text.index('"0.2"')
    assert model.asked[0].functions == ()


async def test_rules_rank_an_answer_above_calls_that_worked_above_those_that_failed_above_an_end() -> None:
    answer = Node(id=2, parent=None, message=finish("x"), state=State.ANSWER)
    gone = turn((3,), Status.NOT_FOUND)
    end = Node(id=4, parent=None, message=Assistant(calls=(ToolCall(id="e", name="Finish"),)), state=State.GIVE_UP)
    order = [answer, A, gone, end]
    for place, better in enumerate(order):
        for worse in order[place + 1 :]:
            assert await Rules().compare(Tree(), better, worse) == Comparison(1.0)
            assert await Rules().compare(Tree(), worse, better) == Comparison(0.0)
    assert await Rules().compare(Tree(), A, B) == Comparison(0.5)
