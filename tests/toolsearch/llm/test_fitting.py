from contextlib import aclosing

import pytest
from openai_server import OpenAIServer

from apis.model import Status, ToolCall
from toolsearch.errors import ContextOverflow
from toolsearch.llm.base import Request
from toolsearch.llm.fitting import LEAST, Fitting, shorten_to
from toolsearch.llm.openai import OpenAI
from toolsearch.messages import Assistant, Message, System, ToolReply, User

ASKED = (System(content="Work. " * 50), User(content="Where? " * 50))


def turn(number: int, length: int) -> tuple[Message, ...]:
    call = ToolCall(id=f"c{number}", name="look", arguments={"at": number})
    seen = f"{number}" * length
    return Assistant(content="I look.", calls=(call,)), ToolReply(
        call_id=call.id, name="look", content=seen, status=Status.OK
    )


LONG = (*ASKED, *turn(1, 5000), *turn(2, 300), *turn(3, 2000), User(content="Go on."))


async def ask(server: OpenAIServer, context: int | None) -> tuple[tuple[str, ...], list[str]]:
    server.lines, server.context = [{"content": "x", "repeat": True}], context
    async with aclosing(OpenAI("tiny", server=server.url, max_retries=0)) as model:
        reply = await Fitting(model).complete(Request(LONG))
    return reply.shortened, [message["content"] for message in server.received[-1].body["messages"]]


async def test_nothing_is_shortened_where_everything_fits(server: OpenAIServer) -> None:
    shortened, sent = await ask(server, None)
    assert shortened == ()
    assert len(server.received) == 1
    assert sum(map(len, sent)) > 7000


async def test_the_longest_earlier_observation_goes_first_and_the_reply_names_it(server: OpenAIServer) -> None:
    shortened, sent = await ask(server, 6000)
    assert shortened == ("c1",)
    assert sent[3].startswith("1111")
    assert sent[3].endswith("[this earlier result was 5000 characters long and is shortened here]")
    assert (len(sent[5]), len(sent[7])) == (300, 2000)


async def test_what_was_seen_last_is_shortened_last(server: OpenAIServer) -> None:
    shortened, sent = await ask(server, 1900)
    assert shortened == ("c1", "c2", "c3")
    assert len(sent[3]) == len(sent[5]) == LEAST < len(sent[7])


async def test_instruction_and_rules_and_the_models_own_words_stay(server: OpenAIServer) -> None:
    _, sent = await ask(server, 1900)
    assert [sent[place] for place in (0, 1, 2, 8)] == [ASKED[0].content, ASKED[1].content, "I look.", "Go on."]


async def test_what_is_too_long_even_so_is_an_overflow(server: OpenAIServer) -> None:
    with pytest.raises(ContextOverflow, match="maximum context length is 700"):
        await ask(server, 700)
    assert len(server.received) < 9


def test_shortening_is_a_pure_function_that_keeps_calls_and_replies_together() -> None:
    kept, shortened = shorten_to(LONG, 0)
    assert [type(message) for message in kept] == [type(message) for message in LONG]
    assert shortened == ("c1", "c2", "c3")
    assert all(len(message.content) <= LEAST for message in kept if isinstance(message, ToolReply))
    assert shorten_to(LONG, 10**6) == (LONG, ())
