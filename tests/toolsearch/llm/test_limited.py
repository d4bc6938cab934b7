import asyncio
from dataclasses import dataclass, field

from apis.limits import Limits, LocalLimiter
from toolsearch.budget import Usage
from toolsearch.llm.base import Reply, Request
from toolsearch.llm.limited import Limited
from toolsearch.messages import Assistant, User


@dataclass
class Gate:
    """A model that answers when it is let, and counts how many wait in it."""

    name: str = "gate"
    inside: int = 0
    most: int = 0
    closed: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def complete(self, request: Request) -> Reply:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.opened.wait()
        self.inside -= 1
        return Reply(Assistant(content="x"), Usage())

    async def aclose(self) -> None:
        self.closed += 1


def at_once(number: int) -> LocalLimiter:
    return LocalLimiter(Limits(at_once=number))


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_no_more_requests_than_turns_are_under_way() -> None:
    gate = Gate()
    model = Limited(gate, at_once(3))
    waiting = asyncio.gather(*(model.complete(Request(())) for _ in range(10)))
    await settle()
    assert gate.inside == 3
    gate.opened.set()
    assert len(await waiting) == 10
    assert gate.most == 3


async def test_the_servers_count_corrects_what_was_told() -> None:
    told: list[int] = []

    class Listening:
        async def enter(self, size: int = 0) -> None:
            told.append(size)

        async def leave(self, used: int = 0) -> None:
            told.append(used)

    gate = Gate()
    gate.opened.set()
    reply = await Limited(gate, Listening()).complete(Request((User(content="x" * 400),)))
    assert 100 <= told[0] <= 120
    assert told == [told[0], reply.usage.tokens - told[0]]


async def test_models_that_share_turns_share_the_bound() -> None:
    gate, turns = Gate(), at_once(2)
    models = [Limited(gate, turns), Limited(gate, turns)]
    waiting = asyncio.gather(*(model.complete(Request(())) for model in models for _ in range(4)))
    await settle()
    assert gate.inside == 2
    gate.opened.set()
    await waiting


async def test_a_request_that_is_given_up_gives_its_turn_back() -> None:
    gate = Gate()
    model = Limited(gate, at_once(1))
    first = asyncio.create_task(model.complete(Request(())))
    await settle()
    first.cancel()
    gate.opened.set()
    assert (await model.complete(Request(()))).message.content == "x"


async def test_name_and_closing_are_the_models() -> None:
    gate = Gate()
    model = Limited(gate, at_once(1))
    await model.aclose()
    assert (model.name, gate.closed) == ("gate", 1)
