import asyncio

from worlds import Answers, api

from apis.executors.limited import Limited
from apis.limits import Limits, LocalLimiter
from apis.model import Api, Observation, ToolCall


class Counts(Answers):
    running = most = 0

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        return await super().execute(api, call)


async def test_the_apis_of_one_tool_share_a_bound_and_another_tool_has_its_own() -> None:
    made, counts = list[str](), Counts()

    def make(tool: str) -> LocalLimiter:
        made.append(tool)
        return LocalLimiter(Limits(at_once=1))

    look, change = api("look"), api("change")
    other = look.model_copy(update={"id": "other/look"})
    async with Limited(counts, make) as limited:
        calls = [ToolCall(id=str(n), name="x") for n in range(6)]
        seen = await asyncio.gather(*map(limited.execute, [look, change] * 3, calls))
        assert (counts.most, made) == (1, ["demo"])
        assert [one.call_id for one in seen] == [call.id for call in calls]
        await asyncio.gather(limited.execute(look, calls[0]), limited.execute(other, calls[1]))
    assert (counts.most, made) == (2, ["demo", "other"])
